"""The commands that ask the record: their JSON, what they say to a reader, and what they refuse."""

from __future__ import annotations

import csv
import io
import json
import os
from typing import TYPE_CHECKING

import pytest

from tests.end_to_end.writer import Writer

if TYPE_CHECKING:
    from pathlib import Path

    from tests.end_to_end.program import Sandbox

_MILESTONE = {"note", "number", "unit", "size", "count", "at", "day", "device"}
_COMMITMENT = {"id", "what", "by", "why", "made_at", "state", "history"}
_DAY = {"day", "drafted", "net", "cut", "words", "sessions", "minutes", "kept", "earned"}


@pytest.fixture
def writer(tmp_path: Path) -> Writer:
    """Give a writer on a Monday morning, with 900 words before them."""
    writer = Writer(tmp_path / "desk", "2026-11-23 10:00")
    writer.begins("novel/a.md", 900)
    writer.updates()
    return writer


@pytest.mark.parametrize(
    ("command", "said", "answer"),
    [
        (
            "today",
            "Nothing is recorded here yet",
            {"drafted": 0, "kept": False, "last14": {"wrote": 0, "of": 0}},
        ),
        ("log", "Nothing is recorded here yet", []),
        ("milestones", "No chunk is reached yet", []),
        ("stats", "Nothing is recorded here yet", []),
        ("commitments", "none is needed", []),
        ("unstick", "nothing is in the way", {"roadblock": None, "evidence": []}),
        ("next", "No line is left", {"next": ""}),
        ("credit", "No text is waiting", []),
        ("reindex", "nothing is missing", {"events": 0, "journals": 0}),
        ("export", "day,drafted,net", {"days": [], "milestones": [], "commitments": []}),
    ],
)
def test_an_empty_record_is_answered_kindly(box: Sandbox, command: str, said: str, answer: object) -> None:
    """In words and in JSON, with exit code 0, and nothing is made in the folder by asking."""
    ran = box.run(command)
    assert (ran.code, ran.err) == (0, "")
    assert said in ran.out
    found = box.run(command, "--json").json
    assert found == ({**found, **answer} if isinstance(answer, dict) else answer)
    assert list(box.root.iterdir()) == []


def test_json_has_the_documented_shapes(writer: Writer) -> None:
    """Every key of docs/format.md, for a day with two sessions, a milestone and a promise."""
    writer.run("commit", "2 chunks", "--by", "friday", "--why", "the book")
    writer.writes("novel/a.md", 60, minutes=10)
    writer.writes("novel/a.md", 40, minutes=5)
    writer.writes("novel/a.md", 30, hours=1)
    today = writer.today()
    assert set(today) == _DAY | {"held", "goal", "streak", "last14", "commitments", "next"}
    assert (today["drafted"], today["sessions"], today["minutes"]) == (130, 2, 6)
    assert {"days": 1, "best": 1, "pending": False, "reserve": 0}.items() <= today["streak"].items()
    assert today["last14"] == {"wrote": 1, "of": 1}
    assert {"note": "novel/a.md", "left_in_chunk": 970}.items() <= today["next"].items()
    assert set(today["earned"][0]) == _MILESTONE
    assert set(today["commitments"][0]) >= _COMMITMENT
    assert today["earned"] == writer.asks("milestones")
    (day,) = writer.asks("log")
    assert {key: today[key] for key in _DAY} == day
    assert set(writer.asks("unstick")) == {"roadblock", "evidence", "remedy", "card"}


def test_a_path_chooses_the_vault(writer: Writer) -> None:
    """From another folder, by the vault, a folder in it, or a note; what is not there is refused."""
    root = writer.box.root
    here = writer.today()
    for path in (root, root / "novel", root / "novel" / "a.md"):
        clock = str(int(writer.now.timestamp()))
        assert writer.box.run("today", path, "--json", cwd=root.parent, FAKETIME=clock).json == here
    ran = writer.run("log", "nowhere")
    assert (ran.code, ran.out) == (2, "")
    assert "nowhere: no such file or folder" in ran.err


