"""What stands on the page, told from its text."""

from __future__ import annotations

import re
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest

from milestoned.report import bars, burn_up, chunks, text, today, year
from milestoned.report.page import MARK, render
from milestoned.report.source import Source
from tests.report import samples


def _with(**changes: Any) -> Source:
    """Return a month's record with some of it changed."""
    source = samples.month()
    return Source(**{name: getattr(source, name) for name in source.__match_args__} | changes)


def test_the_same_data_is_the_same_page() -> None:
    """No clock, no chance: twice drawn is the same bytes, and other data are another version."""
    assert render(samples.month()) == render(samples.month())
    assert samples.month().version == samples.month().version != samples.written(31).version


def test_it_begins_with_the_mark() -> None:
    """By it the program knows a page of its own, which it may write over."""
    assert MARK in render(samples.empty())[:4096]


def test_an_empty_record_says_how_to_begin() -> None:
    """And draws no empty chart."""
    page = render(samples.empty())
    assert "Nothing is recorded here yet" in page
    assert "milestoned start" in page
    assert page.count("<section") == 1


def test_three_years_are_under_300_kb() -> None:
    """A page can be sent by mail."""
    assert len(render(samples.written(3 * 365)).encode()) < 300_000


@pytest.mark.parametrize("days", [1, 2, 60, 366, 3650])
def test_every_day_is_in_exactly_one_month(days: int) -> None:
    """The words of the calendar's months are those of the record."""
    source = samples.written(days)
    found = [month for one in year.years(source) for month in one.months]
    assert sum(month.words for month in found) == sum(day["drafted"] for day in source.log)
    assert sum(month.kept for month in found) == len(source.log)


@pytest.mark.parametrize("words", [[1], [5, 5, 5, 5], [1, 2, 3, 4], [10, 10, 10, 4000], list(range(1, 500))])
def test_levels_have_no_hole(words: list[int]) -> None:
    """More words are never a lower level, and the legend names the level of every count from one word on."""
    steps = year.scale([{"drafted": count} for count in words])
    levels = [steps.level(count) for count in range(5001)]
    assert levels == sorted(levels)
    assert levels[:2] == [0, 1]
    for level, range_ in steps.legend:
        first, last = levels.index(level), 5000 - levels[::-1].index(level)
        assert range_ in {f"{first:,} to {last:,}", f"{first:,}", f"{first:,} and more"}
    assert {level for level, _ in steps.legend} == set(levels[1:])


def test_a_bar_is_full_only_when_all_is_done() -> None:
    """4,999 of 5,000 words leave a gap to be seen."""
    assert bars.share(4999, 5000) < 100 == bars.share(5000, 5000) == bars.share(9000, 5000)
    assert bars.share(0, 5000) == 0 == bars.share(5, 0) == bars.share(-5, 10)


def test_a_bar_is_cut_at_its_chunks() -> None:
    """Five chunks have four borders; a goal of one has none, and a thousand chunks none either."""
    part = samples.note("a.md", "A", 2345, 5000)["milestones"][0]
    assert bars.milestone_bar(part) == (46.9, (20.0, 40.0, 60.0, 80.0))
    assert bars.milestone_bar(samples.note("a.md", "A", 0, 1, 1)["milestones"][0]).gaps == ()
    assert bars.milestone_bar(samples.note("a.md", "A", 0, 1000, 1)["milestones"][0]).gaps == ()


def test_a_note_without_a_goal_shows_its_chunk() -> None:
    """Its bar is that of the chunk in work."""
    part = samples.note("a.md", "A", 2345)["milestones"][0]
    assert bars.milestone_bar(part) == (34.5, ())


def test_a_day_gone_by_is_named_and_asks_for_nothing() -> None:
    """A due date in the past has no pace."""
    late = samples.note("a.md", "A", 10, 500, due="2026-11-01", days_left=0, per_day=490, on_track=False)
    page = render(_with(status={"vault": "v", "notes": [late], "problems": []}, books=[]))
    assert "was due Sun 1 Nov" in page
    assert "490 a day" not in page


def test_the_pace_is_said_in_full() -> None:
    """Days left, words a day, on track or not."""
    assert "due Thu 31 Dec, 39 days left, 172 a day, on track" in render(samples.month())


def test_a_day_without_minutes_has_a_dash() -> None:
    """Where the saves were too few to know, the table makes no minutes up."""
    source = samples.month()
    del source.log[0]["minutes"]
    assert '<td class="n">–' in render(source)


