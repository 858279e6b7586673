"""What text counts: each item of docs/format.md, "What text counts", on its own and in a sentence."""

from __future__ import annotations

import pytest

from milestoned.note.counting import measure
from milestoned.note.counts import CountRules, WordRule
from milestoned.note.fast_outline import scan
from milestoned.note.full_outline import outline
from milestoned.note.note import Note, parse


def visible(body: str, *, owned: bool = True) -> list[str]:
    """Return the visible words of a body, by the fast way, after holding it to the full parse."""
    fast, full = scan(body, cookies=owned), outline(body, cookies=owned)
    words = " ".join(prose.text for prose in full.prose).split()
    assert " ".join(prose.text for prose in fast.prose).split() == words
    return words


EXCLUDED = {
    "fenced code": "a\n\n```python\nhidden = 1\n```\n\nb",
    "fenced code without a closing fence": "a b\n\n```\nhidden\n\nhidden",
    "tilde fence": "a\n\n~~~\nhidden\n```\nhidden\n~~~\n\nb",
    "fenced code in a list": "- a\n\n  ```\n  hidden\n  ```\n- b",
    "indented code": "a\n\n    hidden code\n\nb",
    "HTML tags": 'a <b class="hidden">b</b>',
    "an HTML block's tags": '<div class="hidden">\na b\n</div>',
    "a tag with a > in an attribute": '<div title="hidden > hidden">\na b\n</div>',
    "script and style": "<script>\nhidden()\n</script>\n\na\n\n<style>\nhidden {}\n</style>\n\nb",
    "an HTML comment": "a <!-- hidden --> b",
    "an HTML comment of several lines": "a\n\n<!-- hidden\n\nhidden -->\n\nb",
    "a comment": "a %%hidden%% b",
    "a comment of several lines in a paragraph": "a %%hidden\nhidden%% b",
    "a comment block": "a\n\n%%\nhidden\n\n- [ ] hidden\n%%\n\nb",
    "a comment block with an open fence in it": "a\n\n%%\n```\nhidden\n%%\n\nb",
    "a comment across blocks": "a %%hidden\n\nhidden\n\n# hidden\n\nhidden%% b",
    "a comment across blocks, closed on a line of its own": "a %% hidden\n\nhidden\n%%\nb",
    "two comments across blocks": "%%hidden\n\nhidden%%\n\na %% hidden\n\n%% b",
    "a comment from a list item into another": "- a %% hidden\n- hidden\n- hidden %% b",
    "a comment from a quote to below it": "> a %% hidden\n\nhidden\n\nhidden %% b",
    "a comment from a heading": "# a %% hidden\n\n- [ ] hidden\n\n%%\n\nb",
    "an inline link's target and title": 'a [b](http://hidden.org "hidden title")',
    "a reference link's definition": 'a [b][r]\n\n[r]: http://hidden.org "hidden"',
    "an image with its alt text": "a ![hidden](hidden.png) b",
    "an image by reference": "a ![hidden][r] b\n\n[r]: hidden.png",
    "an embed": "a ![[hidden note#part|hidden]] b",
    "inline math": "a $hidden^2$ b",
    "display math in a line": "a $$hidden$$ b",
    "a block of math": "a\n\n$$\nhidden\n\nhidden\n$$\n\nb",
    "a footnote's mark": "a[^1] b[^hidden]",
    "a callout's mark": "> [!hidden]- a\n> b",
    "a block id": "a b ^hidden-1",
    "a block id on a line of its own": "- a\n- b\n\n^hidden",
    "tags": "#hidden a #nested/hidden-tag b #été #y1984",
    "a tag in another script": "a #日本語 b",
    "citations": "a [@hidden] b [see @hidden1999, p. 3; -@hidden]",
    "task marks": "- [x] a\n- [ ] b",
    "list numbers": "1. a\n2. b",
    "a cookie in a heading": "# a [1/2]\n\nb",
    "a words cookie": "# a [12/1000 words]\n\nb",
    "a cookie in a list item": "- a [50%]\n  - b",
    "a status block": "a\n\n<!-- milestone -->\nhidden\n\n- hidden\n\n| hidden |\n|---|\n<!-- /milestone -->\n\nb",
    "a thematic break": "a\n\n* * *\n\n---\n\nb",
    "TOML frontmatter": "+++\nhidden = 1\n+++\na b",
}


