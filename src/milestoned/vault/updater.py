"""Bringing notes up to date: each examined note that should say something else is written, its index notes after it."""

from __future__ import annotations

from enum import Enum
from typing import Protocol

from milestoned.fileio.result import Outcome
from milestoned.light.dataclasses import dataclass, replace
from milestoned.light.typing import TYPE_CHECKING
from milestoned.note.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from milestoned.fileio.editor_locks import WriteDelay
    from milestoned.fileio.result import WriteResult
    from milestoned.fileio.snapshot import NoteText
    from milestoned.note.note import Note
    from milestoned.vault.catalog import Catalog
    from milestoned.vault.examine import Examined

# A note that is saved over and over while it is written: after so many tries it waits for the next pass.
_TRIES = 5
# Notes that are written together.
_GROUP = 250


class NoteSink(Protocol):
    """Where a note's new text goes: its file, or an editor that has it open."""

    def hold(self, path: str, *, size_changes: bool) -> WriteDelay | None:
        """Return why and how long a note is to wait before it is written; None if it may be written now."""

    def write(self, text: NoteText, new: bytes) -> WriteResult:
        """Put the new text in the place of exactly what was counted. CONFLICT if the note holds something else."""

    def write_all(self, notes: Sequence[tuple[NoteText, bytes]]) -> list[WriteResult]:
        """Write many notes, each as `write` does."""


class Result(Enum):
    """The result of bringing one note up to date.

    UNCHANGED: it is as it should be. WRITTEN. PENDING: somebody uses it, it is to be tried again. REFUSED: it has a
    problem, and the user must act.
    """

    UNCHANGED = "unchanged"
    WRITTEN = "written"
    PENDING = "pending"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Update:
    """One note's result; for a refusal the problem, for a written note its progress line, for a waiting one why.

    `again_in`: seconds after which a PENDING note is to be tried again. `note` is the note as it was parsed; None if it
    could not or need not be.
    """

    path: str
    result: Result
    line: str = ""
    problem: Problem | None = None
    again_in: float = 1.0
    note: Note | None = None

    @property
    def is_as_known(self) -> bool:
        """Whether the note is what it was at the last look, and was not read again."""
        return self.result is Result.UNCHANGED and self.note is None


class Updater:
    """Hands to a sink the text that each of the catalog's notes should hold."""

    def __init__(self, catalog: Catalog, target: NoteSink) -> None:
        self.catalog = catalog
        self._target = target

    def update_all(self, paths: Iterable[str], unread: Iterable[str] | None = None) -> Iterator[Update]:
        """Update notes of a refreshed catalog, index notes after all others, inner ones before outer ones.

        `unread` are those of the paths that the catalog has not read: each is read once, to be updated. None if it
        has read all, and checked the index notes.
        """
        new, own, index_notes = set(unread or ()), list[str](), list[str]()
        for path in paths:
            entry = self.catalog.entries.get(path)
            if entry is None or path in new:
                own.append(path)
            elif entry.problem:
                yield Update(path, Result.REFUSED, problem=entry.problem)
            elif entry.is_index:
                index_notes.append(path)
            elif entry.stale:
                own.append(path)
        yield from self._update_own(own, index_notes)
        if unread is not None:
            self.catalog.check_index_notes()
        yield from self._update_sums(index_notes)

    def update_together(self, paths: Iterable[str]) -> Iterator[Update]:
        """Update notes as `update` does, those that are to be written in groups: of a checkout there are thousands."""
        own, index_notes = list[str](), list[str]()
        for path in paths:
            if self.catalog.is_settled(path):
                yield Update(path, Result.UNCHANGED)
            else:
                own.append(path)
        yield from self._update_own(own, index_notes)
        for path in index_notes:
            yield self.update(path)

    def _update_own(self, paths: list[str], index_notes: list[str]) -> Iterator[Update]:
        """Update notes that depend on no other, in groups; the index notes found among them are added to `index_notes`."""
        group: list[Examined] = []
        for path in paths:
            examined = self.catalog.examine(path, sums=False)
            if examined.entry.is_index and not examined.entry.problem:
                self.catalog.keep(examined.entry_on_disk)
                index_notes.append(path)
            elif update := self._not_to_be_written(examined):
                yield replace(update, note=examined.note)
            else:
                group.append(examined)
            if len(group) >= _GROUP:
                yield from self._write_group(group)
                group = []
        yield from self._write_group(group)

    def _write_group(self, group: list[Examined]) -> Iterator[Update]:
        notes = [(one.text, one.new) for one in group if one.text is not None and one.new is not None]
        for examined, written in zip(group, self._target.write_all(notes), strict=True):
            update = self._learn(examined, written)
            yield replace(update, note=examined.note) if update else self.update(examined.entry.path)

    def _update_sums(self, paths: list[str]) -> Iterator[Update]:
        index_notes = []
        for path in paths:
            if problem := self.catalog.entries[path].problem:
                yield Update(path, Result.REFUSED, problem=problem)
            elif self.catalog.entries[path].stale:
                index_notes.append(path)
        index_totals = self.catalog.index_totals()
        for path in sorted(index_notes, key=lambda path: len(index_totals.members(path))):
            yield self.update(path)

    def update(self, path: str, data: bytes | None = None) -> Update:
        """Read one note and write it, if it is not up to date.

        A file that is still what was read or written last is not read again. `data` is the text to be taken instead
        of the file's.
        """
        if data is None and self.catalog.is_settled(path):
            return Update(path, Result.UNCHANGED)
        return self.read_and_update(path, data)

    def read_and_update(self, path: str, data: bytes | None = None) -> Update:
        """Do as `update` does with a note of which it is known that it has to be read."""
        tried: Examined | None = None
        for _ in range(_TRIES if data is None else 1):
            examined = self.catalog.examine(path, data)
            if update := self._write(examined):
                if tried and examined.text and examined.text.data == tried.new:
                    # Broken off when all of it was written: it is known only now that it is.
                    update = Update(path, Result.WRITTEN, line=tried.line)
                return replace(update, note=examined.note)
            tried = examined
        return Update(path, Result.PENDING, line="it is being saved over and over")

    def _write(self, examined: Examined) -> Update | None:
        """Write what was examined; None if the note changed meanwhile and is to be examined again."""
        if update := self._not_to_be_written(examined):
            return update
        assert examined.text is not None  # noqa: S101 - for the type checker
        assert examined.new is not None  # noqa: S101 - as above
        return self._learn(examined, self._target.write(examined.text, examined.new))

    def _not_to_be_written(self, examined: Examined) -> Update | None:
        """Return the result for a note that is as it should be, has a problem, or waits; None if it is to be written."""
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
        return None

    def _learn(self, examined: Examined, written: WriteResult) -> Update | None:
        """Keep the result of a write, and return it; None if the note changed meanwhile."""
        path = examined.entry.path
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
