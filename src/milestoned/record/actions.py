"""What the writer says themself: promises, corrections, credit, and a line to begin with next time."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from milestoned.errors import MilestonedError, UsageError
from milestoned.record.phrases import parse_by, parse_what
from milestoned.record.queries import commitments
from milestoned.record.store.events import Kind
from milestoned.record.store.journal import Durability

if TYPE_CHECKING:
    from milestoned.record.record import Record


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


def commit(record: Record, what: str, by: str, why: str = "") -> dict[str, Any]:
    """Make a commitment; as `commitments` shows it. Raises UsageError."""
    record.index.refresh()
    return _promise(record, what, parse_by(by, record.today()), why, "")


def renegotiate(record: Record, name: str, by: str = "", what: str = "", why: str = "") -> dict[str, Any]:
    """Close an open commitment and make one with another date, amount, or both in its place."""
    old = _open(record, name)
    day = parse_by(by, record.today()) if by else old.by
    made = _promise(record, what or old.what, day, why or old.why, old.id)
    facts = {"id": old.id, "to": made["id"]}
    record.write([record.event(Kind.RENEGOTIATE, record.now(), facts=facts)], Durability.NOW)
    return made


def withdraw(record: Record, name: str) -> None:
    """Take an open commitment back."""
    old = _open(record, name)
    record.write([record.event(Kind.WITHDRAW, record.now(), facts={"id": old.id})], Durability.NOW)


def _promise(record: Record, what: str, by: date, why: str, renegotiates: str) -> dict[str, Any]:
    amount = parse_what(what)
    seq = record.next_seq()
    name = blake2b(f"{record.device} {seq} {what} {by}".encode(), digest_size=3).hexdigest()
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
    record.write([record.event(Kind.COMMIT, record.now(), seq=seq, facts=facts)], Durability.NOW)
    return next(
        one.as_json() for one in commitments.load(record.index.base, record.today()) if one.id == name
    )


def _open(record: Record, name: str) -> commitments.Commitment:
    record.index.refresh()
    for one in commitments.load(record.index.base, record.today()):
        if one.id == name and one.state is commitments.State.OPEN:
            if one.reach:
                raise UsageError(f"{name} is the date in a note.", "Change its `milestone-due` there.")
            return one
    raise UsageError(
        f"There is no open commitment {name}.", "`milestoned commitments` lists them with their ids."
    )


def set_next(record: Record, text: str) -> None:
    """Leave a line for the next session; an empty one takes the last back."""
    record.index.refresh()
    record.write([record.event(Kind.NEXT, record.now(), facts={"text": text.strip()})])


def amend(record: Record, amendment: Amendment) -> None:
    """Correct a day; what was recorded stays in the journal and is shown beside it. Raises UsageError."""
    if amendment.drafted is None and amendment.kept is None:
        raise UsageError(
            "Nothing to amend was named.", "Give the words of that day, or whether it counts as kept."
        )
    if amendment.drafted is not None and amendment.drafted < 0:
        raise UsageError("A day cannot have fewer than 0 words.", "Give 0 or more.")
    if amendment.day > record.today():
        raise UsageError(f"{amendment.day} is yet to come.", "Only a day that has begun can be amended.")
    record.index.refresh()
    facts: dict[str, Any] = {"why": amendment.why} if amendment.why else {}
    if amendment.drafted is not None:
        facts["drafted"] = amendment.drafted
    if amendment.kept is not None:
        facts["kept"] = amendment.kept
    record.write([record.event(Kind.AMEND, record.now(), day=amendment.day, facts=facts)], Durability.NOW)


def held(record: Record) -> list[Held]:
    """List the imports that wait for the writer's word, by path."""
    record.index.refresh()
    rows = record.index.base.execute(
        "SELECT e.note, n.path, sum(e.held), max(CASE WHEN e.kind = 'import' THEN e.day ELSE '' END) "
        "FROM event AS e JOIN note AS n ON n.id = e.note WHERE e.held <> 0 AND e.dup = 0 AND n.living "
        "GROUP BY e.note HAVING sum(e.held) > 0 ORDER BY n.path"
    )
    return [Held(note, path, words, date.fromisoformat(day)) for note, path, words, day in rows if day]


def credit(record: Record, path: str, *, mine: bool = True) -> int:
    """Take credit for an import, on the day it came in, or decline for good; the words that were waiting.

    Chunks that it passed are earned now. Raises MilestonedError if nothing waits there.
    """
    waiting = next((one for one in held(record) if one.path == path), None)
    if waiting is None:
        raise MilestonedError(f"Nothing in {path} waits for credit.", "`milestoned credit` lists what does.")
    now = record.now()
    event = record.event(
        Kind.CREDIT,
        now,
        day=waiting.day,
        note=waiting.note,
        path=path,
        drafted=waiting.words if mine else 0,
        held=-waiting.words,
    )
    steps = _passed(record, waiting.note) if mine else []
    earned = [
        record.event(Kind.EARNED, now, seq=event.seq + n, note=waiting.note, path=path, facts=facts)
        for n, facts in enumerate(steps, 1)
    ]
    record.write([event, *earned], Durability.NOW)
    return waiting.words


def _passed(record: Record, note: str) -> list[dict[str, Any]]:
    """List the chunks that imports passed and nobody earned."""
    base = record.index.base
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
