"""What follows from an edit: words taken back from other notes, and chunks earned or passed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from milestoned.record import ledger
from milestoned.record.events import Event, Kind

if TYPE_CHECKING:
    from milestoned.record.book import Book
    from milestoned.record.events import Mark
    from milestoned.record.known import Known
    from milestoned.record.weighing import Weight


def moves(book: Book, cause: Event, weight: Weight) -> list[Event]:
    """Take back from other notes of the session what turned out to have been moved."""
    return [
        book.event(
            Kind.MOVE,
            cause.at,
            day=cause.day,
            note=kept.note,
            was=kept.digest,
            now=kept.digest,
            drafted=change.drafted,
            cut=change.cut,
            held=change.held,
            facts={"with": cause.note},
        )
        for kept, change in weight.others
    ]


def earned(
    book: Book, cause: Event, known: Known, marks: tuple[Mark, ...], drafted: int | None
) -> list[Event]:
    """List the chunks that an edit reached for the first time; `drafted` as in `ledger.steps_earned`."""
    floors = ledger.floors(book.index.base, known.id)
    before = known.counts if known.digest else None
    return [
        book.event(
            Kind.EARNED,
            cause.at,
            day=cause.day,
            note=known.id,
            path=cause.path,
            facts={"number": step.number, "unit": step.unit, "size": step.size, "count": step.count},
        )
        for mark in marks
        for step in ledger.steps_earned(mark, ledger.floor_of(mark, floors, before), drafted)
    ]


def skipped(book: Book, known: Known, marks: tuple[Mark, ...]) -> dict[str, list[object]]:
    """Name the chunks that an import passed, to be kept with it."""
    floors = ledger.floors(book.index.base, known.id)
    before = known.counts if known.digest else None
    passed = [ledger.skipped(mark, ledger.floor_of(mark, floors, before)) for mark in marks]
    return {"skipped": [one.as_json() for one in passed if one]} if any(passed) else {}
