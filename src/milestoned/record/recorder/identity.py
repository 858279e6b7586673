"""Which note this is: a note keeps its identity when its file is renamed or moved."""

from __future__ import annotations

from array import array
from enum import IntEnum

from milestoned.light.dataclasses import dataclass
from milestoned.light.digests import blake2b
from milestoned.light.typing import TYPE_CHECKING
from milestoned.record.recorder.text_diff import compare

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

NO_TEXT: array[int] = array("I")
ENOUGH = 20
"""A text of fewer words says too little about which note it is."""
ALIKE = 0.6
ALIKE_SAME_INODE = 0.3
"""An inode is given away again once a file is gone: it helps, but does not prove."""


class Likeness(IntEnum):
    """How sure it is that two texts are one note, from no to certain."""

    NONE = 0
    SIMILAR = 1
    SAME_INODE = 2
    SAME_TEXT = 3


@dataclass(frozen=True, slots=True)
class Candidate:
    """A note whose file is no longer where it was: its short digest, its inode (0: unknown), one number a word."""

    note: str
    digest: str
    inode: int
    text: array[int]


def identity_of(path: str, digest: str, is_taken: Callable[[str], bool] = lambda _: False) -> str:
    """Return the identity of a new note, 12 hexadecimal digits: made of its path, so that every device makes the same.

    Where an older note has it already (its file was at this path once), it is made of path and digest.
    """
    name = _short(path)
    return name if not is_taken(name) else _short(f"{path}\0{digest}")


def _short(text: str) -> str:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()


def find(candidates: Iterable[Candidate], digest: str, inode: int, text: array[int]) -> Candidate | None:
    """Return the candidate that a file at a new path is most surely the same note as; None if none is.

    `digest` is short, `text` one number a word. The rule is in docs/record.md, under "Other devices".
    """
    best: tuple[Likeness, float, str] | None = None
    chosen = None
    for candidate in candidates:
        likeness, share = _likeness(candidate, digest, inode, text)
        key = (likeness, share, candidate.note)
        if likeness and (best is None or key > best):
            best, chosen = key, candidate
    return chosen


def _likeness(candidate: Candidate, digest: str, inode: int, text: array[int]) -> tuple[Likeness, float]:
    if candidate.digest == digest and (len(text) or candidate.inode == inode != 0):
        return Likeness.SAME_TEXT, 1.0
    same_inode = candidate.inode == inode != 0
    before = len(candidate.text)
    if before < ENOUGH:
        return (Likeness.SAME_INODE if same_inode else Likeness.NONE), 0.0
    share = 1 - compare(candidate.text, text).cut / before
    if same_inode and share >= ALIKE_SAME_INODE:
        return Likeness.SAME_INODE, share
    return (Likeness.SIMILAR if share >= ALIKE else Likeness.NONE), share
