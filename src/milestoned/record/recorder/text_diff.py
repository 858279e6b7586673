"""What is new and what is gone between two texts, however its parts were moved about."""

from __future__ import annotations

import itertools
from array import array
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING
from zlib import crc32

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

RUN = 4
"""Words in a row that must agree before they count as kept: unrelated prose shares threes, hardly ever fours."""
SHORT_RUN = 2
"""Enough between two kept runs in their old order, where agreement is not chance."""
SMALL_GAP = 80
ALIKE_IN_ORDER = 3
"""Of the words of a short stretch, in their order, one in so many agrees where a line was edited."""
ALIKE_ONE_IN = 5
"""Of the words at the same distance one in so many agrees where a line was edited; by chance it is one in fifty."""
CANDIDATES = 12
"""Places looked at for one run; text that repeats itself more often gains nothing from more."""
SEAM = 2
SPELLINGS = 30_000
"""Remembered at once: a novel's vocabulary, in 3 MB."""


class Printer(dict[str, int]):
    """Turns words into numbers, each spelling once; case and outer punctuation do not matter."""

    def __missing__(self, word: str) -> int:
        bare = word.casefold().strip(".,;:!?…\"'“”‘’„‚«»()[]{}*_~`") or word
        self[word] = number = crc32(bare.encode("utf-8", "surrogatepass"))
        return number

    def prints(self, words: Iterable[str]) -> array[int]:
        """Turn a list of words into their numbers."""
        if len(self) > SPELLINGS:
            self.clear()
        return array("I", map(self.__getitem__, words))


@dataclass(frozen=True, slots=True)
class Block:
    """A run of words that is in both texts."""

    old: int
    new: int
    size: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """Where two texts agree: the blocks, and for each word, old and new, 1 if it has its match."""

    kept: bytearray
    matched: bytearray
    blocks: list[Block]

    @property
    def drafted(self) -> int:
        """Words that were not there before."""
        return self.matched.count(0)

    @property
    def cut(self) -> int:
        """Words that are there no more."""
        return self.kept.count(0)


def compare(old: Sequence[int], new: Sequence[int], least: int = RUN) -> Comparison:
    """Match each word of the new text with at most one of the old: what only moved is not new.

    The sequences hold one number a word, as `Printer` makes them. `least` is the shortest run that
    counts as the same text wherever it is now.
    """
    result = Comparison(bytearray(len(old)), bytearray(len(new)), [])
    head, tail = _common_ends(old, new)
    _keep(result, Block(0, 0, head))
    _keep(result, Block(len(old) - tail, len(new) - tail, tail))
    if head + tail >= min(len(old), len(new)):
        return result
    blocks = _runs(old, new, result, (head, len(new) - tail), least)
    ordered = [Block(0, 0, head), *blocks, Block(len(old) - tail, len(new) - tail, tail)]
    _fill_gaps(old, new, result, ordered)
    _match_leftovers(old, new, result, ordered)
    return result


def common_runs(old: Sequence[int], new: Sequence[int], least: int) -> list[Block]:
    """List the runs of at least so many words that are in both texts, each word used once."""
    result = Comparison(bytearray(len(old)), bytearray(len(new)), [])
    return _runs(old, new, result, (0, len(new)), least)


def drafted_and_cut(old: Sequence[str], new: Sequence[str]) -> tuple[int, int]:
    """Count the new and the gone words between two word lists; new minus gone is the net change."""
    printer = Printer()
    result = compare(printer.prints(old), printer.prints(new))
    return result.drafted, result.cut


def _keep(result: Comparison, block: Block) -> None:
    if block.size:
        result.matched[block.new : block.new + block.size] = b"\1" * block.size
        result.kept[block.old : block.old + block.size] = b"\1" * block.size
        result.blocks.append(block)


def _common_ends(old: Sequence[int], new: Sequence[int]) -> tuple[int, int]:
    shortest = min(len(old), len(new))
    head = _agreeing(shortest, lambda n: old[:n] == new[:n])
    rest = shortest - head
    tail = _agreeing(rest, lambda n: old[len(old) - n :] == new[len(new) - n :])
    return head, tail


