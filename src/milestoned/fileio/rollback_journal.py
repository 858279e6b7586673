"""The rollback journal: what a note held before a write, on disk before the first byte of it changes.

An entry is one file: a line of JSON, the note as it was, and the bytes put in place of the span. It appears
under its name whole; a checksum tells one that a power cut has spoilt. A group is one file of many entries, each
behind a line with its length.
"""

from __future__ import annotations

import json
import os
import time
import zlib

from milestoned.fileio import processes
from milestoned.fileio.atomic import create_whole, sync_folder
from milestoned.fileio.byte_change import Change
from milestoned.light.dataclasses import dataclass
from milestoned.light.typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_VERSION = 1
_SUFFIX = ".entry"
_GROUP = ".group"
_NAME_BYTES = 150  # with the time before it and the suffix after it, below the 255 that a name may have


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """One write under way: the note's real path, its inode and times, the change, and the temporary file if it has one."""

    note: str
    inode: int
    mtime_ns: int
    change: Change
    temp: str = ""
    owner: str = ""

    @property
    def is_watched_elsewhere(self) -> bool:
        """Whether another process, which still runs, looks after the temporary file."""
        return (
            bool(self.temp) and self.owner != processes.mark(os.getpid()) and processes.still_runs(self.owner)
        )


class RollbackJournal:
    """The entries and the kept pre-images in one private folder. Raises OSError."""

    def __init__(self, state: Path) -> None:
        self._folder = state / "rollback"
        self._kept = state / "kept"
        self.restore()
        state.chmod(0o700)

    def restore(self) -> bool:
        """Make the folders that are missing. Return True if one was. Raises OSError."""
        folders = (self._folder.parent, self._folder, self._kept)
        missing = [folder for folder in folders if not folder.is_dir()]
        for folder in missing:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return bool(missing)

    def record(self, entry: JournalEntry, *, durable: bool) -> Path:
        """Store an entry; durable ones outlast a power cut, the others a kill."""
        place = self._folder / f"{time.time_ns():020}-{os.urandom(4).hex()}{_SUFFIX}"
        create_whole(place, _encode(entry), durable=durable)
        return place

    def record_group(self, entries: list[JournalEntry]) -> Path:
        """Store many entries in one durable file."""
        blobs = [_encode(entry) for entry in entries]
        place = self._folder / f"{time.time_ns():020}-{os.urandom(4).hex()}{_GROUP}"
        create_whole(place, b"".join(b"%d\n%b" % (len(blob), blob) for blob in blobs), durable=True)
        return place

    def drop(self, place: Path) -> None:
        """Forget an entry: its note is whole."""
        place.unlink(missing_ok=True)

    def entries(self) -> Iterator[tuple[Path, JournalEntry]]:
        """Yield every entry, oldest first, and remove what no write ever finished storing."""
        for part in (*self._folder.glob(".*"), *self._kept.glob(".*")):
            part.unlink(missing_ok=True)
        for group in sorted(self._folder.glob("*" + _GROUP)):
            self._take_apart(group)
        for place in sorted(self._folder.glob("*" + _SUFFIX)):
            entry = _decode(place.read_bytes())
            if entry is None:
                place.unlink(missing_ok=True)
            else:
                yield place, entry

    def _take_apart(self, group: Path) -> None:
        """Make ordinary entries of a group that was left, as old as it is. Stopped in between, it is done once more."""
        made = group.stat().st_mtime_ns
        for number, blob in enumerate(_blobs(group.read_bytes())):
            create_whole(group.with_suffix(f".{number:04}{_SUFFIX}"), blob, durable=False, mtime_ns=made)
        sync_folder(self._folder)
        group.unlink()

    def keep(self, data: bytes, note: str) -> Path:
        """Store bytes for the writer to look at; nothing here ever removes them."""
        name = os.fsdecode(os.fsencode(note).rpartition(b"/")[2][:_NAME_BYTES])
        place = self._kept / f"{time.time_ns():020}-{name}"
        create_whole(place, data, durable=True)
        sync_folder(self._kept)
        return place


def _blobs(data: bytes) -> Iterator[bytes]:
    while data:
        length, _, data = data.partition(b"\n")
        if not length.isdigit():
            return
        yield data[: int(length)]
        data = data[int(length) :]


def _encode(entry: JournalEntry) -> bytes:
    body = entry.change.before + entry.change.fresh
    head = {
        "version": _VERSION,
        "owner": processes.mark(os.getpid()),
        "note": entry.note,
        "inode": entry.inode,
        "mtime_ns": entry.mtime_ns,
        "twin": entry.temp,
        "first": entry.change.first,
        "old": len(entry.change.old),
        "before": len(entry.change.before),
        "size": len(body),
        "crc": zlib.crc32(body),
    }
    return json.dumps(head).encode() + b"\n" + body


def _decode(data: bytes) -> JournalEntry | None:
    head, _, body = data.partition(b"\n")
    try:
        fields = json.loads(head)
        if fields["version"] != _VERSION or (len(body), zlib.crc32(body)) != (fields["size"], fields["crc"]):
            return None
        before, fresh = body[: fields["before"]], body[fields["before"] :]
        change = Change.from_span(before, fields["first"], fields["old"], fresh)
        return JournalEntry(
            fields["note"],
            fields["inode"],
            fields["mtime_ns"],
            change,
            fields["twin"],
            fields["owner"],
        )
    except (ValueError, KeyError, TypeError):
        return None
