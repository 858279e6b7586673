"""Bringing notes up to date: each examined note that should say something else is written, and its index notes after it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from milestoned.fileio.atomic import private_folder
from milestoned.fileio.editor_locks import hold_for_editor
from milestoned.fileio.writer import Outcome, Writer
from milestoned.note.problem import Problem
from milestoned.vault import user_dirs
from milestoned.vault.entry import Entry

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from milestoned.fileio.editor_locks import WriteDelay
    from milestoned.fileio.snapshot import Snapshot
    from milestoned.vault.catalog import Catalog
    from milestoned.vault.examine import Examined

# A note that is saved over and over while it is written: after so many tries it waits for the next pass.
_TRIES = 5


class Result(Enum):
    """What bringing one note up to date came to."""

    UNCHANGED = "unchanged"
    WRITTEN = "written"
    PENDING = "pending"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Update:
    """One note's result; for a refusal the problem, for a written note its progress line, for a waiting one why."""

    path: str
    result: Result
    line: str = ""
    problem: Problem | None = None
    again_in: float = 1.0


class Updater:
    """Writes what the survey's notes should say.

    `hold` is asked before each write whether the note is to wait; with `touch` a note's modification time moves.
    """

    def __init__(
        self, catalog: Catalog, hold: Callable[[str, bool], WriteDelay | None], *, touch: bool = False
    ) -> None:
        self.catalog = catalog
        self._hold = hold
        self._touch = touch
        root = catalog.vault.root
        self.writer = Writer(private_folder(user_dirs.vault_state(root)), root)

    def update_all(self, paths: Iterable[str]) -> Iterator[Update]:
        """Update notes of a fresh survey, index notes after all others, inner ones before outer ones."""
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

    def update(self, path: str) -> Update:
        """Read one note anew and write what it should say, if it does not say so."""
        for _ in range(_TRIES):
            examined = self.catalog.examine(path)
            if isinstance(examined, Entry):
                self.catalog.keep(examined)
                return Update(path, Result.REFUSED, problem=examined.problem)
            update = self._write(*examined)
            if update:
                return update
        return Update(path, Result.PENDING, line="it is being saved over and over")

    def touch(self, path: str) -> None:
        """Move the modification time of a note that says what it should, so that Obsidian reads it again."""
        snapshot = self.catalog.read(path)
        if not isinstance(snapshot, Problem):
            self.writer.write(snapshot, snapshot.data, touch=True)

    def _write(self, snapshot: Snapshot, examined: Examined) -> Update | None:
        """Write what was examined; None if the note changed meanwhile and is to be examined again."""
        entry = examined.entry
        if entry.problem:
            self.catalog.learn(snapshot, entry)
            return Update(entry.path, Result.REFUSED, problem=entry.problem)
        if examined.new is None:
            self.catalog.learn(snapshot, entry)
            return Update(entry.path, Result.UNCHANGED)
        entry.stamp = snapshot.stamp
        if hold := self._hold(entry.path, len(examined.new) != len(snapshot.data)):
            self.catalog.learn(snapshot, entry)
            return Update(entry.path, Result.PENDING, line=hold.reason, again_in=hold.seconds)
        written = self.writer.write(snapshot, examined.new, touch=self._touch)
        if written.outcome is Outcome.CONFLICT:
            return None
        return self._outcome(entry, examined, written.outcome, written.message, written.hint)

    def _outcome(self, entry: Entry, examined: Examined, outcome: Outcome, message: str, hint: str) -> Update:
        if outcome is Outcome.WRITTEN:
            entry.stale = False
            self.catalog.keep(entry)
            return Update(entry.path, Result.WRITTEN, line=examined.line)
        self.catalog.keep(entry)
        if outcome is Outcome.PENDING:
            return Update(entry.path, Result.PENDING, line=message)
        return Update(entry.path, Result.REFUSED, problem=Problem(0, message, hint))


def updater_by_hand(catalog: Catalog) -> Updater:
    """Return the updater for a person's own word: it waits for an editor's unsaved text, and for nothing else."""

    def hold(path: str, size_changes: bool) -> WriteDelay | None:  # noqa: FBT001 - a fact, not a switch
        return hold_for_editor(catalog.vault.absolute(path), size_changes=size_changes)

    return Updater(catalog, hold, touch=catalog.vault.is_obsidian)
