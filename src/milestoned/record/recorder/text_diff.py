"""What is new and what is gone between two texts, however its parts were moved about."""

from __future__ import annotations

import itertools
from array import array
from collections import defaultdict

from milestoned.light.typing import TYPE_CHECKING
from milestoned.note.common_ends import common_ends, common_head
from milestoned.record.recorder.comparison import Block, Comparison
from milestoned.record.recorder.prints import WIDTH, Printer
from milestoned.record.recorder.text_gaps import fill_gaps
from milestoned.record.recorder.text_leftovers import match_leftovers

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

RUN = 4
"""Words in a row that must agree before they count as kept: unrelated prose shares threes, hardly ever fours."""
CANDIDATES = 12
"""Places looked at for one run; text that repeats itself more often gains nothing from more."""
FEW = 64
"""Runs that are looked for one by one: so many cost less than listing all runs of a long text."""
SMALL_STEP = 16
"""Words that are compared at first: most runs end soon, and others are compared in ever larger steps."""


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
    head, tail = common_ends(_packed(old), _packed(new), WIDTH)
    return head // WIDTH, tail // WIDTH


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
    """Finds where a run of the new text is in the old one, among the words not used yet.

    A few runs are looked for in the old text as it is; for more of them, all of its runs are listed once.
    """

    def __init__(self, result: Comparison, least: int) -> None:
        self._old, self._new, self._kept, self._least = result.old, result.new, result.kept, least
        self._packed_old, self._packed_new, self._width = _packed_alike(result.old, result.new)
        self._first, self._last = self._kept.find(0), self._kept.rfind(0) + 1
        self._looked_for = 0
        self._places: dict[tuple[int, ...], list[int]] | None = None

    def longest(self, at: int, end: int, expected: int) -> Block:
        """Find the longest run that begins at a new word; of equals the one expected, else the first."""
        best = Block(0, at, 0)
        expectations = (expected,) if expected < len(self._old) else ()
        for place in (*expectations, *self._candidates(at)):
            size = self._extent(place, at, end)
            if size > best.size:
                best = Block(place, at, size)
        return best

    def _candidates(self, at: int) -> list[int]:
        """List the first places of the run that begins at a new word, from the first on that is not used yet."""
        if self._looked_for < FEW:
            self._looked_for += 1
            unused = itertools.dropwhile(self._kept.__getitem__, self._found(at))
            return list(itertools.islice(unused, CANDIDATES))
        if self._places is None:
            self._places = self._listed()
        standing = self._places.get(tuple(self._new[at : at + self._least]), [])
        while standing and self._kept[standing[-1]]:
            standing.pop()
        return standing[: -CANDIDATES - 1 : -1]

    def _found(self, at: int) -> Iterator[int]:
        width = self._width
        run = self._packed_new[at * width : (at + self._least) * width]
        place, end = self._first * width, self._last * width
        while (place := self._packed_old.find(run, place, end)) >= 0:
            if place % width:
                place += 1
            else:
                yield place // width
                place += width

    def _listed(self) -> dict[tuple[int, ...], list[int]]:
        places: dict[tuple[int, ...], list[int]] = defaultdict(list)
        words = (self._old[self._first + n : self._last] for n in range(self._least))
        for at, run in enumerate(zip(*words, strict=False), self._first):
            places[run].append(at)
        # Taken from the end while they are used up, so the earliest comes last.
        for standing in places.values():
            standing.reverse()
        return places

    def _extent(self, place: int, at: int, end: int) -> int:
        """Return how many words agree from two places on, as far as they are not used yet."""
        used = self._kept.find(1, place)
        most = min(end - at, (len(self._old) if used < 0 else used) - place)
        size, step, width = 0, SMALL_STEP, self._width
        while size < most:
            step = min(step, most - size)
            old = self._packed_old[(place + size) * width : (place + size + step) * width]
            new = self._packed_new[(at + size) * width : (at + size + step) * width]
            if old != new:
                return size + common_head(old, new) // width
            size += step
            step *= 4
        return size


def _packed_alike(old: Sequence[int], new: Sequence[int]) -> tuple[bytes, bytes, int]:
    """Return both texts as bytes, and how many of them are a number."""
    if isinstance(old, array) and isinstance(new, array) and old.typecode == new.typecode:
        return old.tobytes(), new.tobytes(), old.itemsize
    # Joined passages have numbers between them that are no word's.
    wide = array("q", old), array("q", new)
    return wide[0].tobytes(), wide[1].tobytes(), wide[0].itemsize
