"""The one place where trouble with one note, or one step of the loop, ends that turn and nothing else."""

from __future__ import annotations

import errno
import os
import time

from milestoned.errors import MilestonedError
from milestoned.light.dataclasses import dataclass
from milestoned.light.typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from milestoned.watch.reporter import Log

RAISE = "MILESTONED_RAISE"
"""With this variable set, a bug ends the program with its traceback, as the tests want it."""

# Seconds.
_FIRST_PAUSE = 1.0
_LONGEST_PAUSE = 10.0

_WHAT_TO_DO = {
    errno.EMFILE: "close programs, or allow more open files (`ulimit -n`)",
    errno.ENFILE: "close programs: the system has no open file left",
    errno.ENOLCK: "move the state folder to a local disk, or free some locks",
    errno.EACCES: "allow reading and writing there",
    errno.EPERM: "allow reading and writing there",
    errno.EROFS: "mount it for writing",
    errno.ENOSPC: "free some space",
    errno.EDQUOT: "free some space",
    errno.ENOMEM: "close programs: the system has no memory left",
}


_REPORT = (
    "this is a bug: the other notes are served; report it, with this line, where you have milestoned from"
)


@dataclass(slots=True)
class _Failure:
    said: str
    pause: float = _FIRST_PAUSE
    again_at: float = 0.0

    def pause_from(self, now: float) -> float:
        """Return how long to wait from now on: longer only once the last pause is over, since events may come meanwhile."""
        if now >= self.again_at:
            self.again_at = now + self.pause
            self.pause = min(2 * self.pause, _LONGEST_PAUSE)
        return self.again_at - now


class Turns:
    """Runs turns of the loop, each under a name. What fails is logged once until it works again.

    It is due again after a pause that grows from 1 to 10 seconds.
    """

    def __init__(self, log: Log) -> None:
        self._log = log
        self._failures: dict[str, _Failure] = {}

    def run(self, name: str, act: Callable[[], None]) -> float | None:
        """Run the turn of a note or step. Return None; if it failed, the seconds to wait before the next try.

        Raises what is a bug where `MILESTONED_RAISE` is set.
        """
        try:
            act()
        except Exception as error:
            if is_to_be_raised(error):
                raise
            return self.failed(name, error)
        if self._failures:
            self._worked(name)
        return None

    def failed(self, name: str, error: Exception) -> float:
        """Log a turn that failed outside of `run`. Return the seconds to wait before the next try."""
        message, hint = in_words(error)
        failure = self._failures.get(name)
        if failure is None or failure.said != message:
            if all(other.said != message for other in self._failures.values()):
                self._log.say(f"{name}: {message}", hint)
            self._failures[name] = failure = _Failure(message)
        return failure.pause_from(time.monotonic())

    def _worked(self, name: str) -> None:
        failure = self._failures.pop(name, None)
        if failure and all(other.said != failure.said for other in self._failures.values()):
            self._log.say(f"{name}: works again")


def is_bug(error: BaseException) -> bool:
    """Return True for an error that neither the system nor the author's files can cause."""
    if isinstance(error, OSError):
        return error.errno == errno.EBADF
    return not isinstance(error, (MilestonedError, MemoryError))


def is_to_be_raised(error: BaseException) -> bool:
    """Return True for a bug where `MILESTONED_RAISE` is set: it must end the program, not be lived with."""
    return is_bug(error) and bool(os.environ.get(RAISE))


def in_words(error: BaseException) -> tuple[str, str]:
    """Return an error as a message for the log, and a hint what to do about it."""
    if isinstance(error, MilestonedError):
        return error.message, error.hint
    if is_bug(error) or not isinstance(error, OSError):
        return f"internal error: {type(error).__name__}: {error} ({_place(error)})", _REPORT
    place = f"{os.fsdecode(error.filename)}: " if isinstance(error.filename, (str, bytes)) else ""
    reason = error.strerror or str(error)
    return f"{place}{reason}; it is tried again", _WHAT_TO_DO.get(error.errno or 0, "check the disk")


def _place(error: BaseException) -> str:
    """Return the file and line that raised an error."""
    frame = error.__traceback__
    while frame and frame.tb_next:
        frame = frame.tb_next
    return f"{os.path.basename(frame.tb_frame.f_code.co_filename)}:{frame.tb_lineno}" if frame else "?"  # noqa: PTH119 - a name only
