"""The way to each due date: what is done day by day, the even pace, and where the projection ends."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from milestoned.light.typing import TYPE_CHECKING
from milestoned.report.text import amount, as_date, choices, clip, day_name, number, pledge, short_day, so_far

if TYPE_CHECKING:
    from milestoned.report.source import Json, Source

WIDTH, HEIGHT = 1000, 400
_MOST_POINTS = 400


class Label(NamedTuple):
    """A text at a place along an axis, in percent."""

    at: float
    text: str


class BurnUp(NamedTuple):
    """A chart of one commitment: paths in a box of WIDTH by HEIGHT, labels in percent, and all of it in words."""

    title: str
    said: tuple[str, ...]
    too_much: str
    choices: tuple[str, ...]
    label: str
    done: str
    here: str
    area: str
    par: str
    range: str
    goal_y: float
    today_x: float
    x_labels: tuple[Label, ...]
    y_labels: tuple[Label, ...]
    rows: tuple[tuple[str, int], ...]
    unit: str


class _Frame(NamedTuple):
    """Where days and counts lie in the box."""

    first: date
    last: date
    low: int
    high: int

    def x(self, day: date) -> float:
        span = max(1, (self.last - self.first).days)
        return round(min(max((day - self.first).days / span, 0.0), 1.0) * WIDTH, 1)

    def y(self, count: float) -> float:
        return round(HEIGHT * (1 - (count - self.low) / max(1, self.high - self.low)), 1)


def burn_ups(source: Source) -> list[BurnUp]:
    """Return a chart for each open commitment with a day to come and a course, the nearest day first."""
    wanted = [
        one
        for one in source.commitments
        if one["state"] == "open" and one["by"] and one["id"] in source.courses
    ]
    return [_burn_up(source, one) for one in sorted(wanted, key=lambda one: (one["by"], one["id"]))]


def _burn_up(source: Source, one: Json) -> BurnUp:
    by, target = as_date(one["by"]), one["amount"]
    course = _course(source, one)
    likely = _likely(one)
    frame = _frame(source, course, by, target, likely)
    points = [(frame.x(day), frame.y(count)) for day, count in _thinned(course)]
    line = _path(points)
    return BurnUp(
        pledge(one),
        tuple(_said(source, one, likely)),
        _too_much(one),
        choices(one, source.day),
        f"Burn-up: {number(one['done'])} of {amount(target, one['unit'])}, due {day_name(by, source.day)}.",
        line,
        f"M{points[-1][0]} {points[-1][1]}h.1",
        f"{line}V{HEIGHT}H{points[0][0]}Z",
        _path([(frame.x(day), frame.y(count)) for day, count in _par(source, course[0], by, target)]),
        _range(source, frame, one, likely, target),
        frame.y(target) * 100 / HEIGHT,
        frame.x(source.day) * 100 / WIDTH,
        _x_labels(source, frame, by),
        (Label(0, number(frame.high)), Label(100, number(frame.low))),
        tuple((day_name(day, source.day), count) for day, count in course[-14:]),
        one["unit"],
    )


def _course(source: Source, one: Json) -> list[tuple[date, int]]:
    """Return what was done by the end of each day, from the day it was promised to today."""
    made = as_date(one["made_at"][:10])
    known = [(as_date(day), count) for day, count in source.courses[one["id"]]]
    before = [count for day, count in known if day < made]
    course = [(day, count) for day, count in known if made <= day <= source.day]
    if not course or course[0][0] > made:
        course.insert(0, (min(made, source.day), before[-1] if before else 0))
    if course[-1][0] < source.day:
        course.append((source.day, one["done"]))
    return course


def _thinned(course: list[tuple[date, int]]) -> list[tuple[date, int]]:
    step = -(-len(course) // _MOST_POINTS)
    return course if step == 1 else [*course[:-1:step], course[-1]]


def _frame(
    source: Source, course: list[tuple[date, int]], by: date, target: int, likely: tuple[date, date] | None
) -> _Frame:
    """Lay the box out: up to the due date, and on to the end of the projection where that is not too far."""
    first = course[0][0]
    farthest = by + timedelta(days=max(7, (by - first).days // 2))
    last = max(by, source.day, min(likely[1], farthest) if likely else by)
    counts = [count for _, count in course]
    low = course[0][1] if course[0][1] > target // 2 else 0
    return _Frame(first, last, min(low, *counts), max(target, *counts))


def _par(source: Source, start: tuple[date, int], by: date, target: int) -> list[tuple[date, float]]:
    """Return the even pace: the same share each writing day, none on a day of rest."""
    first, begun = start
    days = [first + timedelta(days=n) for n in range((by - first).days + 1)]
    writing = [day.weekday() not in source.rest_days for day in days[1:]]
    total = sum(writing)
    if not source.rest_days or not total:
        return [(first, begun), (by, target)]
    points: list[tuple[date, float]] = [(first, begun)]
    passed = 0
    for day, writes in zip(days[1:], writing, strict=True):
        passed += writes
        points.append((day, begun + (target - begun) * passed / total))
    return points if len(points) <= _MOST_POINTS else [points[0], points[-1]]


def _range(source: Source, frame: _Frame, one: Json, likely: tuple[date, date] | None, target: int) -> str:
    """Draw the projection as a wedge from today to its two ends; an end beyond the box is cut off at its edge."""
    if not likely:
        return ""
    start = (frame.x(source.day), frame.y(one["done"]))
    early, late = (_end(source.day, end, frame, one["done"], target) for end in likely)
    corner = (frame.x(frame.last), frame.y(target))
    points = (
        [start, early, corner, late]
        if early[1] <= corner[1] and late[1] > corner[1]
        else [start, early, late]
    )
    return f"{_path(points)}Z"


def _end(today: date, end: date, frame: _Frame, done: int, target: int) -> tuple[float, float]:
    if end <= frame.last:
        return frame.x(end), frame.y(target)
    reached = (frame.last - today).days / max(1, (end - today).days)
    return frame.x(frame.last), frame.y(done + (target - done) * reached)


def _path(points: list[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in points)


def _likely(one: Json) -> tuple[date, date] | None:
    ends = (one.get("pace") or {}).get("likely")
    return (as_date(ends[0]), as_date(ends[1])) if ends else None


def _x_labels(source: Source, frame: _Frame, by: date) -> tuple[Label, ...]:
    """Label the due date and both ends, and today where there is room."""
    named = [
        (by, f"due {short_day(by)}"),
        (frame.first, short_day(frame.first)),
        (frame.last, short_day(frame.last)),
    ]
    named.append((source.day, "today"))
    labels: list[Label] = []
    for day, text in named:
        at = frame.x(day) * 100 / WIDTH
        if all(abs(at - other.at) > 14 for other in labels):
            labels.append(Label(at, text))
    return tuple(labels)


def _too_much(one: Json) -> str:
    """Return how much a day the writer is used to; empty where the pace is not more than that."""
    pace = one.get("pace") or {}
    return f"That is more than your usual {number(pace['usual'])} a day." if pace.get("choices") else ""


def _said(source: Source, one: Json, likely: tuple[date, date] | None) -> list[str]:
    by = day_name(one["by"], source.day)
    said = [
        f"{number(one['done'])} of {amount(one['amount'], one['unit'])} by {by}: {', '.join(so_far(one))}."
    ]
    if likely:
        first, last = (day_name(day, source.day) for day in likely)
        said.append(f"Likely done {first}." if first == last else f"Likely done between {first} and {last}.")
    return [*said, f"Why: {clip(one['why'], 300)}"] if one.get("why") else said
