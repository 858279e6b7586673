"""Long texts, kept whole once and then edit by edit: a save of a novel is not to write the novel."""

from __future__ import annotations

from array import array

from milestoned.common_ends import common_ends
from milestoned.light.named_tuples import NamedTuple
from milestoned.light.typing import TYPE_CHECKING
from milestoned.record.recorder.prints import WIDTH
from milestoned.record.recorder.recent import Recent

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable

LONG = 2_048
"""Words. A shorter text fits on two pages of the database: there is nothing to be gained."""
MOST_EDITS = 64
"""So many edits are read one by one; then the text is kept whole again."""
MOST_SHARE = 4
"""Edits that are more than one part in so many of the text are not worth keeping apart."""
TABLES = (
    "CREATE TABLE IF NOT EXISTS whole(note TEXT PRIMARY KEY, words BLOB) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS edit(note TEXT, number INTEGER, head INTEGER, tail INTEGER, words BLOB, PRIMARY KEY(note, number)) WITHOUT ROWID",
)


class _Kept(NamedTuple):
    """A text as it is kept: its numbers, and how many edits, with how many bytes, make it out of the whole one."""

    text: array[int]
    edits: int = 0
    size: int = 0


class LongTexts:
    """The long texts of a vault's notes, in the database that `base` returns.

    An edit says how many bytes of the text before it stay at both ends, and what comes between them.
    """

    def __init__(self, base: Callable[[], sqlite3.Connection]) -> None:
        self._base = base
        self._recent = Recent[_Kept]()

    def forget(self) -> None:
        """Read everything again at the next use: others may have written."""
        self._recent.clear()

    def get(self, note: str) -> array[int] | None:
        """Return a note's text; None if it has none here."""
        kept = self._kept(note)
        return kept.text if kept else None

    def put(self, note: str, text: array[int], *, whole: bool) -> None:
        """Keep a note's text. Unless it is to be kept `whole`, the edit alone is added where it is small."""
        kept = self._kept(note)
        if kept is None or whole:
            self._put_whole(note, text)
        elif kept.text is not text:
            old, new = kept.text.tobytes(), text.tobytes()
            head, tail = common_ends(old, new, WIDTH)
            between = new[head : len(new) - tail]
            edits, size = kept.edits + 1, kept.size + len(between)
            if edits > MOST_EDITS or size * MOST_SHARE > len(new):
                self._put_whole(note, text)
            elif old != new:
                values = (note, edits, head, tail, between)
                self._base().execute("INSERT INTO edit VALUES (?, ?, ?, ?, ?)", values)
                self._recent.keep(note, _Kept(text, edits, size))

    def forget_edits(self) -> None:
        """Keep every text whole, as it is now: what stood there before is not to be found any more."""
        for (note,) in self._base().execute("SELECT DISTINCT note FROM edit").fetchall():
            if kept := self._kept(note):
                self._put_whole(note, kept.text)

    def drop(self, note: str) -> None:
        """Keep nothing of a note."""
        self._recent.pop(note, None)
        self._base().execute("DELETE FROM whole WHERE note=?", (note,))
        self._base().execute("DELETE FROM edit WHERE note=?", (note,))

    def _put_whole(self, note: str, text: array[int]) -> None:
        self._base().execute("INSERT OR REPLACE INTO whole VALUES (?, ?)", (note, text.tobytes()))
        self._base().execute("DELETE FROM edit WHERE note=?", (note,))
        self._recent.keep(note, _Kept(text))

    def _kept(self, note: str) -> _Kept | None:
        if found := self._recent.get(note):
            return found
        row = self._base().execute("SELECT words FROM whole WHERE note=?", (note,)).fetchone()
        if row is None:
            return None
        text, edits, size = row[0], 0, 0
        rows = self._base().execute(
            "SELECT head, tail, words FROM edit WHERE note=? ORDER BY number", (note,)
        )
        for head, tail, between in rows:
            text = text[:head] + between + text[len(text) - tail :]
            edits, size = edits + 1, size + len(between)
        return self._recent.keep(note, _Kept(array("I", text), edits, size))
