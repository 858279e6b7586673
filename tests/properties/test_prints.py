"""The numbers of a text's words are those of the words that are listed, whichever way they were found."""

from __future__ import annotations

from array import array

from hypothesis import given
from hypothesis import strategies as st

from milestoned.note.words import list_words
from milestoned.record.recorder.prints import Printer, number_of
from tests.properties.nasty import SPANS, WORDS

PIECES = st.sampled_from(
    [*WORDS, *SPANS, "https://a.b/c-d", "two--words", "²", "٣", "Word", "word.", "\u200b", "\n"]
)
BLOCKS = st.lists(st.lists(PIECES, max_size=12).map(" ".join), max_size=6)


@given(st.lists(BLOCKS, min_size=1, max_size=3), st.booleans())
def test_the_numbers_of_a_text_are_those_of_its_words(texts: list[list[str]], keep: bool) -> None:  # noqa: FBT001 - drawn
    """Also where a printer has seen other texts before, and keeps what it found of each block."""
    printer = Printer()
    for blocks in texts:
        words = [word for block in blocks for word in list_words(block)]
        numbers = array("I", map(number_of, words))
        assert printer.prints_of(blocks, keep=keep) == numbers
        assert printer.prints(words) == numbers
