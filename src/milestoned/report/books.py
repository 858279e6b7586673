"""Each book with its chapters in reading order, and the notes that belong to none."""

from __future__ import annotations

from typing import NamedTuple

from milestoned.light.typing import TYPE_CHECKING
from milestoned.report.bars import Bar, milestone_bar
from milestoned.report.text import amount, as_date, day_name, number

if TYPE_CHECKING:
    from milestoned.report.source import Json, Source


class Chapter(NamedTuple):
    """A note as a line of the page."""

    path: str
    title: str
    figures: tuple[str, ...]
    line: str
    due: str
    done: bool
    bar: Bar


class Book(NamedTuple):
    """An index note with the notes it sums up; the last one, without a head, holds all other notes."""

    head: Chapter | None
    chapters: tuple[Chapter, ...]
    uncounted: int = 0


def books(source: Source) -> list[Book]:
    """Return the books as `status` orders them, and last the notes that no book names."""
    known = [book for book in source.books if book["path"] in source.notes]
    found = [_book(source, book) for book in known]
    named = {path for book in known for path in (book["path"], *book["notes"])}
    rest = [_chapter(source, source.notes[path]) for path in source.reading_order if path not in named]
    return [*found, Book(None, tuple(rest))] if rest else found


def _book(source: Source, book: Json) -> Book:
    notes = [source.notes[path] for path in book["notes"] if path in source.notes]
    head = _chapter(source, source.notes[book["path"]])
    return Book(head, tuple(_chapter(source, note) for note in notes), len(book["notes"]) - len(notes))


def _chapter(source: Source, note: Json) -> Chapter:
    parts = note["milestones"]
    bar = milestone_bar(parts[0]) if parts else Bar(0)
    return Chapter(
        note["path"],
        note["title"],
        tuple(map(_figures, parts)),
        note["progress"],
        _due(source, note),
        note["status"] == "done",
        bar,
    )


def _figures(part: Json) -> str:
    if part["goal"]:
        return f"{number(part['count'])} / {amount(part['goal'], part['unit'])}"
    return amount(part["count"], part["unit"])


def _due(source: Source, note: Json) -> str:
    """Return when a note is due, and the pace that asks for; no pace once it is done or the day is over."""
    due, left = note.get("due"), note.get("days_left")
    if not due:
        return ""
    if note["status"] == "done":
        return f"due {day_name(due, source.day)}"
    if due < source.today["day"]:
        return f"was due {day_name(due, source.day)}"
    said = [f"due {day_name(due, source.day)}"]
    if left is not None:
        rests = left <= (as_date(due) - source.day).days
        said.append(f"{amount(left, 'writing days' if rests else 'days')} left")
    if note.get("per_day"):
        said.append(f"{number(note['per_day'])} a day")
    if note.get("on_track") is not None:
        said.append("on track" if note["on_track"] else "not on track")
    return ", ".join(said)
