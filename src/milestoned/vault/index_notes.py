"""Index notes: which notes each one sums up, and what their sum is."""

from __future__ import annotations

import os
import posixpath
from functools import cached_property

from milestoned.light.dataclasses import dataclass
from milestoned.light.digests import sha256
from milestoned.light.typing import TYPE_CHECKING
from milestoned.milestone.note_progress import IndexRow, NoteProgress, note_progress
from milestoned.note.counts import Counts
from milestoned.note.problem import Problem
from milestoned.vault import globs
from milestoned.vault.entry import file_title
from milestoned.vault.reading_order import natural

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from milestoned.vault.entries import Entries
    from milestoned.vault.entry import Entry


_NO_MATCH_HINT = (
    "check the globs: they are relative to this note, and `[abc]` in one is a choice of characters"
)


@dataclass(frozen=True, slots=True)
class IndexTotal:
    """What an index note sums up: the total, a row for each note, and a fingerprint of all of it."""

    counts: Counts
    rows: tuple[IndexRow, ...]
    fingerprint: str


@dataclass(frozen=True, slots=True)
class _Row:
    """A row, the packed entry that it was made of, and its share in the fingerprint."""

    entry: bytes | None
    row: IndexRow
    digest: str

    @classmethod
    def of(cls, entry: bytes | None, row: IndexRow) -> _Row:
        return cls(entry, row, sha256(repr(row).encode()))


