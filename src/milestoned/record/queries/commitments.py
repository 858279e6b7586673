"""What the writer promised, and what became of it: read from the journal, never made or moved by the program."""

from __future__ import annotations

import json
from datetime import date, timedelta
from enum import StrEnum
from itertools import accumulate
from operator import add

from milestoned.light.dataclasses import dataclass, field
from milestoned.light.typing import TYPE_CHECKING
from milestoned.record.queries.days import show_moment

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection
    from typing import Any


class State(StrEnum):
    """What became of a commitment."""

    OPEN = "open"
    KEPT = "kept"
    MISSED = "missed"
    RENEGOTIATED = "renegotiated"
    WITHDRAWN = "withdrawn"


@dataclass(slots=True)
class Commitment:
    """One commitment: `amount` more since it was made, or a note that is to `reach` a count.

    A standing goal has no day `by` which it is reached: it is `amount` for each span that it names with `per`.
    """

    id: str
    what: str
    by: date | None
    why: str
    unit: str
    amount: int
    reach: int
    note: str
    made: int
    made_day: str
    made_at: str
    per: str = ""
    state: State = State.OPEN
    done: int = 0
    done_before: int = 0
    history: list[dict[str, Any]] = field(default_factory=list)

    @property
    def target(self) -> int:
        """What is to be reached."""
        return self.reach or self.amount

    def as_json(self) -> dict[str, Any]:
        """Show it as `commitments` does, with how far it is."""
        return {
            "id": self.id,
            "what": self.what,
            "by": self.by.isoformat() if self.by else None,
            **({"per": self.per} if self.per else {}),
            "why": self.why,
            "made_at": self.made_at,
            "from_note": bool(self.reach),
            "state": self.state.value,
            "history": self.history,
            "unit": self.unit,
            "amount": self.target,
            "done": self.done,
            "left": max(0, self.target - self.done),
        }


def load(base: sqlite3.Connection, today: date) -> list[Commitment]:
    """Read all commitments, oldest first, each with its state as of the given writing day."""
    found = _read(base)
    for commitment in found:
        _settle(base, commitment, today)
    return found


def load_open(base: sqlite3.Connection, today: date) -> list[Commitment]:
    """Read the open commitments alone: years of old ones need not be settled for that."""
    found = [one for one in _read(base) if one.state is State.OPEN and (one.by is None or one.by >= today)]
    for commitment in found:
        _settle(base, commitment, today)
    return [one for one in found if one.state is State.OPEN]


def _read(base: sqlite3.Connection) -> list[Commitment]:
    found: dict[str, Commitment] = {}
    query = (
        "SELECT kind, note, at, day, zone, facts FROM event WHERE kind IN ('commit', 'renegotiate', 'withdraw') "
        "ORDER BY seq, device"
    )
    for kind, note, at, day, zone, text in base.execute(query):
        facts = json.loads(text)
        when = show_moment(at, zone)
        if kind == "commit":
            before = found.get(facts["id"])
            if before is None or before.state is not State.OPEN:
                made = _made(facts, note, (at, day), when)
                made.history = [*(before.history if before else []), *made.history]
                _carry_over(made, found.get(facts.get("renegotiates", "")))
                found[facts["id"]] = made
        elif facts["id"] in found:
            _close(
                found[facts["id"]],
                State.RENEGOTIATED if kind == "renegotiate" else State.WITHDRAWN,
                when,
                facts,
            )
    return list(found.values())


def _made(facts: dict[str, Any], note: str, made: tuple[int, str], when: str) -> Commitment:
    by = facts.get("by")
    first = {"at": when, "state": State.OPEN.value, "by": by}
    if facts.get("renegotiates"):
        first["renegotiates"] = facts["renegotiates"]
    return Commitment(
        facts["id"],
        facts["what"],
        date.fromisoformat(by) if by else None,
        facts.get("why", ""),
        facts["unit"],
        facts.get("amount", 0),
        facts.get("reach", 0),
        note,
        *made,
        when,
        facts.get("per", ""),
        history=[first],
    )


def _carry_over(moved: Commitment, old: Commitment | None) -> None:
    """Let a promise that was moved begin where it began: what is done of it stays done."""
    if old and not (moved.reach or old.reach or moved.per or old.per) and moved.unit == old.unit:
        moved.made, moved.made_day = old.made, old.made_day


def _close(commitment: Commitment, state: State, when: str, facts: dict[str, Any]) -> None:
    if commitment.state is not State.OPEN:
        return
    commitment.state = state
    entry = {"at": when, "state": state.value}
    if state is State.RENEGOTIATED:
        entry["to"] = facts["to"]
    commitment.history.append(entry)


def courses(base: sqlite3.Connection, ids: Collection[str]) -> dict[str, list[tuple[str, int]]]:
    """Return what was done of some commitments by the end of each day, oldest first, by their ids."""
    return {one.id: course(base, one) for one in _read(base) if one.id in ids} if ids else {}


