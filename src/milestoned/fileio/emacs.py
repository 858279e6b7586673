"""Which Emacs processes run, and since when: one that was there before the daemon set no lock that it could see."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from milestoned.fileio import processes
from milestoned.light.dataclasses import dataclass

_START_TICKS = 19


@dataclass(frozen=True, slots=True)
class Emacs:
    """A running Emacs: its name for `processes.still_runs`, and when it was started (seconds since 1970)."""

    owner: str
    started: float


def running() -> list[Emacs]:
    """Return every Emacs of this user; none without `/proc`."""
    found = []
    with suppress(OSError):
        booted = _booted()
        for folder in Path("/proc").iterdir():
            with suppress(OSError, ValueError, IndexError):
                if folder.name.isdigit() and _is_emacs(folder):
                    found.append(Emacs(processes.mark(int(folder.name)), booted + _after_boot(folder)))
    return found


def _is_emacs(folder: Path) -> bool:
    if folder.stat().st_uid != os.geteuid():
        return False
    name = (folder / "comm").read_text(encoding="utf-8", errors="replace").strip()
    return name.startswith("emacs") and not name.startswith("emacsclient")


def _after_boot(folder: Path) -> float:
    # The program's name may hold blanks and brackets: the fields are counted from the last one.
    fields = (folder / "stat").read_bytes().rpartition(b")")[2].split()
    return int(fields[_START_TICKS]) / os.sysconf("SC_CLK_TCK")


def _booted() -> float:
    lines = Path("/proc/stat").read_text(encoding="ascii").splitlines()
    return float(next(line.split()[1] for line in lines if line.startswith("btime ")))
