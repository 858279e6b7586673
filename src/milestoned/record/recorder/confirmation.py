"""Chunks reached at one observation wait for the next one: an editor that saves by itself catches text half typed."""

from __future__ import annotations

from milestoned.light.dataclasses import replace
from milestoned.light.typing import TYPE_CHECKING
from milestoned.record.queries.sessions import SECOND, micros
from milestoned.record.recorder import chunks, standing
from milestoned.record.store.events import Event, Kind

if TYPE_CHECKING:
    from milestoned.record.record import Record
    from milestoned.record.recorder.known_notes import KnownNotes
    from milestoned.record.recorder.new_states import Classification
    from milestoned.record.recorder.observation import NoteObservation
    from milestoned.record.recorder.session_store import SessionTexts


class Confirmation:
    """Holds back the chunks reached at one observation, and adds them once they are confirmed.

    Times are microseconds since 1970. What waits is kept in the state folder: a restart loses none of it.
    """

    def __init__(self, record: Record, texts: SessionTexts, notes: KnownNotes) -> None:
        self._record = record
        self._texts = texts
        self._notes = notes
        self._reached = standing.ReachedStore(texts)

    def judge(self, seen: NoteObservation, now: int) -> standing.Judged:
        """Return which of the waiting chunks of a note are confirmed by what it holds now, and which wait on."""
        known = self._notes.at(seen.path)
        waiting = self._reached.of(known.id) if known else []
        if not waiting:
            return standing.NOTHING_WAITS
        judged = standing.judge(waiting, seen, now, self._record.options.settle_latest)
        if known:
            self._reached.keep(known.id, list(judged.unsure))
        return judged

    def apply(
        self, classification: Classification, seen: NoteObservation, judged: standing.Judged, now: int
    ) -> Classification:
        """Return a classification with the chunks that are confirmed, and without those that were reached just now."""
        events = classification.events
        cause = next((event for event in events if event.kind in standing.STATES_OF_WRITING), None)
        if cause is None:
            return classification
        events = self._with_confirmed(events, cause, judged)
        settled = standing.is_settled(seen, now, self._record.options.settle_latest)
        if not settled and self._may_be_half_typed(cause):
            sure = {(one.unit, one.size, one.number) for one in judged.stands}
            events, found = standing.withhold(events, seen, self._floors(cause), sure, now)
            self._reached.keep(cause.note, [*judged.unsure, *found])
        return replace(classification, events=events)

    def _with_confirmed(self, events: list[Event], cause: Event, judged: standing.Judged) -> list[Event]:
        named = {_chunk_of(event) for event in events if event.kind is Kind.EARNED}
        for one in judged.stands:
            if one.earned and (one.unit, one.size, one.number) not in named:
                step = chunks.Step(one.unit, one.size, one.number, one.count)
                event = chunks.as_event(self._record, cause, cause.note, step)
                events = [*events, replace(event, seq=cause.seq + len(events))]
        return events

    def _may_be_half_typed(self, cause: Event) -> bool:
        """Return False where the writer chose other milestones: what that reaches is not a matter of typing."""
        if cause.kind is not Kind.TERMS or "sum" in cause.facts:
            return True
        known = self._notes.by_id(cause.note)
        sizes = [(mark.unit, mark.size, mark.goal) for mark in cause.marks or ()]
        return known is not None and sizes == [(mark.unit, mark.size, mark.goal) for mark in known.marks]

    def _floors(self, cause: Event) -> dict[tuple[str, int], int]:
        """Return how many chunks each milestone had before; a new one starts from the counts before the event."""
        reached = chunks.floors(self._record.asked(note=cause.note), cause.note)
        before = cause.before if cause.was else None
        return {(mark.unit, mark.size): chunks.floor_of(mark, reached, before) for mark in cause.marks or ()}

    def waits(self, path: str) -> bool:
        """Return True if a note has reached something that is not confirmed yet."""
        known = self._notes.at(path)
        return known is not None and self._texts.exist() and known.id in self._reached.since()

    def first_due(self) -> int | None:
        """Return when the first chunk has waited for `settle_latest`; None where none waits."""
        first = min(self._reached.since().values(), default=None)
        return None if first is None else first + self._latest()

    def overdue(self) -> list[str]:
        """Return the paths of the notes whose chunks have waited for `settle_latest`."""
        before = micros(self._record.now()) - self._latest()
        due = {note for note, since in self._reached.since().items() if since <= before}
        return [path for path, known in self._notes.by_path().items() if known.id in due] if due else []

    def drop(self, note: str) -> None:
        """Forget the chunks that a note (by its identity) waits with."""
        self._reached.keep(note, [])

    def _latest(self) -> int:
        return round(self._record.options.settle_latest * SECOND)


def _chunk_of(event: Event) -> tuple[str, int, int]:
    return event.facts["unit"], event.facts["size"], event.facts["number"]
