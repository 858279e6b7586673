"""The date a writer puts into a note is a commitment: made, moved and taken back by them alone."""

from __future__ import annotations

from milestoned.light.digests import blake2b
from milestoned.light.typing import TYPE_CHECKING
from milestoned.record.recorder.note_state import NoteState, due_text
from milestoned.record.store.events import Event, Kind, Mark

if TYPE_CHECKING:
    from typing import Any

    from milestoned.record.record import Record
    from milestoned.record.recorder.observation import NoteObservation


def events(record: Record, cause: Event, known: NoteState, seen: NoteObservation) -> list[Event]:
    """Return the events (COMMIT, RENEGOTIATE, WITHDRAW) of a changed due date, or of a changed goal that it is set for.

    They have the moment and the day of `cause`. Nothing changed: an empty list.
    """
    if known.same_promise(seen):
        return []
    due, finish = due_text(seen.due), _finish(seen)
    # The same note, goal and date are one promise whoever sees them first, and on whatever device.
    name = _name(known.id, due, f"{finish['reach']} {finish['unit']}")
    found = []
    if known.commitment:
        kind = Kind.RENEGOTIATE if due else Kind.WITHDRAW
        facts: dict[str, Any] = {"id": known.commitment, "from_note": True, "to": name}
        found.append(record.event(kind, cause.at, day=cause.day, note=known.id, path=seen.path, facts=facts))
    if due:
        facts = {"id": name, "by": due, "why": seen.why, "from_note": True, **finish}
        if known.commitment:
            facts["renegotiates"] = known.commitment
        found.append(
            record.event(Kind.COMMIT, cause.at, day=cause.day, note=known.id, path=seen.path, facts=facts)
        )
    return found


def _name(note: str, due: str, finish: str) -> str:
    return blake2b(f"{note} {due} {finish}".encode(), digest_size=3).hexdigest()


def _finish(seen: NoteObservation) -> dict[str, Any]:
    """Return what is to be reached by then, as a commitment's facts: the goal, or else the end of the present chunk."""
    mark = next((mark for mark in seen.milestones if mark.goal), None)
    mark = mark or (seen.milestones[0] if seen.milestones else Mark("words", 1000, seen.counts.words, 0))
    target = mark.goal or (mark.chunks_done + 1) * mark.size or seen.counts.total
    return {"what": f"{target} {mark.unit} in {seen.path}", "unit": mark.unit, "reach": target}