@pytest.mark.parametrize("case", EXCLUDED)
def test_what_a_reader_does_not_see_does_not_count(case: str) -> None:
    note = parse(EXCLUDED[case].encode())
    assert isinstance(note, Note)
    assert visible(note.body) == ["a", "b"]


COUNTED = {
    "headings": "# a\n\nb\n-\n\n### c ###",
    "list and task text": "- a\n- [x] b\n  1. [-] c",
    "quotes": "> a\n> > b\n>\n> c",
    "callouts, title and text": "> [!note] a\n> b\n>\n> - c",
    "table cells": "| a | b |\n|---|---|\n| c |",
    "a table's row below a heading with a bar": "# a | b\n| --- | --- |\n\nc",
    "a table's row below an item with a bar": "- a | b\n--- | ---\n\nc",
    "link text": "[a](x) [b][r] [c]\n\n[r]: x\n[c]: x",
    "a wikilink's alias": "a [[hidden|b]] c",
    "a wikilink's target": "a [[b]] c",
    "a wikilink with an empty alias": "[[a]] [[b|]] c",
    "inline code": "a `b` ``c``",
    "footnote text": "[^1]: a\n\n    b\n\nc",
    "footnote text over two lines": "[^note]: a\nb\n\nc",
    "an inline footnote": "^[a b] c",
    "text between tags": "<b>a</b> <div>b</div>\n\n<p>c</p>",
    "text in an HTML block": "<ul><li>a</li><li>b</li></ul>\nc",
    "emphasis": "*a* **b** ~~c~~",
    "entities": "a&nbsp;b &amp; c",
    "a `%%` that is never closed": "a %% b\n\nc",
    "a `%%` in code": "a %%hidden%% b\n\n```\n%%\n```\n\nc",
    "an escaped comment": "a \\%% b c",
    "prices": "$5 a $6 b, 7$".replace("$5 ", "").replace("$6 b, 7$", "b c"),
    "a line behind a block comment": "%%\nhidden\n%% a\n\nb c",
    "an escaped bracket": "\\[a\\] b c",
    "a number sign that is no tag": "a b c#",
    "emphasis in a word": "a b c*",
    "a hard break": "a  \nb\\\nc",
}


@pytest.mark.parametrize("case", COUNTED)
def test_what_a_reader_sees_counts(case: str) -> None:
    letters = ["".join(filter(str.isalnum, word)) for word in visible(COUNTED[case])]
    assert [word for word in letters if word] == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("costs $5 and $10 today", 5),
        ("in #1984 we", 3),
        ("C# and F#", 3),
        ("mail me@home.org now", 3),
        ("an @mention here", 3),
        ("a [bracket] here", 3),
        ("https://example.org/a_b_c", 1),
        ("<https://example.org/a--b>", 1),
        ("100 %% of 200 % done", 4),
        ("half*way and snake_case_name", 3),
        ("a | b", 2),
        ("x^2 and y", 3),
        ("[/] and [%] and [1/2]", 3),
        ("1. one\n2. two", 2),
        ("year\n1986. A great year", 5),
    ],
)
def test_what_only_looks_like_markup_counts(text: str, words: int) -> None:
    assert measure(scan(text, cookies=False), text, CountRules()).words == words
    assert measure(outline(text, cookies=False), text, CountRules()).words == words


def test_the_frontmatter_does_not_count() -> None:
    note = parse(b"---\ntitle: many words in here\n---\nonly these three\n")
    assert isinstance(note, Note)
    assert note.counts(CountRules()).words == 3


def test_a_cookie_counts_in_a_note_that_did_not_opt_in() -> None:
    """There it is the writer's text, like any other."""
    assert visible("# a [1/2]", owned=False) == ["a", "[1/2]"]


BODY = "# a [1/2]\n\nb #tag $x y$ `c`\n\n```\nd e\n```\n\n* *\n\n- [x] f\n"


@pytest.mark.parametrize(
    ("rule", "words"),
    [(WordRule.PROSE, 4), (WordRule.OFFICE, 4), (WordRule.ALL, 4 + 1 + 2 + 2), (WordRule.WC, 16)],
)
def test_the_other_rules_count_more(rule: WordRule, words: int) -> None:
    """`all` adds code, tags and math; `wc` counts every run of the body but what the program wrote."""
    assert measure(scan(BODY, cookies=True), BODY, CountRules(rule)).words == words
    assert len(BODY.replace("[1/2]", "").split()) == 16
