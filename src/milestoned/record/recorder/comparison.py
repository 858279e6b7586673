"""Two texts, and where they were found to agree so far."""

from __future__ import annotations

from milestoned.light.dataclasses import dataclass
from milestoned.light.typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Block:
    """A run of words that is in both texts: where it begins in each, and how many words it has."""

    old: int
    new: int
    size: int


class Comparison:
    """Two texts, one number a word, and where they agree.

    `kept` and `matched` hold a byte for each word of the old and the new text: 1 if it has its match. `blocks` are
    the runs that agree, in the order in which they were found.
    """

    __slots__ = ("blocks", "kept", "matched", "new", "old")

    def __init__(self, old: Sequence[int], new: Sequence[int]) -> None:
        self.old = old
        self.new = new
        self.kept, self.matched = bytearray(len(old)), bytearray(len(new))
        self.blocks: list[Block] = []

    @property
    def drafted(self) -> int:
        """How many words of the new text have no match in the old one."""
        return self.matched.count(0)

    @property
    def cut(self) -> int:
        """How many words of the old text have no match in the new one."""
        return self.kept.count(0)

    def keep(self, block: Block) -> None:
        """Match a run of words; an empty one changes nothing."""
        if block.size:
            self.matched[block.new : block.new + block.size] = b"\1" * block.size
            self.kept[block.old : block.old + block.size] = b"\1" * block.size
            self.blocks.append(block)

    def pairs(self, place: int, at: int) -> bool:
        """Return True if the old word at a place equals the new word, and neither has a match yet."""
        return self.old[place] == self.new[at] and not self.kept[place] and not self.matched[at]


def leftovers(flags: bytes | bytearray) -> list[tuple[int, int]]:
    """Return the stretches of words without a match: (start, end), `end` excluded. `flags`: `kept` or `matched`."""
    stretches: list[tuple[int, int]] = []
    start = flags.find(0)
    while start >= 0:
        end = flags.find(1, start)
        end = len(flags) if end < 0 else end
        stretches.append((start, end))
        start = flags.find(0, end)
    return stretches
