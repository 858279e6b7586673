"""Two texts are compared alike, whether their runs are looked for one by one or listed."""

from __future__ import annotations

from array import array
from unittest.mock import patch

from hypothesis import given
from hypothesis import strategies as st

from milestoned.record.recorder import text_diff
from milestoned.record.recorder.text_diff import common_runs, compare

TEXTS = st.integers(1, 30).flatmap(lambda words: st.lists(st.integers(0, words), max_size=80))
EDITS = st.lists(
    st.tuples(st.sampled_from(["cut", "move", "add"]), st.integers(0, 80), st.integers(0, 80)), max_size=6
)


def edited(text: list[int], edits: list[tuple[str, int, int]]) -> list[int]:
    """Return a text with passages cut, moved and put in."""
    text = list(text)
    for what, here, there in edits:
        passage = text[here : here + 7]
        if what != "add":
            del text[here : here + 7]
        if what != "cut":
            text[there:there] = passage
    return text


@given(TEXTS, EDITS, st.integers(0, 5), st.integers(1, 4))
def test_a_few_runs_looked_for_are_the_runs_that_are_listed(
    old: list[int], edits: list[tuple[str, int, int]], few: int, step: int
) -> None:
    """Also where the search goes over to the list in the middle, and where texts have marks between them."""
    new = edited(old, edits)
    with patch.multiple(text_diff, FEW=0):
        listed = compare(array("I", old), array("I", new))
        runs = common_runs([*old, -1, *new], [*new, -2, *old], 4)
    with patch.multiple(text_diff, FEW=few, SMALL_STEP=step):
        found = compare(array("I", old), array("I", new))
        assert (found.blocks, found.kept, found.matched) == (listed.blocks, listed.kept, listed.matched)
        assert common_runs([*old, -1, *new], [*new, -2, *old], 4) == runs
