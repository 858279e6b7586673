"""Documents made of nasty parts: every construct of Markdown that has a place in a note, half-typed and mixed up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import strategies as st

if TYPE_CHECKING:
    import random

WORDS = ("alpha", "beta", "don't", "x@y.org", "10,000", "naïve", "e\u0301te\u0301", "日本", "ไทยไทย", "—", "–", "--", "…", "“quoted”", "a_b_c", "2*3*4")
SPANS = (
    "*em*", "**strong**", "_under_", "***both***", "*open", "close*", "~~gone~~", "`code`", "`` a`b ``", "`", "```", "[link](http://a.b/c \"t\")",
    "[ref][a]", "[a]", "[", "]", "](", "![alt](u)", "![[embed]]", "[[wiki]]", "[[wiki|alias]]", "[[", "$x+y$", "$5", "$$z$$", "$", "#tag", "#1984",
    "^block", "[^1]", "[@key]", "@key", "%%note%%", "%%", "% %", "<b>", "</b>", "<!-- c -->", "<!--", "-->", "<", "&amp;", "\\*", "\\", "http://a.b/c--d",
    "<http://a.b>", "|", "[/]", "[1/2]", "[%]", "[ 40%]", "[/100 words]", "[x]", "[ ]", "(c)", "==mark==", ":", "!", "  ", "\t", "\xa0",
)
STARTS = (
    "", "", "", "", "# ", "## ", "### ", "#", "####### ", "- ", "- ", "* ", "+ ", "1. ", "2) ", "> ", "> ", ">", "- [ ] ", "- [x] ", "- [-] ", "1. [X] ", "  - ",
    "    ", "   ", "\t", "  ", "      - [ ] ", "> - [ ] ", "> [!note] ", "> [!tip]- ", "| ", "|", "[^1]: ", "[a]: ", "```", "~~~", "$$", "%%", "<div>", "</div>", "<!-- ",
    "-", "---", "===", "***", "* * *", "- - -", "_ _ _", "--- |", "| - | - |", "<b>", "<script>", "</script>", "<?", "<![CDATA[", "“", "*a", "_a", "__", "1986. ",
)
LINES = (
    "", "", "", "", "", "```", "```py", "~~~", "---", "===", "$$", "%%", "<!-- milestone -->", "<!-- /milestone -->", "| a | b |", "|---|:-:|", "| c | d |",
    "[a]: http://a.b 'title'", "[^1]: A footnote", "    indented", "\tindented", "> quote", ">", "- [ ] task [/]", "  - [x] below", "    - [-] given up",
    "1. one", "# Heading [%]", "## Section [/100 words]", "Setext [/]", "* * *", "***", "</div>", "-->", "<div>", "plain words only", "And more, plain words.", "^block-id",
)
ENDINGS = ("\n", "\r\n", "\r")


def random_body(rng: random.Random, lines: int = 12) -> str:
    """Make a body quickly: for tests of many thousand."""
    made = []
    for _ in range(rng.randrange(lines)):
        if rng.random() < 0.5:
            made.append(rng.choice(LINES))
            continue
        parts = [rng.choice(SPANS if rng.random() < 0.4 else WORDS) for _ in range(rng.randrange(5))]
        made.append(rng.choice(STARTS) + rng.choice((" ", " ", "")).join(parts))
    return "\n".join(made) + rng.choice(("\n", "", "\n\n"))


_spans = st.lists(st.one_of(st.sampled_from(WORDS), st.sampled_from(SPANS)), max_size=5)
_line = st.one_of(
    st.sampled_from(LINES),
    st.builds(lambda start, parts, gap: start + gap.join(parts), st.sampled_from(STARTS), _spans, st.sampled_from((" ", " ", ""))),
)
bodies = st.builds("\n".join, st.lists(_line, max_size=12))
