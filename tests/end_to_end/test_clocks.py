"""A clock that was never set, or that no program can count by: a clear answer, and nothing is recorded by it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.end_to_end.writer import Writer

if TYPE_CHECKING:
    from pathlib import Path

    from tests.end_to_end.program import Sandbox


def test_a_clock_that_was_never_set_dates_nothing(tmp_path: Path) -> None:
    """In 1970 the notes are served; what is written by then is recorded once the clock is set."""
    writer = Writer(tmp_path / "desk", "2026-05-01 09:00")
    (writer.box.root / ".milestoned").mkdir()
    writer.begins("a.md", 50)
    writer.updates()
    writer.later(days=1)
    writer.adds("a.md", 300)
    right = writer.now
    writer.at("1970-01-01 09:00")
    assert "this machine's clock says 1970-01-01, set it" in writer.updates().err
    assert "milestone-words:    350" in writer.box.read("a.md")
    for command in (["commit", "500 words", "--by", "friday"], ["next", "She opens the letter."]):
        ran = writer.run(*command)
        assert (ran.code, ran.err.splitlines()[0]) == (
            1,
            f"milestoned: {command[0]}: this machine's clock says 1970-01-01, set it",
        )
    writer.now = right
    writer.updates()
    assert writer.today()["drafted"] == 300


@pytest.mark.parametrize("command", ["update", "watch", "today", "status", "report"])
def test_a_clock_beyond_what_can_be_counted_is_said(tmp_path: Path, command: str) -> None:
    writer = Writer(tmp_path / "desk", "2026-05-01 09:00")
    writer.begins("a.md", 50)
    before = writer.box.read("a.md")
    writer.at("9999-06-15 12:00")
    ran = writer.run(command)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith(f"milestoned: {command}: this machine's clock is past the year 2262\n")
    assert writer.box.read("a.md") == before


def test_a_date_is_read_in_a_zone_that_is_a_day_away(box: Sandbox) -> None:
    ran = box.run("start", "--new", "b.md", "--due", "in 2 weeks", TZ="UTC+24")
    assert (ran.code, ran.err.splitlines()[0]) == (0, "b.md: started")
