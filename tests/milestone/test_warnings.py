"""A note that plainly meant to take part is never passed over in silence."""

from __future__ import annotations

import pytest

from tests.milestone.notes import look, note, served

KEYS = "milestone: 100 words"

FENCES = [
    (f"—\n{KEYS}\n—\none\n", 1, "`—`"),
    (f"–––\n{KEYS}\n–––\none\n", 1, "`–––`"),
    (f"—-\n{KEYS}\n---\none\n", 1, "`—-`"),
    (f"---\n{KEYS}\n—\none\n", 3, "`—`"),
    (f"---\n{KEYS}\n—\none\n\n---\n\ntwo\n", 3, "`—`"),
    (f"---\u00a0\n{KEYS}\n---\none\n", 1, "no-break space"),
    (f"---\n{KEYS}\n---\u00a0\none\n", 3, "no-break space"),
    (f"---\u200b\n{KEYS}\n---\none\n", 1, "cannot be seen"),
    (f"\n---\n{KEYS}\n---\none\n", 1, "blank line"),
    (f"\n\n  \n---\ntitle: x\n{KEYS}\n---\none\n", 1, "blank line"),
    (f" ---\n{KEYS}\n---\none\n", 1, "before the fence"),
    (f"\ufeff\ufeff---\n{KEYS}\n---\none\n", 1, "before the fence"),
    (f"----\n{KEYS}\n----\none\n", 1, "`----`"),
    (f"--\n{KEYS}\n--\none\n", 1, "`--`"),
    (f"---\n{KEYS}\n----\none\n", 3, "`----`"),
    (f"---\n{KEYS}\n----\none\n\n---\n\ntwo\n", 3, "`----`"),
    (f"---\n{KEYS}\n --- \none\n", 3, "before the fence"),
    (f"---\n{KEYS}\n\none two three\n", 1, "never closed"),
    (f"---\ntitle: x\ntags:\n  - a\n- b\n# c\n{KEYS}\nOne two three.\n", 1, "never closed"),
    (f"{KEYS}\n\none two\n", 1, "not in frontmatter"),
    (f"{KEYS}\n---\none two\n", 1, "not in frontmatter"),
    ("\nMilestone: words\none two\n", 2, "not in frontmatter"),
    ('+++\nmilestone = "100 words"\n+++\none\n', 1, "TOML"),
    ('{"milestone": "100 words"}\n\none\n', 1, "JSON"),
    ("milestone:: 100 words\n\none\n", 1, "Logseq"),
    (f"--- # my book\n{KEYS}\n---\none\n", 1, "text is behind the fence"),
    (f"# A title\n---\n{KEYS}\n---\none\n", 2, "does not begin on the first line"),
    (f"<!-- mine -->\n\n---\ntitle: x\n{KEYS}\n---\n", 3, "does not begin on the first line"),
]


@pytest.mark.parametrize(("text", "line", "said"), FENCES)
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_a_head_that_is_no_frontmatter_is_said(text: str, line: int, said: str, ending: str) -> None:
    """It is a warning, or a problem where what was meant is read as frontmatter that is not valid."""
    found = look(text.replace("\n", ending).encode())
    assert found.new is None
    told = found.entry.problem or found.entry.warnings[0]
    assert (told.line, said in told.message) == (line, True)
    assert told.hint
    assert len(found.entry.warnings) == (0 if found.entry.problem else 1)


INNOCENT = [
    "one two three\n",
    "---\n\nA scene break, and a milestone: that is what it was.\n",
    "- \n- milestone: reached\n",
    "# Milestones\n\nmilestone: one\n",
    "---\ntitle: My milestone\n---\none\n",
    "---\nwordcount: false\nmilestones: 5\n---\none\n",
    "---\nmillennium: 3\nmilk: yes\nmodified: 2024-01-01\n---\none\n",
    "Milestones are stones.\n",
    "How to begin:\n\n```yaml\n---\nmilestone: words\n---\n```\n",
    "One.\n\n---\n\nmilestone: that was it.\n\n---\n\nTwo.\n",
    "---\nmilestone-words: 5\nword-goal: 7\n---\none\n",
    "---\nmilestone: none\nmilestone-goal: 5000\n---\none\n",
    "",
    "---\n",
    "—\n\nThe milestone stood there.\n\n—\n",
]


@pytest.mark.parametrize("text", INNOCENT)
def test_other_notes_are_not_suspected(text: str) -> None:
    entry = look(text.encode()).entry
    assert (entry.problem, entry.warnings) == (None, ())


MISSPELT = [
    ("milestones: 100 words", "milestone"),
    ("milstone: 100 words", "milestone"),
    ("mile-stone: 100 words", "milestone"),
    ("Milestones: 100 words", "milestone"),
    (f"{KEYS}\nmilestone-gaol: 5", "milestone-goal"),
    (f"{KEYS}\nmilestone_goal: 5", "milestone-goal"),
    (f"{KEYS}\nmilestonegoal: 5", "milestone-goal"),
    (f"{KEYS}\nmilestone goal: 5", "milestone-goal"),
    (f"{KEYS}\nmilestone-goals: 5", "milestone-goal"),
    (f"{KEYS}\nmilestone–due: 2026-12-31", "milestone-due"),
    (f"{KEYS}\nmilestone-note: a.md", "milestone-notes"),
    (f"{KEYS}\nmilestone-xyz: a.md", "milestone-due, milestone-why"),
]


@pytest.mark.parametrize(("keys", "hint"), MISSPELT)
def test_a_misspelt_key_is_said_with_the_nearest_right_one(keys: str, hint: str) -> None:
    entry = look(note(keys)).entry
    assert [(item.line, hint in item.hint) for item in entry.warnings] == [(1 + len(keys.split("\n")), True)]
    assert entry.problem is None


@pytest.mark.parametrize(
    "key", ["milestone-goal: 5000", "Milestone-Due: 2026-12-31", "milestone-notes: a.md"]
)
def test_a_key_without_a_milestone_is_said(key: str) -> None:
    entry = look(note(f"title: x\n{key}")).entry
    assert [(item.line, item.message) for item in entry.warnings] == [
        (3, f"`{key.split(':', maxsplit=1)[0]}` has no effect: the note has no `milestone`")
    ]


def test_a_key_of_another_name_or_case_is_no_misspelling() -> None:
    for keys in (f"{KEYS}\nMilestone-Goal: 5", f"{KEYS}\nmilestonemaker: me", f"{KEYS}\nmilestone-words: 5"):
        assert look(note(keys)).entry.warnings == ()
    assert b"Milestone-Goal: 5\nmilestone-words" in served(note(f"{KEYS}\nMilestone-Goal: 5"))


def test_text_that_is_taken_for_code_is_said() -> None:
    """A novel whose paragraphs begin with a tab is code to Markdown: it counts nothing, and the writer hears why."""
    novel = note(KEYS, "\n\tThe rain fell on the town.\n\n\tShe ran on.\n")
    (warning,) = look(novel).entry.warnings
    assert (warning.line, warning.message.startswith("9 words are taken for code")) == (5, True)
    headed = look(note(KEYS, "# One\n\n\t" + "word " * 200)).entry
    assert [item.line for item in headed.warnings] == [6]
    for body in ("```\nfenced code\n```\n", "one two three\n\n    code of five words here\n", "- [ ] a\n"):
        assert look(note(KEYS, body)).entry.warnings == ()


def test_a_warning_keeps_nothing_from_being_served() -> None:
    data = served(note(f"{KEYS}\nmilestone-gaol: 5", "one two\n"))
    assert b"milestone-gaol: 5\nmilestone-words:     2\n" in data