class IndexNotes:
    """The index notes of one vault. Their sums follow the entries, as long as `note_changed` is told of each change.

    A row is made again only if its note has another entry: of a hundred chapters one is saved at a time.
    `count` counts a note that takes no part and keeps the counts in its entry; None if it cannot be counted.
    """

    def __init__(self, entries: Entries, count: Callable[[str], Counts | None]) -> None:
        self._entries = entries
        self._count = count
        self._members: dict[str, list[str]] = {}
        self._all_below: dict[str, set[str]] = {}
        self._sums: dict[str, IndexTotal] = {}
        self._rows: dict[str, dict[str, _Row]] = {}
        self._index_notes = entries.index_notes()

    def note_changed(self, path: str) -> None:
        """Take in that an entry is another one: the sums above it are worked out again when they are asked for."""
        for above in self.naming(path):
            self._sums.pop(above, None)

    def of(self, path: str) -> IndexTotal | Problem:
        """Return the sum of an index note's notes; a Problem where index notes name each other, or a count is missing."""
        if found := self._sums.get(path):
            return found
        total = self._of(path)
        if isinstance(total, IndexTotal):  # a note that cannot be counted now may be the next time
            self._sums[path] = total
        return total

    def _of(self, path: str) -> IndexTotal | Problem:
        members = self.members(path)
        if not members:
            globs_given = ", ".join(self._globs(path))
            return Problem(
                1,
                f"no note matches `milestone-notes: {globs_given}`",
                _NO_MATCH_HINT,
            )
        if loop := self._loop(path):
            return Problem(
                1,
                f"this index note and {loop} sum up each other",
                "take one out of the other's `milestone-notes`",
            )
        leaves = self._leaves(path)
        counts = {leaf: self._counts(leaf) for leaf in sorted(leaves)}
        for leaf, counted in counts.items():
            if counted is None:
                return Problem(
                    1, f"{leaf} cannot be counted, so the sum is left as it was", "put that note right first"
                )
        total = sum((counted for counted in counts.values() if counted), Counts())
        rows = self._rows_of(path, members)
        digests = "".join(row.digest for row in rows)
        fingerprint = sha256((repr(total) + digests).encode())[:32]
        return IndexTotal(total, tuple(row.row for row in rows), fingerprint)

    def _rows_of(self, path: str, members: list[str]) -> Collection[_Row]:
        """Return a row for each member; the one that is kept where its note still has the entry that it was made of."""
        before = self._rows.get(path, {})
        rows: dict[str, _Row] = {}
        for member in members:
            kept = before.get(member)
            # The row of an index note shows what is below it, and that is not in its entry.
            if kept is None or kept.entry != self._entries.row(member) or self._entries.is_index(member):
                row = self._row(path, member)
                kept = _Row.of(self._entries.row(member), row)
            rows[member] = kept
        self._rows[path] = rows
        return rows.values()

    def members(self, path: str) -> list[str]:
        """Return the notes that an index note names, sorted, never itself and none that is kept out."""
        if path not in self._members:
            named = {
                note for glob in self._globs(path) for note in self._named(posixpath.dirname(path), glob)
            }
            self._members[path] = sorted(
                note for note in named if note != path and not self._entries.is_kept_out(note)
            )
        return self._members[path]

    def in_own_order(self, path: str) -> list[str]:
        """Return the notes that an index note names in the order that it names them, 2 before 10 in each glob."""
        folder = posixpath.dirname(path)
        named = (
            note for glob in self._globs(path) for note in sorted(self._named(folder, glob), key=natural)
        )
        taken = set(self.members(path))
        return [note for note in dict.fromkeys(named) if note in taken]

    def _named(self, folder: str, glob: str) -> list[str]:
        """Return the notes that a glob names: the very one of that name, brackets and all, else all that it matches."""
        if link := globs.linked_name(glob):
            return self._linked(folder, link)
        resolved = globs.resolve(folder, glob)
        if not resolved:
            return []
        literal = self._by_name.get(globs.canonical(resolved))
        return literal or [path for path in self._entries if globs.matches(resolved, path)]

    @cached_property
    def _by_name(self) -> dict[str, list[str]]:
        """The notes of each name, which differ in how it is spelt: of use where there is an index note."""
        names: dict[str, list[str]] = {}
        for path in self._entries:
            names.setdefault(globs.canonical(path), []).append(path)
        return names

    def _linked(self, folder: str, name: str) -> list[str]:
        """Return the note that `[[name]]` means: of several the one beside the index note, else the outermost."""
        found = [path for path in self._entries if globs.links_to(name, path)]
        nearest = min(
            found, key=lambda path: (posixpath.dirname(path) != folder, path.count("/"), path), default=None
        )
        return [nearest] if nearest else []

    def naming(self, changed: str) -> list[str]:
        """Return the index notes whose sum a note is part of, however deep, the innermost first."""
        found = [path for path in self._index_notes if path != changed and changed in self.reached(path)]
        return sorted(found, key=lambda path: len(self.reached(path)))

    def _globs(self, path: str) -> tuple[str, ...]:
        return self._entries[path].globs if self._entries.is_index(path) else ()

    def reached(self, path: str) -> set[str]:
        """Return every note below an index note, index notes among them."""
        if path in self._all_below:
            return self._all_below[path]
        seen: set[str] = set()
        pending = list(self.members(path))
        while pending:
            member = pending.pop()
            if member not in seen:
                seen.add(member)
                pending += self.members(member) if self._entries.is_index(member) else []
        self._all_below[path] = seen
        return seen

    def _loop(self, path: str) -> str | None:
        """Return another index note below this one that has this one below it."""
        if path not in self.reached(path):
            return None
        others = (
            other for other in sorted(self.reached(path)) if self._entries.is_index(other) and other != path
        )
        return next((other for other in others if path in self.reached(other)), None)

    def _leaves(self, path: str) -> set[str]:
        """Return the notes below that are no index notes: each counts once, however often it is named."""
        return {member for member in self.reached(path) if not self._entries.is_index(member)}

    def _counts(self, path: str) -> Counts | None:
        counts = self._entries[path].counts
        return self._count(path) if counts is None else counts

    def _row(self, index: str, member: str) -> IndexRow:
        from urllib.parse import quote  # noqa: PLC0415 - slow to load, and most vaults have no index note

        link = quote(os.fsencode(_relative(member, posixpath.dirname(index))))
        counts = self._counts(member) or Counts()
        entry = self._entries[member]  # counting may have made it another
        if entry.is_index and entry.opted_in:
            inner = self.of(member)
            counts = inner.counts if isinstance(inner, IndexTotal) else Counts()
        line = note_progress(entry.spec, counts).line if entry.spec and entry.opted_in else ""
        return IndexRow(link, entry.title or file_title(member), counts, line)


def _relative(path: str, folder: str) -> str:
    """Return the way from a folder to a note; most notes are below it, and `relpath` takes as long as all the rest."""
    below = f"{folder}/" if folder else ""
    return path[len(below) :] if path.startswith(below) else posixpath.relpath(path, folder)


def standing(index_totals: IndexNotes, entry: Entry) -> NoteProgress | None:
    """Return how far a note is: an index note by the sum of its notes; None where that is not known."""
    if entry.spec is None or entry.problem or entry.counts is None:
        return None
    if not entry.is_index:
        return note_progress(entry.spec, entry.counts)
    total = index_totals.of(entry.path)
    return note_progress(entry.spec, total.counts, total.rows) if isinstance(total, IndexTotal) else None
