"""Writers whose truth is known: what the record must say of them, one story each."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.end_to_end.writer import Writer

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def _log(writer: Writer) -> dict[str, int]:
    return {day["day"]: day["drafted"] for day in writer.asks("log") if day["drafted"]}


@pytest.fixture
def writer(tmp_path: Path) -> Writer:
    """Give a writer on the first of May, in a vault."""
    made = Writer(tmp_path / "desk", "2026-05-01 09:00")
    (made.box.root / ".milestoned").mkdir()
    return made


def test_a_job_in_the_morning_counts_for_the_evening_before(writer: Writer) -> None:
    writer.begins("a.md", 50)
    writer.updates()
    for day in range(1, 5):
        writer.at(f"2026-05-0{day} 20:00")
        writer.adds("a.md", 800)
        writer.at(f"2026-05-0{day + 1} 06:00")
        writer.updates()
    assert _log(writer) == {f"2026-05-0{day}": 800 for day in range(1, 5)}
    today = writer.today()
    assert (today["day"], today["kept"]) == ("2026-05-05", False)
    assert all("minutes" not in day for day in writer.asks("log") if day["sessions"])


def test_the_day_of_installing_is_no_day_missed(writer: Writer) -> None:
    writer.begins("a.md", 5000)
    writer.updates()
    writer.writes("a.md", 100, days=1)
    assert writer.today()["last14"] == {"wrote": 1, "of": 1}
    writer.later(days=2)
    assert writer.asks("unstick")["roadblock"] is None


def test_an_index_notes_promise_follows_the_words_of_its_notes(writer: Writer) -> None:
    writer.begins("part.md", 0)
    index = (
        "milestone: 5000 words\nmilestone-goal: 50000\nmilestone-due: 2099-11-30\nmilestone-notes: part.md"
    )
    writer.begins("index.md", 0, index)
    writer.updates()
    for words, left in ((2000, 48_000), (2400, 45_600)):
        writer.writes("part.md", words, hours=3)
        (promise,) = writer.asks("commitments")
        assert (promise["done"], promise["left"]) == (50_000 - left, left)
    assert "45,600" in writer.run("today").out
    writer.cuts("part.md", 400)
    writer.updates()
    assert writer.asks("commitments")[0]["left"] == 46_000


def test_an_index_note_celebrates_only_what_was_written(writer: Writer) -> None:
    """Chapters that are named, an old one that is added: silence. Words drafted in them: a chunk."""
    writer.begins("novel/01.md", 900)
    writer.begins("old/02.md", 5000)
    writer.begins("book.md", 0, "milestone: 1000 words\nmilestone-notes: novel/*.md")
    writer.updates()
    writer.later(days=1)
    shutil.move(writer.box.root / "old" / "02.md", writer.box.root / "novel" / "02.md")
    writer.notes["novel/02.md"], writer.heads["novel/02.md"] = (
        writer.notes["old/02.md"],
        writer.heads["old/02.md"],
    )
    assert "reached" not in writer.updates().err
    assert writer.asks("milestones") == []
    writer.writes("novel/01.md", 150, hours=1)
    assert {(one["note"], one["number"]) for one in writer.asks("milestones")} == {
        ("book.md", 6),
        ("novel/01.md", 1),
    }


def test_the_goal_to_trim_to_holds_what_is_written(writer: Writer) -> None:
    writer.begins("a.md", 50)
    writer.updates()
    writer.later(hours=1)
    writer.asks("commit", "10000 words", "--by", "2026-05-12")
    for day in range(2, 10):
        writer.at(f"2026-05-0{day} 10:00")
        writer.adds("a.md", 600)
        writer.updates()
    writer.at("2026-05-10 10:00")
    assert "trim the goal to 6600 words by 2026-05-12" in writer.asks("commitments")[0]["pace"]["choices"]


def test_another_text_under_a_deleted_notes_name_is_drafted(writer: Writer) -> None:
    writer.begins("draft.md", 300)
    writer.begins("other.md", 10)
    writer.updates()
    writer.later(days=1)
    (writer.box.root / "draft.md").unlink()
    writer.updates()
    writer.later(days=3)
    writer.begins("draft.md", 900)
    writer.updates()
    assert writer.today()["drafted"] == 900


def test_a_note_from_the_trash_is_no_new_text(writer: Writer) -> None:
    writer.begins("draft.md", 3000)
    writer.begins("other.md", 10)
    writer.updates()
    trash = writer.box.folder / "trash.md"
    shutil.move(writer.box.root / "draft.md", trash)
    writer.later(days=1)
    writer.updates()
    writer.later(days=3)
    shutil.move(trash, writer.box.root / "draft.md")
    writer.dates("draft.md")
    writer.updates()
    assert (writer.today()["drafted"], writer.today()["held"]) == (0, 0)


def test_two_imports_go_to_their_own_days(writer: Writer) -> None:
    writer.begins("b.md", 10)
    writer.updates()
    writer.later(days=1)
    writer.begins("a.md", 7000)
    writer.updates()
    writer.later(days=1)
    writer.adds("a.md", 10)
    writer.updates()
    writer.later(minutes=10)
    writer.adds("a.md", 4000)
    writer.updates()
    assert [(one["day"], one["words"]) for one in writer.asks("credit")] == [
        ("2026-05-02", 2000),
        ("2026-05-03", 900),
    ]
    assert writer.asks("credit", "a.md", "--decline", "--on", "2026-05-03")["words"] == 900
    assert [one["words"] for one in writer.asks("credit", "--all")] == [2000]
    assert _log(writer) == {"2026-05-02": 7000, "2026-05-03": 3110}


def test_a_template_is_drafted_once_and_asked_about_never(writer: Writer) -> None:
    writer.begins("b.md", 10)
    writer.updates()
    template = [f"template{number}" for number in range(140)]
    for day in range(1, 5):
        writer.at(f"2026-05-0{day} 10:00")
        name = f"journal/2026-05-0{day}.md"
        writer.begins(name, 0)
        writer.notes[name] = [f"2026-05-0{day}", *template]
        writer.saves(name)
        writer.updates()
        writer.writes(name, 60, minutes=20)
    assert _log(writer) == {"2026-05-01": 201, **{f"2026-05-0{day}": 61 for day in range(2, 5)}}
    assert writer.asks("credit") == []


def test_imports_by_rule(writer: Writer) -> None:
    rules = "rules:\n  - notes: clips/*.md\n    imports: ignore\n  - notes: mine/*.md\n    imports: credit\n"
    writer.box.config(rules)
    writer.begins("b.md", 10)
    writer.updates()
    writer.later(hours=1)
    writer.begins("clips/a.md", 900)
    writer.begins("mine/a.md", 9000)
    writer.updates()
    today = writer.today()
    assert (today["drafted"], today["held"]) == (9000, 0)
    writer.box.config("imports: asc\n")
    ran = writer.run("update")
    assert (ran.code, "did you mean `ask`?" in ran.err) == (2, True)


def test_amended_days_are_in_every_sum(writer: Writer) -> None:
    writer.begins("a.md", 50)
    writer.updates()
    writer.writes("a.md", 600, days=1)
    writer.later(days=1)
    writer.asks("amend", "2026-05-01", "--drafted", "400")
    writer.asks("amend", "yesterday", "--drafted", "100")
    assert sum(row["drafted"] for row in writer.asks("stats")) == 500
    rows = writer.asks("stats", "--by", "project")
    assert sum(row["drafted"] for row in rows) == 500
    writer.asks("amend", "2020-01-01", "--drafted", "5")
    assert writer.today()["last14"]["of"] == 2


def test_a_note_that_was_never_written_in_leaves_no_ghost(writer: Writer) -> None:
    writer.begins("gone/a.md", 50)
    writer.begins("b.md", 10)
    writer.updates()
    shutil.rmtree(writer.box.root / "gone")
    writer.updates()
    assert [row["project"] for row in writer.asks("stats", "--by", "project")] == [""]


def test_what_a_session_began_with_is_kept_no_longer_than_the_session(writer: Writer) -> None:
    """Cut words among it: an update the day after drops them, changed or not."""
    writer.begins("a.md", 600)
    writer.updates()
    writer.writes("a.md", 100, days=1)
    writer.later(days=1)
    writer.updates()
    assert _start_texts(writer) == [0]


def _start_texts(writer: Writer) -> list[int]:
    import sqlite3

    (path,) = writer.box.folder.rglob("texts.db")
    return [length for (length,) in sqlite3.connect(path).execute("SELECT length(start) FROM text")]


def test_a_renamed_vault_is_the_same_vault(writer: Writer) -> None:
    """Its texts, its device and its promises go with it; a copy beside it is another."""
    writer.begins("a.md", 100)
    writer.updates()
    writer.writes("a.md", 50, hours=1)
    moved = writer.box.root.with_name("renamed")
    shutil.copytree(writer.box.root, writer.box.root.with_name("copy"), copy_function=shutil.copy2)
    writer.box.root.rename(moved)
    writer.box.root = moved
    writer.writes("a.md", 30, hours=1)
    assert _log(writer) == {"2026-05-01": 80}
    assert len(list((moved / ".milestoned" / "journal").iterdir())) == 1
    writer.box.root = moved.with_name("copy")
    writer.updates()
    assert _log(writer) == {"2026-05-01": 50}


def test_a_first_pass_that_was_killed_goes_on_as_one(writer: Writer) -> None:
    for number in range(300):
        writer.begins(f"{number:03}.md", 60)
    process = subprocess.Popen(
        [sys.executable, "-m", "milestoned", "-q", "update"],
        cwd=writer.box.root,
        env=writer.box.env | {"FAKETIME": str(int(writer.now.timestamp()))},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    journal = writer.box.root / ".milestoned" / "journal"
    while process.poll() is None and not any(file.stat().st_size > 20_000 for file in journal.glob("*")):
        pass
    process.kill()
    process.wait()
    writer.later(hours=5)
    writer.updates()
    today = writer.today()
    assert (today["drafted"], today["held"], today["words"]) == (0, 0, 300 * 60)


@pytest.mark.parametrize("before", ["start", "update"])
def test_what_stood_there_is_no_new_text_when_one_note_came_first(writer: Writer, before: str) -> None:
    """A look at one note is no pass: what the others hold at the first whole one is where the writer starts from."""
    first = writer.box.write("first.md", "One note, begun by itself.\n")
    if before == "update":
        first.write_text(f"---\nmilestone: 100 words\n---\n{first.read_text()}")
    writer.begins("old.md", 900)
    writer.later(minutes=5)
    assert writer.run(before, "first.md").code == 0
    writer.begins("named later.md", 700)
    ran = writer.updates()
    assert "reached" not in ran.out + ran.err
    assert writer.today()["drafted"] == 0
    writer.later(minutes=30)
    writer.begins("new.md", 200)
    writer.updates()
    assert writer.today()["drafted"] == 200


def test_a_standing_goal_holds_until_it_is_withdrawn(writer: Writer) -> None:
    writer.begins("a.md", 10)
    writer.updates()
    made = writer.asks("commit", "750 words a day")
    assert (made["state"], made["by"], made["per"]) == ("open", None, "day")
    again = writer.run("commit", "750 words a day")
    assert (again.code, made["id"] in again.out, "holds" in again.out) == (0, True, True)
    writer.asks("commit", "5 days a week")
    writer.writes("a.md", 950, days=1)
    assert writer.today()["goal"] == {"amount": 750, "done": 950}
    assert "950 of 750 words" in writer.run("today").out
    writer.later(days=40)
    assert writer.today()["goal"] == {"amount": 750, "done": 0}
    assert [one["state"] for one in writer.asks("commitments")] == ["open", "open"]
    writer.asks("commit", "--withdraw", made["id"])
    assert writer.today()["goal"] == {"amount": 5, "done": 0, "unit": "days", "per": "week"}
    assert writer.run("commit", "750 words a day", "--by", "friday").code == 2


def test_one_promise_is_one(writer: Writer) -> None:
    writer.begins("a.md", 10)
    writer.updates()
    made = writer.asks("commit", "2 chunks", "--by", "2026-05-08")
    assert writer.asks("commit", "2 chunks", "--by", "2026-05-08")["id"] == made["id"]
    assert len(writer.asks("commitments")) == 1


def test_two_devices_that_see_a_due_date_make_one_promise(tmp_path: Path) -> None:
    one = Writer(tmp_path / "one", "2026-05-01 09:00")
    one.begins("a.md", 10, "milestone: 1000 words\nmilestone-goal: 5000\nmilestone-due: 2026-06-01")
    copy = tmp_path / "copy"
    shutil.copytree(one.box.root, copy)
    one.updates()
    two = Writer(tmp_path / "two", "2026-05-01 10:00", vault=copy)
    two.updates()
    for file in (copy / ".milestoned" / "journal").iterdir():
        shutil.copy2(file, one.box.root / ".milestoned" / "journal")
    assert len(one.asks("commitments")) == 1


def test_a_day_of_moving_passages_is_kept_and_a_git_checkout_is_not(writer: Writer) -> None:
    if not shutil.which("git"):
        pytest.skip("git is not installed")
    writer.begins("a.md", 400)
    writer.begins("b.md", 300)
    writer.updates()
    _git(writer, "init", "-q", "-b", "main")
    _git(writer, "add", "a.md", "b.md")
    _git(writer, "commit", "-qm", "one")
    writer.later(days=1)
    moved = writer.notes["a.md"][:150]
    writer.cuts("a.md", 150)
    writer.notes["b.md"] += moved
    writer.saves("b.md")
    writer.updates()
    today = writer.today()
    assert (today["drafted"], today["cut"], today["kept"]) == (0, 0, True)


def _further_work_tree(writer: Writer) -> None:
    """Make the vault a further work tree of a repository beside it: its `.git` is a file."""
    _git(writer, "init", "-q", "-b", "start", "../repository")
    _git(writer, "-C", "../repository", "commit", "-q", "--allow-empty", "-m", "none")
    _git(writer, "-C", "../repository", "worktree", "add", "-q", "-b", "main", "../tree")
    (writer.box.root.parent / "tree" / ".git").rename(writer.box.root / ".git")
    _git(writer, "-C", "../repository", "worktree", "repair", str(writer.box.root))


def _submodule(writer: Writer) -> None:
    """Make the vault a part of another repository."""
    _git(writer, "init", "-q", "-b", "main", "--separate-git-dir", "../repository")


def _index_version_4(writer: Writer) -> None:
    _git(writer, "init", "-q", "-b", "main")
    _git(writer, "config", "index.version", "4")
    for number in range(20):
        (writer.box.root / f"a{number}.txt").write_text("x")
    _git(writer, "add", ".")


def _plain_repository(writer: Writer) -> None:
    _git(writer, "init", "-q", "-b", "main")


def _sha256(writer: Writer) -> None:
    _git(writer, "init", "-q", "-b", "main", "--object-format=sha256")


KINDS = [_plain_repository, _further_work_tree, _submodule, _index_version_4, _sha256]


@pytest.mark.parametrize("make", KINDS, ids=lambda make: make.__name__.strip("_"))
def test_a_git_checkout_is_nobodys_day(tmp_path: Path, make: Callable[[Writer], None]) -> None:
    """By the real clock, which git writes its files by."""
    if not shutil.which("git"):
        pytest.skip("git is not installed")
    writer = Writer(tmp_path / "desk", "2026-05-01 09:00")
    writer.begins("a.md", 400)
    make(writer)
    _git(writer, "add", "a.md")
    _git(writer, "commit", "-qm", "one")
    _git(writer, "checkout", "-q", "-b", "branch")
    writer.adds("a.md", 900)
    _git(writer, "commit", "-qam", "two")
    _git(writer, "checkout", "-q", "main")
    assert writer.box.run("update").code == 0
    _git(writer, "checkout", "-q", "-f", "branch")
    assert writer.box.run("update").code == 0
    today = json.loads(writer.box.run("today", "--json").out)
    assert (today["drafted"], today["held"], today["kept"], today["words"]) == (0, 0, False, 1300)


def _git(writer: Writer, *arguments: str) -> None:
    who = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
    environment = {key: value for key, value in writer.box.env.items() if key != "LD_PRELOAD"}
    subprocess.run(
        ["git", *who, *arguments], cwd=writer.box.root, env=environment, check=True, capture_output=True
    )


@pytest.mark.parametrize(
    "line",
    [
        "[" * 40_000,
        (
            '{"v":1,"seq":9223372036854775808,"at":"2026-05-01T09:00:00.000Z","zone":"+00:00","day":"2026-05-01",'
            '"device":"phone-000000","kind":"baseline","note":"c8d4a04b1458","path":"a.md","after":[3,13,0,0]}'
        ),
        (
            '{"v":1,"seq":1,"at":"2026-05-01T09:00:00.000Z","zone":"+00:00","day":"2026-05-01","device":"p",'
            '"kind":"commit","facts":{"by":7}}'
        ),
    ],
)
def test_a_hostile_line_ends_no_command_and_is_counted(writer: Writer, line: str) -> None:
    writer.begins("a.md", 10)
    writer.box.write(".milestoned/journal/phone-000000.jsonl", line + "\n")
    for command in (
        "update",
        "status",
        "today",
        "log",
        "milestones",
        "commitments",
        "stats",
        "reindex",
        "unstick",
    ):
        ran = writer.run(command)
        assert (ran.code, "internal" in ran.err) == (0, False), ran.err
    assert "1 line of phone-000000.jsonl cannot be read" in writer.run("doctor").out
    assert writer.today()["words"] == 10


def test_quiet_keeps_the_remedy_and_hides_the_numbers(writer: Writer) -> None:
    writer.box.config("quiet: true\n")
    writer.begins("a.md", 10, "milestone: 10000 words")
    writer.updates()
    for _ in range(6):
        writer.writes("a.md", 100, days=1)
    said = writer.run("unstick").out
    assert "`milestoned sprint a.md`" in said
    assert not any(character.isdigit() for character in said.partition("last:")[0])
