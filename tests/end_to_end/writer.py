"""A writer whose every word is known, before a clock that the test sets from outside (libfaketime)."""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest

from tests.end_to_end.program import Sandbox

if TYPE_CHECKING:
    from tests.end_to_end.program import Ran

BERLIN = "Europe/Berlin"
_PLACES = ("/usr/lib", "/usr/lib64", "/usr/local/lib")
_NAMES = ("faketime/libfaketime.so.1", "*/faketime/libfaketime.so.1")


def faketime_library() -> Path:
    """Return the library that sets a program's clock; skip the test where there is none."""
    for place in _PLACES:
        for name in _NAMES:
            if found := next(Path(place).glob(name), None):
                return found
    pytest.skip("libfaketime is not installed (Debian: faketime)")


class Writer:
    """One device: a vault, a home, a clock that stands still until it is moved, and notes as lists of unique words."""

    def __init__(self, folder: Path, now: str, zone: str = BERLIN, vault: Path | None = None) -> None:
        folder.mkdir(exist_ok=True)
        self.box = Sandbox(folder)
        if vault:
            self.box.root = vault
        self.zone = ZoneInfo(zone)
        self.now = datetime.fromisoformat(now).replace(tzinfo=self.zone)
        self.notes: dict[str, list[str]] = {}
        self.heads: dict[str, str] = {}
        self._made = 0
        # File times stay real: a fresh offset for each run would make every old file look new.
        self.box.env |= {
            "LD_PRELOAD": str(faketime_library()),
            "FAKETIME_FMT": "%s",
            "NO_FAKE_STAT": "1",
            "TZ": zone,
        }

    def at(self, moment: str, *, fold: int = 0) -> None:
        """Set the clock to a moment on the wall, a day of the month and a time, as `2026-11-23 22:10`."""
        self.now = datetime.fromisoformat(moment).replace(tzinfo=self.zone, fold=fold)

    def later(self, **span: float) -> None:
        """Let so much real time pass."""
        self.now = (self.now.astimezone(ZoneInfo("UTC")) + timedelta(**span)).astimezone(self.zone)

    def begins(self, name: str, words: int, head: str = "milestone: 1000 words") -> None:
        """Make a note that takes part."""
        self.heads[name] = f"---\n{head}\n---\n\n"
        self.notes[name] = []
        self.adds(name, words)

    def adds(self, name: str, words: int, at: int | None = None) -> None:
        """Write new words, at the end or before the word of that number."""
        where = len(self.notes[name]) if at is None else at
        self.notes[name][where:where] = [f"word{self._made + n}" for n in range(words)]
        self._made += words
        self.saves(name)

    def cuts(self, name: str, words: int, at: int = 0) -> None:
        """Cut words from there on."""
        del self.notes[name][at : at + words]
        self.saves(name)

    def saves(self, name: str) -> None:
        """Save a note as an editor does, with what the program wrote into its frontmatter last."""
        path = self.box.root / name
        head = path.read_text().rpartition("---\n")[0] + "---\n\n" if path.is_file() else self.heads[name]
        words = self.notes[name]
        lines = [" ".join(words[start : start + 12]) for start in range(0, len(words), 12)]
        self.box.write(name, head + "\n".join(lines) + "\n")
        self.dates(name)

    def dates(self, name: str) -> None:
        """Give a file the time of this writer's clock, as a save does."""
        moment = self.now.timestamp()
        os.utime(self.box.root / name, (moment, moment))

    def updates(self) -> Ran:
        """Run `milestoned update`; it must find nothing to complain of."""
        ran = self.run("update")
        assert ran.code == 0, ran.err
        return ran

    def writes(self, name: str, words: int, **when: float) -> Ran:
        """Write new words and update, after so much time."""
        self.later(**when)
        self.adds(name, words)
        return self.updates()

    def run(self, *arguments: str | Path) -> Ran:
        """Run the program by this writer's clock."""
        return self.box.run(*arguments, FAKETIME=str(int(self.now.timestamp())))

    def asks(self, *arguments: str) -> Any:
        """Run a command with `--json`."""
        ran = self.run(*arguments, "--json")
        assert ran.code == 0, ran.err
        return ran.json

    def today(self) -> Any:
        """Ask for today."""
        return self.asks("today")
