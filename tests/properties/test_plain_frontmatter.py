"""Frontmatter that is read without a YAML parser says what YAML says of it, at the same places."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import example, given
from hypothesis import strategies as st

from milestoned.note.plain_frontmatter import read_plain_pairs
from milestoned.note.yaml_events import read_pairs

if TYPE_CHECKING:
    from milestoned.note.pairs import Pair

KEYS = (
    "title",
    "milestone",
    "Milestone",
    "milestone-goal",
    "a",
    "x_y",
    "null",
    "yes",
    "1a",
    "-a",
    "? a",
    '"q"',
    "é",
)
VALUES = (
    "1000 words", "12", "0x1F", "0o17", "1e3", "1.5", "true", "null", "~", "a: b", "a #c", "a#c", "it's", "'q'", '"q"',
    "[a]", "{a: b}", "- x", "2026-12-31", "a:", "x:y", "a  b", "é ü", "“q”", "a\u00a0b", "a\u2028b", "a\x85b", "|", ">",
    "&a x", "*a", "!t x", "a\tb", "-1", "+3", ".5", "a, b", "a]", "%x", "@x", "`x`", "=", "<<", "10:30", "http://a.b",
    "日本", "a\x7fb", "\ufeffa", "e\u0301", "a\\b", "x · y", "655 words to finish chunk 3 of 5", "3/7", "",
)  # fmt: skip

_line = st.one_of(
    st.builds(
        "".join,
        st.tuples(
            st.sampled_from(("", "", "", " ")),
            st.sampled_from(KEYS),
            st.sampled_from((":", ":", ": ", " :")),
            st.sampled_from((" ", " ", "  ", "", "\t")),
            st.sampled_from(VALUES),
            st.sampled_from(("", "", " ", " #c")),
        ),
    ),
    st.sampled_from(("", "# c", "---", "...", "  - a", " x", "%YAML 1.2")),
    st.text(alphabet="ab: #-'\"[]{},&*!|>%@`?\t\\é\u2028\x85\xa0·’", max_size=12),
)
frontmatter = st.builds(
    lambda lines, ending: "".join(line + ending for line in lines),
    st.lists(_line, max_size=5),
    st.sampled_from(("\n", "\r\n", "\r")),
)


def _said(pairs: list[Pair]) -> list[object]:
    return [
        (pair.key, pair.key_start, pair.key_end, pair.value, type(pair.value.content), pair.end, pair.meaning)
        for pair in pairs
    ]


@given(frontmatter)
@example(
    "title: A note\nmilestone: 1000 words\nempty:\nmilestone-words:   12\nmilestone-status: not started\n"
)
def test_plain_lines_are_read_as_yaml_reads_them(text: str) -> None:
    """Keys, values, their types and places, and what must stay the same of each in an edit."""
    plain = read_plain_pairs(text)
    if plain is None:
        return
    pairs = read_pairs(text, first_line=2)
    assert isinstance(pairs, list)
    assert _said(plain) == _said(pairs)


def test_what_most_notes_have_needs_no_yaml() -> None:
    """Otherwise the test above would show nothing."""
    for text in (
        "title: A note\nmilestone: 1000 words\nmilestone-goal: 5000\n",
        "title: The sea’s edge\nmilestone: words\nmilestone-due: 2026-12-31\n",
        "milestone: 5 tasks\nmilestone-progress:   3 of 7 tasks, 4 to go\nmilestone-status: in progress\n",
    ):
        assert read_plain_pairs(text) is not None


def test_a_key_that_stands_twice_is_left_to_yaml_which_says_so() -> None:
    """In any case, as Obsidian reads it."""
    assert read_plain_pairs("milestone: 5\nMilestone: 6\n") is None
