"""What a task is, and which of them count: docs/format.md, "Task"."""

from __future__ import annotations

import pytest

from milestoned.note.counting import measure
from milestoned.note.counts import CountRules, TaskCounts, TaskRule
from milestoned.note.fast_outline import scan
from milestoned.note.full_outline import outline
from milestoned.note.outline import TaskState


def states(body: str) -> list[TaskState]:
    """Return the states of a body's tasks, by the fast way, after holding it to the full parse."""
    found = [task.state for task in scan(body, cookies=True).tasks]
    assert found == [task.state for task in outline(body, cookies=True).tasks]
    return found


def counted(body: str, rule: TaskRule = TaskRule.ALL) -> TaskCounts:
    return measure(scan(body, cookies=True), body, CountRules(tasks=rule)).tasks


OPEN, DONE, CANCELLED = TaskState.OPEN, TaskState.DONE, TaskState.CANCELLED


@pytest.mark.parametrize(
    "item",
    [
        "- [ ] a",
        "* [ ] a",
        "+ [ ] a",
        "1. [ ] a",
        "12) [ ] a",
        "  - [ ] a",
        "> - [ ] a",
        "> [!todo]\n> - [ ] a",
    ],
)
def test_a_list_item_that_starts_with_a_box_is_a_task(item: str) -> None:
    assert states(item) == [OPEN]


@pytest.mark.parametrize(
    ("mark", "state"),
    [
        ("x", DONE),
        ("X", DONE),
        ("-", CANCELLED),
        (" ", OPEN),
        ("/", OPEN),
        (">", OPEN),
        ("?", OPEN),
        ("ü", OPEN),
        ("完", OPEN),
        ("]", OPEN),
        ("%", OPEN),
    ],
)
def test_any_one_character_is_a_mark(mark: str, state: TaskState) -> None:
    assert states(f"- [{mark}] a") == [state]


@pytest.mark.parametrize("rest", ["", " ", "\ttext", " text", "\n  text"])
def test_a_blank_a_tab_or_the_lines_end_follows_the_box(rest: str) -> None:
    assert states(f"- [x]{rest}") == [DONE]


NO_TASKS = [
    "- [ ]a",
    "- [  ] a",
    "- [] a",
    "- [x](url)",
    "- [x][ref]\n\n[ref]: url",
    "- \\[ ] a",
    "- # [ ] a",
    "- > [ ] a",
    "- a [ ] b",
    "-\n  [ ] a",
    "[ ] a",
    "# [ ] a",
    "| - [ ] a |\n|---|\n| - [x] b |",
    "a paragraph\n2. [ ] that goes on",
    "```\n- [ ] a\n```",
    "    - [ ] a",
    "- a\n\n      - [ ] code in an item",
    "<div>\n- [ ] a\n</div>",
    "<!--\n- [ ] a\n-->",
    "%%\n- [ ] a\n%%",
    "a %%\n\n- [ ] b\n\n%% c",
    "$$\n- [ ] a\n$$",
    "`- [ ] a`",
]


@pytest.mark.parametrize("body", NO_TASKS)
def test_no_other_box_is_a_task(body: str) -> None:
    assert states(body) == []


def test_a_second_box_on_the_line_is_text() -> None:
    assert states("- [ ] a [x] b\n- [x] [ ] c") == [OPEN, DONE]


def test_tasks_are_found_however_deep_they_lie() -> None:
    """Ten levels is where the parser's own preset begins to drop items without a word."""
    body = "\n".join("  " * level + "- [x] a" for level in range(40))
    assert states(body) == [DONE] * 40


def test_a_box_after_a_setext_heading_or_in_a_callout_below_an_item() -> None:
    assert states("- a\n  > [!note]\n  > - [x] b\n\n1. c\n   - [ ] d") == [DONE, OPEN]


NESTED = """
- [ ] parent
  - [x] one
  - [x] two
- [x] leaf
- no task
  - [ ] below no task
"""


@pytest.mark.parametrize(
    ("rule", "done", "left"), [(TaskRule.ALL, 3, 2), (TaskRule.LEAF, 3, 1), (TaskRule.TOP, 1, 2)]
)
def test_all_count_or_only_leaves_or_only_the_outermost(rule: TaskRule, done: int, left: int) -> None:
    """A parent's state is never inferred from the tasks below it."""
    assert counted(NESTED, rule) == TaskCounts(done, left, 0)


def test_a_cancelled_task_leaves_the_sum_with_the_open_tasks_below_it() -> None:
    body = "- [-] a\n  - [ ] b\n    - [ ] c\n  - [x] d\n    - [ ] e\n- [ ] f\n"
    found = counted(body)
    assert found == TaskCounts(done=1, open=1, cancelled=4)
    assert found.total == 2


def test_tasks_below_an_item_without_a_box_belong_to_the_task_above_it() -> None:
    assert counted("- [-] a\n  - plain\n    - [ ] b\n") == TaskCounts(0, 0, 2)


def test_no_tasks_are_none() -> None:
    assert counted("# nothing here\n") == TaskCounts()
