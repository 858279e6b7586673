"""`milestoned report`: the page says what the commands say, follows the notes, and never takes a file that is not ours."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from milestoned.milestone.day_names import short_date
from tests.end_to_end.running import PATIENCE, home_environment, wait_until
from tests.end_to_end.writer import Writer
from tests.report.browser import Browser, chromium

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.end_to_end.program import Sandbox

_TODAY = date(2026, 11, 20)
_INDEX = "---\ntitle: <script>alert(1)</script>\nmilestone: 100 words\nmilestone-goal: 5000\nmilestone-notes: ch/*.md\n---\n"


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """Give a Chromium for this module's tests."""
    with chromium(tmp_path_factory.mktemp("chromium")) as found:
        yield found


@pytest.fixture
def writer(tmp_path: Path) -> Writer:
    """Give a writer with ten days behind them: a book of three chapters, promises kept, missed, open and moved."""
    writer = Writer(tmp_path / "desk", "2026-11-10 08:00")
    writer.box.write("book.md", _INDEX)
    due = "milestone: 100 words\nmilestone-goal: 1500\nmilestone-due: 2026-12-20"
    writer.begins("ch/10-last.md", 0, "milestone: 100 words\nmilestone-goal: 300")
    writer.begins("ch/2-first.md", 250, due)
    writer.begins("loose.md", 5, "milestone: tasks")
    writer.updates()
    writer.run("commit", "300 words", "--by", "2026-11-12")
    writer.run("commit", "9000 words", "--by", "2026-11-13", "--why", "</p><script>no</script>")
    writer.run("commit", "20 chunks", "--by", "2026-12-31")
    writer.run("commit", "400 words a day")
    for day, words in enumerate((310, 120, 0, 640, 90, 205, 0, 333, 77, 412), 11):
        writer.at(f"2026-11-{day} {7 + day % 3:02}:30")
        if words:
            writer.writes("ch/2-first.md", words // 2, minutes=5)
            writer.writes("ch/10-last.md", words - words // 2, minutes=12)
    writer.cuts("ch/10-last.md", 30, at=2)
    writer.updates()
    return writer


def _grouped(*numbers: int) -> list[str]:
    return [f"{number:,}" for number in numbers]


def test_every_number_is_that_of_the_commands(writer: Writer, browser: Browser, tmp_path: Path) -> None:
    """Today, days, chunks, chapters, promises, weekdays and hours, as their commands print them as JSON."""
    file = tmp_path / "page.html"
    ran = writer.run("report", "-o", file)
    assert (ran.code, ran.out.strip(), ran.err) == (0, str(file), "")
    browser.errors()
    browser.shows(file)
    today, log, status = writer.today(), writer.asks("log"), writer.asks("status")
    milestones = writer.asks("milestones")
    assert browser.texts(".figure strong") == _grouped(today["drafted"])
    if goal := today["goal"]:
        said = f"{goal['done']:,} of {goal['amount']:,} words today, your standing goal"
        assert browser.texts(".goal span") == [said]
    facts = [text.split("best")[0] for text in browser.texts(".facts dd")]
    assert facts[:3] == _grouped(today["words"], len(milestones), today["streak"]["days"])
    assert facts[3].startswith(f"{today['streak']['kept_days']:,}")
    _check_days(browser, log)
    _check_chunks(browser, milestones)
    _check_notes(browser, status["notes"])
    _check_promises(browser, writer.asks("commitments"))
    _check_rhythm(browser, writer)
    assert browser.errors() == []
    assert browser.runs("return document.scripts.length") == 0


def _check_days(browser: Browser, log: list[dict[str, Any]]) -> None:
    cells = browser.texts("#days tbody :is(th, td)")
    rows = [tuple(cells[at : at + 6]) for at in range(0, len(cells), 6)]
    assert rows == [
        (
            short_date(date.fromisoformat(day["day"]), _TODAY),
            *_grouped(*(day[key] for key in ("drafted", "cut", "words", "sessions"))),
            f"{day['minutes']:,}" if "minutes" in day else "–",
        )
        for day in log[:31]
    ]
    squares = browser.texts(".months title")
    assert sum(
        int(said.split(": ")[1].split()[0].replace(",", "")) for said in squares if " words" in said
    ) == sum(day["drafted"] for day in log)


def _check_chunks(browser: Browser, milestones: list[dict[str, Any]]) -> None:
    cells = browser.texts("#chunks-2026 tbody td")
    rows = [(cells[at + 2], cells[at + 3]) for at in range(0, len(cells), 4)]
    assert rows == [(f"{one['number']:,}", f"{one['count']:,} {one['unit']}") for one in reversed(milestones)]
    assert len(browser.texts(".bricks i")) == len(milestones)


def _check_notes(browser: Browser, notes: list[dict[str, Any]]) -> None:
    by_path = {note["path"]: note for note in notes}
    order = ["ch/2-first.md", "ch/10-last.md", "loose.md"]
    assert browser.texts(".chapters .title") == [by_path[path]["title"] for path in order]
    assert browser.texts(".book h3") == ["<script>alert(1)</script>"]
    shown = [*browser.texts(".book .figures"), *browser.texts(".chapters .figures")]
    for path, said in zip(["book.md", *order], shown, strict=True):
        part = by_path[path]["milestones"][0]
        goal = f" / {part['goal']:,}" if part["goal"] else ""
        assert said == f"{part['count']:,}{goal} {part['unit']}"
    lines = browser.texts(".chapters .next")
    for path, said in zip(order, lines, strict=True):
        assert by_path[path]["progress"] in said.replace(",", "") or by_path[path]["progress"] in said


def _check_promises(browser: Browser, commitments: list[dict[str, Any]]) -> None:
    states = [text.split()[-1] for text in browser.texts("#promises ~ ul .state")]
    assert states == [one["state"] for one in reversed(commitments)]
    assert {"kept", "missed", "open"} <= set(states)
    charts = browser.texts(".chart figcaption")
    # A standing goal has no day to arrive at.
    going = sorted(
        (one for one in commitments if one["state"] == "open" and one["by"]),
        key=lambda one: (one["by"], one["id"]),
    )
    assert len(charts) == len(going)
    for one, said in zip(going, charts, strict=True):
        assert f"{one['done']:,} of {one['amount']:,} {one['unit']}" in said
        assert f"{one['left']:,} to go, {one['pace']['per_day']:,} " in said
        assert f"{'on track' if one['pace']['on_track'] else 'not on track'}." in said
    rows = browser.texts(".chart tbody tr:last-child td")
    assert rows == _grouped(*(one["done"] for one in going))


def _check_rhythm(browser: Browser, writer: Writer) -> None:
    weekdays, hours = writer.asks("stats", "--by", "weekday"), writer.asks("stats", "--by", "hour")
    assert browser.texts(".weekdays td.n") == _grouped(*(one["drafted"] for one in weekdays))
    shown = dict(zip(browser.texts("#hours tbody th"), browser.texts("#hours tbody td"), strict=True))
    assert shown == {f"{one['hour']:02}:00": f"{one['drafted']:,}" for one in hours if one["drafted"]}
    assert sum(one["drafted"] for one in hours) == sum(one["drafted"] for one in weekdays) > 0


def test_hours_are_those_of_the_writers_clock(tmp_path: Path) -> None:
    """Also where it is a quarter of an hour off from all others, and past midnight."""
    writer = Writer(tmp_path / "desk", "2026-11-10 08:00", "Asia/Kathmandu")
    writer.begins("a.md", 10)
    writer.updates()
    writer.at("2026-11-11 23:05")
    writer.writes("a.md", 70)
    writer.at("2026-11-12 00:50")
    writer.writes("a.md", 30)
    hours = {one["hour"]: one["drafted"] for one in writer.asks("stats", "--by", "hour")}
    assert {hour: words for hour, words in hours.items() if words} == {23: 70, 0: 30}
    assert list(hours) == list(range(24))
    days = {one["weekday"]: one["drafted"] for one in writer.asks("stats", "--by", "weekday")}
    assert days["wednesday"] == 100  # a late night belongs to the day before
    assert "0:00" in writer.run("report", "-o", "-").out
    assert "Wednesday" in writer.run("stats", "--by", "weekday").out


def test_a_path_narrows_the_notes(writer: Writer) -> None:
    """A book named alone comes with its chapters."""
    page = writer.run("report", "book.md", "-o", "-").out
    assert "<bdi>10-last<" in page
    assert "<bdi>loose<" not in page


@pytest.mark.parametrize("name", ["chapter.md", "page.html"])
def test_a_file_of_the_writers_is_never_written_over(box: Sandbox, name: str) -> None:
    """Exit 1, one clear message, every byte as it was."""
    box.note("a.md")
    box.write(name, "my own words\n")
    ran = box.run("report", "-o", name)
    assert ran.code == 1
    assert "is there already, and `milestoned report` did not write it\n  name another file" in ran.err
    assert box.read(name) == "my own words\n"


def test_without_a_name_it_is_written_where_one_stands(box: Sandbox, tmp_path: Path) -> None:
    """And written over the next time; the notes and the vault stay as they were."""
    box.note("a.md")
    before = box.stamps()
    for _ in range(2):
        assert box.run("report", box.root, cwd=tmp_path).out == "milestoned-report.html\n"
    assert (tmp_path / "milestoned-report.html").read_text().startswith("<!doctype html>")
    assert box.stamps() == before


def test_an_empty_folder_has_a_page_too(box: Sandbox) -> None:
    """It says how to begin, and nothing is made in the folder."""
    assert "Nothing is recorded here yet" in box.run("report", "-o", "-").out
    assert list(box.root.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("-o", "-", "--watch"), "-o -: "),
        (("-o", "-", "--open"), "-o -: "),
        (("--card", "card.gif"), "card.gif: a card is SVG or PNG"),
        (("nowhere.md",), "nowhere.md: no such file"),
    ],
)
def test_what_cannot_be_asked_for_is_a_usage_error(
    box: Sandbox, arguments: tuple[str, ...], said: str
) -> None:
    """Exit 2, and what to do."""
    ran = box.run("report", *arguments)
    assert ran.code == 2
    assert ran.err.startswith(f"milestoned: {said}")
    assert "\n  " in ran.err


