"""The notes that the record follows, by path and by identity, and which of them are not where they were."""

from __future__ import annotations

from datetime import timedelta

from milestoned.light.typing import TYPE_CHECKING
from milestoned.record.recorder.note_state import NoteState, kept_inode, load

if TYPE_CHECKING:
    from datetime import datetime

    from milestoned.record.record import Record
    from milestoned.record.recorder.session_store import SessionTexts, StoredText

ONE_LOOK = timedelta(seconds=2)
"""So long a look at which files are missing holds good: looking for each note would take the square of their number."""


class KnownNotes:
    """What the journals say of each note, read at the first use and kept up to date with what is written.

    A note is known by its path (relative to the vault) and by its identity; deleted ones are among them.
    """

    def __init__(self, record: Record, texts: SessionTexts) -> None:
        self._record = record
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
        self._by_path = {known.path: known for known in load(self._record.index.base)}
        self._by_id = {known.id: known for known in self._by_path.values()}
        self._digests = self._texts.digests()
        self._absent_at = None

    def take_over(self, notes: set[str]) -> None:
        """Read these notes, by their identities, again: events of theirs have been written."""
        by_path = self.by_path()
        for note in notes:
            for known in load(self._record.index.base, "id = ?", (note,)):
                before = self._by_id.get(note)
                if before and before.path != known.path and by_path.get(before.path) is before:
                    del by_path[before.path]
                by_path[known.path] = self._by_id[note] = known

    def stands(self, path: str) -> bool:
        """Return True if there is a file at a path."""
        return (self._record.root / path).exists()

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