def test_commands_with_an_argument_take_the_vault_last_or_by_option(writer: Writer) -> None:
    """`commit`, `next`, `amend` and `credit`, from outside of the vault."""
    root, clock = str(writer.box.root), str(int(writer.now.timestamp()))
    for last in ([root], ["--vault", root]):
        for words in (
            ["commit", f"{len(last)} chunks"],
            ["next", "The letter."],
            ["amend", "today"],
            ["credit"],
        ):
            options = {"commit": ["--by", "friday"], "amend": ["--drafted", "7"]}.get(words[0], [])
            ran = writer.box.run(*words, *last, *options, "--json", cwd=writer.box.folder, FAKETIME=clock)
            assert ran.code == 0, ran.err
    first, second = writer.asks("commitments")
    for name, where in ((first["id"], [root]), (second["id"], ["--vault", root])):
        ran = writer.box.run("commit", "--withdraw", name, *where, cwd=writer.box.folder, FAKETIME=clock)
        assert ran.code == 0, ran.err
    assert [one["state"] for one in writer.asks("commitments")] == ["withdrawn", "withdrawn"]
    assert writer.asks("next") == {"next": "The letter."}
    assert writer.run("next", "She", "opens").code == 2
    assert not (writer.box.folder / ".milestoned").exists()


def test_a_commitment_is_kept_another_missed_and_both_stay_on_record(writer: Writer) -> None:
    """300 words by Tuesday are written, 2 chunks by Wednesday are not; nobody moves either."""
    kept = writer.asks("commit", "300 words", "--by", "tuesday", "--why", "to begin")
    missed = writer.asks("commit", "2 chunks", "--by", "2026-11-25")
    assert (kept["state"], kept["by"], kept["why"]) == ("open", "2026-11-24", "to begin")
    assert kept["made_at"] == "2026-11-23T10:00:00+01:00"
    writer.writes("novel/a.md", 200, minutes=30)
    assert [one["state"] for one in writer.asks("commitments")] == ["open", "open"]
    writer.writes("novel/a.md", 100, days=1)
    assert [one["id"] for one in writer.today()["commitments"]] == [missed["id"]]
    writer.at("2026-11-26 03:59")
    assert [one["state"] for one in writer.asks("commitments")] == ["kept", "open"]
    writer.at("2026-11-26 04:00")
    found = writer.asks("commitments")
    assert [one["state"] for one in found] == ["kept", "missed"]
    assert [step["state"] for one in found for step in one["history"]] == ["open", "kept", "open", "missed"]


def test_a_commitment_is_renegotiated_and_withdrawn_by_its_id(writer: Writer) -> None:
    """The old one stays, and names the new one; a closed one cannot be moved again."""
    made = writer.asks("commit", "2 chunks", "--by", "friday")
    moved = writer.asks(
        "commit", "1 chunk", "--renegotiate", made["id"], "--by", "in 2 weeks", "--why", "flu"
    )
    assert (moved["what"], moved["by"], moved["why"]) == ("1 chunk", "2026-12-07", "flu")
    assert writer.asks("commit", "--withdraw", moved["id"])["state"] == "withdrawn"
    old, new = writer.asks("commitments")
    assert (old["state"], new["state"]) == ("renegotiated", "withdrawn")
    assert old["history"][-1]["to"] == new["id"]
    ran = writer.run("commit", "--withdraw", made["id"])
    assert (ran.code, ran.out) == (2, "")


