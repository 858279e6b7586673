"""The second and third way: a temporary file takes the note's place, and what it displaced is compared and watched."""

from __future__ import annotations

import os

from milestoned.fileio import lease
from milestoned.fileio.displaced import Displaced
from milestoned.fileio.processes import open_writer
from milestoned.fileio.resolve import READ, Target, is_at, read_whole, text_at
from milestoned.fileio.result import CONFLICT, WriteResult, pending, written
from milestoned.fileio.rollback_journal import JournalEntry, RollbackJournal
from milestoned.fileio.snapshot import Stamp
from milestoned.fileio.temp_file import exchange, make_temp, new_temp_name
from milestoned.light.dataclasses import dataclass
from milestoned.light.typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from milestoned.fileio.byte_change import Change

_MOST_TURNS = 100


class LeftForRecoveryError(OSError):
    """The note was moved away in the middle of an exchange: the temporary file and its journal entry are left for `recover`."""


@dataclass(frozen=True, slots=True)
class Swap:
    """One note, the temporary file that takes its place, and how both are guarded meanwhile."""

    target: Target
    temp_name: str
    change: Change
    original: int
    leased: bool

    @property
    def note(self) -> Path:
        """Where the note is reached."""
        return self.target.path

    @property
    def temp(self) -> Path:
        """Where the temporary file is reached."""
        return self.target.folder.path / self.temp_name

    def displaced(self, expected: bytes, in_place: bytes, entry: Path, *, descriptor: int) -> Displaced:
        """Return what an exchange leaves to be watched, in a folder held open for it."""
        folder = self.target.folder.again()
        note, temp = folder.path / self.target.name, folder.path / self.temp_name
        return Displaced(folder, note, temp, descriptor, expected, in_place, entry, self.leased)


def write_by_swap(
    target: Target, change: Change, journal: RollbackJournal, *, leased: bool, touch: bool
) -> tuple[WriteResult, Displaced | None]:
    """Swap the new text in. Return the result, and what it displaced, to be watched: None where nothing is.

    Raises OSError, the note being as before.
    """
    original = os.open(target.path, READ)
    swap = Swap(target, new_temp_name(), change, original, leased)
    displaced = None
    try:
        if read_whole(original) != change.before:
            return CONFLICT, None
        result, displaced = _journaled(swap, journal, touch=touch)
    finally:
        if displaced is None or displaced.descriptor != original:
            os.close(original)
    return result, displaced


def _journaled(swap: Swap, journal: RollbackJournal, *, touch: bool) -> tuple[WriteResult, Displaced | None]:
    stat = os.fstat(swap.original)
    real, temp = swap.target.real, swap.target.folder.real / swap.temp_name
    entry = JournalEntry(os.fspath(real), stat.st_ino, stat.st_mtime_ns, swap.change, os.fspath(temp))
    place = journal.record(entry, durable=True)
    displaced = None
    try:
        ours = make_temp(swap.temp, swap.original, swap.change.after, touch=touch)
        result, displaced = _guarded(swap, place, ours)
    except LeftForRecoveryError:
        raise
    except OSError:
        _forget(swap.temp, place, journal)
        raise
    if displaced is None:
        _forget(swap.temp, place, journal)
    return result, displaced


def _forget(temp: Path, place: Path, journal: RollbackJournal) -> None:
    temp.unlink(missing_ok=True)
    journal.drop(place)


def _guarded(swap: Swap, place: Path, ours: int) -> tuple[WriteResult, Displaced | None]:
    refusal = _guard(swap)
    try:
        if refusal:
            return refusal, None
        if not is_at(swap.note, swap.original) or read_whole(swap.original) != swap.change.before:
            return CONFLICT, None
        if not exchange(swap.temp, swap.note):
            return _replace(swap, place, ours)
        try:
            return _compared(swap, place, ours)
        except OSError as error:
            raise LeftForRecoveryError(error.errno, error.strerror) from error
    finally:
        lease.release(swap.original)


def _guard(swap: Swap) -> WriteResult | None:
    if swap.leased:
        free = lease.take(swap.original, lease.LeaseKind.READ) is lease.Grant.GRANTED
        return None if free else pending("another program has it open for writing")
    program = open_writer(os.fstat(swap.original))
    return pending(f"{program} has it open for writing") if program else None


def _compared(swap: Swap, place: Path, ours: int) -> tuple[WriteResult, Displaced | None]:
    if _displaced_what_was_counted(swap):
        return written(_stamp_of_ours(swap, ours)), _watched(swap, place)
    _swap_back(swap, ours)
    if swap.temp.stat().st_ino != ours:
        return CONFLICT, None
    # Whoever opened the name in that instant holds our file: a save into it is the writer's latest.
    descriptor = os.open(swap.temp, READ)
    kept = text_at(swap.note)
    return CONFLICT, swap.displaced(swap.change.after, kept, place, descriptor=descriptor)


def _displaced_what_was_counted(swap: Swap) -> bool:
    """Return True if our swap displaced what was counted: no rename came before it, and no opener waits behind it."""
    if not is_at(swap.temp, swap.original):
        return False
    if swap.leased and not lease.is_held(swap.original, lease.LeaseKind.READ):
        return False
    return read_whole(swap.original) == swap.change.before


def _replace(swap: Swap, place: Path, ours: int) -> tuple[WriteResult, Displaced | None]:
    """Without exchange a save by rename between the comparison and this call is lost: docs/reliability.md."""
    swap.temp.replace(swap.note)
    watched = _watched(swap, place)
    watched.temp = None
    return written(_stamp_of_ours(swap, ours)), watched


def _stamp_of_ours(swap: Swap, ours: int) -> Stamp | None:
    """Return the note's stamp if it is still our file, with the size and the time that we gave it.

    Anybody may open the note from the exchange on: a save moves its time.
    """
    try:
        stamp = Stamp.of(swap.note.lstat())
        kept = os.fstat(swap.original).st_mtime_ns
    except OSError:
        return None
    is_ours = stamp.inode == ours and stamp.size == len(swap.change.after) and stamp.mtime_ns == kept
    return stamp if is_ours else None


def _watched(swap: Swap, place: Path) -> Displaced:
    return swap.displaced(swap.change.before, swap.change.after, place, descriptor=swap.original)


def _swap_back(swap: Swap, ours: int) -> None:
    """Give the name back to the writer's file, and go on as long as further saves come in between.

    What comes back must be what was put there last; anything else is a save that came in between.
    """
    stands = ours
    for _ in range(_MOST_TURNS):
        put = swap.temp.stat().st_ino
        exchange(swap.temp, swap.note)
        if swap.temp.stat().st_ino == stands:
            return
        stands = put
