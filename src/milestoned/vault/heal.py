"""Mending what an interrupted write left behind: half-written notes, twins, entries of the journal."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

from milestoned.vault import lease, owner
from milestoned.vault.inplace import undo_half_written
from milestoned.vault.snapshot import take
from milestoned.vault.twin import exchange, twin_owner

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from milestoned.vault.rollback import Entry, Journal
    from milestoned.vault.snapshot import Snapshot

_SAME_MOMENT_NS = 10 * 10**9
_FRESH_S = 60.0


def heal(journal: Journal, root: Path, watched: Container[Path], *, sweep: bool = True) -> list[str]:
    """Finish or undo every interrupted write, then sweep twins that nobody knows; gives what to tell the writer.

    `watched`: entries this process is still looking after. Must run while no other process of ours writes this
    vault. A vault that is not there is left for later.
    """
    if not root.is_dir():
        return []
    messages = [
        _try_to_mend(place, entry, journal)
        for place, entry in journal.entries()
        if place not in watched and not entry.is_watched_elsewhere
    ]
    messages += _sweep(journal, root) if sweep else []
    return [message for message in messages if message]


def _try_to_mend(place: Path, entry: Entry, journal: Journal) -> str:
    try:
        if entry.twin:
            return _mend_exchange(place, entry, journal)
        return _mend_in_place(place, entry, journal)
    except OSError as error:
        return f"{entry.note}: an interrupted write could not be mended yet: {error.strerror or error}"


def _mend_in_place(place: Path, entry: Entry, journal: Journal) -> str:
    note, change = Path(entry.note), entry.change
    found = _snapshot(note)
    if found and found.data in (change.before, change.after):
        _finish(place, entry, found)
        journal.drop(place)
        return ""
    if found and found.stamp.inode == entry.inode and change.is_half_done(found.data):
        kept = journal.keep(found.data, entry.note)
        if undo_half_written(entry, note, found.data) is lease.Grant.IN_USE:
            return f"{note}: an interrupted write waits to be undone, another program has the note open"
        journal.drop(place)
        return f"{note}: an interrupted write was undone; what it had left is kept as {kept}"
    kept = journal.keep(change.before, entry.note)
    journal.drop(place)
    return f"{note}: it was saved again after an interrupted write; the text before that is kept as {kept}"


def _finish(place: Path, entry: Entry, found: Snapshot) -> None:
    """Put the modification time back if the interrupted write is what moved it, and sync the note."""
    moved = found.stamp.mtime_ns - place.stat().st_mtime_ns
    if found.stamp.inode != entry.inode:
        return
    descriptor = os.open(found.path, os.O_RDONLY)
    try:
        if entry.mtime_ns and 0 <= moved + _SAME_MOMENT_NS <= 2 * _SAME_MOMENT_NS:
            os.utime(descriptor, ns=(os.fstat(descriptor).st_atime_ns, entry.mtime_ns))
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _mend_exchange(place: Path, entry: Entry, journal: Journal) -> str:
    twin = _snapshot(Path(entry.twin))
    message = _mend_twin(entry, twin, journal) if twin else ""
    journal.drop(place)
    return message


def _mend_twin(entry: Entry, twin: Snapshot, journal: Journal) -> str:
    note, change = Path(entry.note), entry.change
    if twin.data == change.before or change.after.startswith(twin.data):
        twin.path.unlink()
        return ""
    found = _snapshot(note)
    if found and found.data == change.after:
        if exchange(twin.path, note):
            twin.path.unlink()
        else:
            twin.path.replace(note)
        return f"{note}: a save that came during an interrupted write is in place again"
    kept = journal.keep(twin.data, entry.note)
    twin.path.unlink()
    return f"{note}: a save that came during an interrupted write is kept as {kept}"


def _sweep(journal: Journal, root: Path) -> Iterator[str]:
    known = {entry.twin for _, entry in journal.entries()}
    for twin in _twins(root):
        found = _snapshot(twin) if os.fspath(twin) not in known and _is_abandoned(twin) else None
        if found is None:
            continue
        # The journal that would say what it is has gone: it may hold a save, so it is moved, not removed.
        kept = journal.keep(found.data, twin.name) if found.data else None
        twin.unlink()
        if kept:
            yield f"{twin}: a temporary file without a journal entry was moved to {kept}"


def _is_abandoned(twin: Path) -> bool:
    pid = twin_owner(twin.name)
    return pid is not None and not owner.is_alive(pid) and time.time() - twin.lstat().st_ctime > _FRESH_S


def _twins(root: Path) -> Iterator[Path]:
    for folder, folders, names in os.walk(root):
        folders[:] = [name for name in folders if not name.startswith(".") or name == ".milestoned"]
        yield from (Path(folder, name) for name in names if twin_owner(name) is not None)


def _snapshot(path: Path) -> Snapshot | None:
    try:
        return take(path)
    except FileNotFoundError:
        return None
