"""A real daemon, as a process of its own, with a home of its own; and waiting for conditions."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

SOURCE = Path(__file__).parents[2] / "src"
STOPS_WITHIN = 2.0
_STARTS_WITHIN = 120.0
# Generous, for a machine that is busy with other things: a test that waits this long fails.
PATIENCE = 90.0


def wait_until(condition: Callable[[], bool], what: str, within: float = PATIENCE) -> None:
    """Return as soon as a condition holds; fail, saying what was waited for, if it does not in time (seconds)."""
    end = time.monotonic() + within
    while not condition():
        assert time.monotonic() < end, f"not within {within:g} s: {what}"
        time.sleep(0.01)


def home_environment(home: Path) -> dict[str, str]:
    """Return an environment whose home, configuration, cache and state are below one folder."""
    home.mkdir(parents=True, exist_ok=True)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("XDG_")}
    return environment | {"HOME": str(home), "PYTHONPATH": str(SOURCE), "LC_ALL": "C.UTF-8"}


@dataclass(slots=True)
class Daemon:
    """`milestoned watch` on a vault. Used as a context: it runs inside, and must stop well at the end."""

    vault: Path
    home: Path
    options: Sequence[str] = ()
    prefix: Sequence[str] = ()
    process: subprocess.Popen[bytes] | None = None
    log_file: Path = Path()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, *_rest: object) -> None:
        if self.process and self.process.poll() is None:
            if kind is None:
                self.stop()
            else:
                self.process.kill()
                self.process.wait()
        assert "Traceback" not in self.log, self.log
        assert "internal error" not in self.log, self.log
        assert "Warning" not in self.log, self.log

    def start(self) -> None:
        """Start it, and wait until it watches."""
        self.launch()
        try:
            wait_until(lambda: "watching" in self.log or self.has_ended, "the daemon watches", _STARTS_WITHIN)
        except AssertionError:
            self.kill()
            raise
        assert not self.has_ended, self.log

    def launch(self) -> None:
        """Start it, and wait for nothing."""
        self.log_file = self.home / f"daemon-{time.monotonic_ns()}.log"
        command = [
            *self.prefix,
            sys.executable,
            "-m",
            "milestoned",
            "-v",
            "watch",
            *self.options,
            str(self.vault),
        ]
        environment = home_environment(self.home)
        with self.log_file.open("wb") as log:
            self.process = subprocess.Popen(command, stderr=log, stdout=log, env=environment, cwd=self.home)

    def stop(self, by: signal.Signals = signal.SIGTERM) -> float:
        """Stop it as a user does: exit 0 within 2 seconds. Return how long it took."""
        assert self.process
        started = time.monotonic()
        self.process.send_signal(by)
        assert self.process.wait(PATIENCE) == 0, self.log
        took = time.monotonic() - started
        assert took < STOPS_WITHIN, f"it took {took:.1f} s to stop"
        return took

    def kill(self) -> None:
        """End it as a power cut does."""
        assert self.process
        self.process.kill()
        self.process.wait()

    @property
    def pid(self) -> int:
        """The process number."""
        assert self.process
        return self.process.pid

    @property
    def has_ended(self) -> bool:
        """Whether it does not run any more."""
        return self.process is None or self.process.poll() is not None

    @property
    def log(self) -> str:
        """What it has said so far."""
        return self.log_file.read_text() if self.log_file.is_file() else ""

    def writes(self, path: str) -> int:
        """Return how often it says that it has written a note."""
        return len(re.findall(rf"^\d\d:\d\d:\d\d {re.escape(path)}: (?:chunk|done)", self.log, re.MULTILINE))

    def waits_for_log(self, text: str, within: float = PATIENCE) -> None:
        """Wait until it says something."""
        wait_until(lambda: text in self.log, f"the log says {text!r}; it says:\n{self.log}", within)


def note(words: int, milestone: str = "milestone: 100 words") -> str:
    """Return a note with so many words that takes part."""
    return f"---\n{milestone}\n---\n{'word ' * words}\n"


def words_in(path: Path) -> int | None:
    """Return what a note says of its words; None if it says nothing, or is not there."""
    try:
        found = re.search(r"^milestone-words: *(\d+)\r?$", path.read_text(), re.MULTILINE)
    except OSError:
        return None
    return int(found[1]) if found else None


def waits_for_words(path: Path, words: int, within: float = PATIENCE) -> None:
    """Wait until a note says how many words it has."""
    what = f"{path.name} says {words} words"
    wait_until(lambda: words_in(path) == words, what, within)
