"""What still agrees between two kept runs: a line whose words were replaced here and there is the same line."""

from __future__ import annotations

import itertools

from milestoned.light.dataclasses import dataclass, replace
from milestoned.light.typing import TYPE_CHECKING
from milestoned.record.recorder.comparison import Block

if TYPE_CHECKING:
    from milestoned.record.recorder.comparison import Comparison

SHORT_RUN = 2
"""Enough between two kept runs in their old order, where agreement is not chance."""
SMALL_GAP = 80
ALIKE_IN_ORDER = 3
"""Of the words of a short stretch, in their order, one in so many agrees where a line was edited."""
ALIKE_ONE_IN = 5
"""Of the words at the same distance one in so many agrees where a line was edited; by chance it is one in fifty."""


def fill_gaps(result: Comparison, blocks: list[Block]) -> None:
    """Match what agrees between two kept runs that still follow each other: less is agreement enough there.

    Two words in a row; and single words where they are at the same distance from a kept run: a line whose words were
    replaced here and there is the same line. In prose that was rewritten that is rare. `blocks` are the kept runs, in
    the order of the new text.
    """
    for left, right in itertools.pairwise(_in_order(blocks)):
        gap = _Gap(result, left.old + left.size, right.old, left.new + left.size, right.new)
        if not gap.olds or not gap.news:
            continue
        if max(len(gap.olds), len(gap.news)) <= SMALL_GAP:
            gap.align()
        else:
            gap.match_distances()


def _in_order(blocks: list[Block]) -> list[Block]:
    """Leave out the runs that moved: of each two that have changed places, the shorter one."""
    kept: list[Block] = []
    for block in blocks:
        moved = 0
        while moved < len(kept) and kept[-1 - moved].old + kept[-1 - moved].size > block.old:
            moved += 1
        behind = kept[len(kept) - moved :] if moved else []
        if not behind:
            kept.append(block)
        elif sum(one.size for one in behind) < block.size:
            kept[len(kept) - moved :] = [block]
    return kept


@dataclass(frozen=True, slots=True)
class _Gap:
    """The words of both texts between two kept runs: from the first to before the last."""

    result: Comparison
    old_start: int
    old_end: int
    new_start: int
    new_end: int

    @property
    def olds(self) -> range:
        return range(self.old_start, self.old_end)

    @property
    def news(self) -> range:
        return range(self.new_start, self.new_end)

    @property
    def shortest(self) -> int:
        return min(len(self.olds), len(self.news))

    def align(self) -> None:
        """Match the longest run, then what is before and behind it; where there is none, single words."""
        best = self._longest_common()
        if best.size < SHORT_RUN:
            if not self._match_single():
                self.match_distances()
            return
        self.result.keep(best)
        replace(self, old_end=best.old, new_end=best.new).align()
        replace(self, old_start=best.old + best.size, new_start=best.new + best.size).align()

    def _longest_common(self) -> Block:
        pairs, old, new = self.result.pairs, self.result.old, self.result.new
        best = Block(0, 0, 0)
        for at in self.news:
            for place in self.olds:
                if old[place] != new[at]:
                    continue
                most = min(self.new_end - at, self.old_end - place)
                size = next((n for n in range(most) if not pairs(place + n, at + n)), most)
                if size > best.size:
                    best = Block(place, at, size)
        return best

    def _match_single(self) -> bool:
        """Match single words in their order if so many agree that one is an edit of the other; True if they do."""
        rows = self._common_counts()
        if rows[-1][-1] * ALIKE_IN_ORDER < self.shortest:
            return False
        n, m = len(rows) - 1, len(rows[0]) - 1
        while n and m:
            place, at = self.old_start + m - 1, self.new_start + n - 1
            if self.result.pairs(place, at) and rows[n][m] == rows[n - 1][m - 1] + 1:
                n, m = n - 1, m - 1
                self.result.keep(Block(place, at, 1))
            elif rows[n - 1][m] >= rows[n][m - 1]:
                n -= 1
            else:
                m -= 1
        return True

    def _common_counts(self) -> list[list[int]]:
        """Count for each beginning of both stretches how many words agree in their order at the most."""
        rows = [[0] * (len(self.olds) + 1)]
        for at in self.news:
            above, row = rows[-1], [0]
            for n, place in enumerate(self.olds):
                row.append(above[n] + 1 if self.result.pairs(place, at) else max(above[n + 1], row[n]))
            rows.append(row)
        return rows

    def match_distances(self) -> None:
        """Match single words at the same distance from the gap's beginning, and behind one border from its end."""
        size, pairs = self.shortest, self.result.pairs
        last_old, last_new = self.old_end - size, self.new_end - size
        from_left = [pairs(self.old_start + n, self.new_start + n) for n in range(size)]
        from_right = [pairs(last_old + n, last_new + n) for n in range(size)]
        border = _best_border(from_left, from_right)
        if (sum(from_left[:border]) + sum(from_right[border:])) * ALIKE_ONE_IN < size:
            return
        for n in range(size):
            if n < border and from_left[n]:
                self.result.keep(Block(self.old_start + n, self.new_start + n, 1))
            elif n >= border and from_right[n]:
                self.result.keep(Block(last_old + n, last_new + n, 1))


def _best_border(from_left: list[bool], from_right: list[bool]) -> int:
    best = found = sum(from_right)
    border = 0
    for n, (left, right) in enumerate(zip(from_left, from_right, strict=True), 1):
        found += left - right
        if found > best:
            best, border = found, n
    return border
