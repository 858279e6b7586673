"""Bringing notes up to date: each examined note that should say something else is written, its index notes after it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING, Protocol

from milestoned.fileio.result import Outcome
from milestoned.note.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from milestoned.fileio.editor_locks import WriteDelay
    from milestoned.fileio.result import WriteResult
    from milestoned.fileio.snapshot import NoteText
    from milestoned.note.note import Note
    from milestoned.vault.catalog import Catalog
    from milestoned.vault.examine import Examined

# A note that is saved over and over while it is written: after so many tries it waits for the next pass.
_TRIES = 5


class NoteSink(Protocol):
    """Where a note's new text goes: its file, or an editor that has it open."""

    def hold(self, path: str, *, size_changes: bool) -> WriteDelay | None:
        """Return why and how long a note is to wait before it is written; None if it may be written now."""

    def write(self, text: NoteText, new: bytes) -> WriteResult:
        """Put the new text in the place of exactly what was counted. CONFLICT if the note holds something else."""


class Result(Enum):
    """What bringing one note up to date came to."""

    UNCHANGED = "unchanged"
    WRITTEN = "written"
    PENDING = "pending"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Update:
    """One note's result; for a refusal the problem, for a written note its progress line, for a waiting one why.

    `note` is the note as it was read; None if it could not be.
    """

    path: str
    result: Result
    line: str = ""
    problem: Problem | None = None
    again_in: float = 1.0
    note: Note | None = None


class Updater:
    """Gives a sink what the catalog's notes should say."""

    def __init__(self, catalog: Catalog, target: NoteSink) -> None:
        self.catalog = catalog
        self._target = target

    def update_all(self, paths: Iterable[str]) -> Iterator[Update]:
        """Update notes of a refreshed catalog, index notes after all others, inner ones before outer ones."""
        index_notes: list[str] = []
        for path in paths:
            entry = self.catalog.entries[path]
            if entry.problem:
                yield Update(path, Result.REFUSED, problem=entry.problem)
            elif entry.stale and entry.is_index:
                index_notes.append(path)
            elif entry.stale:
                yield self.update(path)
        index_totals = self.catalog.index_totals()
        for path in sorted(index_notes, key=lambda path: len(index_totals.members(path))):
            yield self.update(path)

    def update(self, path: str, data: bytes | None = None) -> Update:
        """Read one note and write what it should say, if it does not say so.

        A file that is still what was read or written last is not read again. `data` is the text to be taken instead
        of the file's.
        """
        if data is None and self.catalog.is_settled(path):
            return Update(path, Result.UNCHANGED)
        for _ in range(_TRIES if data is None else 1):
            examined = self.catalog.examine(path, data)
            if update := self._write(examined):
                return replace(update, note=examined.note)
        return Update(path, Result.PENDING, line="it is being saved over and over")

    def _write(self, examined: Examined) -> Update | None:
        """Write what was examined; None if the note changed meanwhile and is to be examined again."""
        path, text = examined.entry.path, examined.text
        if examined.entry.problem or text is None:
            self.catalog.learn(examined)
            return Update(path, Result.REFUSED, problem=examined.entry.problem)
        if examined.new is None:
            self.catalog.learn(examined)
            return Update(path, Result.UNCHANGED)
        if hold := self._target.hold(path, size_changes=len(examined.new) != len(text.data)):
            self.catalog.learn(examined)
            return Update(path, Result.PENDING, line=hold.reason, again_in=hold.seconds)
        written = self._target.write(text, examined.new)
        if written.outcome is Outcome.CONFLICT:
            return None
        if written.outcome is Outcome.WRITTEN:
            self.catalog.learn_written(examined, written.stamp)
            return Update(path, Result.WRITTEN, line=examined.line)
        # Not remembered as read: the next full look tries again.
        self.catalog.keep(examined.entry_on_disk)
        if written.outcome is Outcome.PENDING:
            return Update(path, Result.PENDING, line=written.message)
        return Update(path, Result.REFUSED, problem=Problem(0, written.message, written.hint))
