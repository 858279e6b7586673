"""Days of a writer whose every word is known: what `today`, `log` and `milestones` must say of them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.end_to_end.writer import Writer

if TYPE_CHECKING:
    from pathlib import Path

# (new words, words cut, saves in sessions of their own) for each day from Monday on; None is a day off.
_FORTNIGHT = [
    (300, 0, 2),
    (450, 20, 3),
    (0, 120, 1),
    (610, 10, 2),
    (90, 0, 1),
    None,
    None,
    (1200, 0, 3),
    (250, 250, 1),
    None,
    (75, 0, 1),
    (330, 5, 2),
    (700, 0, 2),
    None,
]
_FIRST = date(2026, 11, 23)


def _number(day: dict[str, Any], *keys: str) -> tuple[Any, ...]:
    return tuple(day[key] for key in keys)


def test_a_fortnight_is_told_as_it_was(tmp_path: Path) -> None:
    """Drafted, cut, net, total, sessions, kept, earned, row of days and last14 are the truth, day by day."""
    writer = Writer(tmp_path / "desk", "2026-11-22 20:00")
    writer.box.config("rest_days: [saturday, sunday]\n")
    writer.begins("novel/one.md", 500)
    writer.begins("novel/two.md", 0)
    writer.updates()
    total, kept, earned = 500, 0, 0  # `kept` without the Saturday: it is a day of rest
    for number, plan in enumerate(_FORTNIGHT):
        day = _FIRST + timedelta(days=number)
        writer.at(f"{day} 09:00")
        if plan is None:
            continue
        new, cut, sessions = plan
        for session in range(sessions):
            writer.later(minutes=20)
            if session == 0 and cut:
                writer.cuts("novel/one.md", cut, at=3)
            share = new // sessions if session else new - new // sessions * (sessions - 1)
            if share:
                writer.adds("novel/one.md", share)
            writer.updates()
        total += new - cut
        kept += day.weekday() < 5
        said = writer.today()
        assert _number(said, "day", "drafted", "cut", "net", "words", "sessions", "kept") == (
            str(day), new, cut, new - cut, total, sessions, True,
        )  # fmt: skip
        assert said["last14"]["wrote"] == kept
        reached = max(earned, total // 1000)
        assert [one["number"] for one in said["earned"]] == list(range(earned + 1, reached + 1))
        earned = reached
    writer.at("2026-12-06 21:00")
    _judge_the_end(writer, kept, earned, total)


def _judge_the_end(writer: Writer, kept: int, earned: int, total: int) -> None:
    said = writer.today()
    assert _number(said, "drafted", "kept", "words") == (0, False, total)
    # Five kept days, then two rest days that change nothing, two more; the seventh earned an emergency day, which the
    # Wednesday off takes.
    assert said["streak"]["days"] == kept == 9
    assert said["streak"]["spent"] == ["2026-12-02"]
    assert said["streak"]["pending"] is False
    days = writer.asks("log")
    assert [day["day"] for day in days] == sorted((day["day"] for day in days), reverse=True)
    told = {day["day"]: _number(day, "drafted", "cut") for day in days if day["kept"]}
    assert told == {str(_FIRST + timedelta(days=n)): plan[:2] for n, plan in enumerate(_FORTNIGHT) if plan}
    assert [one["number"] for one in writer.asks("milestones")] == list(range(1, earned + 1))
    assert writer.asks("log", "--since", "2026-12-04") == [day for day in days if day["day"] >= "2026-12-04"]


@pytest.mark.parametrize(
    ("moment", "fold", "day"),
    [
        ("2026-11-23 23:59", 0, "2026-11-23"),
        ("2026-11-24 03:59", 0, "2026-11-23"),
        ("2026-11-24 04:00", 0, "2026-11-24"),
        ("2026-10-25 02:30", 0, "2026-10-24"),
        ("2026-10-25 02:30", 1, "2026-10-24"),
        ("2026-10-25 04:00", 0, "2026-10-25"),
        ("2026-03-29 03:10", 0, "2026-03-28"),
        ("2026-03-29 04:00", 0, "2026-03-29"),
    ],
)
def test_a_day_begins_at_four_on_the_clock_on_the_wall(
    tmp_path: Path, moment: str, fold: int, day: str
) -> None:
    """Midnight, and the nights on which the clock is put forward and back."""
    writer = Writer(tmp_path / "desk", "2026-03-01 12:00")
    writer.at(moment, fold=fold)
    assert writer.today()["day"] == day


def test_a_session_over_the_hour_that_comes_twice_is_one_session(tmp_path: Path) -> None:
    """From 2:50 in summer time to 2:05 in winter time it is a quarter of an hour."""
    writer = Writer(tmp_path / "desk", "2026-10-25 01:00")
    writer.begins("a.md", 10)
    writer.updates()
    writer.at("2026-10-25 02:50", fold=0)
    writer.writes("a.md", 50)
    writer.writes("a.md", 50, minutes=15)
    assert writer.now.strftime("%H:%M %z") == "02:05 +0100"
    assert _number(writer.today(), "day", "drafted", "sessions", "minutes") == ("2026-10-24", 100, 1, 15)


def test_the_writer_says_when_the_day_begins(tmp_path: Path) -> None:
    """With `day_start: "00:00"` midnight parts the days."""
    writer = Writer(tmp_path / "desk", "2026-11-23 23:30")
    writer.box.config('day_start: "00:00"\n')
    writer.begins("a.md", 10)
    writer.updates()
    writer.writes("a.md", 40, minutes=20)
    writer.writes("a.md", 7, minutes=14)
    assert [_number(day, "day", "drafted") for day in writer.asks("log")] == [
        ("2026-11-24", 7),
        ("2026-11-23", 40),
    ]


def test_moving_splitting_joining_and_renaming_drafts_nothing(tmp_path: Path) -> None:
    """A paragraph moved, a chapter moved into a new note and back, lines wrapped anew, a note renamed: 0."""
    writer = Writer(tmp_path / "desk", "2026-11-23 10:00")
    writer.begins("a.md", 900)
    writer.updates()
    words = writer.notes["a.md"]
    writer.later(minutes=5)
    words[:] = words[500:700] + words[:500] + words[700:]
    writer.saves("a.md")
    writer.updates()
    writer.later(minutes=5)
    writer.begins("b.md", 0)
    writer.notes["b.md"], words[:] = words[600:], words[:600]
    for name in writer.notes:
        writer.saves(name)
    writer.updates()
    writer.later(hours=1)
    (writer.box.root / "b.md").rename(writer.box.root / "two.md")
    writer.updates()
    writer.later(minutes=5)
    path = writer.box.root / "a.md"
    head, _, body = path.read_text().rpartition("---\n")
    path.write_text(f"{head}---\n{' '.join(body.split())}\n")
    writer.updates()
    said = writer.today()
    assert _number(said, "drafted", "cut", "words") == (0, 0, 900)
    assert writer.asks("credit") == []


def test_a_renamed_notes_words_and_milestones_go_with_it(tmp_path: Path) -> None:
    """Written in and renamed between two looks: only the new words count, and the milestone has the new name."""
    writer = Writer(tmp_path / "desk", "2026-11-23 10:00")
    writer.begins("a.md", 950)
    writer.updates()
    writer.writes("a.md", 60, minutes=5)
    writer.later(minutes=5)
    (writer.box.root / "a.md").rename(writer.box.root / "arrival.md")
    writer.notes["arrival.md"] = writer.notes.pop("a.md")
    writer.adds("arrival.md", 40)
    writer.updates()
    assert _number(writer.today(), "drafted", "words") == (100, 1050)
    assert [_number(one, "note", "number", "count") for one in writer.asks("milestones")] == [
        ("arrival.md", 1, 1010)
    ]


def test_a_clock_that_is_set_back_loses_and_invents_nothing(tmp_path: Path) -> None:
    """Three hours back in the middle of the work: every word counts once."""
    writer = Writer(tmp_path / "desk", "2026-11-23 15:00")
    writer.begins("a.md", 10)
    writer.updates()
    writer.writes("a.md", 100, minutes=10)
    writer.at("2026-11-23 12:00")
    writer.writes("a.md", 50)
    writer.cuts("a.md", 5, at=20)
    writer.updates()
    assert _number(writer.today(), "drafted", "cut", "words") == (150, 5, 155)


def test_a_milestone_is_earned_once_with_its_moment_and_stays(tmp_path: Path) -> None:
    """It is said once, dated on the writer's clock, and `status` shows it beside what is left after a cut."""
    writer = Writer(tmp_path / "desk", "2026-11-23 22:10")
    writer.begins("a.md", 990)
    writer.updates()
    assert "Chunk 1 reached: 1,040 words in a.md" in writer.writes("a.md", 50, minutes=5).err
    writer.later(minutes=5)
    writer.cuts("a.md", 100)
    writer.updates()
    assert "a.md  60 words to finish chunk 1 · reached 1 · now 940 words" in writer.run("status").out
    assert "reached" not in writer.writes("a.md", 80, minutes=5).err
    (earned,) = writer.asks("milestones")
    assert earned.pop("device")
    assert earned == {
        "note": "a.md", "number": 1, "unit": "words", "size": 1000, "count": 1040,
        "at": "2026-11-23T22:15:00+01:00", "day": "2026-11-23",
    }  # fmt: skip
    assert "reached" not in writer.run("status").out
