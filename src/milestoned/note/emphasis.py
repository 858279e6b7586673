"""Emphasis and strikethrough without a parser: which of the marks of a text pair up, and so are not seen.

The algorithm of CommonMark 0.31.2, section 6.2 and its appendix, "process emphasis", as markdown-it does it.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from milestoned.light.dataclasses import dataclass

# What CommonMark calls Unicode whitespace; the end of a text counts as such.
_BLANKS = frozenset("\t\n\v\f\r \xa0\u1680\u202f\u205f\u3000") | {chr(code) for code in range(0x2000, 0x200B)}


@dataclass(slots=True)
class Mark:
    """One mark: its character, the length of its run (0: the rule of three does not hold), where in the output it is.

    `run` tells runs apart; `end` is the index of the mark that closes this one, -1 without one.
    """

    sign: str
    length: int
    place: int
    run: int
    opens: bool
    closes: bool
    end: int = -1


@lru_cache(maxsize=4096)
def _kind(sign: str) -> int:
    """Return 0 for a blank, 1 for punctuation, 2 for all else."""
    if sign in _BLANKS:
        return 0
    return 1 if unicodedata.category(sign)[0] in "PS" else 2


def flanks(before: str, after: str, *, inside_words: bool) -> tuple[bool, bool]:
    """Return whether a run of marks between two characters can open, and whether it can close."""
    left, right = _kind(before), _kind(after)
    opening = right == 2 or (right == 1 and left != 2)
    closing = left == 2 or (left == 1 and right != 2)
    if inside_words:
        return opening, closing
    return opening and (not closing or left == 1), closing and (not opening or right == 1)


def paired(marks: list[Mark]) -> list[int]:
    """Return the places of the marks that pair up."""
    jumps: list[int] = []
    # For each sign, run length and side: below which mark it is of no use to look for an opening one.
    bottoms: dict[tuple[str, bool, int], int] = {}
    found: list[int] = []
    head, last_run = 0, -1
    for number, closer in enumerate(marks):
        jumps.append(0)
        if closer.run != last_run or marks[head].sign != closer.sign:
            head = number
        last_run = closer.run
        if not closer.closes:
            continue
        key = closer.sign, closer.opens, closer.length % 3
        first = head - jumps[head] - 1
        opener = _opener(marks, jumps, closer, first, bottoms.get(key, -1))
        if opener < 0:
            bottoms[key] = first
            continue
        skipped = jumps[opener - 1] + 1 if opener and not marks[opener - 1].opens else 0
        jumps[number], jumps[opener] = number - opener + skipped, skipped
        closer.opens, marks[opener].closes, marks[opener].end = False, False, number
        last_run = -1
        found += [marks[opener].place, closer.place]
    return found


def _opener(marks: list[Mark], jumps: list[int], closer: Mark, number: int, bottom: int) -> int:
    """Return the mark that a closing one pairs with, looking back from one of them; -1 if there is none."""
    while number > bottom:
        opener = marks[number]
        if opener.sign == closer.sign and opener.opens and opener.end < 0 and not _odd(opener, closer):
            return number
        number -= jumps[number] + 1
    return -1


def _odd(opener: Mark, closer: Mark) -> bool:
    """Return True if the rule of three keeps two marks apart."""
    return (
        (opener.closes or closer.opens)
        and (opener.length + closer.length) % 3 == 0
        and opener.length % 3 != 0
    )
