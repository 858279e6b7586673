"""What notes held when they were last seen and when the session began: in the user's state folder, owner only.

Kept as one number a word (see `prints.Printer`). The session's start goes when the session ends. Whatever opens the
database raises MilestonedError where it cannot be opened.
"""

from __future__ import annotations

from array import array
from contextlib import contextmanager

from milestoned.light.dataclasses import dataclass
from milestoned.light.typing import TYPE_CHECKING
from milestoned.record.recorder.long_texts import LONG, LongTexts
from milestoned.record.recorder.recent import Recent
from milestoned.record.recorder.session_tables import MORE, SCRIPT, VERSION
from milestoned.record.recorder.stored_text import StoredText, Tally, empty
from milestoned.record.store.database import open_database, told, transaction

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator
    from pathlib import Path
    from typing import Any


@dataclass(frozen=True, slots=True)
class OpenSession:
    """The session that goes on: its number, from 1, and when it began (microseconds since 1970)."""

    number: int
    begin: int


class SessionTexts:
    """The kept texts of one vault's notes, and the lock that lets one process at a time record."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._base: sqlite3.Connection | None = None
        # The notes that were read or written last, and those that were written since they were asked for.
        self._recent = Recent[StoredText]()
        self._changed: dict[str, StoredText | None] = {}
        self._long = LongTexts(lambda: self.base)
        self._facts: dict[str, int] = {}
        # What was returned by `digests`, kept up to date; None: not asked for.
        self._digests: dict[str, str] | None = None
        # Number, day, begin and last moment of the session that was begun last; None: not read.
        self._open: tuple[int, str, int, int] | None = None
        self._is_held = False
        self._turns = 0
        self._data_version = -1
        self._version = 0

    def exist(self) -> bool:
        """Return True if anything is kept: whoever asks makes no file."""
        return self._base is not None or self._path.exists()

    @property
    def base(self) -> sqlite3.Connection:
        """The open database; opened at the first use."""
        if self._base is None:
            self._base = open_database(self._path, SCRIPT, VERSION)
            for table in MORE:
                self._base.execute(table)
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
            with told(self._path), transaction(self.base, self._path):
                self.version()
                self._is_held = True
                yield
        except BaseException:
            self._forget()
            raise
        finally:
            self._is_held = False
            self._turns += 1

    def _forget(self) -> None:
        """Read everything again at the next use."""
        self._recent.clear()
        self._changed.clear()
        self._long.forget()
        self._facts.clear()
        self._digests = None
        self._open = None
        self._version += 1

    def version(self) -> int:
        """Return a number that is another one when everything is to be read again: others may have written."""
        if self._is_held:
            return self._version
        (data_version,) = self.base.execute("PRAGMA data_version").fetchone()
        if data_version != self._data_version:
            self._data_version = data_version
            self._forget()
        return self._version

    def state(self) -> tuple[int, int]:
        """Return what is another one whenever something may have been written, by us or by others."""
        return self.version(), self._turns

    def session(self, day: str, at: int, gap: int) -> OpenSession:
        """Go on with the session, or end it and begin the next: after a gap, or on another writing day.

        `at` (since 1970) and `gap` in microseconds. A clock set back by less than the gap goes on, too.
        """
        row = self._last_session()
        if row and row[1] == day and abs(at - row[3]) <= gap:
            session = OpenSession(row[0], row[2])
            self.base.execute("UPDATE session SET at=?", (at,))
        else:
            self._end()
            session = OpenSession(row[0] + 1 if row else 1, at)
            self.base.execute("DELETE FROM session")
            self.base.execute(
                "INSERT INTO session VALUES (?, ?, ?, ?)", (session.number, day, session.begin, at)
            )
        self._open = (session.number, day, session.begin, at)
        return session

    def _last_session(self) -> tuple[int, str, int, int] | None:
        self.version()
        if self._open is None:
            self._open = self.base.execute("SELECT number, day, begin, at FROM session").fetchone()
        return self._open

    def end_if_over(self, at: int, gap: int) -> None:
        """End the session if the gap has passed, and drop its start texts. Microseconds, as in `session`."""
        if self.is_over(at, gap):
            self._end()

    def is_over(self, at: int, gap: int) -> bool:
        """Return True if the gap has passed and the session's start texts are still kept."""
        row = self._last_session()
        if not row or abs(at - row[3]) <= gap:
            return False
        return self.base.execute("SELECT 1 FROM text WHERE session > 0 LIMIT 1").fetchone() is not None

    def number(self) -> int:
        """Return the number of the session that was begun last; 0 before the first."""
        row = self._last_session()
        return row[0] if row else 0

    def _end(self) -> None:
        self._forget()
        gone = self.base.execute("SELECT note FROM text WHERE session > 0 AND digest = ''").fetchall()
        for (note,) in gone:
            self._long.drop(note)
        self.base.execute("DELETE FROM text WHERE session > 0 AND digest = ''")
        self._long.forget_edits()
        self.base.execute("DELETE FROM begun")
        self.base.execute(
            "UPDATE text SET session=0, start=x'', known=x'', brought=x'', drafted=0, cut=0, held=0, moved=0 WHERE session > 0"
        )

    def fact(self, name: str) -> int:
        """Return a number that is kept about the vault; 0 where there is none."""
        self.version()
        if name not in self._facts:
            row = self.base.execute("SELECT value FROM about WHERE name=?", (name,)).fetchone()
            self._facts[name] = int(row[0]) if row else 0
        return self._facts[name]

    def set_fact(self, name: str, value: int) -> None:
        """Keep a number about the vault."""
        self.base.execute("INSERT OR REPLACE INTO about VALUES (?, ?)", (name, value))
        self._facts[name] = value

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
        self.version()
        self._digests = dict(self.base.execute("SELECT note, digest FROM text"))
        return self._digests

    def get(self, note: str) -> StoredText | None:
        """Return what is kept of a note, by its identity; None where nothing is."""
        self.version()
        if found := self._recent.get(note):
            return found
        if self._digests is not None and note not in self._digests:
            return None
        row = self.base.execute(f"{_READ} WHERE text.note=?", (note,)).fetchone()
        return self._recent.keep(note, self._from_row(row)) if row else None

    def _from_row(self, row: tuple[Any, ...]) -> StoredText:
        note, at, digest, inode, rules, last, session, start, known, brought, *tally = row
        before, same, new = (array("I", blob) for blob in (start, known, brought))
        words = array("I", last) if last else self._long.get(note) or empty()
        return StoredText(note, at, digest, inode, rules, words, session, before, same, new, Tally(*tally))

    def of_session(self) -> Iterator[StoredText]:
        """Yield every note that was touched in this session."""
        self._changed.clear()
        for row in self.base.execute(f"{_READ} WHERE session > 0 ORDER BY text.note"):
            yield self._from_row(row)

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
        last = kept.last
        if len(last) >= LONG:
            self._long.put(kept.note, last, whole=kept.session == 0)
            last = empty()
        elif before and len(before.last) >= LONG:
            self._long.drop(kept.note)
        tally = kept.tally
        self.base.execute(
            "INSERT OR REPLACE INTO text VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                kept.note,
                kept.at,
                kept.digest,
                kept.inode,
                kept.rules,
                last.tobytes(),
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
        self._recent.keep(kept.note, kept)
        if self._digests is not None:
            self._digests[kept.note] = kept.digest
        self._changed[kept.note] = kept if kept.session > 0 else None


# A text that was put by an earlier version has its start beside it, and a long one its words.
_READ = (
    "SELECT text.note, at, digest, inode, rules, last, session, coalesce(begun.start, text.start), known, brought, "
    "drafted, cut, held, moved FROM text LEFT JOIN begun ON begun.note = text.note"
)


def _differ(old: array[int], new: array[int]) -> bool:
    return old is not new and old != new
