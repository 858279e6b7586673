"""Matching what moved in pieces shorter than a run."""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from milestoned.record.recorder.comparison import Block, leftovers
from milestoned.record.recorder.text_gaps import SHORT_RUN

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from milestoned.record.recorder.comparison import Comparison

SEAM = 2
"""Words at most that are matched one by one where a passage was taken out or put in."""


def match_leftovers(result: Comparison, blocks: list[Block]) -> None:
    """Match what moved in pieces shorter than a run: whole stretches, then the crumbs at the seams of moves."""
    _match_stretches(result)
    gone, come = leftovers(result.kept), leftovers(result.matched)
    if not gone or not come:
        return
    only_moved = Counter(_words(result.old, gone)) == Counter(_words(result.new, come))
    if only_moved or _moved(blocks):
        _match_words(result, len(result.old) + len(result.new) if only_moved else SEAM)


def _moved(blocks: list[Block]) -> bool:
    standing = [block.old for block in blocks if block.size]
    return any(later < earlier for earlier, later in itertools.pairwise(standing))


def _words(text: Sequence[int], stretches: list[tuple[int, int]]) -> Iterable[int]:
    return (word for start, end in stretches for word in text[start:end])


def _match_stretches(result: Comparison) -> None:
    gone: dict[tuple[int, ...], list[int]] = defaultdict(list)
    for start, end in leftovers(result.kept):
        gone[tuple(result.old[start:end])].append(start)
    for start, end in leftovers(result.matched):
        places = gone.get(tuple(result.new[start:end]))
        if places and end - start >= SHORT_RUN:
            result.keep(Block(places.pop(), start, end - start))


def _match_words(result: Comparison, longest: int) -> None:
    gone: dict[int, list[int]] = defaultdict(list)
    for start, end in leftovers(result.kept):
        if end - start <= longest:
            for at in range(start, end):
                gone[result.old[at]].append(at)
    for start, end in leftovers(result.matched):
        if end - start <= longest:
            for at in range(start, end):
                if places := gone.get(result.new[at]):
                    result.keep(Block(places.pop(), at, 1))