def test_numbers_wait_while_the_writer_writes(tmp_path: Path) -> None:
    """With `quiet: true` no page and no card is made during a session; after it they are."""
    writer = Writer(tmp_path / "desk", "2026-11-10 08:00")
    writer.box.config("quiet: true\n")
    writer.begins("a.md", 10)
    writer.updates()
    writer.writes("a.md", 50, minutes=30)
    page, card = tmp_path / "page.html", tmp_path / "card.svg"
    for arguments in (("-o", page), ("--card", card)):
        assert "The numbers wait" in writer.run("report", *arguments).out
    assert not page.exists()
    assert not card.exists()
    writer.later(hours=2)
    assert writer.run("report", "-o", page).out == f"{page}\n"


def test_a_damaged_journal_spoils_no_page(writer: Writer, tmp_path: Path) -> None:
    """A line that cannot be read is passed over; the rest is shown."""
    (journal,) = (writer.box.root / ".milestoned" / "journal").glob("*.jsonl")
    journal.write_text("{broken\n\x00\xff\n" + journal.read_text() + '{"v": 1, "seq": [[')
    assert "Chunks reached" in writer.run("report", "-o", "-").out


def test_open_hands_the_page_to_the_browser(box: Sandbox, tmp_path: Path) -> None:
    """By the desktop's own opener; where there is none, that is said, and the page is there all the same."""
    box.note("a.md")
    tools = tmp_path / "tools"
    tools.mkdir()
    opener = tools / "xdg-open"
    opener.write_text(f'#!/bin/sh\necho "$1" > "{tmp_path}/asked"\n')
    opener.chmod(0o755)
    page = tmp_path / "page one.html"
    assert box.run("report", "--open", "-o", page, PATH=f"{tools}:{box.env['PATH']}").code == 0
    wait_until((tmp_path / "asked").exists, "the opener was called")
    wait_until(lambda: (tmp_path / "asked").read_text().strip() == str(page), "with the page")


