"""A hand when stuck: what the record shows, one remedy, a card to go on from, and what helped before."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import timedelta

from milestoned.light.dataclasses import dataclass, field
from milestoned.light.typing import TYPE_CHECKING
from milestoned.record.queries import current_chunk, days, roadblocks
from milestoned.record.queries.roadblocks import Roadblock, Signs
from milestoned.record.queries.sessions import SECOND, micros
from milestoned.record.queries.summary import View, view
from milestoned.record.store.events import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from milestoned.record.record import Record

HELP_DAYS = 2
ENOUGH_DAYS = 5
"""Writing days in the record before anything is read out of it."""
LOOK_BACK = timedelta(days=60)
_ENDS = (".", "!", "?", "…", "。", "！", "？")


@dataclass(frozen=True, slots=True)
class NoteLook:
    """What a card shows of the note itself: its last sentence and its open tasks."""

    last_sentence: str = ""
    open_tasks: Sequence[str] = field(default_factory=tuple)


def last_sentence(prose: str) -> str:
    """Return the last sentence of a text: after the last mark that ends one before it, at most one line."""
    line = next((line.strip() for line in reversed(prose.splitlines()) if line.strip()), "")
    ends = [at for at in range(len(line) - 1) if line[at] in _ENDS and line[at + 1].isspace()]
    return line[ends[-1] + 1 :].strip() if ends else line


def unstick(record: Record, look: Callable[[str], NoteLook], *, numbers: bool = True) -> dict[str, Any]:
    """Name the roadblock that the record shows, with one remedy; the advice itself is written down.

    `look` reads the note at a path for the card. Without `numbers` the remedy names none.
    """
    seen = view(record)
    chunk = current_chunk.in_work(record.index.base)
    roadblock: Roadblock | None = None
    evidence: list[str] = []
    if len(seen.calendar.writing_days()) >= ENOUGH_DAYS:
        roadblock, evidence = roadblocks.name(_signs(record, seen, chunk), record.options)
    if roadblock is None:
        return {
            "roadblock": None,
            "evidence": [],
            "remedy": _kind_word(seen),
            "card": _card(record, chunk, look),
        }
    remedy = _remedy(record, roadblock, chunk)
    note, left, unit = (chunk.path, chunk.left, chunk.unit) if chunk else ("", 0, "words")
    wording = (
        roadblocks.wording(roadblock, remedy, note=note, left=left, unit=unit)
        if numbers
        else roadblocks.wordless(roadblock, remedy, note=note)
    )
    return {
        "roadblock": roadblock.value,
        "evidence": evidence,
        "remedy": wording,
        "card": _card(record, chunk, look),
    }


def _kind_word(seen: View) -> str:
    if not seen.calendar.kept:
        return "Nothing is recorded yet, so nothing is in the way. Write one sentence, and the record begins."
    return "The record shows nothing in your way. Go on as you do."


def _signs(record: Record, seen: View, chunk: current_chunk.CurrentChunk | None) -> Signs:
    base, calendar = record.index.base, seen.calendar
    sessions = days.sessions(base, record.options.session_gap_minutes, calendar.today - LOOK_BACK)
    kept = [day for day in sorted(seen.days) if seen.days[day].sessions]
    of_last_day = sessions[-seen.days[kept[-1]].sessions :] if kept else []
    counts = chunk is not None and chunk.unit == "words"
    return Signs(
        missed=calendar.missed(),
        run=calendar.run_before_gap(),
        rested_after_milestone=bool(kept) and _ended_with_milestone(record),
        wrote_ever=bool(calendar.kept),
        waiting=chunk is not None,
        left=chunk.left if chunk and counts else 0,
        percent=chunk.percent if chunk else 0,
        usual=seen.usual or _first_day(seen),
        sessions=sessions,
        last_day=of_last_day,
    )


def _first_day(seen: View) -> int:
    today = seen.days.get(seen.calendar.today)
    return today.drafted if today else 0


def _ended_with_milestone(record: Record) -> bool:
    """Return True if the last writing there was reached a chunk."""
    (earned,) = record.index.base.execute("SELECT max(at) FROM event WHERE kind = 'earned'").fetchone()
    (last,) = record.index.base.execute(
        "SELECT max(at) FROM event WHERE day = (SELECT max(day) FROM day WHERE sessions > 0) "
        "AND +kind IN ('edit', 'catch-up', 'import')"
    ).fetchone()
    return earned is not None and last is not None and earned >= last


def _remedy(record: Record, roadblock: Roadblock, chunk: current_chunk.CurrentChunk | None) -> str:
    """Choose by what helped, and write it down; asked again on the same day, it says the same again."""
    place = f"{chunk.note} {chunk.number}" if chunk else ""
    advice = _advice(record)
    for given in advice:
        same_day = given["day"] == record.today().isoformat()
        if same_day and (given["roadblock"], given["bite"]) == (roadblock.value, place):
            return str(given["remedy"])
    used = frozenset(given["remedy"] for given in advice if given["bite"] == place)
    once = used if roadblock is Roadblock.TOO_BIG else frozenset()
    remedy = roadblocks.choose(roadblock, helped(record, roadblock), once)
    facts = {"roadblock": roadblock.value, "remedy": remedy, "bite": place}
    record.write([record.event(Kind.UNSTICK, record.now(), facts=facts)])
    return remedy


def _advice(record: Record) -> list[dict[str, Any]]:
    rows = record.index.base.execute(
        "SELECT at, day, facts FROM event WHERE kind = 'unstick' ORDER BY seq DESC"
    )
    return [{"at": at, "day": day, **json.loads(text)} for at, day, text in rows]


def helped(record: Record, roadblock: Roadblock) -> dict[str, tuple[int, int]]:
    """Return for each remedy how often it was tried and how often words followed within two days."""
    tally: dict[str, tuple[int, int]] = defaultdict(lambda: (0, 0))
    wait = HELP_DAYS * 24 * 3600 * SECOND
    now = micros(record.now())
    for given in _advice(record):
        if given["roadblock"] != roadblock.value:
            continue
        row = record.index.base.execute(
            "SELECT 1 FROM event WHERE +kind IN ('edit', 'catch-up', 'import') AND drafted > 0 AND day >= ? AND at > ? AND at <= ? "
            "LIMIT 1",
            (given["day"], given["at"], given["at"] + wait),
        ).fetchone()
        if row or now > given["at"] + wait:
            good, tried = tally[given["remedy"]]
            tally[given["remedy"]] = (good + bool(row), tried + 1)
    return dict(tally)


def next_line(record: Record) -> str:
    """Read the line that the writer left for the next session."""
    row = record.index.base.execute(
        "SELECT facts FROM event WHERE kind = 'next' ORDER BY seq DESC, device DESC LIMIT 1"
    ).fetchone()
    return str(json.loads(row[0])["text"]) if row else ""


def _card(
    record: Record, chunk: current_chunk.CurrentChunk | None, look: Callable[[str], NoteLook]
) -> dict[str, Any]:
    shown = look(chunk.path) if chunk else NoteLook()
    return {
        "note": chunk.path if chunk else None,
        "last_sentence": shown.last_sentence,
        "left": chunk.left if chunk else None,
        "unit": chunk.unit if chunk else None,
        "open_tasks": list(shown.open_tasks),
        "next": next_line(record),
    }
