"""Opting a note out takes away what a milestone brought, and not one byte else."""

from __future__ import annotations

from types import MappingProxyType

import pytest

from milestoned.milestone.keys import KeyStyle, OwnedKey
from milestoned.milestone.opt_out import stop_text
from milestoned.milestone.rewrite import RewriteRules
from milestoned.note.counts import CountRules
from milestoned.note.problem import Problem

RULES = RewriteRules(CountRules(), KeyStyle())
BLOCK = "<!-- milestone -->\n\n█████░░░░░░░░░░░░░░░ 655 words to finish chunk 3 of 5\n\n<!-- /milestone -->\n"


def stopped(text: str, *, keep_out: bool = False, rules: RewriteRules = RULES) -> str | Problem:
    new = stop_text(text.encode(), rules, keep_out=keep_out)
    return new if isinstance(new, Problem) else new.decode()


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("---\nmilestone: 1000 words\nmilestone-words:   5\n---\n# T\n", "# T\n"),
        (
            "---\ntitle: 'A' # c\nmilestone: words\n\ntags: [a]\n---\nx",
            "---\ntitle: 'A' # c\n\ntags: [a]\n---\nx",
        ),
        ("---\nmilestone: words # why\n---\nx", "---\n# why\n---\nx"),
        ("---\n\nmilestone: words\n---\nx", "---\n\n---\nx"),
        (
            "---\nmilestone: [1000 words, tasks]\nmilestone-notes:\n  - a.md\n  - b.md\na: 1\n---\n",
            "---\na: 1\n---\n",
        ),
        ("---\nmilestone: words\nmilestone-why: |\n  so\n\n  it\n\na: 1\n---\n", "---\n\na: 1\n---\n"),
        ("---\nmilestone: words\nmilestone-why: 'a\n  b'\n'milestone-status': done\n---\n", ""),
        ("---\nMilestone: words\nmilestone-status:\n---\nx", "x"),
        ("---\na: 1\nmilestone-words: 5\nmilestone-status: done\n---\nx", "---\na: 1\n---\nx"),
        ("---\n{milestone: words, a: b, milestone-words: 5}\n---\nx", "---\n{a: b}\n---\nx"),
        ("---\n{a: b, milestone: words, milestone-words: 5}\n---\nx", "---\n{a: b}\n---\nx"),
        ("---\n{milestone: words, milestone-words: 5}\n---\nx", "x"),
        ("---\n? milestone\n: words\na: b\n---\nx", "---\na: b\n---\nx"),
        (
            "---\nword-goal: 5\nwordcount: true\nmilestone: words\n---\n",
            "---\nword-goal: 5\nwordcount: true\n---\n",
        ),
        ("---\nmilestone: none\n---\nx", "x"),
        ("---\nmilestone: words\n...\nx", "x"),
    ],
)
def test_the_keys_go_and_the_rest_stays(before: str, after: str, ending: str) -> None:
    assert stopped(before.replace("\n", ending)) == after.replace("\n", ending)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("# A [2/3]\n- [x] a\n- [x] b\n- [ ] c\n", "# A [/]\n- [x] a\n- [x] b\n- [ ] c\n"),
        ("# A [66%]\n- [ ] b [ 1/2]\n  - [x] c\n", "# A [%]\n- [ ] b [/]\n  - [x] c\n"),
        ("# A [ 12/1000 words]\nx\n", "# A [/1000 words]\nx\n"),
        ("# Part [1/2]\nnothing to tick off\n", "# Part [1/2]\nnothing to tick off\n"),
        ("`[1/2]` [1/2] here\n- [ ] a\n", "`[1/2]` [1/2] here\n- [ ] a\n"),
        (f"x\n\n{BLOCK}\ny\n", "x\n\n<!-- milestone -->\n<!-- /milestone -->\n\ny\n"),
        (
            "<!-- milestone -->\nmine\n<!-- /milestone -->\n",
            "<!-- milestone -->\nmine\n<!-- /milestone -->\n",
        ),
    ],
)
def test_cookies_are_bare_again_and_blocks_are_empty(before: str, after: str) -> None:
    assert stopped(f"---\nmilestone: words\n---\n{before}") == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "---\na: 1\nmilestone: words # c\nmilestone-words: 5\n---\nx",
            "---\na: 1\nmilestone: none # c\n---\nx",
        ),
        ("---\nmilestone:\n  - words\n---\nx", "---\nmilestone: none\n---\nx"),
        ("---\nmilestone: none\nmilestone-words: 5\n---\nx", "---\nmilestone: none\n---\nx"),
        ("x\n", "---\nmilestone: none\n---\nx\n"),
        ("---\na: 1\n---\nx\n", "---\na: 1\nmilestone: none\n---\nx\n"),
        ("---\n{a: b, milestone: words, milestone-words: 5}\n---\n", "---\n{a: b, milestone: none}\n---\n"),
        ("---\n{milestone: words}\n---\n", "---\n{milestone: none}\n---\n"),
    ],
)
def test_where_a_rule_would_opt_it_in_again_it_says_none(before: str, after: str) -> None:
    assert stopped(before, keep_out=True) == after
    assert stopped(after, keep_out=True) == after


def test_a_renamed_key_goes_only_with_a_value_of_ours() -> None:
    names = MappingProxyType({OwnedKey.WORDS: "words", OwnedKey.STATUS: "status"})
    rules = RewriteRules(CountRules(), KeyStyle(names=names))
    head = "---\nmilestone: words\nwords: 12\nstatus: second draft, with Anna\n---\n"
    assert stopped(head, rules=rules) == "---\nstatus: second draft, with Anna\n---\n"


@pytest.mark.parametrize(
    "text", ["", "x\n", "---\na: 1\n---\n", "---\nwordcount: false\n---\n", "+++\na = 1\n+++\n", "---\n---\n"]
)
def test_a_note_without_a_milestone_stays_as_it_is(text: str) -> None:
    assert stopped(text) == text


@pytest.mark.parametrize(
    "text",
    ["---\nmilestone: [\n---\n", "---\nmilestone-why: &a x\ntitle: *a\nmilestone: words\n---\n", "\0"],
)
def test_what_cannot_be_done_safely_is_left_with_a_reason(text: str) -> None:
    assert isinstance(stopped(text), Problem)
