"""What was counted last, by size, times and inode, in SQLite in the user's cache. It may be deleted at any time."""

from __future__ import annotations

import json
import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from milestoned import __version__
from milestoned.fileio.atomic import private_folder
from milestoned.fileio.snapshot import Stamp
from milestoned.light.typing import TYPE_CHECKING
from milestoned.vault import user_dirs
from milestoned.vault.entry import Entry
from milestoned.vault.fingerprint import tick_of

if TYPE_CHECKING:
    from collections.abc import Iterable

_VERSION = 5
_SCHEMA = """
CREATE TABLE IF NOT EXISTS about (digest TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS notes (
    path BLOB PRIMARY KEY, size INTEGER, mtime_ns INTEGER, ctime_ns INTEGER, inode INTEGER, device INTEGER, entry TEXT
) WITHOUT ROWID;
"""

# The rooms that decide what is read in a note. What they found before they changed is not believed.
_READERS = ("note", "milestone", "vault")

# Rows taken from the database together: enough to be fast, few enough to be small.
_AT_ONCE = 256


class EntryCache:
    """The cache of one vault, held in memory while it is used. Without a cache folder it only forgets sooner."""

    def __init__(self, root: Path, digest: str) -> None:
        self._path = user_dirs.vault_cache(root) / "index.sqlite3"
        self._digest = f"{_VERSION}:{_program()}:{digest}"
        self._rows: dict[str, tuple[Stamp, Entry]] = {}
        self._changed: set[str] = set()
        self._load()

    def get(self, path: str, stamp: Stamp) -> Entry | None:
        """Return what is known of a note; None if its file is another than the one it was read from."""
        row = self._rows.get(path)
        return row[1] if row and row[0] == stamp else None

    def bystanders(self) -> set[str]:
        """Return the notes that took no part when they were last read."""
        return {
            path
            for path, (stamp, entry) in self._rows.items()
            if stamp.size and not entry.spec and not entry.problem
        }

    def put(self, path: str, stamp: Stamp, entry: Entry, read_at_ns: int) -> None:
        """Remember a note, unless it was read so soon after a change that another change might not show."""
        if read_at_ns - max(stamp.ctime_ns, stamp.mtime_ns) < tick_of(stamp.ctime_ns, stamp.mtime_ns):
            self.forget(path)
            return
        self._rows[path] = (stamp, entry)
        self._changed.add(path)

    def put_written(self, path: str, stamp: Stamp, entry: Entry) -> None:
        """Remember a note that we wrote ourselves, and left its modification time as it was.

        The next save moves that time, unless it comes within the same tick: then another change might not show.
        """
        if stamp.ctime_ns - stamp.mtime_ns < tick_of(stamp.ctime_ns, stamp.mtime_ns):
            self.forget(path)
            return
        self._rows[path] = (stamp, entry)
        self._changed.add(path)

    def forget(self, path: str) -> None:
        """Forget a note that is gone or not to be trusted."""
        if self._rows.pop(path, None):
            self._changed.add(path)

    def keep_only(self, paths: Iterable[str]) -> None:
        """Forget every note but these."""
        for path in self._rows.keys() - set(paths):
            self.forget(path)

    def save(self) -> None:
        """Write what changed. A cache that cannot be written costs time, never a result."""
        if not self._changed:
            return
        try:
            with closing(self._connect()) as connection, connection:
                self._write(connection)
        except (sqlite3.Error, OSError, OverflowError):
            return
        self._changed.clear()

    def _connect(self) -> sqlite3.Connection:
        private_folder(self._path.parent)
        connection = sqlite3.connect(self._path, timeout=5)
        connection.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;" + _SCHEMA)
        return connection

    def _write(self, connection: sqlite3.Connection) -> None:
        gone = [(os.fsencode(path),) for path in self._changed if path not in self._rows]
        rows = [
            (os.fsencode(path), s.size, s.mtime_ns, s.ctime_ns, s.inode, s.device, json.dumps(entry.to_row()))
            for path in self._changed
            if path in self._rows
            for s, entry in [self._rows[path]]
        ]
        if connection.execute("SELECT digest FROM about").fetchone() != (self._digest,):
            connection.execute("DELETE FROM notes")
            connection.execute("DELETE FROM about")
            connection.execute("INSERT INTO about VALUES (?)", (self._digest,))
        connection.executemany("DELETE FROM notes WHERE path = ?", gone)
        connection.executemany("INSERT OR REPLACE INTO notes VALUES (?, ?, ?, ?, ?, ?, ?)", rows)

    def _load(self) -> None:
        try:
            if not self._path.exists():
                return
            with closing(sqlite3.connect(self._path, timeout=5)) as connection:
                if connection.execute("SELECT digest FROM about").fetchone() == (self._digest,):
                    self._read(connection)
        except (sqlite3.Error, OSError, ValueError, TypeError, LookupError, AttributeError):
            self._rows.clear()
            self._discard()

    def _discard(self) -> None:
        """Remove a damaged cache: the next save makes another one."""
        for suffix in ("", "-wal", "-shm"):
            with suppress(OSError):
                self._path.with_name(self._path.name + suffix).unlink()

    def _read(self, connection: sqlite3.Connection) -> None:
        cursor = connection.execute("SELECT * FROM notes")
        while rows := cursor.fetchmany(_AT_ONCE):
            entries = json.loads("[" + ",".join(row[6] for row in rows) + "]")
            for row, entry in zip(rows, entries, strict=True):
                path, stamp = os.fsdecode(row[0]), Stamp._make(row[1:6])
                self._rows[path] = (stamp, Entry.from_row(path, entry, stamp))


def _program() -> str:
    """Name the program that reads the notes: another one, or a changed one, may read them otherwise."""
    package = Path(__file__).parents[1]
    changed = []
    for room in _READERS:
        with suppress(OSError):  # not installed as files
            changed.append(str((package / room).stat().st_mtime_ns))
    return ":".join([__version__, *changed])
