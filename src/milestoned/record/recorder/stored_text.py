"""What is kept of a note's text: one number a word (see `prints.Printer`)."""

from __future__ import annotations

from array import array

from milestoned.light.dataclasses import dataclass, field, replace


@dataclass(frozen=True, slots=True)
class Tally:
    """What a note has to its credit in this session, in words: new, gone, held back, and moved from elsewhere."""

    drafted: int = 0
    cut: int = 0
    held: int = 0
    moved: int = 0


def empty() -> array[int]:
    """Return a text without words."""
    return array("I")


@dataclass(frozen=True, slots=True)
class StoredText:
    """A note's text when last seen, one number a word; within a session also at its start, and what came in since.

    `known` is text that the record has held before, `brought` what is held back until `milestoned credit`. `at`: when
    it was seen (microseconds since 1970). `session` 0: the note rests. An empty `digest`: its file is gone, and may
    turn up elsewhere. `tally` is what was recorded of this session.
    """

    note: str
    at: int
    digest: str
    inode: int
    rules: str
    last: array[int]
    session: int = 0
    start: array[int] = field(default_factory=empty)
    known: array[int] = field(default_factory=empty)
    brought: array[int] = field(default_factory=empty)
    tally: Tally = Tally()

    def resting(self) -> StoredText:
        """Return the text without what belongs to a session."""
        return replace(self, session=0, start=empty(), known=empty(), brought=empty(), tally=Tally())
