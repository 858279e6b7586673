"""What an exchange has displaced: watched for a grace time, since an editor may still save into it."""

from __future__ import annotations

import os
import time
from contextlib import suppress
from enum import Enum

from milestoned.fileio import lease
from milestoned.fileio.processes import open_writer
from milestoned.fileio.resolve import READ, OpenFolder, read_whole, text_at
from milestoned.fileio.temp_file import exchange, make_temp, new_temp_name
from milestoned.light.dataclasses import dataclass, field
from milestoned.light.typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from milestoned.fileio.rollback_journal import RollbackJournal

GRACE_LEASED_S = 0.25
"""Under a lease only an opener caught between two instructions of the kernel can still come."""
GRACE_S = 2.0
"""Without leases: the time an editor takes from opening a note to closing it, with room to spare."""
_QUIET_S = 0.05


class DisplacedState(Enum):
    """What is to be done about a displaced file."""

    WATCH = "keep watching"
    DROP = "nobody saved into it"
    LATE = "somebody saved into it"


@dataclass(slots=True)
class Displaced:
    """A file that no longer has the note's name: what it should hold, and what the name was given to instead.

    `temp` is where it is, or None when only the open descriptor is left of it. The folder is this one's to close.
    """

    folder: OpenFolder
    note: Path
    temp: Path | None
    descriptor: int
    expected: bytes
    in_place: bytes
    entry: Path
    leased: bool
    since: float = field(default_factory=time.monotonic)
    seen: bytes = b""
    seen_at: float = 0.0

    @property
    def real(self) -> Path:
        """What the note is called."""
        return self.folder.real / self.note.name

    def look(self, now: float) -> DisplacedState:
        """Judge it at a moment (seconds of `time.monotonic`)."""
        data = read_whole(self.descriptor)
        if data != self.seen:
            self.seen, self.seen_at = data, now
        over = now >= self.since + (GRACE_LEASED_S if self.leased else GRACE_S)
        if data == self.expected and not over:
            return DisplacedState.WATCH
        if not self._is_free():
            return DisplacedState.WATCH
        if data == self.expected:
            return DisplacedState.DROP
        # An empty one is a save that has only begun.
        quiet = self.leased or now - self.seen_at >= _QUIET_S
        return DisplacedState.LATE if data and quiet else DisplacedState.WATCH

    def _is_free(self) -> bool:
        if not self.leased:
            return open_writer(os.fstat(self.descriptor)) is None
        free = lease.take(self.descriptor, lease.LeaseKind.READ) is not lease.Grant.IN_USE
        lease.release(self.descriptor)
        return free

    def forget(self, journal: RollbackJournal) -> None:
        """Remove it: nobody will miss it."""
        if self.temp:
            self.temp.unlink(missing_ok=True)
        self.close()
        journal.drop(self.entry)

    def close(self) -> None:
        """Stop watching; the journal keeps its entry."""
        descriptor, self.descriptor = self.descriptor, -1
        if descriptor >= 0:
            os.close(descriptor)
            self.folder.close()

    def win(self, journal: RollbackJournal, in_place: bytes) -> tuple[str, Displaced | None]:
        """Put a late save in the note's place if that still holds `in_place`, our own text; else keep it.

        Return a message for the writer, and what is displaced now, to be watched in turn: None if nothing is.
        Raises OSError.
        """
        late = read_whole(self.descriptor)
        again = f"{self.real}: a save that came while it was being written is in place again"
        if _text_if_there(self.note) == in_place:
            if self.temp is None:
                self._replace(late)
                self.forget(journal)
                return again, None
            if given_way := self._exchange(self.temp, in_place, late):
                return again, given_way
        kept = journal.keep(late, os.fspath(self.real))
        self.forget(journal)
        return f"{self.real}: two saves came at the same moment; the other one is kept as {kept}", None

    def _exchange(self, temp: Path, in_place: bytes, late: bytes) -> Displaced | None:
        if not exchange(temp, self.note):
            return None
        descriptor = os.open(temp, READ)
        if read_whole(descriptor) != in_place:
            os.close(descriptor)
            exchange(temp, self.note)
            return None
        os.close(self.descriptor)
        return Displaced(self.folder, self.note, temp, descriptor, in_place, late, self.entry, self.leased)

    def _replace(self, late: bytes) -> None:
        temp = self.folder.path / new_temp_name()
        make_temp(temp, self.descriptor, late, touch=False)
        temp.replace(self.note)


def tend(watched: list[Displaced], journal: RollbackJournal, now: float) -> tuple[list[Displaced], list[str]]:
    """Return what is still to be watched of all that was displaced, and the messages for the writer.

    `now` is in seconds of the monotonic clock.
    """
    rest: list[Displaced] = []
    messages: list[str] = []
    for displaced in watched:
        try:
            still, message = _settle(displaced, journal, now, watched)
        except OSError:
            # A full disk, say: nothing is lost while it is being watched. One that is closed is left to recovery.
            still, message = displaced if displaced.descriptor >= 0 else None, ""
        rest.extend([still] if still else [])
        messages.extend([message] if message else [])
    return rest, messages


def _settle(
    displaced: Displaced, journal: RollbackJournal, now: float, watched: list[Displaced]
) -> tuple[Displaced | None, str]:
    state = displaced.look(now)
    if state is DisplacedState.WATCH:
        return displaced, ""
    if state is DisplacedState.DROP:
        displaced.forget(journal)
        return None, ""
    message, given_way = displaced.win(journal, _latest(displaced, watched))
    return given_way, message


def _latest(displaced: Displaced, watched: list[Displaced]) -> bytes:
    """Return the text we put under the note's name last: an own later write does not count as the author's."""
    return [other.in_place for other in watched if other.real == displaced.real][-1]


def _text_if_there(note: Path) -> bytes:
    with suppress(OSError):
        return text_at(note)
    return b""
