"""Recovering from an interrupted write: half-written notes, temporary files, entries of the journal."""

from __future__ import annotations

import os
import time
from pathlib import Path

from milestoned.fileio import lease, processes
from milestoned.fileio.in_place import undo_half_written
from milestoned.fileio.names import OWN_FOLDER
from milestoned.fileio.snapshot import take
from milestoned.fileio.temp_file import exchange, temp_owner
from milestoned.light.typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from milestoned.fileio.byte_change import Change
    from milestoned.fileio.rollback_journal import JournalEntry, RollbackJournal
    from milestoned.fileio.snapshot import Snapshot

_SAME_MOMENT_NS = 10 * 10**9
_FRESH_S = 60.0


def recover(
    journal: RollbackJournal, root: Path, watched: Container[Path], *, sweep: bool = True
) -> list[str]:
    """Finish or undo every interrupted write, then remove temporary files that nobody knows; return what to tell the author.

    `watched`: entries this process is still looking after. Must run while no other process of ours writes this
    vault. A vault that is not there is left for later.
    """
    if not root.is_dir():
        return []
    messages = [
        _try_to_recover(place, entry, journal)
        for place, entry in journal.entries()
        if place not in watched and not entry.is_watched_elsewhere
    ]
    messages += _sweep(journal, root) if sweep else []
    return [message for message in messages if message]


def _try_to_recover(place: Path, entry: JournalEntry, journal: RollbackJournal) -> str:
    try:
        if entry.temp:
            return _recover_exchange(place, entry, journal)
        return _recover_in_place(place, entry, journal)
    except OSError as error:
        return f"{entry.note}: an interrupted write could not be undone yet: {error.strerror or error}"


def _recover_in_place(place: Path, entry: JournalEntry, journal: RollbackJournal) -> str:
    note, change = Path(entry.note), entry.change
    found = _snapshot(note)
    if found and found.data in (change.before, change.after):
        _finish(place, entry, found)
        journal.drop(place)
        return ""
    if found and found.stamp.inode == entry.inode and _is_half_done(place, change, found):
        kept = journal.keep(found.data, entry.note)
        if undo_half_written(entry, note, found.data) is lease.Grant.IN_USE:
            return f"{note}: an interrupted write is undone once no other program has the note open"
        journal.drop(place)
        return f"{note}: an interrupted write was undone; what it had left is kept as {kept}"
    kept = journal.keep(change.before, entry.note)
    journal.drop(place)
    return f"{note}: it was saved again after an interrupted write; the text before that is kept as {kept}"


def _is_half_done(place: Path, change: Change, found: Snapshot) -> bool:
    """Return True if the note holds what our write left, and not what somebody saved later."""
    return change.is_half_done(found.data) or (
        change.is_cut_off(found.data) and _is_same_moment(place, found)
    )


def _is_same_moment(place: Path, found: Snapshot) -> bool:
    """Return True if the note changed last when the entry was made."""
    return abs(found.stamp.mtime_ns - place.stat().st_mtime_ns) <= _SAME_MOMENT_NS


def _finish(place: Path, entry: JournalEntry, found: Snapshot) -> None:
    """Put the modification time back if the interrupted write is what moved it, and sync the note."""
    if found.stamp.inode != entry.inode:
        return
    descriptor = os.open(found.path, os.O_RDONLY)
    try:
        if entry.mtime_ns and _is_same_moment(place, found):
            os.utime(descriptor, ns=(os.fstat(descriptor).st_atime_ns, entry.mtime_ns))
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _recover_exchange(place: Path, entry: JournalEntry, journal: RollbackJournal) -> str:
    temp = _snapshot(Path(entry.temp))
    message = _recover_temp(entry, temp, journal) if temp else ""
    journal.drop(place)
    return message


def _recover_temp(entry: JournalEntry, temp: Snapshot, journal: RollbackJournal) -> str:
    note, change = Path(entry.note), entry.change
    if temp.data == change.before or change.after.startswith(temp.data):
        temp.path.unlink()
        return ""
    found = _snapshot(note)
    if found and found.data == change.after:
        if exchange(temp.path, note):
            temp.path.unlink()
        else:
            temp.path.replace(note)
        return f"{note}: a save that came during an interrupted write is in place again"
    kept = journal.keep(temp.data, entry.note)
    temp.path.unlink()
    return f"{note}: a save that came during an interrupted write is kept as {kept}"


def _sweep(journal: RollbackJournal, root: Path) -> Iterator[str]:
    known = {entry.temp for _, entry in journal.entries()}
    for temp in _temp_files(root):
        found = _snapshot(temp) if os.fspath(temp) not in known and _is_abandoned(temp) else None
        if found is None:
            continue
        # The journal that would say what it is has gone: it may hold a save, so it is moved, not removed.
        kept = journal.keep(found.data, temp.name) if found.data else None
        temp.unlink()
        if kept:
            yield f"{temp}: a temporary file without a journal entry was moved to {kept}"


def _is_abandoned(temp: Path) -> bool:
    pid = temp_owner(temp.name)
    return pid is not None and not processes.is_alive(pid) and time.time() - temp.lstat().st_ctime > _FRESH_S


def _temp_files(root: Path) -> Iterator[Path]:
    for folder, folders, names in os.walk(root):
        folders[:] = [name for name in folders if not name.startswith(".") or name == OWN_FOLDER]
        yield from (Path(folder, name) for name in names if temp_owner(name) is not None)


def _snapshot(path: Path) -> Snapshot | None:
    try:
        return take(path)
    except FileNotFoundError:
        return None
