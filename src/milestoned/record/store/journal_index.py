"""The index of all journals: an SQLite file in the cache, kept up from byte offsets, lost without loss."""

from __future__ import annotations

from contextlib import contextmanager, nullcontext

from milestoned.light.named_tuples import NamedTuple
from milestoned.light.typing import TYPE_CHECKING
from milestoned.record.store.database import INDEX, INDEX_VERSION, discard, open_database, told, transaction
from milestoned.record.store.journal import read_from
from milestoned.record.store.waiting import identity

if TYPE_CHECKING:
    import os
    import sqlite3
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from milestoned.record.options import RecordOptions
    from milestoned.record.store.journal import Journal

BATCH = 20_000
"""Lines taken in at once: enough to be fast, few enough to be small."""
TAIL = 64
"""So many bytes before the offset are compared, to notice a file that was replaced by another."""


class _Taken(NamedTuple):
    """What the index has of one journal: its size and time, the offset behind the last line, and what stands before it."""

    size: int
    mtime: int
    done: int = 0
    tail: bytes = b""
    skipped: int = 0


class JournalIndex:
    """The events of every device, and what follows from them, ready to be asked.

    `pending` returns the lines that wait outside of the journals, by their identity.
    """

    def __init__(
        self, path: Path, journal: Journal, options: RecordOptions, pending: Callable[[], Mapping[int, bytes]]
    ) -> None:
        self._path = path
        self._journal = journal
        self.pending = pending
        self._version = -1
        # Another number whenever what the index says may be something else.
        self.generation = 0
        self._gap = options.session_gap_minutes
        # While the index is held: the days that are to be summed up in the end.
        self._later: set[str] | None = None
        # What the tables `file` and `event` say, as long as nobody else writes: each journal by its name, and the day
        # of each event that waits.
        self._files: dict[str, _Taken] | None = None
        self._waiting: dict[int, str] | None = None
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
        self._forget()

    def _forget(self) -> None:
        self._files = self._waiting = None
        self.generation += 1

    def narrow(self, means: Callable[[str], bool]) -> None:
        """Show from now on, until it is closed, the notes alone whose paths are meant: for asking, not for recording."""
        from milestoned.record.store import part  # noqa: PLC0415 - few answers are of a part

        self.refresh()
        part.narrow(self.base, means, self._gap)
        self._narrowed = True

    def refresh(self) -> bool:
        """Take in what was appended since; True if the index holds anything new.

        A spoilt index is made again, but not while it is held.
        """
        import sqlite3  # noqa: PLC0415 - as in schema

        if self._narrowed:
            return False
        try:
            return self._refresh()
        except sqlite3.OperationalError:
            raise
        except sqlite3.DatabaseError:
            if self._later is not None:
                raise  # held: the next call makes it again
            self.close()
            discard(self._path)
            return self._refresh()

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the index over many events: all that is taken in meanwhile is kept at once, or nothing of it.

        The days are summed up in the end, each once.
        """
        self.generation += 1
        try:
            with transaction(self.base, self._path):
                self._later = set()
                yield
                with told(self._path):
                    self._sum_up(self._later)
        except BaseException:
            self._forget()
            raise
        finally:
            self._later = None

    def _sum_up(self, days: set[str]) -> None:
        if days:
            from milestoned.record.store import projection  # noqa: PLC0415 - as in `_take_in`

            for day in days:
                projection.fold_day(self.base, day, self._gap)

    def take_in_early(self, lines: list[bytes]) -> None:
        """Take in lines that are about to be appended to a journal; the index is held, and `refresh` is to follow."""
        waiting = self.pending()
        with told(self._path):
            self._take_in(lines)
            self._take_in_pending(waiting)

    def _refresh(self) -> bool:
        # Read before the journals: a line that moves over at this moment is seen twice, never not at all.
        waiting = self.pending()
        others_wrote = self._others_wrote()
        if not self._stale(waiting):
            return others_wrote
        with nullcontext() if self._later is not None else self.held(), told(self._path):
            self._others_wrote()  # up to this moment; now nobody can
            files, known = self._journal.files(), self._taken()
            gone = known.keys() - {file.name for file in files}
            changed = [file for file in files if not _is_taken(file, known)]
            if gone or any(_replaced(file, known[file.name]) for file in changed if file.name in known):
                self._clear()
                changed = files
            self._read(changed)
            self._take_in_pending(waiting)
        return True

    def _others_wrote(self) -> bool:
        """Return True if another process took something into the index since the last call."""
        version = self.base.execute("PRAGMA data_version").fetchone()[0]
        changed = self._version not in (-1, version)
        if version != self._version:
            self._forget()
        self._version = version
        return changed

    def rebuild(self) -> int:
        """Forget everything and read all journals again; the number of events read."""
        waiting = self.pending()
        with self.held(), told(self._path):
            self._clear()
            self._read(self._journal.files())
            self._take_in_pending(waiting)
        count: int = self.base.execute("SELECT count(*) FROM event").fetchone()[0]
        return count

    def skipped(self) -> dict[str, int]:
        """Return how many lines of each journal could not be read; journals without any are left out."""
        return dict(self.base.execute("SELECT name, skipped FROM file WHERE skipped > 0 ORDER BY name"))

    def _stale(self, waiting: Mapping[int, bytes]) -> bool:
        if self._waiting_in_index().keys() != waiting.keys():
            return True
        files, known = self._journal.files(), self._taken()
        return len(files) != len(known) or not all(_is_taken(file, known) for file in files)

    def _taken(self) -> dict[str, _Taken]:
        """Return what the index has of each journal."""
        if self._files is None:
            rows = self.base.execute("SELECT name, size, mtime, done, tail, skipped FROM file")
            self._files = {name: _Taken(*row) for name, *row in rows}
        return self._files

    def _waiting_in_index(self) -> dict[int, str]:
        """Return the day of each event that waits, by its identity."""
        if self._waiting is None:
            self._waiting = dict(self.base.execute("SELECT id, day FROM event WHERE pending = 1"))
        return self._waiting

    def _clear(self) -> None:
        for table in ("file", "event", "note", "terms", "note_day", "mark_day", "floor", "day"):
            self.base.execute(f"DELETE FROM {table}")  # noqa: S608 - names of our own
        self._files, self._waiting = {}, {}

    def _read(self, files: list[os.DirEntry[str]]) -> None:
        """Take in what is new in some journals."""
        read, size, known = 0, sum(file.stat().st_size for file in files), self._taken()
        for file in files:
            stat, before = file.stat(), known.get(file.name, _Taken(0, 0))
            chapter = read_from(file.path, before.done)
            tail = _tail(file.path, chapter.end) if chapter.end > before.done else before.tail
            skipped = before.skipped if before.done else 0
            self._keep(file.name, _Taken(stat.st_size, _mtime(stat), chapter.end, tail, skipped))
            for start in range(0, len(chapter.lines), BATCH):
                lines = chapter.lines[start : start + BATCH]
                skipped += self._take_in(lines)
                read += sum(map(len, lines))
                self.on_read(read >> 10, size >> 10)
            if skipped != known[file.name].skipped:
                self._keep(file.name, known[file.name]._replace(skipped=skipped))

    def _keep(self, name: str, taken: _Taken) -> None:
        self._taken()[name] = taken
        self.base.execute("INSERT OR REPLACE INTO file VALUES (?, ?, ?, ?, ?, ?)", (name, *taken))

    def _take_in(self, lines: Iterable[bytes], *, pending: bool = False) -> int:
        """Take lines into the index; return how many of them could not be read."""
        from milestoned.record.store import projection  # noqa: PLC0415 - 5 ms that nobody pays when nothing is new
        from milestoned.record.store.line import from_line  # noqa: PLC0415 - as above

        lines = [line for line in lines if line.strip()]
        read = [(identity(line), from_line(line)) for line in lines]
        events = {name: event for name, event in read if event}
        waiting = self._waiting_in_index()
        for name, event in events.items():
            if pending:
                waiting[name] = event.day.isoformat()
            else:
                waiting.pop(name, None)
        rows = [projection.EventRow(name, event, pending=pending) for name, event in events.items()]
        assert self._later is not None  # noqa: S101 - the index is held
        self._later |= projection.take_in(self.base, rows)
        return sum(event is None for _, event in read)

    def _take_in_pending(self, waiting: Mapping[int, bytes]) -> None:
        """Make what waits in the state folder take the place of what waited there before."""
        taken = self._waiting_in_index()
        if taken.keys() == waiting.keys():
            return
        gone = taken.keys() - waiting.keys()
        # One that is in a journal meanwhile has come to stay.
        self.base.executemany("DELETE FROM event WHERE id = ? AND pending = 1", [(name,) for name in gone])
        days = {taken.pop(name) for name in gone}
        self._take_in([line for name, line in waiting.items() if name not in taken], pending=True)
        assert self._later is not None  # noqa: S101 - as above
        self._later |= days


def _mtime(stat: os.stat_result) -> int:
    """Return when a file was changed, as far as an SQLite number goes: to the year 2262."""
    return min(stat.st_mtime_ns, 2**63 - 1)


def _tail(path: str, end: int) -> bytes:
    with open(path, "rb") as file:  # noqa: PTH123 - a DirEntry has its path as text
        file.seek(max(0, end - TAIL))
        return file.read(end - max(0, end - TAIL))


def _is_taken(file: os.DirEntry[str], known: Mapping[str, _Taken]) -> bool:
    """Return True if a journal has not changed since it was read."""
    taken, stat = known.get(file.name), file.stat()
    return taken is not None and (taken.size, taken.mtime) == (stat.st_size, _mtime(stat))


def _replaced(file: os.DirEntry[str], taken: _Taken) -> bool:
    return file.stat().st_size < taken.done or _tail(file.path, taken.done) != taken.tail
