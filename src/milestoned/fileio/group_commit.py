"""Writing many notes in place with three syncs in all, where one note alone costs three.

The pre-images of the whole group are made durable in one file of the rollback journal before the first byte changes.
Each note is then written under its own lease, and only if it still holds what was counted. One sync of the file
system makes all of them durable, and then the file is removed. A stop in between leaves the file, which recovery
takes apart into ordinary entries (`RollbackJournal.entries`).
"""

from __future__ import annotations

import ctypes
import os
from functools import cache

from milestoned.fileio.in_place import HalfWrittenError, write_leased
from milestoned.fileio.resolve import READ, WRITE, Target
from milestoned.fileio.result import Outcome, WriteResult, explain
from milestoned.fileio.rollback_journal import JournalEntry, RollbackJournal
from milestoned.light.dataclasses import dataclass
from milestoned.light.typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from milestoned.fileio.byte_change import Change

MOST = 250
"""Notes in one group: each holds its folder open until the group is written."""


@dataclass(frozen=True, slots=True)
class Member:
    """One note of a group: where it is, and what is to change in it."""

    target: Target
    change: Change


@dataclass(frozen=True, slots=True)
class GroupResult:
    """What became of each note (None: there was no lease, it is to be written alone), and if recovery is to run."""

    results: list[WriteResult | None]
    is_hurt: bool = False


def write_group(members: list[Member], journal: RollbackJournal, *, touch: bool) -> GroupResult:
    """Write the members in place. Raises OSError if the pre-images cannot be stored: then no note has changed."""
    place = journal.record_group([_entry(member, touch=touch) for member in members])
    results: list[WriteResult | None] = [None] * len(members)
    for number, member in enumerate(members):
        try:
            results[number] = _write(member, touch=touch)
        except HalfWrittenError as error:
            results[number] = explain(error)
            return GroupResult(results, is_hurt=True)
        except OSError as error:
            results[number] = explain(error)
    try:
        _sync([member.target for member, result in zip(members, results, strict=True) if _is_written(result)])
    except OSError as error:
        # Nobody knows what the disk holds: the pre-images stay.
        return GroupResult([explain(error) if _is_written(r) else r for r in results], is_hurt=True)
    journal.drop(place)
    return GroupResult(results)


def _entry(member: Member, *, touch: bool) -> JournalEntry:
    target = member.target
    mtime_ns = 0 if touch else target.stat.st_mtime_ns
    return JournalEntry(os.fspath(target.real), target.stat.st_ino, mtime_ns, member.change)


def _write(member: Member, *, touch: bool) -> WriteResult | None:
    descriptor = os.open(member.target.path, WRITE)
    try:
        result = write_leased(descriptor, member.target.path, member.change, touch=touch)
        return result if isinstance(result, WriteResult) else None
    finally:
        os.close(descriptor)


def _is_written(result: WriteResult | None) -> bool:
    return result is not None and result.outcome is Outcome.WRITTEN


def _sync(targets: list[Target]) -> None:
    """Make what was written outlast a power cut: each file system once where it can be synced, else each note."""
    sync_file_system = _syncfs()
    for target in (
        {target.stat.st_dev: target for target in targets}.values() if sync_file_system else targets
    ):
        descriptor = os.open(target.path, READ)
        try:
            if sync_file_system:
                sync_file_system(descriptor)
            else:
                os.fsync(descriptor)
        finally:
            os.close(descriptor)


@cache
def _syncfs() -> Callable[[int], None] | None:
    call = getattr(ctypes.CDLL(None, use_errno=True), "syncfs", None) if os.name == "posix" else None
    if call is None:
        return None

    def sync(descriptor: int) -> None:
        if call(descriptor) != 0:
            number = ctypes.get_errno()
            raise OSError(number, os.strerror(number))

    return sync
