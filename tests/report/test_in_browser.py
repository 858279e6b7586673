"""The page in a real Chromium: it loads nothing, complains of nothing, and can be read by everybody."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from milestoned.report.page import render
from tests.report import samples
from tests.report.browser import LAPTOP, PHONE, Browser

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from milestoned.report.source import Source

RECORDS = {
    "empty": samples.empty,
    "one day": lambda: samples.written(1),
    "a month": samples.month,
    "ten years": lambda: samples.written(3650),
    "hostile": samples.hostile,
}


@pytest.fixture(params=RECORDS.values(), ids=list(RECORDS))
def page(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Give the page of each record, as a file."""
    make: Callable[[], Source] = request.param
    file = tmp_path / "page.html"
    file.write_text(render(make()), encoding="utf-8")
    return file


def test_it_asks_for_nothing_and_the_console_stays_silent(browser: Browser, page: Path) -> None:
    """No request but for the file itself."""
    browser.requests()
    browser.errors()
    browser.shows(page)
    browser.opens_everything()
    assert browser.requests() == {page.as_uri()}
    assert browser.errors() == []


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("make", [samples.empty, samples.month, samples.hostile])
def test_axe_finds_nothing_against_it(
    browser: Browser, tmp_path: Path, make: Callable[[], Source], *, dark: bool
) -> None:
    """Contrast, names, landmarks, headings and all else that axe-core knows, with everything open."""
    file = tmp_path / "page.html"
    file.write_text(render(make()), encoding="utf-8")
    browser.shows(file, dark=dark)
    browser.opens_everything()
    assert browser.violations() == []


@pytest.mark.parametrize("width", [PHONE, LAPTOP])
def test_it_never_scrolls_sideways(browser: Browser, page: Path, width: int) -> None:
    """On a phone and a laptop; a wide table scrolls in its own box."""
    browser.shows(page, width=width)
    browser.opens_everything()
    assert browser.runs("return document.documentElement.scrollWidth") <= width


def test_it_needs_no_script(browser: Browser, page: Path) -> None:
    """There is none in it, and nothing that one would have to make visible."""
    browser.shows(page)
    assert browser.runs("return document.scripts.length") == 0
    assert browser.runs("return document.querySelector('main').innerText.length") > 100


def test_what_a_note_says_is_text(browser: Browser, tmp_path: Path) -> None:
    """A title with markup, quotes, braces, controls and a turn of direction is shown as it is, and nothing of it is run."""
    source = samples.hostile()
    file = tmp_path / "hostile.html"
    file.write_text(render(source), encoding="utf-8")
    browser.shows(file)
    titles = browser.texts(".chapters .title") + browser.texts(".book h3")
    for note in source.status["notes"]:
        shown = "".join(c if c not in "\x00\x1b\udce9" else "\ufffd" for c in note["title"])
        assert shown in titles
    assert browser.runs("return document.querySelectorAll('main script, main img, main b > b').length") == 0
    assert browser.errors() == []


def test_the_squares_of_the_calendar_are_the_days(browser: Browser, tmp_path: Path) -> None:
    """Each day written on in the last three years has its square and says its words when it is pointed at."""
    source = samples.written(900)
    file = tmp_path / "page.html"
    file.write_text(render(source), encoding="utf-8")
    browser.shows(file)
    said = browser.texts(".months title")
    assert len(said) == sum(bool(day["drafted"] or day["kept"]) for day in source.log)
    monday = source.days[date(2026, 11, 23)]
    label = f"{monday['drafted']:,} words" if monday["drafted"] else f"kept, {monday['cut']:,} words cut"
    assert f"Mon 23 Nov: {label}" in said
