"""The log of a daemon that no manager keeps one for: a file of bounded size, and the one before it."""

from __future__ import annotations

import os
import sys
from collections import deque
from pathlib import Path

from milestoned.errors import MilestonedError
from milestoned.fileio.atomic import private_folder
from milestoned.light.typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import BinaryIO

    from milestoned.service.job import Job

# Bytes. Two files of it: about 30,000 written notes.
FULL = 1 << 20


class LogFile:
    """Takes over stdout and stderr, so that all the process prints, its last words included, is in the file.

    From `full` bytes on the file is moved to `older`, over the one that was there, and a new one begun.
    """

    def __init__(self, path: Path, older: Path, full: int = FULL) -> None:
        self._path = path
        self._older = older
        self._full = full

    def take_over(self) -> None:
        """Send stdout and stderr to the file. Raises MilestonedError if it cannot be written."""
        with opened(self._path) as file:
            _redirect(file.fileno())
        if sys.stderr is None:  # Windows, started without a console
            sys.stdout = sys.stderr = open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115 - kept open

    def make_room(self) -> None:
        """Begin a new file if this one is full; to be called before a line is written."""
        sys.stderr.flush()
        if os.fstat(2).st_size < self._full:
            return
        # Windows moves no file that is open.
        with Path(os.devnull).open("wb") as nothing:
            _redirect(nothing.fileno())
        self._path.replace(self._older)
        self.take_over()


class LogsToFile:
    """What the managers have in common that keep no log: the daemon writes its own, in the vault's state folder."""

    def logs(self, job: Job, lines: int) -> list[str]:
        """Return the last lines of the log file, oldest first; none where there is no file."""
        return tail(job.log, job.older_log, lines)

    def advice(self, job: Job) -> str:
        """Return where the log is."""
        return f"log: {job.log}"


def tail(job_log: Path, older: Path, lines: int) -> list[str]:
    """Return the last lines of the log, oldest first; none without a log."""
    last: deque[str] = deque(maxlen=lines)
    for path in (older, job_log):
        if path.exists():
            with path.open(encoding="utf-8", errors="backslashreplace") as file:
                last.extend(line.rstrip("\n") for line in file)
    return list(last)


def opened(path: Path) -> BinaryIO:
    """Open a log, private to its owner, to be added to. Raises MilestonedError if it cannot be written."""
    try:
        private_folder(path.parent)
        return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab")
    except OSError as error:
        raise MilestonedError(f"{path}: {error.strerror}", "make the folder writable") from None


def _redirect(descriptor: int) -> None:
    os.dup2(descriptor, 1)
    os.dup2(descriptor, 2)
