"""What the writer says themself: promises, corrections, credit, and a line to begin with next time."""

from __future__ import annotations

import json
from datetime import date

from milestoned.errors import MilestonedError, UsageError
from milestoned.light.dataclasses import dataclass, replace
from milestoned.light.digests import blake2b
from milestoned.light.typing import TYPE_CHECKING
from milestoned.record.phrases import parse_by, parse_what
from milestoned.record.queries import commitments
from milestoned.record.store.events import Kind
from milestoned.record.store.journal import Durability

if TYPE_CHECKING:
    from typing import Any

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


def commit(record: Record, what: str, by: str = "", why: str = "") -> dict[str, Any]:
    """Make a commitment, or return the open one that says the same; as `commitments` shows it. Raises UsageError."""
    if same := same_promise(record, what, by):
        return same
    amount = parse_what(what)
    if not amount.per:
        return _promise(record, what, parse_by(by, record.today()), why, "")
    old = next((one for one in _standing(record) if (one.unit, one.per) == (amount.unit, amount.per)), None)
    made = _promise(record, what, None, why, old.id if old else "")
    if old:
        facts = {"id": old.id, "to": made["id"]}
        record.write([record.event(Kind.RENEGOTIATE, record.now(), facts=facts)], Durability.NOW)
    return made


def same_promise(record: Record, what: str, by: str = "") -> dict[str, Any] | None:
    """Return the open commitment to the same amount by the same day; None where there is none. Raises UsageError."""
    record.index.refresh()
    amount = parse_what(what)
    if amount.per and by:
        raise UsageError(f"`{what}` holds until you withdraw it", "leave out --by, or name an amount in all")
    if not amount.per and not by:
        raise UsageError(
            "a commitment needs a day", 'for example: `milestoned commit "2 chunks" --by friday`'
        )
    day = None if amount.per else parse_by(by, record.today())
    meant = (amount.amount, amount.unit, amount.per, day)
    for one in commitments.load_open(record.index.base, record.today()):
        if not one.reach and (one.amount, one.unit, one.per, one.by) == meant:
            return one.as_json()
    return None


def _standing(record: Record) -> list[commitments.Commitment]:
    return [one for one in commitments.load_open(record.index.base, record.today()) if one.per]


def renegotiate(record: Record, name: str, by: str = "", what: str = "", why: str = "") -> dict[str, Any]:
    """Close an open commitment and make one with another date, amount, or both in its place."""
    old = _open(record, name)
    standing = bool(parse_what(what or old.what).per)
    if standing and by:
        raise UsageError(f"`{what or old.what}` holds until you withdraw it", "leave out --by")
    day = parse_by(by, record.today()) if by else old.by
    if not standing and day is None:
        raise UsageError("a commitment needs a day", "give one with --by")
    made = _promise(record, what or old.what, None if standing else day, why or old.why, old.id)
    facts = {"id": old.id, "to": made["id"]}
    record.write([record.event(Kind.RENEGOTIATE, record.now(), facts=facts)], Durability.NOW)
    return made


def withdraw(record: Record, name: str) -> None:
    """Take an open commitment back."""
    old = _open(record, name)
    record.write([record.event(Kind.WITHDRAW, record.now(), facts={"id": old.id})], Durability.NOW)


def _promise(record: Record, what: str, by: date | None, why: str, renegotiates: str) -> dict[str, Any]:
    amount = parse_what(what)
    seq = record.next_seq()
    name = blake2b(f"{record.device} {seq} {what} {by}".encode(), digest_size=3).hexdigest()
    facts: dict[str, Any] = {
        "id": name,
        "what": what.strip(),
        "why": why,
        "unit": amount.unit,
        "amount": amount.amount,
    }
    facts |= {"by": by.isoformat()} if by else {"per": amount.per}
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
                raise UsageError(f"`{name}` is the date in a note", "change its `milestone-due` there")
            return one
    raise UsageError(
        f"there is no open commitment `{name}`", "`milestoned commitments` lists them with their ids"
    )


def set_next(record: Record, text: str) -> None:
    """Leave a line for the next session; an empty one takes the last back."""
    record.index.refresh()
    record.write([record.event(Kind.NEXT, record.now(), facts={"text": text.strip()})])


def amend(record: Record, amendment: Amendment) -> None:
    """Correct a day; what was recorded stays in the journal and is shown beside it. Raises UsageError."""
    if amendment.drafted is None and amendment.kept is None:
        raise UsageError("nothing to amend was named", "give --drafted N, --kept or --not-kept")
    if amendment.drafted is not None and amendment.drafted < 0:
        raise UsageError("a day cannot have fewer than 0 words", "give 0 or more")
    if amendment.day > record.today():
        raise UsageError(f"`{amendment.day}` is yet to come", "only a day that has begun can be amended")
    record.index.refresh()
    facts: dict[str, Any] = {"why": amendment.why} if amendment.why else {}
    if amendment.drafted is not None:
        facts["drafted"] = amendment.drafted
    if amendment.kept is not None:
        facts["kept"] = amendment.kept
    record.write([record.event(Kind.AMEND, record.now(), day=amendment.day, facts=facts)], Durability.NOW)