@pytest.mark.parametrize(
    "arguments",
    [
        ["commit", "2 chunks"],
        ["commit", "--by", "friday"],
        ["commit", "lots", "--by", "friday"],
        ["commit", "2 chunks", "--by", "2020-01-01"],
        ["commit", "--renegotiate", "abcdef"],
        ["commit", "--withdraw", "abcdef"],
        ["commit", "--withdraw", "a", "--renegotiate", "b"],
        ["amend", "2026-11-23"],
        ["amend", "someday", "--kept"],
        ["amend", "2031-01-01", "--drafted", "5"],
        ["amend", "today", "--drafted", "-5"],
        ["log", "--since", "then"],
        ["credit", "--decline"],
        ["stats", "--by", "moon"],
        ["export", "--format", "xml"],
    ],
)
def test_what_makes_no_sense_is_refused_with_a_hint(box: Sandbox, arguments: list[str]) -> None:
    """Exit code 2, a reason on stderr, and nothing written."""
    ran = box.run(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err
    assert list(box.root.iterdir()) == []


def test_a_due_date_in_a_note_is_a_commitment(writer: Writer) -> None:
    """`milestone-due` makes it, another date renegotiates it, taking it out withdraws it."""
    due = writer.box.root / "due.md"
    for date in ("milestone-due: 2026-11-27\n", "milestone-due: 2026-12-04\n", ""):
        due.write_text(f"---\nmilestone: 500 words\nmilestone-goal: 1000\n{date}---\n\nA first sentence.\n")
        writer.later(minutes=5)
        writer.updates()
    first, second = writer.asks("commitments")
    assert (first["by"], first["state"]) == ("2026-11-27", "renegotiated")
    assert (second["by"], second["state"]) == ("2026-12-04", "withdrawn")


def test_an_amended_day_says_so_and_keeps_what_was_recorded(writer: Writer) -> None:
    """Words written on paper, and a day that does not count."""
    writer.writes("novel/a.md", 120, minutes=10)
    day = writer.asks("amend", "2026-11-23", "--drafted", "400", "--why", "on paper")
    assert (day["drafted"], day["kept"]) == (400, True)
    assert day["amended"] == {"recorded": 120, "drafted": 400, "why": "on paper"}
    assert writer.today()["drafted"] == 400
    assert writer.asks("amend", "today", "--not-kept")["kept"] is False
    assert "120" in writer.run("amend", "today", "--kept").out
    assert "(amended)" in writer.run("log").out


def test_a_single_word_that_came_in_is_asked_about_in_the_singular(writer: Writer) -> None:
    writer.begins("b.md", 2_501)
    assert "b.md: 1 word came in at once; if you wrote it:" in writer.updates().err


def test_words_that_came_in_whole_wait_for_the_writers_word(writer: Writer) -> None:
    """`update` asks once, `credit` lists them, takes credit with the chunk they passed, or declines."""
    writer.begins("b.md", 4000)
    writer.begins("c.md", 3200)
    asked = writer.updates().err
    assert "b.md: 1,500 words came in at once; if you wrote them: milestoned credit b.md" in asked
    assert "came in" not in writer.updates().err
    assert (writer.today()["drafted"], writer.today()["held"]) == (5000, 2200)
    assert "2,200 words came in at once. If you wrote them: `milestoned credit`" in writer.run("today").out
    waiting = [
        {"note": "b.md", "words": 1500, "day": "2026-11-23"},
        {"note": "c.md", "words": 700, "day": "2026-11-23"},
    ]
    assert writer.asks("credit") == waiting
    found = writer.asks("credit", "b.md")
    assert (found["words"], [one["number"] for one in found["earned"]]) == (1500, [3, 4])
    assert "are not counted" in writer.run("credit", "c.md", "--decline").out
    assert writer.asks("credit") == []
    assert writer.today()["drafted"] == 6500
    assert writer.run("credit", "c.md").code == 1
    assert writer.asks("credit", "c.md", "--decline")["words"] == 2500
    assert writer.today()["drafted"] == 4000
    assert writer.run("credit", "--all").out == "No text is waiting: all that you wrote is counted.\n"


def test_unstick_hands_over_a_card_from_the_note(writer: Writer) -> None:
    """Cut off at 90 %: the last sentence, what is left, the open tasks, and the line left for next time."""
    for _ in range(5):
        writer.later(days=1)
        writer.cuts("novel/a.md", 40)
        writer.writes("novel/a.md", 40)
    writer.writes("novel/a.md", 30, minutes=5)
    text = "She came late. The door stood\nopen, and the lamp was lit.\n\n## To do\n\n- [x] the lamp\n- [ ] the letter\n"
    path = writer.box.root / "novel" / "a.md"
    path.write_text(path.read_text() + "\n" + text)
    writer.dates("novel/a.md")
    writer.later(minutes=5)
    writer.updates()
    assert writer.asks("next", "She opens the letter.") == {"next": "She opens the letter."}
    found = writer.asks("unstick")
    assert found["roadblock"] == "interrupted"
    assert found["evidence"] == ["the last session ended at 94 % of the chunk"]
    card = {key: found["card"][key] for key in ("note", "last_sentence", "open_tasks", "next")}
    assert card == {
        "note": "novel/a.md",
        "last_sentence": "The door stood open, and the lamp was lit.",
        "open_tasks": ["the letter"],
        "next": "She opens the letter.",
    }
    said = writer.run("unstick").out
    assert said.startswith("Interrupted: the last session ended at 94 %")
    assert "[ ] the letter" in said


def test_two_days_missed_are_called_not_starting(writer: Writer) -> None:
    """And the remedy is 50 words, which make a day kept."""
    assert writer.asks("unstick")["roadblock"] is None
    for _ in range(3):
        writer.writes("novel/a.md", 10, days=1)
    writer.at("2026-11-29 10:00")
    found = writer.asks("unstick")
    assert (found["roadblock"], found["evidence"]) == (
        "not starting",
        ["the last 2 writing days went by without writing"],
    )
    assert "50 words" in found["remedy"]


def test_stats_sum_up_by_every_span_and_by_project(writer: Writer) -> None:
    """A week, the next, and two folders."""
    writer.begins("essay/b.md", 0)
    writer.updates()
    writer.writes("novel/a.md", 100, minutes=10)
    writer.writes("essay/b.md", 40, days=7)
    assert [(row["week"], row["drafted"]) for row in writer.asks("stats")] == [
        ("2026-W49", 40),
        ("2026-W48", 100),
    ]
    for span, names in (("day", ["2026-11-30", "2026-11-23"]), ("month", ["2026-11"]), ("year", ["2026"])):
        assert [row[span] for row in writer.asks("stats", "--by", span) if row["drafted"]] == names
    projects = {
        row["project"]: (row["drafted"], row["words"]) for row in writer.asks("stats", "--by", "project")
    }
    assert projects == {"novel": (100, 1000), "essay": (40, 40)}


def test_exports_can_be_read_by_others(writer: Writer) -> None:
    """CSV with a row a day, oldest first, and JSON with everything."""
    writer.writes("novel/a.md", 100, minutes=10)
    writer.writes("novel/a.md", 50, days=1)
    rows = list(csv.DictReader(io.StringIO(writer.run("export", "--format", "csv").out)))
    assert [(row["day"], row["drafted"], row["kept"], row["earned"]) for row in rows] == [
        ("2026-11-23", "100", "yes", "1"),
        ("2026-11-24", "50", "yes", "0"),
    ]
    everything = json.loads(writer.run("export", "--format", "json", "--since", "2026-11-24").out)
    assert [day["day"] for day in everything["days"]] == ["2026-11-24"]
    assert everything["milestones"] == writer.asks("milestones")


def test_quiet_keeps_numbers_back_while_the_writer_writes(writer: Writer) -> None:
    """In a session no command shows a number to a reader; after it they do. JSON is for programs."""
    writer.box.config("quiet: true\n")
    writer.writes("novel/a.md", 150, minutes=10)
    writer.later(minutes=5)
    writer.begins("novel/book.md", 0, "milestone: 500 words\nmilestone-notes: '*.md'")
    writer.updates()
    for command in ("today", "log", "milestones", "stats", "commitments", "status"):
        assert not any(character.isdigit() for character in writer.run(command).out), command
    assert "to go" not in writer.run("unstick").out
    assert writer.run("status", "--short", "novel/a.md").out == "in progress\n"
    assert writer.run("status", "--format", "{words}", "novel/a.md").out == "1050\n"
    assert writer.asks("status")["notes"][0]["words"] == 1050
    assert writer.today()["drafted"] == 150
    writer.later(minutes=15)
    assert "450 words to finish chunk 3" in writer.run("status").out
    assert "150 new words" in writer.run("today").out


def test_a_broken_row_is_told_by_what_stays(writer: Writer) -> None:
    """Three days kept, three missed: the best row and the days kept, and no zero."""
    for _ in range(3):
        writer.writes("novel/a.md", 20, days=1)
    writer.later(days=4)
    said = writer.run("today").out
    assert "Your best row is 3 days, and the 3 days you kept stay kept." in said
    assert "You wrote on 3 of your last 6 writing days." in said
    assert " 0 " not in said


def test_the_record_is_the_owners_alone(writer: Writer) -> None:
    """No other user can read what is kept outside of the vault."""
    writer.writes("novel/a.md", 20, minutes=10)
    writer.today()
    for home in ("state", "cache"):
        for folder, _, files in os.walk(writer.box.folder / home / "milestoned"):
            for name in files:
                path = f"{folder}/{name}"
                reachable = os.stat(path).st_mode & 0o077 and os.stat(folder).st_mode & 0o077  # noqa: PTH116
                assert not reachable, path
