"""What was counted last, by size, times and inode, in SQLite in the user's cache. It may be deleted at any time."""

from __future__ import annotations

import os
import sqlite3
import sys
from contextlib import closing, suppress
from pathlib import Path
from zlib import crc32

from milestoned import __version__
from milestoned.fileio.atomic import private_folder
from milestoned.light.typing import TYPE_CHECKING
from milestoned.vault import packed, user_dirs
from milestoned.vault.fingerprint import tick_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from milestoned.fileio.snapshot import Stamp

_VERSION = 6
_ABOUT = "CREATE TABLE IF NOT EXISTS about (digest TEXT NOT NULL)"
_NOTES = "CREATE TABLE IF NOT EXISTS notes (path BLOB PRIMARY KEY, row BLOB, mark INTEGER) WITHOUT ROWID"

# The rooms that decide what is read in a note. What they found before they changed is not believed.
_READERS = ("note", "milestone", "vault")


class EntryCache:
    """The cache of one vault, held in memory while it is used: packed entries by path.

    Without a cache folder it only forgets sooner.
    """

    def __init__(self, root: Path, digest: str) -> None:
        self._path = user_dirs.vault_cache(root) / "index.sqlite3"
        self._digest = f"{_VERSION}:{_program()}:{digest}"
        self._rows: dict[str, bytes] = {}
        self._changed: set[str] = set()
        self._load()

    def get(self, path: str, stamp: Stamp) -> bytes | None:
        """Return what is known of a note; None if its file is another than the one it was read from."""
        row = self._rows.get(path)
        return row if row and packed.is_of(row, stamp) else None

    def bystanders(self) -> set[str]:
        """Return the notes that took no part when they were last read."""
        taking_part = packed.SPEC | packed.PROBLEM
        apart = {path: row for path, row in self._rows.items() if not row[0] & taking_part}
        return {path for path, row in apart.items() if (stamp := packed.stamp_of(row)) and stamp.size}

    def put(self, path: str, row: bytes, read_at_ns: int) -> None:
        """Remember a note, unless it was read so soon after a change that another change might not show."""
        stamp = packed.stamp_of(row)
        if stamp is None or read_at_ns - max(stamp.ctime_ns, stamp.mtime_ns) < _tick(stamp):
            self.forget(path)
        else:
            self._put(path, row)

    def put_written(self, path: str, row: bytes) -> None:
        """Remember a note that we wrote ourselves, and left its modification time as it was.

        The next save moves that time, unless it comes within the same tick: then another change might not show.
        """
        stamp = packed.stamp_of(row)
        if stamp is None or stamp.ctime_ns - stamp.mtime_ns < _tick(stamp):
            self.forget(path)
        else:
            self._put(path, row)

    def _put(self, path: str, row: bytes) -> None:
        self._rows[path] = row
        self._changed.add(path)

    def forget(self, path: str) -> None:
        """Forget a note that is gone or not to be trusted."""
        if self._rows.pop(path, None):
            self._changed.add(path)

    def keep_only(self, paths: Iterable[str]) -> None:
        """Forget every note but these. Their paths are kept as they are given: one text for all who know the note."""
        rows, self._rows = self._rows, {}
        for path in paths:
            if row := rows.pop(path, None):
                self._rows[path] = row
        self._changed.update(rows)

    def save(self) -> None:
        """Write what changed. A cache that cannot be written costs time, never a result."""
        if not self._changed:
            return
        try:
            with closing(self._connect()) as connection, connection:
                self._write(connection)
        except (sqlite3.Error, OSError):
            return
        self._changed.clear()

    def _connect(self) -> sqlite3.Connection:
        private_folder(self._path.parent)
        connection = sqlite3.connect(self._path, timeout=5)
        connection.executescript(f"PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; {_ABOUT}")
        return connection

    def _write(self, connection: sqlite3.Connection) -> None:
        gone = ((os.fsencode(path),) for path in self._changed if path not in self._rows)
        rows = (
            (os.fsencode(path), row, crc32(row))
            for path in self._changed
            if (row := self._rows.get(path)) is not None
        )
        connection.execute("BEGIN IMMEDIATE")
        if connection.execute("SELECT digest FROM about").fetchone() != (self._digest,):
            # An earlier version's table may have had other columns.
            connection.execute("DROP TABLE IF EXISTS notes")
            connection.execute("DELETE FROM about")
            connection.execute("INSERT INTO about VALUES (?)", (self._digest,))
        connection.execute(_NOTES)
        connection.executemany("DELETE FROM notes WHERE path = ?", gone)
        connection.executemany("INSERT OR REPLACE INTO notes VALUES (?, ?, ?)", rows)

    def _load(self) -> None:
        try:
            if not self._path.exists():
                return
            with closing(sqlite3.connect(self._path, timeout=5)) as connection:
                if connection.execute("SELECT digest FROM about").fetchone() == (self._digest,):
                    self._read(connection)
        except (sqlite3.Error, OSError, ValueError, TypeError):
            self._rows.clear()
            self._discard()

    def _discard(self) -> None:
        """Remove a damaged cache: the next save makes another one."""
        for suffix in ("", "-wal", "-shm"):
            with suppress(OSError):
                self._path.with_name(self._path.name + suffix).unlink()

    def _read(self, connection: sqlite3.Connection) -> None:
        names, errors = sys.getfilesystemencoding(), sys.getfilesystemencodeerrors()
        for path, row, mark in connection.execute("SELECT path, row, mark FROM notes"):
            if crc32(row) != mark:
                raise ValueError("a damaged row")
            self._rows[path.decode(names, errors)] = row


def _tick(stamp: Stamp) -> int:
    return tick_of(stamp.ctime_ns, stamp.mtime_ns)


def _program() -> str:
    """Name the program that reads the notes: another one, or a changed one, may read them otherwise."""
    package = Path(__file__).parents[1]
    changed = []
    for room in _READERS:
        with suppress(OSError):  # not installed as files
            changed.append(str((package / room).stat().st_mtime_ns))
    return ":".join([__version__, *changed])
