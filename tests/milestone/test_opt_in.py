"""Opting a note in adds the writer's keys and nothing else, and what was chosen reads back."""

from __future__ import annotations

import pytest

from milestoned.milestone.edits import Edit, apply
from milestoned.milestone.opt_in import Choice, plan_start
from milestoned.note.note import Note, parse
from milestoned.note.problem import Problem


def started(text: str, choice: Choice) -> str | Problem:
    note = parse(text.encode())
    assert isinstance(note, Note)
    edit = plan_start(note, choice)
    return apply(note.source.text, [edit]) if isinstance(edit, Edit) else edit


WORDS = Choice("1000 words")


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("# Title\n", "---\nmilestone: 1000 words\n---\n# Title\n"),
        ("---\n---\nbody", "---\nmilestone: 1000 words\n---\nbody"),
        ("---\ntitle: x  # c\n---\nbody", "---\ntitle: x  # c\nmilestone: 1000 words\n---\nbody"),
        ("---\n  title: x\n...\n", "---\n  title: x\n  milestone: 1000 words\n...\n"),
        ("---\ntitle: |\n  x\n\n---\n", "---\ntitle: |\n  x\n\nmilestone: 1000 words\n---\n"),
        ("---\n\nA scene break.\n", "---\nmilestone: 1000 words\n---\n---\n\nA scene break.\n"),
    ],
)
def test_the_keys_are_added_in_the_notes_own_style(before: str, after: str, ending: str) -> None:
    assert started(before.replace("\n", ending), WORDS) == after.replace("\n", ending)


@pytest.mark.parametrize(
    "why",
    [
        "It wants an ending",
        "because: of #this",
        "- dash",
        "'quoted'",
        '"double"',
        "yes",
        "5",
        "ünï — code",
        "a\nb",
        " pad ",
        "*star",
        "{x}",
        "2026-01-01",
        "null",
    ],
)
def test_a_reason_reads_back_as_it_was_given(why: str) -> None:
    text = started("body\n", Choice("words", why=why))
    assert isinstance(text, str)
    note = parse(text.encode())
    assert isinstance(note, Note)
    assert note.frontmatter is not None
    assert str(note.frontmatter.get("milestone-why")) == why


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("---\nmilestone: words\n---\n", "already"),
        ("---\nmilestone-goal: 5\n---\n", "`milestone-goal` already"),
        ("---\nwordcount: false\n---\n", "wordcount"),
        ("---\na: b: c\n---\n", "not valid YAML"),
        ("---\n{a: b}\n---\n", "braces"),
        ("---\n- a\n---\n", "not a mapping"),
        ("+++\na = 1\n+++\n", "TOML"),
        ("\n---\na: b\n---\n", "leading blank line"),
        ('{\n"a": 1\n}\n', "JSON"),
        ("tags:: x\n", "Logseq"),
    ],
)
def test_a_note_that_cannot_be_started_is_left_with_a_reason(text: str, said: str) -> None:
    found = started(text, Choice("words", goal="500"))
    assert isinstance(found, Problem)
    assert said in found.message
