"""When in the week and in the day the words come."""

from __future__ import annotations

from typing import NamedTuple

from milestoned.light.typing import TYPE_CHECKING
from milestoned.report.bars import share
from milestoned.report.text import number

if TYPE_CHECKING:
    from milestoned.report.source import Source


class Beat(NamedTuple):
    """A weekday or an hour: its words, and its bar in percent of the most there is."""

    name: str
    words: int
    full: float


class Rhythm(NamedTuple):
    """What the section shows."""

    weekdays: tuple[Beat, ...]
    hours: tuple[Beat, ...]
    said: str


def rhythm(source: Source) -> Rhythm | None:
    """Return when the words come; None where none did."""
    days = _beats([(str(one["weekday"]).capitalize(), one["drafted"]) for one in source.weekdays])
    hours = _beats([(f"{one['hour']:02}", one["drafted"]) for one in source.hours])
    if not any(beat.words for beat in (*days, *hours)):
        return None
    return Rhythm(days, hours, " ".join(filter(None, (_most_day(days), _most_hour(hours)))))


def _beats(counts: list[tuple[str, int]]) -> tuple[Beat, ...]:
    most = max((words for _, words in counts), default=0)
    return tuple(Beat(name, words, share(words, most)) for name, words in counts)


def _most_day(days: tuple[Beat, ...]) -> str:
    best = max(days, key=lambda beat: beat.words, default=None)
    return f"Most words come on a {best.name}: {number(best.words)}." if best and best.words else ""


def _most_hour(hours: tuple[Beat, ...]) -> str:
    best = max(hours, key=lambda beat: beat.words, default=None)
    if not best or not best.words:
        return ""
    return f"In the day, most come between {int(best.name)}:00 and {(int(best.name) + 1) % 24}:00: {number(best.words)}."