def _settle(base: sqlite3.Connection, commitment: Commitment, today: date) -> None:
    """Find out whether it was kept, on what day, or missed; what the author took back stays taken back."""
    if commitment.by is None:
        commitment.done = sum(amount for _, amount in _in_span(base, commitment, today))
        return
    total = 0
    for day, total in course(base, commitment):
        if day < today.isoformat():
            commitment.done_before = total
        if total >= commitment.target and commitment.state is State.OPEN:
            commitment.state = State.KEPT
            commitment.history.append({"at": day, "state": State.KEPT.value})
    commitment.done = max(total, commitment.target) if commitment.state is State.KEPT else total
    if commitment.state is State.OPEN and today > commitment.by:
        commitment.state = State.MISSED
        commitment.history.append({"at": commitment.by.isoformat(), "state": State.MISSED.value})


def course(base: sqlite3.Connection, commitment: Commitment) -> list[tuple[str, int]]:
    """List (day, what was done by its end): a goal to reach by its last count, other amounts summed up."""
    steps = _reached(base, commitment) if commitment.reach else _progress(base, commitment)
    totals = accumulate((amount for _, amount in steps), _latest if commitment.reach else add)
    return [(day, total) for (day, _), total in zip(steps, totals, strict=True)]


def _latest(_before: int, now: int) -> int:
    return now


def _in_span(base: sqlite3.Connection, commitment: Commitment, today: date) -> list[tuple[str, int]]:
    """List (day, amount) of what was done in the present day, week (from Monday) or month."""
    first = {"week": today - timedelta(days=today.weekday()), "month": today.replace(day=1)}.get(
        commitment.per, today
    )
    last = (first.isoformat(), today.isoformat())
    if commitment.unit == "chunks":
        query = "SELECT day, count(DISTINCT note || facts) FROM event WHERE kind = 'earned' AND day >= ? AND day <= ? GROUP BY day"
    else:
        query = f"SELECT day, {_LATER[commitment.unit]} FROM day WHERE day >= ? AND day <= ?"  # noqa: S608 - our own column
    return base.execute(query, last).fetchall()


_ON_THE_DAY = {
    "words": "sum(drafted)",
    "tasks": "sum(CASE WHEN kind IN ('edit', 'catch-up', 'import') THEN tasks ELSE 0 END)",
    "days": "max(drafted > 0 OR cut > 0 OR tasks > 0)",
}
_LATER = {"words": "drafted", "tasks": "tasks", "days": "kept"}
_CHUNKS = (
    "SELECT day, count(DISTINCT note || facts) FROM event WHERE kind = 'earned' AND at >= ? AND day <= ? "
    "GROUP BY day ORDER BY day"
)


def _progress(base: sqlite3.Connection, commitment: Commitment) -> list[tuple[str, int]]:
    """List (day, amount) of what was done since it was made and until its day is over."""
    assert commitment.by is not None  # noqa: S101 - for the type checker
    last = commitment.by.isoformat()
    if commitment.unit == "chunks":
        return base.execute(_CHUNKS, (commitment.made, last)).fetchall()
    on_the_day = base.execute(
        f"SELECT day, coalesce({_ON_THE_DAY[commitment.unit]}, 0) FROM event WHERE day = ? AND at >= ? AND dup = 0 "  # noqa: S608 - our own
        "AND +kind IN ('edit', 'catch-up', 'import', 'move', 'credit') GROUP BY day",
        (commitment.made_day, commitment.made),
    ).fetchall()
    later = base.execute(
        f"SELECT day, {_LATER[commitment.unit]} FROM day WHERE day > ? AND day <= ? ORDER BY day",  # noqa: S608 - as above
        (commitment.made_day, last),
    ).fetchall()
    return on_the_day + later


def _reached(base: sqlite3.Connection, commitment: Commitment) -> list[tuple[str, int]]:
    """List (day, count): what had been earned on the way, then what stood in the note at the end of each day.

    Of an index note it is the sum of its notes.
    """
    assert commitment.by is not None  # noqa: S101 - for the type checker
    column = {"words": "words", "characters": "characters", "tasks": "done"}[commitment.unit]
    named = (commitment.note, commitment.by.isoformat())
    rows = base.execute(
        "SELECT day, json_extract(facts, '$.count'), 0 FROM event WHERE kind = 'earned' AND note = ? AND day <= ? "  # noqa: S608 - our own column
        "AND json_extract(facts, '$.unit') = ? UNION ALL "
        f"SELECT day, {column}, 1 FROM note_day WHERE note = ? AND day <= ? AND {_STANDS_FOR_ITSELF} UNION ALL "
        "SELECT day, count, 1 FROM mark_day WHERE note = ? AND day <= ? AND unit = ? AND NOT "
        f"{_STANDS_FOR_ITSELF} ORDER BY day, 3",
        (*named, commitment.unit, *named, commitment.note, *named, commitment.unit, commitment.note),
    )
    return [(day, count) for day, count, _ in rows]


_STANDS_FOR_ITSELF = "EXISTS (SELECT 1 FROM note WHERE id = ? AND counted)"
