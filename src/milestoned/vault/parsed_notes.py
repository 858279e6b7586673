"""Notes that were parsed and are still to be recorded."""

from __future__ import annotations

from milestoned.light.named_tuples import NamedTuple
from milestoned.light.typing import TYPE_CHECKING

if TYPE_CHECKING:
    from milestoned.note.note import Note

# Characters. More at once are a checkout, and would fill the memory: the record then reads those notes again.
_MOST = 16_000_000


class ParsedText(NamedTuple):
    """What is recorded of a note's text: the visible text of each block, and the digest by which it is known."""

    digest: str
    blocks: list[str]

    @classmethod
    def of(cls, note: Note) -> ParsedText:
        """Take it from a note: the rest of what was read is not needed for long."""
        return cls(note.digest, note.visible_text())


class ParsedNotes:
    """Keeps the latest state of each note until it is taken out, as long as there is room: `most` characters."""

    def __init__(self, most: int = _MOST) -> None:
        self._most = most
        self._notes: dict[str, ParsedText] = {}
        self._size = 0

    def __len__(self) -> int:
        return len(self._notes)

    @property
    def is_filling(self) -> bool:
        """Whether half of the room is taken."""
        return 2 * self._size > self._most

    def paths(self) -> list[str]:
        """Return the paths of the notes that are kept."""
        return list(self._notes)

    def keep(self, path: str, note: Note | None) -> None:
        """Keep a note in the place of its last state; None if it was not parsed again, which changes nothing."""
        if note is None:
            return
        self.take(path)
        text = ParsedText.of(note)
        size = _size(text)
        if self._size + size <= self._most:
            self._notes[path] = text
            self._size += size

    def take(self, path: str) -> ParsedText | None:
        """Take a note out; None if it is not here."""
        text = self._notes.pop(path, None)
        self._size -= _size(text) if text else 0
        return text


def _size(text: ParsedText) -> int:
    return sum(map(len, text.blocks))
