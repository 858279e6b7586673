"""The notes that the record follows, by path and by identity, and which of them are not where they were."""

from __future__ import annotations

import os
from datetime import timedelta

from milestoned.light.typing import TYPE_CHECKING
from milestoned.record.record import MOST_SEQ
from milestoned.record.recorder.note_state import NoteState, after, kept_inode, load
from milestoned.record.store.database import read_through

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from milestoned.record.record import Record
    from milestoned.record.recorder.session_store import SessionTexts
    from milestoned.record.recorder.stored_text import StoredText
    from milestoned.record.store.events import Event

ONE_LOOK = timedelta(seconds=2)
"""So long a look at which files are missing holds good: looking for each note would take the square of their number."""


class KnownNotes:
    """What the journals say of each note, read at the first use and kept up to date with what is written.

    A note is known by its path (relative to the vault) and by its identity; deleted ones are among them.
    """

    def __init__(self, record: Record, texts: SessionTexts) -> None:
        self._record = record
        self._root = os.fspath(record.root)
        self._texts = texts
        self._by_path: dict[str, NoteState] | None = None
        self._by_id: dict[str, NoteState] = {}
        self._digests: dict[str, str] = {}
        self._absent: frozenset[str] = frozenset()
        self._absent_at: datetime | None = None
        self.found_nothing = False

    @property
    def is_loaded(self) -> bool:
        """Whether the notes have been read."""
        return self._by_path is not None

    def forget(self) -> None:
        """Read the notes again at the next use."""
        self._by_path = None

    def by_path(self) -> dict[str, NoteState]:
        """Return the notes by path; `found_nothing` says if there was none when they were first read."""
        if self._by_path is None:
            self._record.index.refresh()
            self._load()
            self.found_nothing = not self._by_path
        assert self._by_path is not None  # noqa: S101 - loaded above
        return self._by_path

    def at(self, path: str) -> NoteState | None:
        """Return the note at a path; None where the record follows none."""
        return self.by_path().get(path)

    def by_id(self, note: str) -> NoteState | None:
        """Return a note by its identity; None if there is no such note."""
        return self._by_id.get(note)

    def digest(self, note: str) -> str | None:
        """Return the short digest of the text that is kept of a note (by its identity); None where none is."""
        return self._digests.get(note)

    def kept(self, text: StoredText) -> None:
        """Take in that a text is kept now."""
        self._digests[text.note] = text.digest

    def reload(self) -> None:
        """Read the notes again if a journal has grown."""
        if self._record.index.refresh():
            self._load()

    def _load(self) -> None:
        with read_through(self._record.index.base):
            self._by_path = {known.path: known for known in load(self._record.index.base)}
        self._by_id = {known.id: known for known in self._by_path.values()}
        with read_through(self._texts.base):
            self._digests = self._texts.digests()
        self._absent_at = None

    def take_over(self, events: Iterable[Event]) -> None:
        """Take in events that have just been recorded here, in their order."""
        by_path = self.by_path()
        for event in events:
            before = self._by_id.get(event.note)
            known = self._after(before, event)
            if known is None or known is before:
                continue
            if before and before.path != known.path and by_path.get(before.path) is before:
                del by_path[before.path]
            by_path[known.path] = self._by_id[known.id] = known

    def _after(self, before: NoteState | None, event: Event) -> NoteState | None:
        if event.seq < MOST_SEQ:
            return after(before, event)
        # Events with one number are ordered by their devices: which of them is the last, only the index says.
        found = load(self._record.asked(note=event.note), "id = ?", (event.note,))
        return found[0] if found else None

    def stands(self, path: str) -> bool:
        """Return True if there is a file at a path."""
        return os.path.exists(f"{self._root}/{path}")  # noqa: PTH110 - asked of each note of a vault

    def missing(self) -> list[NoteState]:
        """Return the notes that are not where they were, deleted ones included. The answer is kept for `ONE_LOOK`."""
        notes = self.by_path()
        now = self._record.now()
        if self._absent_at is None or abs(now - self._absent_at) > ONE_LOOK:
            self._absent_at = now
            self._absent = frozenset(
                path for path, note in notes.items() if not (note.living and self.stands(path))
            )
        return [notes[path] for path in self._absent if path in notes]

    def look_again(self) -> None:
        """Make the next `missing` look at the files again."""
        self._absent_at = None

    def is_as_read(self, path: str, kept: StoredText) -> bool:
        """Return True if a note's file has not been saved since it was read."""
        try:
            saved = (self._record.root / path).stat()
        except OSError:
            return False
        return saved.st_mtime_ns // 1000 <= kept.at and kept_inode(saved.st_ino) == kept.inode