def held(record: Record) -> list[Held]:
    """List the imports that wait for the writer's word, by path and day."""
    record.index.refresh()
    rows = record.index.base.execute(
        "SELECT e.note, n.path, sum(e.held), e.day FROM event AS e JOIN note AS n ON n.id = e.note "
        "WHERE e.held <> 0 AND e.dup = 0 AND n.living GROUP BY e.note, e.day HAVING sum(e.held) <> 0 "
        "ORDER BY n.path, e.day"
    )
    return _settled([Held(note, path, words, date.fromisoformat(day)) for note, path, words, day in rows])


def _settled(found: list[Held]) -> list[Held]:
    """Take what was cut again on a later day from what came in before."""
    waiting: list[Held] = []
    for one in found:
        rest = one.words
        while rest < 0 and waiting and waiting[-1].note == one.note:
            last = waiting.pop()
            rest += last.words
            if rest > 0:
                waiting.append(replace(last, words=rest))
        if one.words > 0:
            waiting.append(one)
    return waiting


def credit(record: Record, path: str, *, mine: bool = True, on: date | None = None) -> int:
    """Take credit for what came into a note, on the day it came in, or decline it; the number of words.

    `on`: only what came in on that day. Chunks that it passed are earned now. Where nothing waits, what was
    credited at once can be declined still. Raises MilestonedError if there is neither.
    """
    waiting = [one for one in held(record) if one.path == path and on in (None, one.day)]
    if waiting:
        for one in waiting:
            _decide(record, one, mine=mine)
        return sum(one.words for one in waiting)
    if not mine and (words := _take_back(record, path, on)):
        return words
    raise MilestonedError(f"{path}: no text of it is held", "`milestoned credit` lists what is")


def _decide(record: Record, one: Held, *, mine: bool) -> None:
    now, words = record.now(), one.words if mine else 0
    event = record.event(
        Kind.CREDIT, now, day=one.day, note=one.note, path=one.path, drafted=words, held=-one.words
    )
    steps = _passed(record, one.note) if mine else []
    earned = [
        record.event(Kind.EARNED, now, seq=event.seq + n, note=one.note, path=one.path, facts=facts)
        for n, facts in enumerate(steps, 1)
    ]
    record.write([event, *earned], Durability.NOW)


def _take_back(record: Record, path: str, on: date | None) -> int:
    """Decline what was credited: all that came into a note in single looks, day by day. Chunks stay earned."""
    rows = record.index.base.execute(
        "SELECT e.note, e.day, sum(CASE e.kind WHEN 'credit' THEN e.drafted ELSE json_extract(e.facts, '$.at_once') END) "
        "FROM event AS e JOIN note AS n ON n.id = e.note WHERE n.path = ? AND n.living AND e.dup = 0 "
        "AND (e.kind = 'credit' OR json_extract(e.facts, '$.at_once') > 0) GROUP BY e.note, e.day",
        (path,),
    ).fetchall()
    total = 0
    for note, day, words in rows:
        if words > 0 and on in (None, date.fromisoformat(day)):
            event = record.event(
                Kind.CREDIT, record.now(), day=date.fromisoformat(day), note=note, path=path, drafted=-words
            )
            record.write([event], Durability.NOW)
            total += words
    return total


def _passed(record: Record, note: str) -> list[dict[str, Any]]:
    """List the chunks that imports passed and nobody earned."""
    base = record.index.base
    earned = {
        (facts["unit"], facts["size"], facts["number"])
        for (text,) in base.execute("SELECT facts FROM event WHERE kind='earned' AND note=?", (note,))
        for facts in [json.loads(text)]
    }
    reached = {
        (unit, size): done
        for unit, size, done in base.execute("SELECT unit, size, done FROM floor WHERE note=?", (note,))
    }
    steps = {}
    rows = base.execute(
        "SELECT facts FROM event WHERE kind='import' AND note=? AND facts IS NOT NULL", (note,)
    )
    for (text,) in rows:
        for unit, size, first, last, count in json.loads(text).get("skipped", []):
            # What was half typed at that look, and is gone, was not reached.
            for number in range(first, min(last, reached.get((unit, size), 0)) + 1):
                steps[unit, size, number] = {"number": number, "unit": unit, "size": size, "count": count}
    return [facts for key, facts in sorted(steps.items()) if key not in earned]
