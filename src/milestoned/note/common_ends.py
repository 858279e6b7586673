"""How far two texts agree from the front, and from the back."""

from __future__ import annotations

from typing import TypeVar

_Text = TypeVar("_Text", str, bytes)


def common_ends(old: _Text, new: _Text, width: int = 1) -> tuple[int, int]:
    """Return the length of what two texts begin with alike, and of what they end with alike; the two never overlap.

    `width`: both texts are made of items of so many characters, and only whole items count.
    """
    shortest = min(len(old), len(new))
    head = _agreeing_head(old, new, shortest)
    head -= head % width
    tail = _agreeing_tail(old, new, shortest - head)
    return head, tail - tail % width


def common_head(old: _Text, new: _Text) -> int:
    """Return the length of what two texts begin with alike."""
    return _agreeing_head(old, new, min(len(old), len(new)))


def _agreeing_head(old: _Text, new: _Text, most: int) -> int:
    """Find by halves, of which each compares at the speed of C, and only what is not known yet."""
    low, high = 0, most
    while low < high:
        middle = (low + high + 1) // 2
        if old[low:middle] == new[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _agreeing_tail(old: _Text, new: _Text, most: int) -> int:
    low, high = 0, most
    size_old, size_new = len(old), len(new)
    while low < high:
        middle = (low + high + 1) // 2
        if old[size_old - middle : size_old - low] == new[size_new - middle : size_new - low]:
            low = middle
        else:
            high = middle - 1
    return low
