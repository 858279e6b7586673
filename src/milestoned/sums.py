"""Index notes: which notes each one sums up, and what their sum is."""

from __future__ import annotations

import hashlib
import os
import posixpath
from dataclasses import dataclass
from typing import TYPE_CHECKING

from milestoned.milestone.report import Row, report
from milestoned.note.counts import Counts
from milestoned.note.problem import Problem
from milestoned.vault import globs
from milestoned.vault.entry import file_title

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from milestoned.vault.entry import Entry


@dataclass(frozen=True, slots=True)
class Sum:
    """What an index note sums up: the total, a row for each note, and a fingerprint of all of it."""

    counts: Counts
    rows: tuple[Row, ...]
    fingerprint: str


class Sums:
    """The index notes of one vault at one moment. `count` finds the counts of a note that takes no part."""

    def __init__(self, entries: Mapping[str, Entry], count: Callable[[str], Counts | None]) -> None:
        self._entries = entries
        self._count = count
        self._members: dict[str, list[str]] = {}
        self._all_below: dict[str, set[str]] = {}
        self._index_notes = [path for path, entry in entries.items() if entry.is_index]

    def of(self, path: str) -> Sum | Problem:
        """Sum up an index note's notes. A problem where two index notes name each other, or a count is missing."""
        members = self.members(path)
        if not members:
            globs_given = ", ".join(self._globs(path))
            return Problem(
                1,
                f"no note matches `milestone-notes: {globs_given}`",
                "check the globs: they are relative to this note",
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
                    1, f"{leaf} cannot be counted, so the sum is left as it was", "mend that note first"
                )
        total = sum((counted for counted in counts.values() if counted), Counts())
        rows = tuple(self._row(path, member) for member in members)
        return Sum(total, rows, hashlib.sha256(repr((total, rows)).encode()).hexdigest()[:32])

    def members(self, path: str) -> list[str]:
        """Return the notes that an index note names, sorted, never itself and none that is kept out."""
        if path not in self._members:
            folder = posixpath.dirname(path)
            patterns = [
                globs.translate(glob) for raw in self._globs(path) if (glob := globs.resolve(folder, raw))
            ]
            self._members[path] = sorted(
                other
                for other, entry in self._entries.items()
                if other != path
                and not entry.kept_out
                and any(pattern.fullmatch(other) for pattern in patterns)
            )
        return self._members[path]

    def naming(self, changed: str) -> list[str]:
        """Return the index notes whose sum a note is part of, however deep, the innermost first."""
        found = [path for path in self._index_notes if path != changed and changed in self.reached(path)]
        return sorted(found, key=lambda path: len(self.reached(path)))

    def _globs(self, path: str) -> tuple[str, ...]:
        commitment = self._entries[path].commitment
        return commitment.notes if commitment else ()

    def _is_index(self, path: str) -> bool:
        return self._entries[path].is_index

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
                pending += self.members(member) if self._is_index(member) else []
        self._all_below[path] = seen
        return seen

    def _loop(self, path: str) -> str | None:
        """Return another index note below this one that has this one below it."""
        if path not in self.reached(path):
            return None
        others = (other for other in sorted(self.reached(path)) if self._is_index(other) and other != path)
        return next((other for other in others if path in self.reached(other)), None)

    def _leaves(self, path: str) -> set[str]:
        """Return the notes below that are no index notes: each counts once, however often it is named."""
        return {member for member in self.reached(path) if not self._is_index(member)}

    def _counts(self, path: str) -> Counts | None:
        entry = self._entries[path]
        if entry.counts is None:
            entry.counts = self._count(path)
        return entry.counts

    def _row(self, index: str, member: str) -> Row:
        entry = self._entries[member]
        from urllib.parse import quote  # noqa: PLC0415 - slow to load, and most vaults have no index note

        folder = posixpath.dirname(index) or "."
        link = quote(os.fsencode(posixpath.relpath(member, folder)))
        counts = self._counts(member) or Counts()
        if entry.is_index and entry.opted_in:
            inner = self.of(member)
            counts = inner.counts if isinstance(inner, Sum) else Counts()
        line = report(entry.commitment, counts).line if entry.commitment and entry.opted_in else ""
        return Row(link, entry.title or file_title(member), counts, line)
