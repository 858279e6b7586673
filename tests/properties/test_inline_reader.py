"""The visible text of a paragraph is the same with the parser and without."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from milestoned.note.inline_reader import read_inline
from milestoned.note.visible_text import visible_inline
from tests.properties.agreement import hidden_words
from tests.properties.nasty import SPANS, WORDS

_MARKS = [*"*_~`[]()\\ \n.ab\"'!$#<>&", "**", "__", "~~", "***", "“", "é", "日", "\xa0"]
_LINKS = [
    "[a](b)",
    '[a](b/c.md "t")',
    "[a _b_](https://a.b/c#d)",
    "![x](y)",
    "[[w|x]]",
    "![[w]]",
    "#tag",
    "$a$",
    "<b>",
    "</p>",
]
texts = st.one_of(
    st.lists(st.sampled_from([*_MARKS, *_LINKS]), max_size=16).map("".join),
    st.builds(
        lambda parts, gap: gap.join(parts),
        st.lists(st.sampled_from([*_MARKS, *_LINKS, *WORDS, *SPANS]), max_size=12),
        st.sampled_from(("", " ")),
    ),
)


@given(texts.map(str.strip))
def test_a_paragraph_reads_the_same_without_the_parser(text: str) -> None:
    """All but its blanks, of which each run counts as one."""
    read = read_inline(text)
    if read is None:
        return
    visible = visible_inline(text, {})
    assert read[0].split() == visible.text.split()
    assert hidden_words(read[1]) == hidden_words(visible.hidden)


def test_what_prose_holds_needs_no_parser() -> None:
    """Otherwise the test above would show nothing."""
    for text in (
        'He said _"no **way**"_, as [Ann](ann.md) and [[Ben|he]] know [sic].',
        "A `span` of ~~code~~, R&D at 5 < 6, #tag and $5; ![[map]] and a\\_b.",
    ):
        assert read_inline(text) is not None
