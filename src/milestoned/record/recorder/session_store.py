"""What notes held when they were last seen and when the session began: in the user's state, owner only.

Kept as one number a word (see `prints.Printer`). The session's start goes when the session ends.
"""

from __future__ import annotations

from array import array
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from milestoned.record.store.database import open_database, transaction

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator
    from pathlib import Path

VERSION = 2
# Words of a session's notes that are held in memory, 4 bytes each; of a larger one they are read at each edit.
_MOST_WORDS = 4_000_000
SCRIPT = """
CREATE TABLE text(
  note TEXT PRIMARY KEY, at INTEGER, digest TEXT, inode INTEGER, rules TEXT, last BLOB,
  session INTEGER, start BLOB, known BLOB, brought BLOB,
  drafted INTEGER, cut INTEGER, held INTEGER, moved INTEGER) WITHOUT ROWID;
CREATE INDEX text_session ON text(session) WHERE session > 0;
CREATE TABLE session(number INTEGER PRIMARY KEY, day TEXT, begin INTEGER, at INTEGER);
CREATE TABLE pending(note TEXT, kind TEXT, since INTEGER, session INTEGER, line BLOB, PRIMARY KEY(note, kind)) WITHOUT ROWID;
CREATE TABLE written(note TEXT PRIMARY KEY, at INTEGER) WITHOUT ROWID;
CREATE TABLE reached(
  note TEXT, unit TEXT, size INTEGER, number INTEGER, count INTEGER, earned INTEGER, look TEXT, at INTEGER,
  PRIMARY KEY(note, unit, size, number)) WITHOUT ROWID;
CREATE TABLE summed(note TEXT PRIMARY KEY, entry INTEGER) WITHOUT ROWID;
CREATE TABLE credit(entry INTEGER PRIMARY KEY AUTOINCREMENT, note TEXT, drafted INTEGER, tasks INTEGER);
CREATE TABLE about(name TEXT PRIMARY KEY, value INTEGER) WITHOUT ROWID
"""


@dataclass(frozen=True, slots=True)
class Tally:
    """What a note has to its credit in this session: new, gone, held back, and moved from elsewhere."""

    drafted: int = 0
    cut: int = 0
    held: int = 0
    moved: int = 0


def empty() -> array[int]:
    """Make a text without words."""
    return array("I")


@dataclass(frozen=True, slots=True)
class OpenSession:
    """The session that goes on: its number, and when it began (microseconds)."""

    number: int
    begin: int


@dataclass(frozen=True, slots=True)
class StoredText:
    """A note's text when last seen; within a session also at its start, and what came in since that is not new.

    `known` is text that the record has held before, `brought` what is held back until the writer says whose it is.
    `session` 0: the note rests. An empty `digest`: its file is gone, and may turn up elsewhere. `tally` is what was
    recorded of this session.
    """

    note: str
    at: int
    digest: str
    inode: int
    rules: str
    last: array[int]
    session: int = 0
    start: array[int] = field(default_factory=empty)
    known: array[int] = field(default_factory=empty)
    brought: array[int] = field(default_factory=empty)
    tally: Tally = Tally()

    def resting(self) -> StoredText:
        """Forget the session."""
        return replace(self, session=0, start=empty(), known=empty(), brought=empty(), tally=Tally())


