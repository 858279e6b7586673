"""What the writer is shown: days, streak, commitments, milestones."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from milestoned.errors import UsageError
from milestoned.record import actions
from milestoned.record.phrases import parse_by, parse_what
from milestoned.record.queries import export, stats, summary, unstick
from milestoned.record.queries.roadblocks import Roadblock
from milestoned.record.recorder.observation import RecordOptions
from tests.record.scene import Scene, new_words

if TYPE_CHECKING:
    from pathlib import Path

SUNDAY = 6


def write(scene: Scene, count: int, path: str = "a.md") -> None:
    """Write so many new words into a note, and look at it."""
    words = scene.texts.get(path, [])
    scene.look(path, words + new_words(count, f"{scene.now.isoformat()}-"))


def write_days(scene: Scene, *counts: int) -> None:
    """Write on days in a row; 0 is a day off. The last day is the present one."""
    for number, count in enumerate(counts):
        scene.later(days=1 if number else 0)
        scene.reopened()
        if count:
            write(scene, count)


def begun(scene: Scene, words: int = 10) -> Scene:
    scene.look("a.md", new_words(words))
    return scene


def test_today_has_the_documented_shape(scene: Scene) -> None:
    begun(scene, 900)
    scene.later(minutes=30)
    write(scene, 100)
    scene.later(minutes=12)
    write(scene, 50)
    scene.later(minutes=16)
    write(scene, 7)
    day = summary.today(scene.record)
    assert day["day"] == "2026-11-23"
    assert (day["drafted"], day["net"], day["cut"], day["words"]) == (157, 157, 0, 1057)
    assert (day["sessions"], day["minutes"], day["kept"]) == (2, 13, True)
    assert [one["number"] for one in day["earned"]] == [1]
    assert day["earned"][0]["at"] == "2026-11-23T10:30:00+00:00"
    assert day["streak"] == {
        "days": 1,
        "best": 1,
        "pending": False,
        "reserve": 0,
        "spent": [],
        "kept_days": 1,
    }
    assert day["last14"] == {"wrote": 1, "of": 1}
    assert day["commitments"] == []
    assert day["next"] == {"note": "a.md", "left_in_chunk": 943, "unit": "words"}
    json.dumps(day)


def test_an_empty_record_is_answered_without_making_anything_in_the_vault(scene: Scene) -> None:
    day = summary.today(scene.record)
    assert (day["drafted"], day["words"], day["kept"], day["next"]) == (0, 0, False, None)
    assert day["streak"]["pending"] is True
    assert (
        summary.log(scene.record)
        == summary.milestones(scene.record)
        == summary.all_commitments(scene.record)
        == []
    )
    assert unstick.unstick(scene.record, lambda _: unstick.NoteLook())["roadblock"] is None
    assert "one sentence" in unstick.unstick(scene.record, lambda _: unstick.NoteLook())["remedy"]
    assert not (scene.root / ".milestoned").exists()


def test_the_log_lists_days_newest_first_with_the_words_of_each_night(scene: Scene) -> None:
    begun(scene, 100)
    write_days(scene, 50, 0, 30)
    shown = [(day["day"], day["drafted"], day["words"], day["kept"]) for day in summary.log(scene.record)]
    assert shown == [("2026-11-25", 30, 180, True), ("2026-11-23", 50, 150, True)]
    assert len(summary.log(scene.record, date(2026, 11, 24))) == 1
    assert summary.log(scene.record, date(2026, 11, 24))[0]["words"] == 180


def test_today_is_pending_until_it_is_over(scene: Scene) -> None:
    write_days(begun(scene), 10, 10, 0)
    row = summary.today(scene.record)["streak"]
    assert (row["days"], row["pending"]) == (2, True)
    scene.later(days=1)
    row = summary.today(scene.record)["streak"]
    assert (row["days"], row["best"], row["kept_days"]) == (0, 2, 2)


def test_rest_days_neither_extend_nor_break_a_streak(tmp_path: Path) -> None:
    """From Friday over a resting Sunday to Monday."""
    scene = begun(Scene(tmp_path, RecordOptions(rest_days=frozenset({SUNDAY}))))
    scene.later(days=4)
    write_days(scene, 10, 10, 0, 10)
    day = summary.today(scene.record)
    assert day["streak"]["days"] == 3
    assert day["last14"]["of"] == 6


def test_a_reserve_day_is_earned_and_spent_by_itself_and_shown(scene: Scene) -> None:
    write_days(begun(scene), *[5] * 7)
    assert summary.today(scene.record)["streak"]["reserve"] == 1
    write_days(scene, 0, 0, 5)
    row = summary.today(scene.record)["streak"]
    assert (row["days"], row["reserve"], row["spent"]) == (8, 0, ["2026-11-30"])
    assert summary.today(scene.record)["last14"] == {"wrote": 8, "of": 9}


def test_an_amended_day_shows_the_correction_and_what_was_recorded(scene: Scene) -> None:
    write_days(begun(scene), 10, 0, 10)
    actions.amend(scene.record, actions.Amendment(date(2026, 11, 24), drafted=300, why="on paper"))
    day = summary.log(scene.record)[1]
    assert (day["day"], day["drafted"], day["kept"]) == ("2026-11-24", 300, True)
    assert day["amended"] == {"recorded": 0, "drafted": 300, "why": "on paper"}
    assert summary.today(scene.record)["streak"]["days"] == 3
    with pytest.raises(UsageError):
        actions.amend(scene.record, actions.Amendment(date(2027, 1, 1), drafted=3))


def test_a_commitment_is_kept_when_its_amount_is_reached(scene: Scene) -> None:
    begun(scene, 900)
    made = actions.commit(scene.record, "2 chunks", "friday", "for the club")
    assert (made["by"], made["state"], made["why"]) == ("2026-11-27", "open", "for the club")
    scene.later(hours=1)
    write(scene, 200)
    assert summary.today(scene.record)["commitments"][0]["left"] == 1
    scene.later(days=1)
    write(scene, 1000)
    kept = summary.all_commitments(scene.record)[0]
    assert kept["state"] == "kept"
    assert [entry["state"] for entry in kept["history"]] == ["open", "kept"]
    assert summary.today(scene.record)["commitments"] == []


def test_a_commitment_is_missed_only_when_its_day_is_over(scene: Scene) -> None:
    begun(scene)
    actions.commit(scene.record, "500 words", "2026-11-24")
    scene.later(days=1)
    assert summary.all_commitments(scene.record)[0]["state"] == "open"
    scene.later(days=1)
    assert summary.all_commitments(scene.record)[0]["state"] == "missed"


def test_moving_a_commitment_leaves_the_old_one_on_record(scene: Scene) -> None:
    begun(scene)
    old = actions.commit(scene.record, "500 words", "tomorrow")
    new = actions.renegotiate(scene.record, old["id"], by="friday")
    listed = {one["id"]: one for one in summary.all_commitments(scene.record)}
    assert listed[old["id"]]["state"] == "renegotiated"
    assert listed[new["id"]]["state"] == "open"
    assert listed[new["id"]]["history"][0]["renegotiates"] == old["id"]
    actions.withdraw(scene.record, new["id"])
    assert summary.all_commitments(scene.record)[1]["state"] == "withdrawn"
    with pytest.raises(UsageError, match="no open commitment"):
        actions.withdraw(scene.record, new["id"])


def test_a_notes_due_date_is_a_commitment_that_moves_with_it(scene: Scene) -> None:
    begun(scene)
    scene.look("a.md", due=date(2026, 12, 1), why="club")
    scene.look("a.md", due=date(2026, 12, 8), why="club")
    first, second = summary.all_commitments(scene.record)
    assert (first["state"], second["state"], second["by"]) == ("renegotiated", "open", "2026-12-08")
    assert second["what"] == "1000 words in a.md"
    scene.later(hours=1)
    words = scene.texts["a.md"] + new_words(1000, "n")
    scene.look("a.md", words, due=date(2026, 12, 8), why="club")
    assert summary.all_commitments(scene.record)[1]["state"] == "kept"


def test_the_quota_stands_still_during_the_day_and_never_doubles_the_usual(scene: Scene) -> None:
    write_days(begun(scene), *[100] * 6)
    actions.commit(scene.record, "1200 words", "2026-12-09")
    before = summary.all_commitments(scene.record)[0]["pace"]
    assert (before["quota"], before["days"], before["choices"]) == (100, 12, [])
    assert len(before["likely"]) == 2
    scene.later(minutes=30)
    write(scene, 60)
    assert summary.all_commitments(scene.record)[0]["pace"]["quota"] == 100
    actions.commit(scene.record, "5000 words", "2026-12-01")
    asked = summary.all_commitments(scene.record)[1]["pace"]
    assert asked["quota"] == asked["usual"] == 100
    assert [choice.split()[0] for choice in asked["choices"]] == ["move", "trim", "add"]


def test_no_projection_before_five_active_days(scene: Scene) -> None:
    write_days(begun(scene), 100, 100, 100, 100)
    actions.commit(scene.record, "5000 words", "2027-01-01")
    assert summary.all_commitments(scene.record)[0]["pace"]["likely"] is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-12-31", date(2026, 12, 31)),
        ("friday", date(2026, 11, 27)),
        ("Mon", date(2026, 11, 23)),
        ("tomorrow", date(2026, 11, 24)),
        ("in 2 weeks", date(2026, 12, 7)),
    ],
)
def test_a_day_is_read_as_a_writer_says_it(text: str, expected: date) -> None:
    assert parse_by(text, date(2026, 11, 23)) == expected


@pytest.mark.parametrize("text", ["2026-11-22", "someday", "", "2026-13-01"])
def test_a_day_that_is_over_or_none_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        parse_by(text, date(2026, 11, 23))


def test_amounts_are_read_with_grouped_digits_and_refused_without_a_unit() -> None:
    assert (parse_what("3,000 words").amount, parse_what("1 chunk").unit) == (3000, "chunks")
    for text in ("lots", "0 words", "5 parsecs", "words"):
        with pytest.raises(UsageError):
            parse_what(text)


def ask(scene: Scene) -> dict[str, Any]:
    return unstick.unstick(scene.record, lambda _: unstick.NoteLook("The end of it.", ["ring Ann"]))


def test_unstick_names_a_chunk_that_is_too_big_and_offers_half_then_a_quarter(scene: Scene) -> None:
    scene.size = 10_000
    write_days(begun(scene), 200, 200, 200, 200)
    assert ask(scene)["roadblock"] is None  # four days are no record to judge by
    write_days(scene, 0, 200)
    told = ask(scene)
    assert told["roadblock"] == "too big a bite"
    assert "`milestoned sprint 4495 words a.md`" in told["remedy"]
    assert ask(scene)["remedy"] == told["remedy"]
    scene.later(days=1)
    assert "`milestoned sprint 2248 words a.md`" in ask(scene)["remedy"]


def test_unstick_names_not_starting_after_two_missed_days(scene: Scene) -> None:
    write_days(begun(scene), 200, 200, 200, 0, 0, 0)
    told = ask(scene)
    assert told["roadblock"] == "not starting"
    assert told["remedy"].startswith("Write 50 words")


def test_unstick_names_resting_after_a_milestone(scene: Scene) -> None:
    write_days(begun(scene, 300), 200, 200, 200, 200, 0, 0)
    assert ask(scene)["roadblock"] == "not starting"
    assert "milestone" in ask(scene)["evidence"][0]


def test_unstick_names_an_interruption_and_hands_over_a_card(scene: Scene) -> None:
    write_days(begun(scene, 300), 100, 100, 100, 100, 100, 0)
    actions.set_next(scene.record, "Ann opens the letter")
    told = ask(scene)
    assert told["roadblock"] == "interrupted"
    assert told["card"] == {
        "note": "a.md",
        "last_sentence": "The end of it.",
        "left": 200,
        "unit": "words",
        "open_tasks": ["ring Ann"],
        "next": "Ann opens the letter",
    }


def test_unstick_names_revising_after_three_sessions_of_cutting(scene: Scene) -> None:
    write_days(begun(scene, 900), 30, 30, 30, 30, 30)
    for _ in range(3):
        scene.later(hours=1)
        scene.look("a.md", scene.texts["a.md"][:-60])
    assert ask(scene)["roadblock"] == "revising"


def test_unstick_finds_nothing_with_a_writer_who_is_well(scene: Scene) -> None:
    write_days(begun(scene), 300, 300, 300, 300, 0)
    assert ask(scene)["roadblock"] is None


def test_unstick_learns_which_remedy_is_followed_by_words(scene: Scene) -> None:
    write_days(begun(scene), 20, 20, 20, 0, 0, 0)
    first = ask(scene)["remedy"]
    scene.later(days=4)
    second = ask(scene)["remedy"]
    assert first != second
    scene.later(hours=3)
    write(scene, 30)
    assert unstick.helped(scene.record, Roadblock.NOT_STARTING) == {
        "50 words": (0, 1),
        "if-then plan": (1, 1),
    }
    scene.later(days=4)
    assert ask(scene)["remedy"] == second


def test_the_last_sentence_is_the_last_sentence() -> None:
    assert unstick.last_sentence("One. Two!\n\nThree is it. And so on we\n\n") == "And so on we"
    assert unstick.last_sentence("") == ""


def test_sums_by_week_and_by_project_and_the_record_to_take_away(scene: Scene) -> None:
    begun(scene)
    write(scene, 40)
    scene.look("novel/b.md", new_words(5, "b"))
    scene.later(days=7)
    write(scene, 20, "novel/b.md")
    weeks = stats.stats(scene.record, stats.By.WEEK)
    assert [(week["week"], week["drafted"], week["days"]) for week in weeks] == [
        ("2026-W49", 20, 1),
        ("2026-W48", 40, 1),
    ]
    projects = stats.stats(scene.record, stats.By.PROJECT)
    assert [(one["project"], one["drafted"], one["words"]) for one in projects] == [
        ("", 40, 50),
        ("novel", 20, 25),
    ]
    rows = export.export(scene.record, export.Format.CSV).splitlines()
    assert rows[0] == "day,drafted,net,cut,words,sessions,minutes,kept,earned"
    assert rows[1] == "2026-11-23,40,40,0,55,1,,yes,0"
    assert len(json.loads(export.export(scene.record, export.Format.JSON))["days"]) == 2


def test_in_session_is_told_while_the_writer_writes(scene: Scene) -> None:
    begun(scene)
    assert not summary.in_session(scene.record)
    write(scene, 10)
    scene.later(minutes=14)
    assert summary.in_session(scene.record)
    scene.later(minutes=2)
    assert not summary.in_session(scene.record)


def test_years_are_summed_from_the_index_without_reading_the_journal_again(scene: Scene) -> None:
    begun(scene)
    scene.later(hours=1)
    write(scene, 5)
    line = scene.journal().splitlines()[1]
    folder = scene.root / ".milestoned" / "journal"
    first = date(2016, 11, 23)
    with (folder / "past.jsonl").open("w") as file:
        for n in range(3650):
            day = (first + timedelta(days=n)).isoformat()
            for save in range(8):
                file.write(
                    line.replace("2026-11-23", day)
                    .replace('"seq":2', f'"seq":{n * 8 + save}')
                    .replace(":00:00.", f":{save:02}:00.")
                    + "\n"
                )
    begin = time.process_time()
    assert summary.today(scene.reopened().record)["streak"]["best"] == 3651
    ingested = time.process_time() - begin
    begin = time.process_time()
    summary.today(scene.reopened().record)
    assert time.process_time() - begin < ingested


def test_loading_the_summaries_loads_nothing_heavy() -> None:
    heavy = "sqlite3 statistics random subprocess socket csv zoneinfo"
    program = f"import sys, milestoned.record.queries.summary; print([m for m in '{heavy}'.split() if m in sys.modules])"
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"
