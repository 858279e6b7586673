"""What is new and what is gone between two texts, however its parts were moved about."""

from __future__ import annotations

from array import array
from collections import defaultdict

from milestoned.light.typing import TYPE_CHECKING
from milestoned.note.common_ends import common_ends
from milestoned.record.recorder.comparison import Block, Comparison
from milestoned.record.recorder.prints import Printer
from milestoned.record.recorder.text_gaps import fill_gaps
from milestoned.record.recorder.text_leftovers import match_leftovers

if TYPE_CHECKING:
    from collections.abc import Sequence

RUN = 4
"""Words in a row that must agree before they count as kept: unrelated prose shares threes, hardly ever fours."""
CANDIDATES = 12
"""Places looked at for one run; text that repeats itself more often gains nothing from more."""
_WIDTH = array("I").itemsize


def compare(old: Sequence[int], new: Sequence[int], least: int = RUN) -> Comparison:
    """Match each word of the new text with at most one of the old: what only moved is not new.

    The sequences hold one number a word, as `Printer` makes them. `least` is the shortest run that
    counts as the same text wherever it is now.
    """
    result = Comparison(old, new)
    head, tail = _common_ends(old, new)
    first, last = Block(0, 0, head), Block(len(old) - tail, len(new) - tail, tail)
    result.keep(first)
    result.keep(last)
    if head + tail >= min(len(old), len(new)):
        return result
    ordered = [first, *_runs(result, head, last.new, least), last]
    fill_gaps(result, ordered)
    match_leftovers(result, ordered)
    return result


def common_runs(old: Sequence[int], new: Sequence[int], least: int) -> list[Block]:
    """Return the runs of `least` words or more that are in both texts, in the new text's order, each word used once."""
    return _runs(Comparison(old, new), 0, len(new), least)


def drafted_and_cut(old: Sequence[str], new: Sequence[str]) -> tuple[int, int]:
    """Return how many words are new and how many are gone between two lists of words; their difference is the net."""
    printer = Printer()
    result = compare(printer.prints(old), printer.prints(new))
    return result.drafted, result.cut


def _common_ends(old: Sequence[int], new: Sequence[int]) -> tuple[int, int]:
    head, tail = common_ends(_packed(old), _packed(new), _WIDTH)
    return head // _WIDTH, tail // _WIDTH


def _packed(text: Sequence[int]) -> bytes:
    """Return a text as bytes, which compare at the speed of C."""
    return (text if isinstance(text, array) else array("I", text)).tobytes()


def _runs(result: Comparison, at: int, end: int, least: int) -> list[Block]:
    search = _Search(result, least)
    found: list[Block] = []
    expected = at
    while at <= end - least:
        block = search.longest(at, end, expected)
        if block.size < least:
            at += 1
            continue
        result.keep(block)
        found.append(block)
        at += block.size
        expected = block.old + block.size
    return found


class _Search:
    """Finds where a run of the new text is in the old one, among the words not used yet."""

    def __init__(self, result: Comparison, least: int) -> None:
        self._old, self._new, self._kept, self._least = result.old, result.new, result.kept, least
        self._places: dict[tuple[int, ...], list[int]] = defaultdict(list)
        first, last = self._kept.find(0), self._kept.rfind(0) + 1
        for at, run in enumerate(
            zip(*(self._old[first + n : last] for n in range(least)), strict=False), first
        ):
            self._places[run].append(at)
        # Taken from the end while they are used up, so the earliest comes last.
        for standing in self._places.values():
            standing.reverse()

    def longest(self, at: int, end: int, expected: int) -> Block:
        """Find the longest run that begins at a new word; of equals the one expected, else the first."""
        standing = self._places.get(tuple(self._new[at : at + self._least]), [])
        while standing and self._kept[standing[-1]]:
            standing.pop()
        candidates = standing[-CANDIDATES:]
        if expected < len(self._old):
            candidates.append(expected)
        best = Block(0, at, 0)
        for place in reversed(candidates):
            size = self._extent(place, at, end)
            if size > best.size:
                best = Block(place, at, size)
        return best

    def _extent(self, place: int, at: int, end: int) -> int:
        old, new, kept = self._old, self._new, self._kept
        size = 0
        most = min(end - at, len(old) - place)
        while size < most and not kept[place + size] and old[place + size] == new[at + size]:
            size += 1
        return size
