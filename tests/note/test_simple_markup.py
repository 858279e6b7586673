"""The pattern of simple markup: what it takes, what is seen of it, and that it gives up in time."""

from __future__ import annotations

import pytest

from milestoned.note.simple_markup import SIMPLE_PARAGRAPH, visible

# What one mistake in the pattern would make take longer than the universe.
_MANY = 2_000


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("Plain words, 50% of them: R&D.", "Plain words, 50% of them: R&D."),
        ("*One* and **two** and _three **and** four_.", "One and two and three and four."),
        ('He said _"no **way**"_, [p. 3].', 'He said "no way", [p. 3].'),
        ("“*Quoted*”—or *“quoted”*…", "“Quoted”—or “quoted”…"),
        ("[**Name** of it, p. 3] goes\non _over\nlines_", "[Name of it, p. 3] goes\non over\nlines"),
        ('A [link](a/b.md#c_d "title") and `code`', "A link and code"),
        ("[[Note]] and [[Note|alias]], ~~gone~~[^1]", "Note and alias, gone"),
        ("[[Note|an|alias]] and [[Note|alias|]]", "an|alias and alias|"),
        ("<b>bold</b> line<br>break #tag.", "bold line break ."),
    ],
)
def test_what_is_seen(text: str, seen: str) -> None:
    assert SIMPLE_PARAGRAPH.fullmatch(text)
    assert visible(text, []) == seen


@pytest.mark.parametrize(
    "text",
    [
        "*open",
        "a *b** c",
        "a*b*c",
        "snake_case",
        "*a _b* c_",
        "2 * 3",
        "![i](u)",
        "[a][b]",
        "key:: v",
        "%%c%%",
        "{x}",
        "[@key]",
        "&amp;",
        "a\n- b",
        "a\n===",
        "a\n6.\n-",
        "| a",
        "    code",
        "- item",
        "<div>",
        "\\*",
        "``a`b``",
    ],
)
def test_what_may_be_more_is_not_taken(text: str) -> None:
    assert SIMPLE_PARAGRAPH.fullmatch(text) is None


@pytest.mark.parametrize("tail", ["\\", "{", "*", "["])
@pytest.mark.parametrize(
    "unit",
    [
        "a *b* ",
        "a _b **c** d_ ",
        "[a] ",
        "[a](b) ",
        "[*a* b] ",
        "`c` ",
        "#t ",
        "<b>x</b> ",
        "[[w|x]] ",
        "a: b ",
        "a\nb ",
        "*a\nb* ",
        "[a\nb] ",
        "~~x~~ ",
        "*a ",
        "_a *b_ ",
        "[a ",
        "[[a",
        "`a",
        "**_a ",
        "a\n  b ",
        "50% ",
        "[^1] ",
    ],
)
def test_a_long_paragraph_is_given_up_at_once(unit: str, tail: str) -> None:
    """At its last sign it turns out not to be simple; the pattern has no second way to what it took before."""
    assert SIMPLE_PARAGRAPH.match(unit * _MANY + tail) is None