@pytest.mark.parametrize("kind", ["svg", "png"])
def test_a_card_is_drawn_and_holds_no_text_of_a_note(box: Sandbox, tmp_path: Path, kind: str) -> None:
    """Only the title; drawn again it is written over, a stranger's picture is not."""
    box.write("a.md", "---\ntitle: The Book\nmilestone: 10 words\nmilestone-goal: 30\n---\n\nsecretword\n")
    card, other = tmp_path / f"card.{kind}", tmp_path / f"other.{kind}"
    ran = box.run("report", "--card", card)
    if ran.code == 1 and kind == "png":
        assert "apt install librsvg2-bin" in ran.err
        pytest.skip("no program that draws SVG is installed (Debian: librsvg2-bin)")
    assert (ran.code, ran.out) == (0, f"{card}\n")
    assert box.run("report", "--card", card).code == 0
    data = card.read_bytes()
    assert data.startswith(b"<svg" if kind == "svg" else b"\x89PNG")
    assert b"secretword" not in data
    other.write_bytes(b"mine")
    assert box.run("report", "--card", other).code == 1
    assert other.read_bytes() == b"mine"


def test_a_card_without_a_renderer_says_what_to_install(box: Sandbox, tmp_path: Path) -> None:
    """And leaves nothing behind."""
    box.note("a.md")
    ran = box.run("report", "--card", tmp_path / "card.png", PATH=str(tmp_path))
    assert ran.code == 1
    assert "install one of `rsvg-convert`" in ran.err
    assert not (tmp_path / "card.png").exists()


