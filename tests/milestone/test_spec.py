"""What the writer's keys mean, and what is said of a value that means nothing."""

from __future__ import annotations

import datetime as dt

import pytest

from milestoned.milestone.spec import Milestone, MilestoneSpec, Sizes, Unit, milestone_spec
from milestoned.note.note import Note, parse
from milestoned.note.problem import Problem


def read(keys: str, sizes: Sizes | None = None) -> MilestoneSpec | Problem:
    note = parse(f"---\n{keys}\n---\n".encode())
    assert isinstance(note, Note)
    assert note.problem is None
    assert note.frontmatter is not None
    return milestone_spec(note.frontmatter, sizes or Sizes())


def milestones(keys: str) -> list[tuple[str, int | None, int | None]]:
    found = read(keys)
    assert isinstance(found, MilestoneSpec)
    return [(item.unit.value, item.size, item.goal) for item in found.milestones]


WORDS, CHARACTERS, TASKS = "words", "characters", "tasks"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("1000 words", [(WORDS, 1000, None)]),
        ("words", [(WORDS, 1000, None)]),
        ("characters", [(CHARACTERS, 5000, None)]),
        ("500 characters", [(CHARACTERS, 500, None)]),
        ("tasks", [(TASKS, None, None)]),
        ("5 tasks", [(TASKS, 5, None)]),
        ("1 task", [(TASKS, 1, None)]),
        ("1000", [(WORDS, 1000, None)]),
        ("'1000'", [(WORDS, 1000, None)]),
        ("1,000", [(WORDS, 1000, None)]),
        ("1_000", [(WORDS, 1000, None)]),
        ("1 000", [(WORDS, 1000, None)]),
        ("1\u00a0000 words", [(WORDS, 1000, None)]),
        ("1\u202f000\u00a0words", [(WORDS, 1000, None)]),
        ("1,000,000 words", [(WORDS, 1_000_000, None)]),
        ('"1,000 words"', [(WORDS, 1000, None)]),
        ("1000words", [(WORDS, 1000, None)]),
        ("500 Words", [(WORDS, 500, None)]),
        ("  500 words  # a page", [(WORDS, 500, None)]),
        ("[1000 words, tasks]", [(WORDS, 1000, None), (TASKS, None, None)]),
        ("[tasks, 300]", [(TASKS, None, None), (WORDS, 300, None)]),
        ("\n  - 1000 words\n  - tasks", [(WORDS, 1000, None), (TASKS, None, None)]),
        ("[words]", [(WORDS, 1000, None)]),
        ("|\n  500 words", [(WORDS, 500, None)]),
    ],
)
def test_a_milestone_value(value: str, expected: list[tuple[str, int | None, int | None]]) -> None:
    assert milestones(f"milestone: {value}") == expected


@pytest.mark.parametrize(
    ("goal", "expected"),
    [
        ("5000", 5000),
        ("5000 words", 5000),
        ("5,000", 5000),
        ("'5 000'", 5000),
        ('"5_000 words"', 5000),
        ("1", 1),
        ("[5000]", 5000),
    ],
)
def test_a_goal(goal: str, expected: int) -> None:
    assert milestones(f"milestone: words\nmilestone-goal: {goal}") == [(WORDS, 1000, expected)]


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ("milestone: [tasks, words]\nmilestone-goal: 900", [(TASKS, None, None), (WORDS, 1000, 900)]),
        ("milestone: [words, 5 tasks]\nmilestone-goal: 20 tasks", [(WORDS, 1000, None), (TASKS, 5, 20)]),
        (
            "milestone: [words, characters]\nmilestone-goal: 900",
            [(WORDS, 1000, 900), (CHARACTERS, 5000, None)],
        ),
        (
            "milestone: [words, characters]\nmilestone-goal: 900 characters",
            [(WORDS, 1000, None), (CHARACTERS, 5000, 900)],
        ),
        (
            "milestone: [words, 5 tasks]\nmilestone-goal: [900, 20 tasks]",
            [(WORDS, 1000, 900), (TASKS, 5, 20)],
        ),
        ("milestone: 5 tasks\nmilestone-goal: 20", [(TASKS, 5, 20)]),
        ("milestone: characters\nmilestone-goal: 20", [(CHARACTERS, 5000, 20)]),
        ("milestone: words\nword-goal: 700", [(WORDS, 1000, 700)]),
        ("milestone: words\ntargetWords: 700", [(WORDS, 1000, 700)]),
        ("milestone: words\nword-goal: 700\nmilestone-goal: 900", [(WORDS, 1000, 900)]),
        ("milestone: words\nword-goal: soon", [(WORDS, 1000, None)]),
        ("milestone: tasks\nword-goal: 700", [(TASKS, None, None)]),
        ("milestone: words\nword-goal: 0", [(WORDS, 1000, None)]),
        ("milestone: words\nmilestone-goal:", [(WORDS, 1000, None)]),
        ("milestone: words\nmilestone-notes:", [(WORDS, 1000, None)]),
    ],
)
def test_a_goal_finds_its_milestone(keys: str, expected: list[tuple[str, int | None, int | None]]) -> None:
    assert milestones(keys) == expected


