"""What notes held when they were last seen and when the session began: in the user's state, owner only.

Kept as one number a word (see `drafted.Printer`). The session's start goes when the session ends.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from milestoned.record.store.database import open_database, transaction

if TYPE_CHECKING:
    import sqlite3
    from contextlib import AbstractContextManager
    from pathlib import Path

VERSION = 1
SCRIPT = """
CREATE TABLE text(
  note TEXT PRIMARY KEY, at INTEGER, digest TEXT, inode INTEGER, rules TEXT, last BLOB,
  session INTEGER, start BLOB, brought BLOB, drafted INTEGER, cut INTEGER, held INTEGER) WITHOUT ROWID;
CREATE INDEX text_session ON text(session) WHERE session > 0;
CREATE TABLE session(number INTEGER PRIMARY KEY, day TEXT, begin INTEGER, at INTEGER)
"""


@dataclass(frozen=True, slots=True)
class Tally:
    """What a note has to its credit in this session: new, gone, and brought in whole."""

    drafted: int = 0
    cut: int = 0
    held: int = 0


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
    """A note's text when last seen; within a session also at its start, and what was brought in since.

    `session` 0: the note rests. An empty `digest`: its file is gone, and may turn up elsewhere. `tally` is what the journal already holds of this session.
    """

    note: str
    at: int
    digest: str
    inode: int
    rules: str
    last: array[int]
    session: int = 0
    start: array[int] = field(default_factory=empty)
    brought: array[int] = field(default_factory=empty)
    tally: Tally = Tally()

    def resting(self) -> StoredText:
        """Forget the session."""
        return replace(self, session=0, start=empty(), brought=empty(), tally=Tally())


class SessionTexts:
    """The kept texts of one vault's notes, and the lock that lets one process at a time record."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._base: sqlite3.Connection | None = None

    @property
    def base(self) -> sqlite3.Connection:
        """The open database; opened at the first use."""
        if self._base is None:
            self._base = open_database(self._path, SCRIPT, VERSION)
        return self._base

    def close(self) -> None:
        """Let go of the file."""
        if self._base is not None:
            self._base.close()
            self._base = None

    def turn(self) -> AbstractContextManager[None]:
        """Hold the vault's record for one decision; nothing is kept if it fails."""
        return transaction(self.base, self._path)

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
        row = self.base.execute("SELECT at FROM session").fetchone()
        if row and abs(at - row[0]) > gap:
            self._end()

    def _end(self) -> None:
        self.base.execute("DELETE FROM text WHERE session > 0 AND digest = ''")
        self.base.execute(
            "UPDATE text SET session=0, start=x'', brought=x'', drafted=0, cut=0, held=0 WHERE session > 0"
        )

    def digests(self) -> dict[str, str]:
        """Tell which text of each note is kept."""
        return dict(self.base.execute("SELECT note, digest FROM text"))

    def get(self, note: str) -> StoredText | None:
        """Look up one note."""
        row = self.base.execute("SELECT * FROM text WHERE note=?", (note,)).fetchone()
        return _from_row(row) if row else None

    def pool(self) -> dict[str, StoredText]:
        """Look up every note that was touched in this session."""
        rows = self.base.execute("SELECT * FROM text WHERE session > 0 ORDER BY note")
        return {row[0]: _from_row(row) for row in rows}

    def put(self, kept: StoredText) -> None:
        """Keep a note's texts."""
        tally = kept.tally
        self.base.execute(
            "INSERT OR REPLACE INTO text VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                kept.note,
                kept.at,
                kept.digest,
                kept.inode,
                kept.rules,
                kept.last.tobytes(),
                kept.session,
                kept.start.tobytes(),
                kept.brought.tobytes(),
                tally.drafted,
                tally.cut,
                tally.held,
            ),
        )


def _from_row(row: tuple[str, int, str, int, str, bytes, int, bytes, bytes, int, int, int]) -> StoredText:
    note, at, digest, inode, rules, last, session, start, brought, drafted, cut, held = row
    texts = [array("I", blob) for blob in (last, start, brought)]
    return StoredText(
        note, at, digest, inode, rules, texts[0], session, texts[1], texts[2], Tally(drafted, cut, held)
    )