def test_what_is_held_and_the_standing_goal_are_shown_where_there_are_any() -> None:
    """Neither is made up."""
    plain = render(samples.written(5, goal=None))
    assert "standing goal" not in plain
    assert "milestoned credit" not in plain
    held = render(
        _with(
            today={
                **samples.month().today,
                "held": 1200,
                "goal": {"amount": 5, "done": 3, "unit": "days", "per": "week"},
            }
        )
    )
    assert "1,200 words came in at once" in held
    assert "3 of 5 days this week, your standing goal" in held


def test_a_problem_is_not_passed_over() -> None:
    """The page says how many notes it leaves out."""
    source = samples.month()
    source.status["problems"].append({"path": "x.md", "line": 1, "message": "m", "hint": ""})
    assert "1 problem kept notes off this page" in render(source)


def test_digits_are_grouped_in_amounts_alone() -> None:
    """A year in a title stays a year."""
    assert text.grouped("1000 words to finish chunk 3 of 5") == "1,000 words to finish chunk 3 of 5"
    assert text.grouped("done, 5 of 5 chunks, 12300 words over") == "done, 5 of 5 chunks, 12,300 words over"
    assert text.grouped("1500 of 7000 tasks, 5500 to go").startswith("1,500 of 7,000 tasks")
    assert text.grouped("plan 2024.md by 2027-01-25") == "plan 2024.md by 2027-01-25"


def test_chunks_are_listed_one_by_one() -> None:
    """Every one of them, the last one first, and the months' bricks add up to the last year's."""
    source = samples.written(400)
    found = chunks.chunks(source)
    rows = [row for one in found.years for row in one.rows]
    assert [row.number for row in rows] == [one["number"] for one in reversed(source.milestones)]
    since = (samples.TODAY.replace(day=1) - timedelta(days=334)).replace(day=1)
    recent = [one for one in source.milestones if date.fromisoformat(one["day"]) >= since]
    assert sum(month.chunks for month in found.months) == len(recent)


def test_the_row_of_days_ends_today() -> None:
    """Four weeks, the last of them marked."""
    row = today.row(samples.month())
    assert len(row) == 28
    assert [past.is_today for past in row] == [False] * 27 + [True]


def _points(path: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in re.findall(r"[ML](-?[\d.]+) (-?[\d.]+)", path)]


def test_a_burn_up_ends_where_the_writer_is() -> None:
    """The line's last point is today at what is done, and par leads to the due date at the target."""
    source = samples.month()
    chart = burn_up.burn_ups(source)[0]
    one = next(one for one in source.commitments if one["id"] == "b1")
    x, y = _points(chart.done)[-1]
    assert x == pytest.approx(chart.today_x * 10)
    assert y == pytest.approx(burn_up.HEIGHT * (1 - one["done"] / (one["done"] + one["left"])), abs=0.1)
    assert _points(chart.par)[-1] == (burn_up.WIDTH, 0)


def test_par_stands_still_on_days_of_rest() -> None:
    """It asks for nothing then."""
    chart = burn_up.burn_ups(_with(rest_days=frozenset({5, 6})))[0]
    heights = [y for _, y in _points(chart.par)]
    assert any(a == b for a, b in pairwise(heights))
    assert heights == sorted(heights, reverse=True)


def test_every_point_of_a_chart_is_inside_of_it() -> None:
    """Also where the projection ends years behind the due date, and where the day it was made lies ahead."""
    far = samples.promise(
        "z", "9 words", "2026-11-24", "open", done=1, left=8,
        pace={"quota": 8, "days": 2, "usual": 1, "choices": [], "likely": ["2027-01-01", "2036-01-01"], "per_day": 8, "on_track": True},
    )  # fmt: skip
    ahead = samples.promise("y", "9 words", "2026-12-24", "open", made_at="2026-12-01T09:00:00+01:00", left=9)
    source = _with(commitments=[far, ahead], courses={"z": [("2026-11-02", 1)], "y": []})
    for chart in burn_up.burn_ups(source):
        for path in (chart.done, chart.par, chart.range):
            assert all(0 <= x <= burn_up.WIDTH and 0 <= y <= burn_up.HEIGHT for x, y in _points(path))


def test_a_standing_promise_has_no_chart() -> None:
    """It has no day to burn up to, and stands among the promises."""
    standing = samples.promise("s", "750 words a day", None, "open", left=750, per="day")
    source = _with(commitments=[standing], courses={"s": []})
    assert burn_up.burn_ups(source) == []
    assert "750 words a day" in render(source)


def test_only_a_live_page_has_a_script() -> None:
    """And its policy names that script alone."""
    assert "<script" not in render(samples.month())
    page = render(samples.month(), live=True)
    assert page.count("<script>") == 1
    assert re.search(r"script-src 'sha256-[A-Za-z0-9+/]{43}='; frame-src", page)
