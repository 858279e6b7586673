"""Two texts agree as far as a comparison of one character after the other says."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from milestoned.common_ends import common_ends

_parts = st.text("ab", max_size=40)


def _head(old: str, new: str) -> int:
    return next(
        (at for at, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new))
    )


@given(_parts, _parts, _parts, _parts, st.integers(1, 4))
def test_it_finds_what_both_begin_and_end_with(head: str, old: str, new: str, tail: str, width: int) -> None:
    """Text and bytes alike; the two never overlap, and only whole items count."""
    one, other = head + old + tail, head + new + tail
    if width > 1:
        one, other = one[: len(one) // width * width], other[: len(other) // width * width]
    first = _head(one, other) // width * width
    last = _head(one[first:][::-1], other[first:][::-1]) // width * width
    assert common_ends(one, other, width) == (first, last)
    assert common_ends(one.encode(), other.encode(), width) == (first, last)
