"""One line of a journal, checked value by value: a synced folder may hold anything under a journal's name."""

from __future__ import annotations

import json
from datetime import date, datetime

from milestoned.light.patterns import lazy_pattern
from milestoned.light.typing import TYPE_CHECKING
from milestoned.record.store.events import VERSION, Event, Kind, Mark, RecordedCounts

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

LONGEST_LINE = 1_000_000
"""Bytes. No program of ours writes a line near that; a longer one is passed over unread."""
_MOST = 2**53
"""Numbers are exact up to here in every reader of JSON, and fit into the index."""
_ZONE = lazy_pattern(r"[+-]\d\d:\d\d")
_UNITS = ("words", "characters", "tasks")
_PROMISED = ("chunks", "words", "tasks", "days", "characters")


def from_line(line: bytes) -> Event | None:
    """Read an event back; None for a line that is torn, of another version, or that no program of ours wrote."""
    if len(line) > LONGEST_LINE:
        return None
    try:
        values = json.loads(line)
        return _event(values) if isinstance(values, dict) and values.get("v") == VERSION else None
    except (ValueError, KeyError, TypeError, IndexError, OverflowError, RecursionError):
        return None


def _event(values: dict[str, Any]) -> Event:
    kind = Kind(_text(values["kind"]))
    facts = values.get("facts", {})
    _check_facts(kind, facts)
    marks = values.get("marks")
    return Event(
        seq=_whole(values["seq"], least=0),
        at=_moment(values["at"]),
        zone=_zone(values["zone"]),
        day=_day(values["day"]),
        device=_text(values["device"]),
        kind=kind,
        note=_text(values.get("note", "")),
        path=_text(values.get("path", "")),
        before=_counts(values["before"]) if "before" in values else None,
        after=_counts(values["after"]) if "after" in values else None,
        was=_text(values.get("was", "")),
        now=_text(values.get("now", "")),
        drafted=_whole(values.get("drafted", 0)),
        cut=_whole(values.get("cut", 0)),
        held=_whole(values.get("held", 0)),
        moved=_whole(values.get("moved", 0)),
        saves=_whole(values.get("saves", 1), least=1),
        seconds=_whole(values.get("seconds", 0), least=0),
        counted=_flag(values.get("counted", True)),
        marks=None if marks is None else tuple(_mark(mark) for mark in _list(marks)),
        facts=facts,
    )


def _require(condition: bool, what: str) -> None:  # noqa: FBT001 - a fact, not a switch
    if not condition:
        raise ValueError(what)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("not a text")
    if not value.isascii():
        value.encode()  # half of a surrogate pair is not text: UnicodeEncodeError is a ValueError
    return value


def _whole(value: object, least: int = -_MOST) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError("not a whole number")
    if not least <= value <= _MOST:
        raise ValueError("out of range")
    return value


def _flag(value: object) -> bool:
    _require(isinstance(value, bool), "not a flag")
    return bool(value)


def _list(value: object) -> list[Any]:
    if not isinstance(value, list):
        raise TypeError("not a list")
    return value


def _moment(value: object) -> datetime:
    moment = datetime.fromisoformat(_text(value))
    _require(moment.tzinfo is not None and 1970 < moment.year < 9000, "no moment")
    return moment


def _day(value: object) -> date:
    day = date.fromisoformat(_text(value))
    _require(1970 <= day.year < 9000 and day.isoformat() == value, "no day")
    return day


def _zone(value: object) -> str:
    zone = _text(value)
    _require(_ZONE.fullmatch(zone) is not None and int(zone[1:3]) < 24 and int(zone[4:]) < 60, "no zone")
    return zone


def _counts(value: object) -> RecordedCounts:
    numbers = [_whole(number, least=0) for number in _list(value)]
    return RecordedCounts(*numbers)


def _mark(value: object) -> Mark:
    unit, size, count, done, goal = _list(value)
    _require(unit in _UNITS, "no unit")
    size, count, done = (_whole(number, least=0) for number in (size, count, done))
    # A milestone of every task has a goal of 0 while the note has none.
    return Mark(unit, size, count, done, None if goal is None else _whole(goal, least=0))


def _check_facts(kind: Kind, facts: object) -> None:
    _require(isinstance(facts, dict), "no facts")
    assert isinstance(facts, dict)  # noqa: S101 - for the type checker
    for name, value in facts.items():
        check = _FACTS.get(name)
        if check:
            check(value)
    _require(facts.keys() >= _NEEDED.get(kind, frozenset()), "facts are missing")
    if kind is Kind.COMMIT:
        _require("by" in facts or "per" in facts, "no date")
        _require(("amount" in facts) != ("reach" in facts), "no amount")
        _require(facts["unit"] in _PROMISED, "no unit")


def _skipped(value: object) -> None:
    for unit, *numbers in map(_list, _list(value)):
        _require(unit in _UNITS and len(numbers) == 4, "no chunks")
        size, first, last, _ = (_whole(number, least=0) for number in numbers)
        _require(size >= 0 and last - first < 1_000_000, "too many chunks")


_TEXTS = (
    "id",
    "what",
    "why",
    "to",
    "renegotiates",
    "from",
    "with",
    "text",
    "roadblock",
    "remedy",
    "bite",
    "unit",
)
_NUMBERS = ("number", "size", "count", "amount", "reach", "drafted", "at_once")
_FACTS: dict[str, Callable[[object], object]] = {
    **dict.fromkeys(_TEXTS, _text),
    **dict.fromkeys(_NUMBERS, lambda value: _whole(value, least=0)),
    "by": _day,
    "per": lambda value: _require(value in ("day", "week", "month"), "no span"),
    "kept": _flag,
    "skipped": _skipped,
}
_NEEDED = {
    Kind.EARNED: frozenset({"number", "unit", "size", "count"}),
    Kind.COMMIT: frozenset({"id", "what", "unit"}),
    Kind.RENEGOTIATE: frozenset({"id", "to"}),
    Kind.WITHDRAW: frozenset({"id"}),
    Kind.NEXT: frozenset({"text"}),
    Kind.UNSTICK: frozenset({"roadblock", "remedy", "bite"}),
}