@pytest.mark.parametrize(
    ("keys", "line", "named"),
    [
        ("milestone: lots", 2, "lots"),
        ("milestone:", 2, "empty"),
        ("milestone: ''", 2, "not a size of chunk"),
        ("milestone: []", 2, "empty"),
        ("milestone: 0", 2, "0"),
        ("milestone: 0 words", 2, "0"),
        ("milestone: -5", 2, "-5"),
        ("milestone: 1.5", 2, "1.5"),
        ("milestone: true", 2, "`true`"),
        ("milestone: 5 pages", 2, "5 pages"),
        ("milestone: 10,00", 2, "10,00"),
        ("milestone: 1000 words a day", 2, "a day"),
        ("milestone: {words: 5}", 2, ""),
        ("milestone: [words, [tasks]]", 2, ""),
        ("milestone: [words, 500 words]", 2, "twice"),
        ("milestone: [words, lots]", 2, "lots"),
        ("title: x\n\nmilestone: words\n# why\nmilestone-goal: 0", 6, "0"),
        ("milestone: words\nmilestone-goal: -1", 3, "-1"),
        ("milestone: words\nmilestone-goal: words", 3, "words"),
        ("milestone: words\nmilestone-goal: 5 tasks", 3, "tasks"),
        ("milestone: words\nmilestone-goal: soon", 3, "soon"),
        ("milestone: words\nmilestone-goal: false", 3, "`false`"),
        ("milestone: words\nmilestone-due: 2026-02-30", 3, "2026-02-30"),
        ("milestone: words\nmilestone-due: tomorrow", 3, "tomorrow"),
        ("milestone: words\nmilestone-due: 31.12.2026", 3, "31.12.2026"),
        ("milestone: words\nmilestone-due: 20261231", 3, "20261231"),
        ("milestone: words\nmilestone-due: 2026-W53-4", 3, "2026-W53-4"),
        ("milestone: words\nmilestone-due: [2026-12-31]", 3, ""),
        ("milestone: words\nmilestone-due: {a: b}", 3, ""),
        ("milestone: words\nmilestone-why: {a: b}", 3, ""),
        ("milestone: words\nmilestone-notes: {a: b}", 3, "globs"),
        ("milestone: words\nmilestone-notes: []", 3, "globs"),
        ("milestone: words\nmilestone-notes: 5", 3, "5"),
        ("milestone: words\nmilestone-notes: [a, '']", 3, "glob"),
        ("milestone: words\nmilestone-notes: /etc/*.md", 3, "/etc"),
    ],
)
def test_a_value_that_is_not_valid_is_a_problem_with_its_line(keys: str, line: int, named: str) -> None:
    found = read(keys)
    assert isinstance(found, Problem)
    assert found.line == line
    assert named in found.message
    assert found.hint


@pytest.mark.parametrize("value", ["2026-12-31", "'2026-12-31'", "2026-12-31T09:00:00", "2026-12-31T09:00"])
def test_a_date(value: str) -> None:
    found = read(f"milestone: words\nmilestone-due: {value}")
    assert isinstance(found, MilestoneSpec)
    assert found.due == dt.date(2026, 12, 31)


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ("Because: I can".replace(":", ""), "Because I can"),
        ("5", "5"),
        ("", ""),
        ("|\n  long\n  text", "long\ntext\n"),
        ("yes", "yes"),
    ],
)
def test_a_reason_is_free_text(value: str, why: str) -> None:
    found = read(f"milestone: words\nmilestone-why: {value}")
    assert isinstance(found, MilestoneSpec)
    assert found.why.strip() == why.strip()


@pytest.mark.parametrize(
    ("value", "globs"),
    [
        ("chapters/*.md", ("chapters/*.md",)),
        ('["a/*.md", b.md]', ("a/*.md", "b.md")),
        ("\n  - ../x/**/*.md", ("../x/**/*.md",)),
    ],
)
def test_globs(value: str, globs: tuple[str, ...]) -> None:
    found = read(f"milestone: words\nmilestone-notes: {value}")
    assert isinstance(found, MilestoneSpec)
    assert found.notes == globs


def test_a_bare_unit_takes_the_configured_size() -> None:
    found = read("milestone: [words, characters, tasks]", Sizes(words=250, characters=1200))
    assert isinstance(found, MilestoneSpec)
    assert found.milestones == (
        Milestone(Unit.WORDS, 250),
        Milestone(Unit.CHARACTERS, 1200),
        Milestone(Unit.TASKS, None),
    )