@contextmanager
def _kept(box: Sandbox, page: Path) -> Iterator[None]:
    """Run `report --watch` on a vault, and end it as a user does."""
    command = [sys.executable, "-m", "milestoned", "report", "--watch", "-o", str(page), str(box.root)]
    log = box.folder / "report.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            command, env=home_environment(box.folder), stdout=out, stderr=out, cwd=box.folder
        )
    try:
        wait_until(lambda: "Ctrl-C" in log.read_text(), "the page is kept up to date")
        yield
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE) == 0
        assert "Traceback" not in log.read_text()
    finally:
        process.kill()
        process.wait()


@pytest.mark.daemon
def test_an_open_page_follows_and_keeps_its_place(box: Sandbox, browser: Browser, tmp_path: Path) -> None:
    """A save is on the screen soon after, what was open stays open, the place stays, and only the file was asked for."""
    for words in (3, 4):  # the second time they are drafted: a day to show
        for number in range(40):
            box.note(f"ch/{number:02}.md", words)
        box.write("book.md", _INDEX)
        box.run("update")
    page = tmp_path / "page.html"
    with _kept(box, page):
        browser.requests()
        browser.errors()
        browser.shows(page)
        browser.runs("document.querySelector('#days').open = true; scrollTo(0, 700); window.marked = true")
        box.note("ch/07.md", 7)
        wait_until(lambda: browser.runs("return window.marked !== true"), "the page was loaded again")
        wait_until(lambda: "7 / 30 words" in browser.texts(".chapters .figures"), "it shows the save")
        wait_until(lambda: browser.runs("return scrollY") == 700, "it is where it was")
        assert browser.runs("return document.querySelector('#days').open")
        assert browser.errors() == []
        assert browser.requests() == {page.as_uri()}


@pytest.mark.daemon
def test_a_page_without_news_is_left_alone(box: Sandbox, tmp_path: Path) -> None:
    """A save that changes no number writes no page; one that does, does."""
    note = box.note("a.md", 3)
    box.run("update")
    page = tmp_path / "page.html"
    with _kept(box, page):
        first = page.stat().st_mtime_ns
        os.utime(note)
        box.note("b.md", 4)
        wait_until(lambda: page.stat().st_mtime_ns != first, "the page shows the new note")
        assert "4 / 30 words" in page.read_text()
