"""The markup of the dialects that writers use is not counted, and each kind has its line in the account."""

from __future__ import annotations

import time

import pytest

from milestoned.note.counts import CountRules
from milestoned.note.note import Note, account, parse

CASES = [
    ("## Intro {#sec-intro .unnumbered}\n", "Intro", "attributes"),
    ("A [span]{.small} and `code`{.py}.\n", "A [span] and code.", "attributes"),
    ("![alt](u){width=50% height='3 em'} x\n", "x", "attributes"),
    ("x\n{: .kramdown #id}\n", "x", "attributes"),
    ('::: {.callout-note title="A b"}\nInside.\n:::\n', "Inside.", "fenced-div lines"),
    (":::: warning\n\n- one\n\n::::\n", "one", "fenced-div lines"),
    ('One {{< figure src="a b.png" caption="c d" >}} two\n', "One two", "shortcodes and templates"),
    ("{{% notice %}}\nInside\n{{% /notice %}}\n", "Inside", "shortcodes and templates"),
    ("Hi {{ name }}, {% if x %}yes{% endif %}\n", "Hi , yes", "shortcodes and templates"),
    ("Today <% tp.date.now() %> {/* a remark */}\n", "Today", "shortcodes and templates"),
    ("{/* over\n\nparagraphs */}\n\nx\n", "x", "shortcodes and templates"),
    ("<%*\nlet a = 1\n\nlet b = 2\n%>\nx\n", "x", "shortcodes and templates"),
    ("<div>{/* a b */}x</div>\n", "x", "shortcodes and templates"),
    ("two {--gone away--}{>>a note<<} {++more++}\n", "two more", "editors' remarks"),
    ("{~~old one~>new~~} x\n", "new x", "editors' remarks"),
    ("rating:: 9 of ten\nx\n", "x", "data fields"),
    ("- due:: [[2024-01-01]]\n- x [key:: a value] (k:: v)\n", "x", "data fields"),
    ("<![CDATA[ one two ]]>\n\nx <![CDATA[three]]>\n", "x", "HTML tags and comments"),
    ('<Box caption="one two <T> three four">\nx\n</Box>\n', "x", "HTML tags and comments"),
    ("<Box a={x => {y}} b='<b>'>x</Box> y\n", "x y", "HTML tags and comments"),
    ("Text <Box a={x => y}>x</Box> y\n", "Text x y", "HTML tags and comments"),
]
AS_THEY_ARE = [
    "std::vector of a::b",
    "a { b } c",
    "(a: b) [c: d]",
    "f(x) = {1, 2}",
    "50 % {% x",
    "a -- b {-- c",
]


def words(text: str) -> list[str]:
    """Return the words that count, without the marks around them."""
    note = parse(text.encode())
    assert isinstance(note, Note)
    return [word.strip("[],.{}+") for word in note.words()]


@pytest.mark.parametrize(("text", "visible", "rule"), CASES)
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_markup_of_a_dialect_does_not_count(text: str, visible: str, rule: str, ending: str) -> None:
    text = text.replace("\n", ending)
    assert words(text) == [word.strip("[],.") for word in visible.split() if word != ","]
    note = parse(text.encode())
    assert isinstance(note, Note)
    assert dict(account(note, CountRules())).get(rule, 0) < 0 or rule in {
        name for name, _ in note.outline.hidden
    }


@pytest.mark.parametrize("text", AS_THEY_ARE)
def test_what_only_looks_like_it_counts(text: str) -> None:
    assert len(words(text)) == sum(1 for run in text.split() if any(c.isalnum() for c in run)) + text.count(
        "a--"
    )


HALF_TYPED = ["- [ ] b\n  -", "- [ ] b\n  -\n", "- [ ] b\n  ===", "- [ ] b\n  c\n  ---\n", "> - [ ] b\n>   -"]


@pytest.mark.parametrize("text", HALF_TYPED)
def test_a_task_stays_one_while_the_line_below_it_is_half_typed(text: str) -> None:
    note = parse(f"- [x] a\n{text}".encode() if not text.startswith(">") else text.encode())
    assert isinstance(note, Note)
    assert note.counts(CountRules()).tasks.open == 1


HOSTILE = [
    "{{",
    "{~~",
    "{~~a~>",
    "{a=",
    '{a="',
    "[a:: ",
    "(a:: ",
    ":::",
    '<a b="',
    "<a b={",
    "{.a} ",
    "[/] #a ",
    "a=b.c",
]


@pytest.mark.parametrize("mark", HOSTILE)
@pytest.mark.parametrize("shape", ["{}", "{}\n", "> {}\n", "{}\n\n"])
def test_a_mark_that_nothing_closes_takes_no_more_than_its_length(mark: str, shape: str) -> None:
    """Four times the text takes about four times as long, not sixteen times."""
    short, long = (_seconds_for((shape.format(mark) * times + "\n\n}}").encode()) for times in (250, 1000))
    assert long < 10 * max(short, 0.02)


def _seconds_for(data: bytes) -> float:
    """Return the processor time that counting takes: the least of three, which a busy machine disturbs least."""
    return min(_once(data) for _ in range(3))


def _once(data: bytes) -> float:
    before = time.process_time()
    note = parse(data)
    assert isinstance(note, Note)
    note.counts(CountRules())
    return time.process_time() - before