def _agreeing(most: int, same: Callable[[int], bool]) -> int:
    """Find by halves the longest length up to which the texts agree: slices compare at C speed."""
    low, high = 0, most
    while low < high:
        middle = (low + high + 1) // 2
        if same(middle):
            low = middle
        else:
            high = middle - 1
    return low


def _runs(
    old: Sequence[int], new: Sequence[int], result: Comparison, window: tuple[int, int], least: int
) -> list[Block]:
    search = _Search(old, new, result.kept, least)
    found: list[Block] = []
    at, end = window
    expected = at
    while at <= end - least:
        block = search.longest(at, end, expected)
        if block.size < least:
            at += 1
            continue
        _keep(result, block)
        found.append(block)
        at += block.size
        expected = block.old + block.size
    return found


class _Search:
    """Finds where a run of the new text is in the old one, among the words not used yet."""

    def __init__(self, old: Sequence[int], new: Sequence[int], kept: bytearray, least: int) -> None:
        self._old, self._new, self._kept, self._least = old, new, kept, least
        self._places: dict[tuple[int, ...], list[int]] = defaultdict(list)
        first, last = kept.find(0), kept.rfind(0) + 1
        for at, run in enumerate(zip(*(old[first + n : last] for n in range(least)), strict=False), first):
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


def _fill_gaps(old: Sequence[int], new: Sequence[int], result: Comparison, blocks: list[Block]) -> None:
    """Between two kept runs that still follow each other, less is agreement enough.

    Two words in a row there; and single words where they are at the same distance from a kept run: a line whose
    words were replaced here and there is the same line. In prose that was rewritten that is rare.
    """
    for left, right in itertools.pairwise(_in_order(blocks)):
        gap_old = (left.old + left.size, right.old)
        gap_new = (left.new + left.size, right.new)
        if gap_old[0] >= gap_old[1] or gap_new[0] >= gap_new[1]:
            continue
        if max(gap_old[1] - gap_old[0], gap_new[1] - gap_new[0]) <= SMALL_GAP:
            _align(old, new, result, gap_old, gap_new)
        else:
            _match_distances(old, new, result, gap_old, gap_new)


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


def _align(
    old: Sequence[int],
    new: Sequence[int],
    result: Comparison,
    gap_old: tuple[int, int],
    gap_new: tuple[int, int],
) -> None:
    best = _longest_common(old, new, result, gap_old, gap_new)
    if best.size < SHORT_RUN:
        if not _match_single(old, new, result, gap_old, gap_new):
            _match_distances(old, new, result, gap_old, gap_new)
        return
    _keep(result, best)
    _align(old, new, result, (gap_old[0], best.old), (gap_new[0], best.new))
    _align(old, new, result, (best.old + best.size, gap_old[1]), (best.new + best.size, gap_new[1]))


def _match_single(
    old: Sequence[int],
    new: Sequence[int],
    result: Comparison,
    gap_old: tuple[int, int],
    gap_new: tuple[int, int],
) -> bool:
    """Match single words in their order if so many agree that one is an edit of the other; True if they do."""
    rows = [[0] * (gap_old[1] - gap_old[0] + 1)]
    for at in range(*gap_new):
        above, row = rows[-1], [0]
        for n, place in enumerate(range(*gap_old)):
            row.append(above[n] + 1 if _pair(old, new, result, place, at) else max(above[n + 1], row[n]))
        rows.append(row)
    shortest = min(gap_old[1] - gap_old[0], gap_new[1] - gap_new[0])
    if rows[-1][-1] * ALIKE_IN_ORDER < shortest:
        return False
    n, m = len(rows) - 1, len(rows[0]) - 1
    while n and m:
        if (
            _pair(old, new, result, gap_old[0] + m - 1, gap_new[0] + n - 1)
            and rows[n][m] == rows[n - 1][m - 1] + 1
        ):
            n, m = n - 1, m - 1
            _keep(result, Block(gap_old[0] + m, gap_new[0] + n, 1))
        elif rows[n - 1][m] >= rows[n][m - 1]:
            n -= 1
        else:
            m -= 1
    return True