class SessionTexts:
    """The kept texts of one vault's notes, and the lock that lets one process at a time record."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._base: sqlite3.Connection | None = None
        # The notes of the session as they were read or written last; None if they are to be read again.
        self._pool: dict[str, StoredText] | None = None
        self._pool_version = -1

    @property
    def base(self) -> sqlite3.Connection:
        """The open database; opened at the first use."""
        if self._base is None:
            self._base = open_database(self._path, SCRIPT, VERSION)
        return self._base

    def close(self) -> None:
        """Close the file."""
        if self._base is not None:
            self._base.close()
            self._base = None
        self._pool = None

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Hold the vault's record for one decision; nothing is kept if it fails."""
        try:
            with transaction(self.base, self._path):
                yield
        except BaseException:
            self._pool = None
            raise

    def session(self, day: str, at: int, gap: int) -> OpenSession:
        """Go on with the session, or end it and begin the next: after a gap, or on another day.

        Times in microseconds. A clock set back by less than the gap goes on, too.
        """
        row = self.base.execute("SELECT number, day, begin, at FROM session").fetchone()
        if row and row[1] == day and abs(at - row[3]) <= gap:
            session = OpenSession(row[0], row[2])
        else:
            self._end()
            session = OpenSession(row[0] + 1 if row else 1, at)
        self.base.execute("DELETE FROM session")
        self.base.execute("INSERT INTO session VALUES (?, ?, ?, ?)", (session.number, day, session.begin, at))
        return session

    def end_if_over(self, at: int, gap: int) -> None:
        """End the session when the gap has passed; its start texts are gone then."""
        if self.is_over(at, gap):
            self._end()

    def is_over(self, at: int, gap: int) -> bool:
        """Return True if a session has ended whose texts are still kept."""
        row = self.base.execute("SELECT at FROM session").fetchone()
        if not row or abs(at - row[0]) <= gap:
            return False
        return self.base.execute("SELECT 1 FROM text WHERE session > 0 LIMIT 1").fetchone() is not None

    def number(self) -> int:
        """Return the number of the session that was begun last; 0 before the first."""
        row = self.base.execute("SELECT number FROM session").fetchone()
        return int(row[0]) if row else 0

    def _end(self) -> None:
        self._pool = None
        self.base.execute("DELETE FROM text WHERE session > 0 AND digest = ''")
        self.base.execute(
            "UPDATE text SET session=0, start=x'', known=x'', brought=x'', drafted=0, cut=0, held=0, moved=0 WHERE session > 0"
        )

    def fact(self, name: str) -> int:
        """Look up a number that is kept about the vault; 0 where there is none."""
        row = self.base.execute("SELECT value FROM about WHERE name=?", (name,)).fetchone()
        return int(row[0]) if row else 0

    def set_fact(self, name: str, value: int) -> None:
        """Keep a number about the vault."""
        self.base.execute("INSERT OR REPLACE INTO about VALUES (?, ?)", (name, value))

    def credit(self, note: str, drafted: int, tasks: int) -> None:
        """Keep what was written in a note until the index notes that sum it up have heard of it."""
        if drafted or tasks:
            self.base.execute(
                "INSERT INTO credit(note, drafted, tasks) VALUES (?, ?, ?)", (note, drafted, tasks)
            )

    def written_in(self, index: str, notes: set[str]) -> tuple[int, int]:
        """Sum up what was written in some notes since an index note's last look: (words, tasks). Counts as a look.

        At the first look nothing is known to have been written.
        """
        row = self.base.execute("SELECT entry FROM summed WHERE note=?", (index,)).fetchone()
        rows = self.base.execute(
            "SELECT note, drafted, tasks FROM credit WHERE entry > ?", row or (2**62,)
        ).fetchall()
        (last,) = self.base.execute(
            "SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name='credit'"
        ).fetchone()
        self.base.execute("INSERT OR REPLACE INTO summed VALUES (?, ?)", (index, last))
        self.base.execute("DELETE FROM credit WHERE entry <= (SELECT min(entry) FROM summed)")
        found = [(drafted, tasks) for note, drafted, tasks in rows if note in notes]
        return sum(drafted for drafted, _ in found), sum(tasks for _, tasks in found)

    def digests(self) -> dict[str, str]:
        """Return the digest of the text that is kept of each note."""
        return dict(self.base.execute("SELECT note, digest FROM text"))

    def get(self, note: str) -> StoredText | None:
        """Look up one note."""
        row = self.base.execute("SELECT * FROM text WHERE note=?", (note,)).fetchone()
        return _from_row(row) if row else None

    def pool(self) -> dict[str, StoredText]:
        """Look up every note that was touched in this session: a note that has not changed since is the same object."""
        (version,) = self.base.execute("PRAGMA data_version").fetchone()
        if self._pool is None or version != self._pool_version:
            rows = self.base.execute("SELECT * FROM text WHERE session > 0 ORDER BY note")
            self._pool = {row[0]: _from_row(row) for row in rows}
            self._pool_version = version
        pool = dict(self._pool)
        if sum(map(_size, pool.values())) > _MOST_WORDS:
            self._pool = None
        return pool

    def put(self, kept: StoredText) -> None:
        """Keep a note's texts."""
        if self._pool is not None and kept.session > 0:
            self._pool[kept.note] = kept
        elif self._pool is not None:
            self._pool.pop(kept.note, None)
        tally = kept.tally
        self.base.execute(
            "INSERT OR REPLACE INTO text VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                kept.note,
                kept.at,
                kept.digest,
                kept.inode,
                kept.rules,
                kept.last.tobytes(),
                kept.session,
                kept.start.tobytes(),
                kept.known.tobytes(),
                kept.brought.tobytes(),
                tally.drafted,
                tally.cut,
                tally.held,
                tally.moved,
            ),
        )


def _size(kept: StoredText) -> int:
    return len(kept.last) + len(kept.start) + len(kept.known) + len(kept.brought)


def _from_row(row: tuple[Any, ...]) -> StoredText:
    note, at, digest, inode, rules, last, session, start, known, brought, *tally = row
    texts = [array("I", blob) for blob in (last, start, known, brought)]
    return StoredText(
        note, at, digest, inode, rules, texts[0], session, texts[1], texts[2], texts[3], Tally(*tally)
    )
