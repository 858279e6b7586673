"""What the writer says themself: promises, corrections, credit, and a line to begin with next time."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from milestoned.errors import MilestonedError, UsageError
from milestoned.record import commitments
from milestoned.record.events import Kind
from milestoned.record.journal import Durability
from milestoned.record.promise import parse_by, parse_what

if TYPE_CHECKING:
    from milestoned.record.book import Book


@dataclass(frozen=True, slots=True)
class Held:
    """Words that came in whole, waiting for the writer to say whether they are theirs."""

    note: str
    path: str
    words: int
    day: date


@dataclass(frozen=True, slots=True)
class Amendment:
    """A corrected day: the words drafted, whether it counts as kept, and why; None leaves a thing as it is."""

    day: date
    drafted: int | None = None
    kept: bool | None = None
    why: str = ""


def commit(book: Book, what: str, by: str, why: str = "") -> dict[str, Any]:
    """Make a commitment; as `commitments` shows it. Raises UsageError."""
    book.index.refresh()
    return _promise(book, what, parse_by(by, book.today()), why, "")


def renegotiate(book: Book, name: str, by: str = "", what: str = "", why: str = "") -> dict[str, Any]:
    """Close an open commitment and make one with another date, amount, or both in its place."""
    old = _open(book, name)
    day = parse_by(by, book.today()) if by else old.by
    made = _promise(book, what or old.what, day, why or old.why, old.id)
    facts = {"id": old.id, "to": made["id"]}
    book.write([book.event(Kind.RENEGOTIATE, book.now(), facts=facts)], Durability.NOW)
    return made


def withdraw(book: Book, name: str) -> None:
    """Take an open commitment back."""
    old = _open(book, name)
    book.write([book.event(Kind.WITHDRAW, book.now(), facts={"id": old.id})], Durability.NOW)


def _promise(book: Book, what: str, by: date, why: str, renegotiates: str) -> dict[str, Any]:
    amount = parse_what(what)
    seq = book.next_seq()
    name = blake2b(f"{book.device} {seq} {what} {by}".encode(), digest_size=3).hexdigest()
    facts = {
        "id": name,
        "what": what.strip(),
        "by": by.isoformat(),
        "why": why,
        "unit": amount.unit,
        "amount": amount.amount,
    }
    if renegotiates:
        facts["renegotiates"] = renegotiates
    book.write([book.event(Kind.COMMIT, book.now(), seq=seq, facts=facts)], Durability.NOW)
    return next(one.as_json() for one in commitments.load(book.index.base, book.today()) if one.id == name)


def _open(book: Book, name: str) -> commitments.Commitment:
    book.index.refresh()
    for one in commitments.load(book.index.base, book.today()):
        if one.id == name and one.state is commitments.State.OPEN:
            if one.reach:
                raise UsageError(f"{name} is the date in a note.", "Change its `milestone-due` there.")
            return one
    raise UsageError(
        f"There is no open commitment {name}.", "`milestoned commitments` lists them with their ids."
    )


def set_next(book: Book, text: str) -> None:
    """Leave a line for the next session; an empty one takes the last back."""
    book.index.refresh()
    book.write([book.event(Kind.NEXT, book.now(), facts={"text": text.strip()})])


def amend(book: Book, amendment: Amendment) -> None:
    """Correct a day; what was recorded stays in the journal and is shown beside it. Raises UsageError."""
    if amendment.drafted is None and amendment.kept is None:
        raise UsageError(
            "Nothing to amend was named.", "Give the words of that day, or whether it counts as kept."
        )
    if amendment.drafted is not None and amendment.drafted < 0:
        raise UsageError("A day cannot have fewer than 0 words.", "Give 0 or more.")
    if amendment.day > book.today():
        raise UsageError(f"{amendment.day} is yet to come.", "Only a day that has begun can be amended.")
    book.index.refresh()
    facts: dict[str, Any] = {"why": amendment.why} if amendment.why else {}
    if amendment.drafted is not None:
        facts["drafted"] = amendment.drafted
    if amendment.kept is not None:
        facts["kept"] = amendment.kept
    book.write([book.event(Kind.AMEND, book.now(), day=amendment.day, facts=facts)], Durability.NOW)


def held(book: Book) -> list[Held]:
    """List the imports that wait for the writer's word, by path."""
    book.index.refresh()
    rows = book.index.base.execute(
        "SELECT e.note, n.path, sum(e.held), max(CASE WHEN e.kind = 'import' THEN e.day ELSE '' END) "
        "FROM event AS e JOIN note AS n ON n.id = e.note WHERE e.held <> 0 AND e.dup = 0 AND n.living "
        "GROUP BY e.note HAVING sum(e.held) > 0 ORDER BY n.path"
    )
    return [Held(note, path, words, date.fromisoformat(day)) for note, path, words, day in rows if day]


def credit(book: Book, path: str, *, mine: bool = True) -> int:
    """Take credit for an import, on the day it came in, or decline for good; the words that were waiting.

    Chunks that it passed are earned now. Raises MilestonedError if nothing waits there.
    """
    waiting = next((one for one in held(book) if one.path == path), None)
    if waiting is None:
        raise MilestonedError(f"Nothing in {path} waits for credit.", "`milestoned credit` lists what does.")
    now = book.now()
    event = book.event(
        Kind.CREDIT,
        now,
        day=waiting.day,
        note=waiting.note,
        path=path,
        drafted=waiting.words if mine else 0,
        held=-waiting.words,
    )
    steps = _passed(book, waiting.note) if mine else []
    earned = [
        book.event(Kind.EARNED, now, seq=event.seq + n, note=waiting.note, path=path, facts=facts)
        for n, facts in enumerate(steps, 1)
    ]
    book.write([event, *earned], Durability.NOW)
    return waiting.words


def _passed(book: Book, note: str) -> list[dict[str, Any]]:
    """List the chunks that imports passed and nobody earned."""
    base = book.index.base
    earned = {
        (facts["unit"], facts["size"], facts["number"])
        for (text,) in base.execute("SELECT facts FROM event WHERE kind='earned' AND note=?", (note,))
        for facts in [json.loads(text)]
    }
    steps = {}
    rows = base.execute(
        "SELECT facts FROM event WHERE kind='import' AND note=? AND facts IS NOT NULL", (note,)
    )
    for (text,) in rows:
        for unit, size, first, last, count in json.loads(text).get("skipped", []):
            for number in range(first, last + 1):
                steps[unit, size, number] = {"number": number, "unit": unit, "size": size, "count": count}
    return [facts for key, facts in sorted(steps.items()) if key not in earned]
