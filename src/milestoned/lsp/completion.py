"""What a writer may want to write next in the frontmatter: the keys that are theirs, and values for them. Pure."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from typing import TYPE_CHECKING

from milestoned.light.dataclasses import dataclass
from milestoned.light.patterns import lazy_pattern
from milestoned.milestone import keys

if TYPE_CHECKING:
    from collections.abc import Callable

    from milestoned.note.text import SourceText

_FENCE = lazy_pattern(r"---[ \t]*")
_END = lazy_pattern(r"(?:---|\.\.\.)[ \t]*")
_KEY = lazy_pattern(r"(?P<key>[\w-]+)[ \t]*:")
_VALUE = lazy_pattern(r"(?P<key>[\w-]+)[ \t]*:[ \t]+(?P<value>\S.*)?|(?P<bare>[\w-]+)[ \t]*:")
_STARTED_KEY = lazy_pattern(r"[\w-]*")

_MEANINGS = {
    keys.MILESTONE: "how much is one chunk: `1000 words`, `tasks`, a list of both",
    keys.GOAL: "where this note is done, in the milestone's unit",
    keys.DUE: "the date you want it done by",
    keys.WHY: "your own reason, for the days it is hard",
    keys.NOTES: "makes this an index note: the notes it sums up",
}


@dataclass(frozen=True, slots=True)
class Offer:
    """One thing to write: it replaces the line's characters from `start` to the cursor."""

    label: str
    text: str
    start: int
    meaning: str = ""
    is_key: bool = False


def offers(source: SourceText, line: int, character: int, size: int, today: dt.date) -> list[Offer]:
    """Return what can be written at a place of a note; nothing outside of its frontmatter. `size` is a chunk's words."""
    last = frontmatter_end(source)
    if last is None or not 0 < line < last:
        return []
    before = source.line(line)[:character]
    if _STARTED_KEY.fullmatch(before):
        return _key_offers(source, line, last)
    found = _VALUE.fullmatch(before)
    if not found:
        return []
    start = found.start("value") if found["value"] else len(before)
    values = _VALUES.get((found["key"] or found["bare"]).lower())
    space = " " if found["bare"] else ""
    written = {key.lower(): text for key, text in _lines(source, last)}
    return [Offer(text, space + text, start) for text in (values(size, today, written) if values else ())]


def frontmatter_end(source: SourceText) -> int | None:
    """Return the line that closes the frontmatter, or where it would end if it is not closed yet; None without one.

    It need not be valid YAML: while somebody types in it, it seldom is.
    """
    if not _FENCE.fullmatch(source.line(0).removeprefix("\ufeff")):
        return None
    for number in range(1, len(source.line_starts)):
        if _END.fullmatch(source.line(number)):
            return number
    lines = range(1, len(source.line_starts))
    return next((number for number in lines if not source.line(number).strip()), lines.stop - 1) + 1


def _lines(source: SourceText, last: int) -> list[tuple[str, str]]:
    lines = (source.line(number) for number in range(1, last))
    return [(found["key"], line[found.end() :].strip()) for line in lines if (found := _KEY.match(line))]


def _key_offers(source: SourceText, line: int, last: int) -> list[Offer]:
    there = {key.lower() for key, _ in _lines(source, last)}
    own = _KEY.match(source.line(line))
    if own:
        return []
    return [
        Offer(key, f"{key}: ", 0, meaning, is_key=True)
        for key, meaning in _MEANINGS.items()
        if key not in there
    ]


_Written = dict[str, str]


def _chunks(size: int, _today: dt.date, _written: _Written) -> list[str]:
    sizes = dict.fromkeys((f"{size} words", "500 words", "250 words"))
    return [*sizes, "5000 characters", "tasks", "5 tasks", f"[{size} words, tasks]", "none"]


def _goals(size: int, _today: dt.date, written: _Written) -> list[str]:
    number = re.match(r"\d+", written.get(keys.MILESTONE, ""))
    chunk = int(number[0]) if number and int(number[0]) else size
    return [str(chunk * times) for times in (1, 2, 3, 5, 10, 50)]


def _dates(_size: int, today: dt.date, _written: _Written) -> list[str]:
    month_end = today.replace(day=calendar.monthrange(today.year, today.month)[1])
    days = [
        today + dt.timedelta(weeks=1),
        today + dt.timedelta(weeks=4),
        month_end,
        dt.date(today.year, 12, 31),
    ]
    return [day.isoformat() for day in dict.fromkeys(sorted(days)) if day >= today]


def _globs(_size: int, _today: dt.date, _written: _Written) -> list[str]:
    return ['"*.md"', "chapters/*.md", '"**/*.md"']


_VALUES: dict[str, Callable[[int, dt.date, _Written], list[str]]] = {
    keys.MILESTONE: _chunks,
    keys.GOAL: _goals,
    keys.DUE: _dates,
    keys.NOTES: _globs,
}
