"""The index of all journals: an SQLite file in the cache, kept up from byte offsets, lost without loss."""

from __future__ import annotations

from contextlib import contextmanager, nullcontext

from milestoned.light.digests import blake2b
from milestoned.light.typing import TYPE_CHECKING
from milestoned.record.store.database import INDEX, INDEX_VERSION, discard, open_database, transaction
from milestoned.record.store.journal import read_from

if TYPE_CHECKING:
    import os
    import sqlite3
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from milestoned.record.options import RecordOptions
    from milestoned.record.store.journal import Journal

BATCH = 20_000
"""Lines taken in at once: enough to be fast, few enough to be small."""
TAIL = 64
"""So many bytes before the offset are compared, to notice a file that was replaced by another."""


class JournalIndex:
    """The events of every device, and what follows from them, ready to be asked."""

    def __init__(
        self, path: Path, journal: Journal, options: RecordOptions, pending: Callable[[], list[bytes]]
    ) -> None:
        self._path = path
        self._journal = journal
        self.pending = pending
        self._version = -1
        self._gap = options.session_gap_minutes
        # While the index is held: the days that are to be summed up in the end.
        self._later: set[str] | None = None
        self._narrowed = False
        self._base: sqlite3.Connection | None = None
        # Told while journals are read: how much of them is done, and of how much (KiB).
        self.on_read: Callable[[int, int], None] = lambda _done, _of: None

    @property
    def base(self) -> sqlite3.Connection:
        """The open database; opened at the first use."""
        if self._base is None:
            # Sessions depend on the gap: another gap is another index.
            version = INDEX_VERSION * 10_000 + self._gap
            self._base = open_database(self._path, INDEX, version)
        return self._base

    def close(self) -> None:
        """Close the file."""
        if self._base is not None:
            self._base.close()
            self._base = None

    def narrow(self, means: Callable[[str], bool]) -> None:
        """Show from now on, until it is closed, the notes alone whose paths are meant: for asking, not for recording."""
        from milestoned.record.store import part  # noqa: PLC0415 - few answers are of a part

        self.refresh()
        part.narrow(self.base, means, self._gap)
        self._narrowed = True

    def refresh(self) -> bool:
        """Take in what was appended since; True if the index holds anything new. A spoilt index is made again."""
        import sqlite3  # noqa: PLC0415 - as in schema

        if self._narrowed:
            return False
        try:
            return self._refresh()
        except sqlite3.OperationalError:
            raise
        except sqlite3.DatabaseError:
            self.close()
            discard(self._path)
            return self._refresh()

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the index over many events: all that is taken in meanwhile is kept at once, or nothing of it."""
        with transaction(self.base, self._path):
            self._later = set()
            try:
                yield
                self._fold_later()
            finally:
                self._later = None

    def take_in_early(self, lines: list[bytes]) -> None:
        """Take in lines that are about to be appended to a journal, the days left out; `refresh` is to follow."""
        self._take_in(lines)
        waiting = {_identity(line): line for line in self.pending()}
        if waiting.keys() != self._waiting_in_index():
            self._take_in_pending(waiting)

    def _fold_later(self) -> None:
        from milestoned.record.store import projection  # noqa: PLC0415 - as in `_take_in`

        for day in self._later or ():
            projection.fold_day(self.base, day, self._gap)

    def _refresh(self) -> bool:
        # Read before the journals: a line that moves over at this moment is seen twice, never not at all.
        waiting = {_identity(line): line for line in self.pending()}
        if not self._stale(waiting):
            return self._others_wrote()
        with nullcontext() if self._later is not None else transaction(self.base, self._path):
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
            self._take_in_pending(waiting)
        self._others_wrote()
        return True

    def _others_wrote(self) -> bool:
        """Return True if another process took something into the index since the last call."""
        version = self.base.execute("PRAGMA data_version").fetchone()[0]
        changed = self._version not in (-1, version)
        self._version = version
        return changed

    def rebuild(self) -> int:
        """Forget everything and read all journals again; the number of events read."""
        waiting = {_identity(line): line for line in self.pending()}
        with transaction(self.base, self._path):
            self._clear()
            self._read(self._journal.files(), {})
            self._take_in_pending(waiting)
        count: int = self.base.execute("SELECT count(*) FROM event").fetchone()[0]
        return count

    def skipped(self) -> dict[str, int]:
        """Return how many lines of each journal could not be read; journals without any are left out."""
        return dict(self.base.execute("SELECT name, skipped FROM file WHERE skipped > 0 ORDER BY name"))

    def _stale(self, waiting: dict[int, bytes]) -> bool:
        if self._waiting_in_index() != waiting.keys():
            return True
        known = dict(self.base.execute("SELECT name, size || ' ' || mtime FROM file"))
        now = {}
        for file in self._journal.files():
            stat = file.stat()
            now[file.name] = f"{stat.st_size} {_mtime(stat)}"
        return now != known

    def _waiting_in_index(self) -> set[int]:
        return {identity for (identity,) in self.base.execute("SELECT id FROM event WHERE pending = 1")}

    def _clear(self) -> None:
        for table in ("file", "event", "note", "terms", "note_day", "mark_day", "floor", "day"):
            self.base.execute(f"DELETE FROM {table}")  # noqa: S608 - names of our own

    def _read(self, files: list[os.DirEntry[str]], known: dict[str, tuple[int, bytes]]) -> None:
        read, size = 0, sum(file.stat().st_size for file in files)
        for file in files:
            stat = file.stat()
            done, tail = known.get(file.name, (0, b""))
            chapter = read_from(file.path, done)
            if chapter.end > done:
                tail = _tail(file.path, chapter.end)
            skipped = self._skipped_before(file.name, done)
            row = (file.name, stat.st_size, _mtime(stat), chapter.end, tail, skipped)
            self.base.execute("INSERT OR REPLACE INTO file VALUES (?, ?, ?, ?, ?, ?)", row)
            for start in range(0, len(chapter.lines), BATCH):
                skipped = self._take_in(chapter.lines[start : start + BATCH])
                read += sum(map(len, chapter.lines[start : start + BATCH]))
                self.on_read(read >> 10, size >> 10)
                self.base.execute(
                    "UPDATE file SET skipped = skipped + ? WHERE name = ?", (skipped, file.name)
                )

    def _skipped_before(self, name: str, done: int) -> int:
        row = self.base.execute("SELECT skipped FROM file WHERE name = ?", (name,)).fetchone()
        return int(row[0]) if row and done else 0

    def _take_in(self, lines: Iterable[bytes], *, pending: bool = False) -> int:
        """Take lines into the index; return how many of them could not be read."""
        from milestoned.record.store import projection  # noqa: PLC0415 - 5 ms that nobody pays when nothing is new
        from milestoned.record.store.line import from_line  # noqa: PLC0415 - as above

        lines = [line for line in lines if line.strip()]
        read = [(_identity(line), from_line(line)) for line in lines]
        events = {identity: event for identity, event in read if event}
        rows = [projection.EventRow(identity, event, pending=pending) for identity, event in events.items()]
        projection.take_in(self.base, rows, self._gap, self._later)
        return sum(event is None for _, event in read)

    def _take_in_pending(self, waiting: dict[int, bytes]) -> None:
        """Make what waits in the state folder take the place of what waited there before."""
        from milestoned.record.store import projection  # noqa: PLC0415 - as above

        taken = dict(self.base.execute("SELECT id, day FROM event WHERE pending = 1"))
        gone = [(identity, day) for identity, day in taken.items() if identity not in waiting]
        self.base.executemany("DELETE FROM event WHERE id = ?", [(identity,) for identity, _ in gone])
        self._take_in([line for identity, line in waiting.items() if identity not in taken], pending=True)
        for day in {day for _, day in gone}:
            projection.fold_day(self.base, day, self._gap)


def _mtime(stat: os.stat_result) -> int:
    """Return when a file was changed, as far as an SQLite number goes: to the year 2262."""
    return min(stat.st_mtime_ns, 2**63 - 1)


def _identity(line: bytes) -> int:
    # The same line in two files (a sync tool's conflict copy) is one event.
    return int.from_bytes(blake2b(line.strip(), digest_size=8).digest(), "big", signed=True)


def _tail(path: str, end: int) -> bytes:
    with open(path, "rb") as file:  # noqa: PTH123 - a DirEntry has its path as text
        file.seek(max(0, end - TAIL))
        return file.read(end - max(0, end - TAIL))


def _replaced(file: os.DirEntry[str], done: int, tail: bytes) -> bool:
    return file.stat().st_size < done or _tail(file.path, done) != tail
