"""The index of all journals: an SQLite file in the cache, kept up from byte offsets, lost without loss."""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING

from milestoned.record.store.database import INDEX, INDEX_VERSION, discard, open_database, transaction
from milestoned.record.store.journal import read_from

if TYPE_CHECKING:
    import os
    import sqlite3
    from pathlib import Path

    from milestoned.record.options import RecordOptions
    from milestoned.record.store.journal import Journal

BATCH = 20_000
"""Lines taken in at once: enough to be fast, few enough to be small."""
TAIL = 64
"""So many bytes before the offset are compared, to notice a file that was replaced by another."""


class JournalIndex:
    """The events of every device, and what follows from them, ready to be asked."""

    def __init__(self, path: Path, journal: Journal, options: RecordOptions) -> None:
        self._path = path
        self._journal = journal
        self._gap = options.session_gap_minutes
        self._base: sqlite3.Connection | None = None

    @property
    def base(self) -> sqlite3.Connection:
        """The open database; opened at the first use."""
        if self._base is None:
            # Sessions depend on the gap: another gap is another index.
            version = INDEX_VERSION * 10_000 + self._gap
            self._base = open_database(self._path, INDEX, version)
        return self._base

    def close(self) -> None:
        """Let go of the file."""
        if self._base is not None:
            self._base.close()
            self._base = None

    def refresh(self) -> bool:
        """Take in what was appended since; True if anything was. A spoilt index is made anew."""
        import sqlite3  # noqa: PLC0415 - as in schema

        try:
            return self._refresh()
        except sqlite3.OperationalError:
            raise
        except sqlite3.DatabaseError:
            self.close()
            discard(self._path)
            return self._refresh()

    def _refresh(self) -> bool:
        if not self._stale():
            return False
        with transaction(self.base, self._path):
            files = self._journal.files()
            known = {
                name: (done, tail)
                for name, done, tail in self.base.execute("SELECT name, done, tail FROM file")
            }
            gone = known.keys() - {file.name for file in files}
            if gone or any(_replaced(file, *known[file.name]) for file in files if file.name in known):
                self._clear()
                known = {}
            self._read(files, known)
        return True

    def rebuild(self) -> int:
        """Forget everything and read all journals again; the number of events read."""
        with transaction(self.base, self._path):
            self._clear()
            self._read(self._journal.files(), {})
        count: int = self.base.execute("SELECT count(*) FROM event").fetchone()[0]
        return count

    def _stale(self) -> bool:
        known = dict(self.base.execute("SELECT name, size || ' ' || mtime FROM file"))
        now = {}
        for file in self._journal.files():
            stat = file.stat()
            now[file.name] = f"{stat.st_size} {stat.st_mtime_ns}"
        return now != known

    def _clear(self) -> None:
        for table in ("file", "event", "note", "terms", "note_day", "floor", "day"):
            self.base.execute(f"DELETE FROM {table}")  # noqa: S608 - names of our own

    def _read(self, files: list[os.DirEntry[str]], known: dict[str, tuple[int, bytes]]) -> None:
        for file in files:
            stat = file.stat()
            done, tail = known.get(file.name, (0, b""))
            chapter = read_from(file.path, done)
            if chapter.end > done:
                tail = _tail(file.path, chapter.end)
            row = (file.name, stat.st_size, stat.st_mtime_ns, chapter.end, tail)
            self.base.execute("INSERT OR REPLACE INTO file VALUES (?, ?, ?, ?, ?)", row)
            for start in range(0, len(chapter.lines), BATCH):
                self._take_in(chapter.lines[start : start + BATCH])

    def _take_in(self, lines: tuple[bytes, ...]) -> None:
        from milestoned.record.store import projection  # noqa: PLC0415 - 5 ms that nobody pays when nothing is new
        from milestoned.record.store.events import from_line  # noqa: PLC0415 - as above

        events = {_identity(line): event for line in lines if (event := from_line(line))}
        projection.take_in(
            self.base, [projection.EventRow(name, event) for name, event in events.items()], self._gap
        )


def _identity(line: bytes) -> int:
    # The same line in two files (a sync tool's conflict copy) is one event.
    return int.from_bytes(blake2b(line.strip(), digest_size=8).digest(), "big", signed=True)


def _tail(path: str, end: int) -> bytes:
    with open(path, "rb") as file:  # noqa: PTH123 - a DirEntry has its path as text
        file.seek(max(0, end - TAIL))
        return file.read(end - max(0, end - TAIL))


def _replaced(file: os.DirEntry[str], done: int, tail: bytes) -> bool:
    return file.stat().st_size < done or _tail(file.path, done) != tail
