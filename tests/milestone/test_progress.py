"""The progress line: every row of the table in docs/format.md, and the borders between them."""

from __future__ import annotations

import pytest

from milestoned.milestone.progress import Progress, Status, overall, progress
from milestoned.milestone.progress_line import bar, bar_fraction, progress_line
from milestoned.milestone.spec import Milestone, Unit
from milestoned.note.counts import Counts, TaskCounts


def words(count: int, goal: int | None = None, size: int = 1000) -> Progress:
    return progress(Milestone(Unit.WORDS, size, goal), Counts(words=count))


def tasks(
    done: int, left: int, size: int | None = None, goal: int | None = None, cancelled: int = 0
) -> Progress:
    return progress(Milestone(Unit.TASKS, size, goal), Counts(tasks=TaskCounts(done, left, cancelled)))


NOT, IN, DONE = Status.NOT_STARTED, Status.IN_PROGRESS, Status.DONE


@pytest.mark.parametrize(
    ("part", "line", "status"),
    [
        (words(2345, 5000), "655 words to finish chunk 3 of 5", IN),
        (words(0, 5000), "1000 words to finish chunk 1 of 5", NOT),
        (words(2345), "655 words to finish chunk 3", IN),
        (words(0), "1000 words to finish chunk 1", NOT),
        (words(4200, 4500), "300 words to finish chunk 5 of 5", IN),
        (words(4000, 4500), "500 words to finish chunk 5 of 5", IN),
        (words(0, 300), "300 words to finish chunk 1 of 1", NOT),
        (words(2000, 5000), "1000 words to finish chunk 3 of 5", IN),
        (words(1999, 5000), "1 word to finish chunk 2 of 5", IN),
        (words(4999, 5000), "1 word to finish chunk 5 of 5", IN),
        (words(1000), "1000 words to finish chunk 2", IN),
        (words(5000, 5000), "done, 5 of 5 chunks", DONE),
        (words(5230, 5000), "done, 5 of 5 chunks, 230 words over", DONE),
        (words(5001, 5000), "done, 5 of 5 chunks, 1 word over", DONE),
        (words(4500, 4500), "done, 5 of 5 chunks", DONE),
        (words(300, 300), "done, 1 of 1 chunks", DONE),
        (words(1234567), "433 words to finish chunk 1235", IN),
        (
            progress(Milestone(Unit.CHARACTERS, 500, 900), Counts(characters=899)),
            "1 character to finish chunk 2 of 2",
            IN,
        ),
        (
            progress(Milestone(Unit.CHARACTERS, 500), Counts(characters=20)),
            "480 characters to finish chunk 1",
            IN,
        ),
        (tasks(3, 4), "3 of 7 tasks, 4 to go", IN),
        (tasks(7, 0), "done, 7 of 7 tasks", DONE),
        (tasks(1, 0), "done, 1 of 1 tasks", DONE),
        (tasks(0, 3), "0 of 3 tasks, 3 to go", NOT),
        (tasks(0, 0), "no tasks yet", NOT),
        (tasks(0, 0, cancelled=2), "no tasks yet", NOT),
        (tasks(6, 9, size=5), "4 tasks to finish chunk 2", IN),
        (tasks(4, 9, size=5, goal=20), "1 task to finish chunk 1 of 4", IN),
        (tasks(21, 0, size=5, goal=20), "done, 4 of 4 chunks, 1 task over", DONE),
    ],
)
def test_the_line_and_the_status(part: Progress, line: str, status: Status) -> None:
    assert progress_line([part]) == line
    assert part.status is status


def test_the_numbers_of_the_documented_example() -> None:
    part = words(2345, 5000)
    assert (part.chunk, part.chunks, part.chunks_done, part.left_in_chunk, part.left, part.percent) == (
        3,
        5,
        2,
        655,
        2655,
        46,
    )


def test_the_percentage_is_floored() -> None:
    """99.98 percent is not done."""
    assert words(4999, 5000).percent == 99
    assert words(5000, 5000).percent == 100


def test_several_are_joined_and_done_only_when_all_are() -> None:
    assert (
        progress_line([words(2345, 5000), tasks(3, 4)])
        == "655 words to finish chunk 3 of 5 · 3 of 7 tasks, 4 to go"
    )
    assert overall((words(5000, 5000), tasks(3, 4))) is IN
    assert overall((words(0, 5000), tasks(0, 4))) is NOT
    assert overall((words(0, 5000), tasks(1, 4))) is IN
    assert overall((words(5000, 5000), tasks(0, 4))) is IN
    assert overall((words(5000, 5000), tasks(4, 0))) is DONE


@pytest.mark.parametrize("count", [0, 1, 49, 50, 999, 1000, 1001, 4999, 5000, 6000])
def test_chunks_add_up(count: int) -> None:
    """What is written and what is left of the chunk end at a border or at the goal."""
    part = words(count, 4500)
    assert (count + part.left_in_chunk) % 1000 in (0, 500) or count >= 4500
    assert part.left == max(0, 4500 - count)


@pytest.mark.parametrize(("fraction", "cells"), [(0, 0), (0.0001, 1), (0.5, 10), (0.9999, 19), (1, 20)])
def test_the_bar_is_full_only_when_all_is_done_and_shows_the_first_step(fraction: float, cells: int) -> None:
    assert bar(fraction) == "█" * cells + "░" * (20 - cells)


def test_the_bar_shows_the_goal_or_else_the_chunk() -> None:
    assert bar_fraction((words(2500, 5000),)) == 0.5
    assert bar_fraction((words(2500),)) == 0.5
    assert bar_fraction((words(9000, 5000),)) == 1.0
    assert bar_fraction((tasks(0, 0),)) == 0.0
    assert bar_fraction((words(5000, 5000), tasks(0, 3))) == 0.5