def _longest_common(
    old: Sequence[int],
    new: Sequence[int],
    result: Comparison,
    gap_old: tuple[int, int],
    gap_new: tuple[int, int],
) -> Block:
    best = Block(0, 0, 0)
    for at in range(*gap_new):
        for place in range(*gap_old):
            if old[place] != new[at]:
                continue
            most = min(gap_new[1] - at, gap_old[1] - place)
            size = next((n for n in range(most) if not _pair(old, new, result, place + n, at + n)), most)
            if size > best.size:
                best = Block(place, at, size)
    return best


def _pair(old: Sequence[int], new: Sequence[int], result: Comparison, place: int, at: int) -> bool:
    return old[place] == new[at] and not result.kept[place] and not result.matched[at]


def _match_distances(
    old: Sequence[int],
    new: Sequence[int],
    result: Comparison,
    gap_old: tuple[int, int],
    gap_new: tuple[int, int],
) -> None:
    """Match single words at the same distance from the gap's beginning, and behind one border from its end."""
    shortest = min(gap_old[1] - gap_old[0], gap_new[1] - gap_new[0])
    from_left = [_pair(old, new, result, gap_old[0] + n, gap_new[0] + n) for n in range(shortest)]
    from_right = [
        _pair(old, new, result, gap_old[1] - shortest + n, gap_new[1] - shortest + n) for n in range(shortest)
    ]
    border = _best_border(from_left, from_right)
    if (sum(from_left[:border]) + sum(from_right[border:])) * ALIKE_ONE_IN < shortest:
        return
    for n in range(shortest):
        left, right = n < border and from_left[n], n >= border and from_right[n]
        if left:
            _keep(result, Block(gap_old[0] + n, gap_new[0] + n, 1))
        elif right:
            _keep(result, Block(gap_old[1] - shortest + n, gap_new[1] - shortest + n, 1))


def _best_border(from_left: list[bool], from_right: list[bool]) -> int:
    best = found = sum(from_right)
    border = 0
    for n, (left, right) in enumerate(zip(from_left, from_right, strict=True), 1):
        found += left - right
        if found > best:
            best, border = found, n
    return border


def leftovers(flags: bytes | bytearray) -> list[tuple[int, int]]:
    """List the stretches (start, end) of words without a match."""
    stretches: list[tuple[int, int]] = []
    start = flags.find(0)
    while start >= 0:
        end = flags.find(1, start)
        end = len(flags) if end < 0 else end
        stretches.append((start, end))
        start = flags.find(0, end)
    return stretches


def _match_leftovers(old: Sequence[int], new: Sequence[int], result: Comparison, blocks: list[Block]) -> None:
    """Match what moved in pieces shorter than a run: whole stretches, then the crumbs at the seams of moves."""
    _match_stretches(old, new, result, SHORT_RUN)
    gone = leftovers(result.kept)
    come = leftovers(result.matched)
    if not gone or not come:
        return
    only_moved = Counter(_words(old, gone)) == Counter(_words(new, come))
    if only_moved or _moved(blocks):
        longest = len(old) + len(new) if only_moved else SEAM
        _match_words(old, new, result, longest)


def _moved(blocks: list[Block]) -> bool:
    standing = [block.old for block in blocks if block.size]
    return any(later < earlier for earlier, later in itertools.pairwise(standing))


def _words(text: Sequence[int], stretches: list[tuple[int, int]]) -> Iterable[int]:
    return (word for start, end in stretches for word in text[start:end])


def _match_stretches(old: Sequence[int], new: Sequence[int], result: Comparison, shortest: int) -> None:
    gone: dict[tuple[int, ...], list[int]] = defaultdict(list)
    for start, end in leftovers(result.kept):
        gone[tuple(old[start:end])].append(start)
    for start, end in leftovers(result.matched):
        places = gone.get(tuple(new[start:end]))
        if places and end - start >= shortest:
            _keep(result, Block(places.pop(), start, end - start))


def _match_words(old: Sequence[int], new: Sequence[int], result: Comparison, longest: int) -> None:
    gone: dict[int, list[int]] = defaultdict(list)
    for start, end in leftovers(result.kept):
        if end - start <= longest:
            for at in range(start, end):
                gone[old[at]].append(at)
    for start, end in leftovers(result.matched):
        if end - start <= longest:
            for at in range(start, end):
                if places := gone.get(new[at]):
                    _keep(result, Block(places.pop(), at, 1))
