"""What notes held when they were last seen and when the session began: in the user's state folder, owner only.

Kept as one number a word (see `prints.Printer`). The session's start goes when the session ends. Whatever opens the
database raises MilestonedError where it cannot be opened.
"""

from __future__ import annotations

from array import array
from contextlib import contextmanager

from milestoned.light.dataclasses import dataclass, field, replace
from milestoned.light.typing import TYPE_CHECKING
from milestoned.record.store.database import open_database, transaction

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator
    from pathlib import Path
    from typing import Any

VERSION = 2
# Notes whose texts are held in memory: those that are being written.
_RECENT = 4
# Beside the other tables, so that a save in a long note does not write again what stood there when the session began.
MORE = "CREATE TABLE IF NOT EXISTS begun(note TEXT PRIMARY KEY, start BLOB) WITHOUT ROWID"
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
    """What a note has to its credit in this session, in words: new, gone, held back, and moved from elsewhere."""

    drafted: int = 0
    cut: int = 0
    held: int = 0
    moved: int = 0


def empty() -> array[int]:
    """Return a text without words."""
    return array("I")


@dataclass(frozen=True, slots=True)
class OpenSession:
    """The session that goes on: its number, from 1, and when it began (microseconds since 1970)."""

    number: int
    begin: int


@dataclass(frozen=True, slots=True)
class StoredText:
    """A note's text when last seen, one number a word; within a session also at its start, and what came in since.

    `known` is text that the record has held before, `brought` what is held back until `milestoned credit`. `at`: when
    it was seen (microseconds since 1970). `session` 0: the note rests. An empty `digest`: its file is gone, and may
    turn up elsewhere. `tally` is what was recorded of this session.
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
        """Return the text without what belongs to a session."""
        return replace(self, session=0, start=empty(), known=empty(), brought=empty(), tally=Tally())


class SessionTexts:
    """The kept texts of one vault's notes, and the lock that lets one process at a time record."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._base: sqlite3.Connection | None = None
        # The notes that were read or written last, and those that were written since they were asked for.
        self._recent: dict[str, StoredText] = {}
        self._changed: dict[str, StoredText | None] = {}
        self._data_version = -1
        self._version = 0

    @property
    def base(self) -> sqlite3.Connection:
        """The open database; opened at the first use."""
        if self._base is None:
            self._base = open_database(self._path, SCRIPT, VERSION)
            self._base.execute(MORE)
        return self._base

    def close(self) -> None:
        """Close the file."""
        if self._base is not None:
            self._base.close()
            self._base = None
        self._forget()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Hold the vault's record for one decision; nothing is kept if it fails.

        Raises MilestonedError if another program holds it for 10 seconds, or the disk refuses.
        """
        try:
            with transaction(self.base, self._path):
                yield
        except BaseException:
            self._forget()
            raise

    def _forget(self) -> None:
        """Read everything again at the next use."""
        self._recent.clear()
        self._changed.clear()
        self._version += 1

    def version(self) -> int:
        """Return a number that is another one when all of the session is to be read again: others may have written."""
        (data_version,) = self.base.execute("PRAGMA data_version").fetchone()
        if data_version != self._data_version:
            self._data_version = data_version
            self._forget()
        return self._version

    def session(self, day: str, at: int, gap: int) -> OpenSession:
        """Go on with the session, or end it and begin the next: after a gap, or on another writing day.

        `at` (since 1970) and `gap` in microseconds. A clock set back by less than the gap goes on, too.
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
        """End the session if the gap has passed, and drop its start texts. Microseconds, as in `session`."""
        if self.is_over(at, gap):
            self._end()

    def is_over(self, at: int, gap: int) -> bool:
        """Return True if the gap has passed and the session's start texts are still kept."""
        row = self.base.execute("SELECT at FROM session").fetchone()
        if not row or abs(at - row[0]) <= gap:
            return False
        return self.base.execute("SELECT 1 FROM text WHERE session > 0 LIMIT 1").fetchone() is not None

    def number(self) -> int:
        """Return the number of the session that was begun last; 0 before the first."""
        row = self.base.execute("SELECT number FROM session").fetchone()
        return int(row[0]) if row else 0

    def _end(self) -> None:
        self._forget()
        self.base.execute("DELETE FROM text WHERE session > 0 AND digest = ''")
        self.base.execute("DELETE FROM begun")
        self.base.execute(
            "UPDATE text SET session=0, start=x'', known=x'', brought=x'', drafted=0, cut=0, held=0, moved=0 WHERE session > 0"
        )

    def fact(self, name: str) -> int:
        """Return a number that is kept about the vault; 0 where there is none."""
        row = self.base.execute("SELECT value FROM about WHERE name=?", (name,)).fetchone()
        return int(row[0]) if row else 0

    def set_fact(self, name: str, value: int) -> None:
        """Keep a number about the vault."""
        self.base.execute("INSERT OR REPLACE INTO about VALUES (?, ?)", (name, value))

    def credit(self, note: str, drafted: int, tasks: int) -> None:
        """Keep the new words and done tasks of a note until each index note has asked for them (`written_in`)."""
        if drafted or tasks:
            self.base.execute(
                "INSERT INTO credit(note, drafted, tasks) VALUES (?, ?, ?)", (note, drafted, tasks)
            )

    def written_in(self, index: str, notes: set[str]) -> tuple[int, int]:
        """Return what was written in some notes since an index note asked last: (words, tasks). `notes`: identities.

        Asked for the first time, it is nothing.
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
        """Return the short digest of the text that is kept of each note, by its identity."""
        return dict(self.base.execute("SELECT note, digest FROM text"))

    def get(self, note: str) -> StoredText | None:
        """Return what is kept of a note, by its identity; None where nothing is."""
        self.version()
        if found := self._recent.get(note):
            return found
        row = self.base.execute(f"{_READ} WHERE text.note=?", (note,)).fetchone()
        return self._remember(_from_row(row)) if row else None

    def _remember(self, kept: StoredText) -> StoredText:
        self._recent.pop(kept.note, None)
        self._recent[kept.note] = kept
        if len(self._recent) > _RECENT:
            del self._recent[next(iter(self._recent))]
        return kept

    def of_session(self) -> Iterator[StoredText]:
        """Yield every note that was touched in this session."""
        self._changed.clear()
        for row in self.base.execute(f"{_READ} WHERE session > 0 ORDER BY text.note"):
            yield _from_row(row)

    def take_changed(self) -> dict[str, StoredText | None]:
        """Take out what was put since this was asked last; None for a note that has left the session."""
        changed, self._changed = self._changed, {}
        return changed

    def put(self, kept: StoredText) -> None:
        """Keep a note's texts. What stood there when the session began is written only once."""
        before = self.get(kept.note)
        if kept.session > 0 and (before is None or before.session == 0 or _differ(before.start, kept.start)):
            self.base.execute("INSERT OR REPLACE INTO begun VALUES (?, ?)", (kept.note, kept.start.tobytes()))
        elif kept.session == 0 and (before is None or before.session > 0):
            self.base.execute("DELETE FROM begun WHERE note=?", (kept.note,))
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
                b"",
                kept.known.tobytes(),
                kept.brought.tobytes(),
                tally.drafted,
                tally.cut,
                tally.held,
                tally.moved,
            ),
        )
        self._remember(kept)
        self._changed[kept.note] = kept if kept.session > 0 else None


# A text that was put by an earlier version has its start beside it.
_READ = (
    "SELECT text.note, at, digest, inode, rules, last, session, coalesce(begun.start, text.start), known, brought, "
    "drafted, cut, held, moved FROM text LEFT JOIN begun ON begun.note = text.note"
)


def _differ(old: array[int], new: array[int]) -> bool:
    return old is not new and old != new


def _from_row(row: tuple[Any, ...]) -> StoredText:
    note, at, digest, inode, rules, last, session, start, known, brought, *tally = row
    texts = [array("I", blob) for blob in (last, start, known, brought)]
    return StoredText(
        note, at, digest, inode, rules, texts[0], session, texts[1], texts[2], texts[3], Tally(*tally)
    )
