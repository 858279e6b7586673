"""Observations for the recorder, made of the catalog's entries."""

from __future__ import annotations

import os

from milestoned.light.typing import TYPE_CHECKING
from milestoned.note.counts import RULES_VERSION
from milestoned.note.problem import Problem
from milestoned.record.recorder.checkout import Checkouts
from milestoned.record.recorder.note_state import kept_inode
from milestoned.record.recorder.observation import Imports, NoteObservation, Origin, Role, Trigger
from milestoned.record.store.events import Mark, RecordedCounts
from milestoned.vault.index_notes import standing
from milestoned.vault.rules import imports_for

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from milestoned.milestone.note_progress import NoteProgress
    from milestoned.vault.catalog import Catalog
    from milestoned.vault.entry import Entry
    from milestoned.vault.parsed_notes import ParsedText

# Conflict copies of one note that are read; more are a sync tool gone wild.
_MOST_COPIES = 5


class EntryObserver:
    """Makes observations of the entries of a catalog. `knows`: True if the record follows the note at a path."""

    def __init__(self, catalog: Catalog, knows: Callable[[str], bool]) -> None:
        self._catalog = catalog
        self._knows = knows
        self.checkouts = Checkouts(catalog.vault.root)
        # A note that opts in has a past: what stood in it then was not written today.
        self._bystanders = catalog.bystanders()

    def took_no_part(self, path: str) -> None:
        """Remember that a note held text before it opted in."""
        self._bystanders.add(path)

    def members(self, path: str) -> set[str]:
        """Return the paths of the notes that an index note sums up; of another note an empty set."""
        entry = self._catalog.entries.get(path)
        return self._catalog.index_totals().reached(path) if entry and entry.is_index else set()

    def of(
        self, entry: Entry, how: Trigger, origin: Origin, text: ParsedText | None
    ) -> NoteObservation | None:
        """Return an observation of an entry; None for one that the record does not follow, or that is not counted.

        `text` is what was read of the note; None: it is read again if its text is asked for.
        """
        if entry.spec is None and not entry.digest:
            # A note that opted out: its words leave the vault's sum, so they must be known once more.
            if entry.problem or not self._knows(entry.path):
                return None
            self._catalog.count_bystander(entry.path)
            entry = self._catalog.entries[entry.path]
        return self.seen(entry, how, origin, text)

    def seen(
        self, entry: Entry, how: Trigger, origin: Origin, text: ParsedText | None = None
    ) -> NoteObservation | None:
        """Return an observation of an entry as the catalog has it; None where it has not been counted."""
        found = standing(self._catalog.index_totals(), entry)
        if found is None and entry.spec:
            return None
        counts, stamp = entry.counts, entry.stamp
        if counts is None or stamp is None or not entry.digest:
            return None
        rules = self._catalog.vault.config.count
        spec = entry.spec
        return NoteObservation(
            entry.path,
            lambda: self._text(entry, text),
            RecordedCounts(counts.words, counts.characters, counts.tasks.done, counts.tasks.total),
            entry.digest,
            marks_of(found),
            kept_inode(stamp.inode),
            stamp.mtime_ns,
            _role(entry),
            how,
            origin,
            seen_before=entry.path in self._bystanders,
            rules=f"{RULES_VERSION}:{rules.words.value}:{rules.tasks.value}",
            due=spec.due if spec else None,
            why=spec.why if spec else "",
            imports=Imports(imports_for(entry.path, self._catalog.vault.config)),
            members=tuple(self.members(entry.path)),
            copies=lambda: self._copies(entry.path),
            checked_out=lambda: self.checkouts.wrote(entry.path, stamp.mtime_ns),
        )

    def _copies(self, path: str) -> list[list[str]]:
        """Return the words of the conflict copies that are beside a note: what is pasted from there is not new."""
        from milestoned.note.note import Note, parse  # noqa: PLC0415 - as below

        vault = self._catalog.vault
        file = vault.absolute(path)
        folder = path.rpartition("/")[0]
        found = []
        for name in _names_beside(file):
            beside = f"{folder}/{name}".lstrip("/")
            snapshot = self._catalog.read(beside) if vault.ignores(beside) else None
            copy = parse(snapshot.data) if snapshot and not isinstance(snapshot, Problem) else None
            found += [copy.words()] if isinstance(copy, Note) else []
        return found

    def _text(self, entry: Entry, read: ParsedText | None) -> list[str] | None:
        """Return the visible text of each block of a note; asked for only when the note is news.

        None if the note has moved on since it was counted: other words with these counts would be credited wrongly.
        """
        if read and read.digest == entry.digest:
            return read.blocks
        from milestoned.note.note import parse  # noqa: PLC0415 - most passes have no news

        snapshot = self._catalog.read(entry.path)
        if isinstance(snapshot, Problem):
            return None
        note = parse(snapshot.data)
        return None if isinstance(note, Problem) or note.digest != entry.digest else note.visible_text()


def _names_beside(file: Path) -> list[str]:
    """Return the names of the notes that begin as a note's does."""
    try:
        names = os.listdir(file.parent)  # noqa: PTH208 - a folder of thousands, for names alone
    except OSError:
        return []
    return sorted(
        name
        for name in names
        if name != file.name and name.startswith(file.stem) and name.endswith(file.suffix)
    )[:_MOST_COPIES]


def _role(entry: Entry) -> Role:
    if entry.spec is None:
        return Role.BYSTANDER
    return Role.INDEX if entry.is_index else Role.OPTED_IN


def marks_of(found: NoteProgress | None) -> tuple[Mark, ...]:
    """Return how far each milestone of a note is, as the record keeps it; empty for None (no milestone)."""
    if found is None:
        return ()
    return tuple(
        Mark(part.unit.value, 0 if part.every_task else part.size, part.count, part.chunks_done, part.goal)
        for part in found.parts
    )


def has_text_name(path: str) -> bool:
    """Return True if a path can be written in the journal, which is UTF-8: a file's name may be any bytes."""
    try:
        path.encode()
    except UnicodeEncodeError:
        return False
    return True


def is_empty(entry: Entry) -> bool:
    """Return True if a file is empty: it is about to be written, and has no past."""
    return entry.stamp is not None and entry.stamp.size == 0
