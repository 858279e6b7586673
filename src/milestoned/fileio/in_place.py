"""The first way: in place under a write lease, with the pre-image in the rollback journal.

What grows is written in one piece from the first difference to the new end. What shrinks is written first and
cut off last: a stop in between leaves the whole new text with a rest of the old one behind it, so no byte of
the writer's is missing even before the journal puts it right.
"""

from __future__ import annotations

import os
from contextlib import suppress

from milestoned.fileio import gil_held, lease
from milestoned.fileio.resolve import WRITE, Target, is_at, read_whole
from milestoned.fileio.result import CONFLICT, Outcome, WriteResult, pending, written
from milestoned.fileio.rollback_journal import JournalEntry, RollbackJournal
from milestoned.fileio.snapshot import Stamp
from milestoned.light.typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from milestoned.fileio.byte_change import Change


class HalfWrittenError(OSError):
    """The disk failed in the middle of a write and again while it was undone; the journal holds the text."""


def write_in_place(
    target: Target, change: Change, journal: RollbackJournal, *, touch: bool
) -> WriteResult | lease.Grant:
    """Write the change, or give the reason why there was no lease. Raises OSError, the note being as before."""
    descriptor = os.open(target.path, WRITE)
    try:
        # Asked first without the journal: a note that is always open would cost an fsync at each attempt.
        grant = lease.take(descriptor, lease.LeaseKind.WRITE)
        lease.release(descriptor)
        if grant is not lease.Grant.GRANTED:
            return grant
        if read_whole(descriptor) != change.before:
            return CONFLICT
        return _journaled(descriptor, target, change, journal, touch=touch)
    finally:
        os.close(descriptor)


def undo_half_written(entry: JournalEntry, path: Path, found: bytes) -> lease.Grant:
    """Put the pre-image back over exactly these bytes; IN_USE also when the note holds others by now."""
    descriptor = os.open(path, WRITE)
    try:
        grant = lease.take(descriptor, lease.LeaseKind.WRITE)
        if grant is lease.Grant.IN_USE or read_whole(descriptor) != found:
            return lease.Grant.IN_USE
        _put_back(descriptor, entry.change)
        _keep_times(descriptor, os.fstat(descriptor).st_atime_ns, entry.mtime_ns)
        lease.release(descriptor)
        os.fsync(descriptor)
        return lease.Grant.GRANTED
    finally:
        os.close(descriptor)


def _journaled(
    descriptor: int, target: Target, change: Change, journal: RollbackJournal, *, touch: bool
) -> WriteResult | lease.Grant:
    stat = os.fstat(descriptor)
    entry = JournalEntry(os.fspath(target.real), stat.st_ino, 0 if touch else stat.st_mtime_ns, change)
    place = journal.record(entry, durable=not change.is_atomic)
    try:
        result = write_leased(descriptor, target.path, change, touch=touch)
    except HalfWrittenError:
        raise
    except OSError:
        journal.drop(place)
        raise
    is_written = isinstance(result, WriteResult) and result.outcome is Outcome.WRITTEN
    if is_written and not change.is_atomic:
        os.fsync(descriptor)  # if this fails the entry stays: nobody knows what the disk holds
    journal.drop(place)
    return result


def write_leased(descriptor: int, path: Path, change: Change, *, touch: bool) -> WriteResult | lease.Grant:
    """Write the change if the note still holds what was counted; without a sync, its pre-image stored before."""
    gil_held.begin_slice()
    grant = lease.take(descriptor, lease.LeaseKind.WRITE)
    if grant is not lease.Grant.GRANTED:
        return grant
    try:
        before = os.fstat(descriptor)
        if not is_at(path, descriptor) or read_whole(descriptor) != change.before:
            return CONFLICT
        if not lease.is_held(descriptor, lease.LeaseKind.WRITE):
            return pending("another program is opening it")
        _put(descriptor, change, before)
        if not touch:
            _keep_times(descriptor, before.st_atime_ns, before.st_mtime_ns)
        # Under the lease nobody else has it open: this is the stamp of our text.
        stamp = None if touch else Stamp.of(os.fstat(descriptor))
    finally:
        lease.release(descriptor)
    return written(stamp) if is_at(path, descriptor) else CONFLICT


def _put(descriptor: int, change: Change, before: os.stat_result) -> None:
    try:
        _write_at(descriptor, change.payload, change.first)
        if len(change.after) < len(change.before):
            os.ftruncate(descriptor, len(change.after))
    except OSError as error:
        try:
            _put_back(descriptor, change)
        except OSError as again:
            raise HalfWrittenError(again.errno, again.strerror) from error
        _keep_times(descriptor, before.st_atime_ns, before.st_mtime_ns)
        raise


def _put_back(descriptor: int, change: Change) -> None:
    _write_at(descriptor, change.old if change.keeps_size else change.before[change.first :], change.first)
    if not change.keeps_size:
        os.ftruncate(descriptor, len(change.before))


def _write_at(descriptor: int, data: bytes, offset: int) -> None:
    """One call as a rule; what a nearly full disk leaves over gets its error from the next one."""
    while data:
        written = gil_held.pwrite(descriptor, data, offset)
        data, offset = data[written:], offset + written


def _keep_times(descriptor: int, atime_ns: int, mtime_ns: int) -> None:
    # 0: the time was meant to move. A file system that refuses keeps the text and moves the time.
    if mtime_ns:
        with suppress(OSError):
            gil_held.set_times(descriptor, atime_ns, mtime_ns)
