"""A long text comes back as it was kept, whatever was edited, by this program or the next."""

from __future__ import annotations

import sqlite3
from array import array
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from milestoned.record.recorder.long_texts import MOST_EDITS, TABLES, LongTexts

if TYPE_CHECKING:
    from collections.abc import Callable

EDITS = st.lists(
    st.tuples(
        st.integers(0, 400), st.integers(0, 60), st.lists(st.integers(0, 3), max_size=60), st.booleans()
    ),
    max_size=20,
)


def opened() -> Callable[[], sqlite3.Connection]:
    """Open a database with nothing in it."""
    base = sqlite3.connect(":memory:", isolation_level=None)
    for table in TABLES:
        base.execute(table)
    return lambda: base


@given(EDITS)
def test_what_was_put_last_is_what_is_there(edits: list[tuple[int, int, list[int], bool]]) -> None:
    """Also read by another program in between, and beside another note."""
    base = opened()
    texts, other = LongTexts(base), array("I", range(50))
    texts.put("other", other, whole=True)
    words = [number % 7 for number in range(300)]
    for at, gone, come, is_new_program in edits:
        words[at : at + gone] = come
        texts.put("note", array("I", words), whole=False)
        if is_new_program:
            texts = LongTexts(base)
        assert texts.get("note") == array("I", words)
        assert LongTexts(base).get("note") == array("I", words)
        assert LongTexts(base).get("other") == other
    texts.forget_edits()
    assert base().execute("SELECT count(*) FROM edit").fetchone() == (0,)
    assert LongTexts(base).get("note") == (array("I", words) if edits else None)
    texts.drop("note")
    assert texts.get("note") is None


def test_a_save_of_a_long_text_writes_its_edit_alone() -> None:
    """After some dozens of edits the text is kept whole again, so that it can be read in a moment."""
    base = opened()
    texts, words = LongTexts(base), array("I", range(100_000))
    for number in range(3 * MOST_EDITS):
        words = words[:50_000] + array("I", [number]) + words[50_000:]
        texts.put("note", words, whole=False)
        edits = base().execute("SELECT count(*), coalesce(max(length(words)), 0) FROM edit").fetchone()
        assert edits[0] <= MOST_EDITS
        assert edits[1] <= 8
    assert LongTexts(base).get("note") == words
