"""A folder or a note as PATH: the record is shown of that alone, and nothing of the rest is lost."""

from __future__ import annotations

import pytest

from tests.end_to_end.writer import Writer

pytestmark = pytest.mark.xdist_group("record part")


@pytest.fixture(scope="module")
def writer(tmp_path_factory: pytest.TempPathFactory) -> Writer:
    """Give a writer with a book of one chapter and a diary, both written in on two days; the tests ask, in order."""
    writer = Writer(tmp_path_factory.mktemp("desk") / "desk", "2026-11-23 10:00")
    writer.begins("novel/a.md", 900, "milestone: 1000 words\nmilestone-goal: 5000\nmilestone-due: 2026-12-20")
    writer.begins("diary/b.md", 10, "milestone: 100 words")
    writer.box.write("book.md", "---\nmilestone: 1000 words\nmilestone-notes: novel/*.md\n---\n")
    writer.updates()
    writer.run("commit", "500 words a day")
    writer.writes("novel/a.md", 150, minutes=10)
    writer.writes("diary/b.md", 40, days=1)
    writer.run("amend", "yesterday", "--drafted", "400")
    return writer


def test_a_folder_narrows_today_and_log(writer: Writer) -> None:
    """Words, days, what was earned and promised: each of the notes in it; an amended day is the whole vault's."""
    whole = {day["day"]: day["drafted"] for day in writer.asks("log")}
    assert whole == {"2026-11-23": 400, "2026-11-24": 40}
    days = {day["day"]: (day["drafted"], day["words"]) for day in writer.asks("log", "novel")}
    assert days == {"2026-11-23": (150, 1050)}
    today = writer.asks("today", "diary")
    assert (today["drafted"], today["words"], today["goal"], today["commitments"]) == (40, 50, None, [])
    assert (today["streak"]["kept_days"], today["next"]["note"]) == (1, "diary/b.md")
    assert [one["number"] for one in writer.asks("milestones", "novel")] == [1]
    assert writer.asks("milestones", "diary") == []


def test_a_note_narrows_what_was_promised_and_what_is_in_the_way(writer: Writer) -> None:
    """The due date of the note named, its chunk on the card; and the diary's days."""
    (promised,) = writer.asks("commitments", "novel/a.md")
    assert promised["by"] == "2026-12-20"
    assert writer.asks("unstick", "diary/b.md")["card"]["note"] == "diary/b.md"
    assert [row["drafted"] for row in writer.asks("stats", "diary/b.md")] == [40]
    assert len(writer.asks("commitments")) == 2


def test_a_book_comes_with_its_chapters(writer: Writer) -> None:
    """What an index note sums up is part of it, and the book itself earned its chunk."""
    assert [day["drafted"] for day in writer.asks("log", "book.md")] == [150]
    assert {one["note"] for one in writer.asks("milestones", "book.md")} == {"book.md", "novel/a.md"}


def test_the_folder_one_is_in_narrows_nothing_unless_it_is_named(writer: Writer) -> None:
    """Without a PATH it is the whole vault, wherever one types it."""
    there = writer.box.root / "diary"
    now = str(int(writer.now.timestamp()))
    assert writer.box.run("today", "--json", cwd=there, FAKETIME=now).json == writer.today()
    assert writer.box.run("today", ".", "--json", cwd=there, FAKETIME=now).json == writer.asks(
        "today", "diary"
    )


def test_a_note_that_takes_no_part_is_said(writer: Writer) -> None:
    """With the reason, on stderr; the exit code is 0."""
    writer.box.write("plain.md", "Words.\n")
    ran = writer.run("today", "plain.md")
    assert (ran.code, "plain.md: takes no part" in ran.err) == (0, True)


def test_the_page_of_a_folder_holds_that_folder_alone(writer: Writer) -> None:
    """Days and promises, too; the page says what it is narrowed to."""
    text = writer.run("report", "diary", "-o", "-").out
    assert "diary</bdi> alone" in text
    assert "50 words" in text.replace("1,050 words", "")
    assert "1,050" not in text
    assert "20 Dec" not in text
