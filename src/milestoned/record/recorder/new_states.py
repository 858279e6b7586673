"""Events that hold a note's new state and earn nothing by writing: its text is the starting point from then on."""

from __future__ import annotations

from milestoned.light.dataclasses import dataclass, field, replace
from milestoned.light.typing import TYPE_CHECKING
from milestoned.record.queries.sessions import micros
from milestoned.record.recorder import chunks, due_dates
from milestoned.record.recorder.note_state import NoteState, is_counted, short, steps
from milestoned.record.recorder.observation import NoteObservation, Role
from milestoned.record.recorder.stored_text import StoredText
from milestoned.record.store.events import Event, Kind

if TYPE_CHECKING:
    from datetime import datetime

    from milestoned.record.recorder.context import ClassifyContext, Sighting


@dataclass(frozen=True, slots=True)
class Classification:
    """The events of one decision, their numbers in a row, and the texts to keep. Both empty: nothing is news."""

    events: list[Event] = field(default_factory=list)
    kept: list[StoredText] = field(default_factory=list)


def plain(context: ClassifyContext, sighting: Sighting, kind: Kind, known: NoteState) -> Classification:
    """Return a change that earns nothing, and the due dates changed by it; the text is the new starting point."""
    event = state(context, kind, context.record.now(), sighting, known)
    events = [event, *due_dates.events(context.record, event, known, sighting.seen)]
    if sighting.seen.role is Role.INDEX:
        written_below(context, sighting.seen, known)
    return Classification(numbered(events), [fresh(context, sighting, known.id)])


def same_text(context: ClassifyContext, sighting: Sighting, known: NoteState, digest: str) -> Classification:
    """Return what else changed about a note whose text the record knows: counts, milestones, role, due date.

    `digest` is the short one of the text seen.
    """
    seen = sighting.seen
    kept = kept_again(context, sighting, known)
    if digest != known.digest:
        # Another device's journal came before its note did: the record is right, our copy is late.
        return Classification()
    if known.counts != seen.counts:
        return plain(context, sighting, Kind.REBASE, known)
    if known.same_terms(seen):
        return Classification([], kept)
    event = state(context, Kind.TERMS, context.record.now(), sighting, known)
    if seen.role is Role.INDEX and steps(seen.milestones) == steps(known.marks) and known.same_promise(seen):
        event = replace(event, facts={"sum": True})
    events = [event, *due_dates.events(context.record, event, known, seen)]
    if seen.role is Role.INDEX:
        written = written_below(context, seen, known)
        events += chunks.earned_by_sum(context.record, event, known, seen.milestones, written)
    return Classification(numbered(events), kept)


def state(context: ClassifyContext, kind: Kind, at: datetime, sighting: Sighting, known: NoteState) -> Event:
    """Return the event that holds a note's new state; `known` is the state before. Unchanged `marks` are None."""
    seen = sighting.seen
    changed = steps(seen.milestones) != steps(known.marks)
    if seen.role is Role.INDEX:
        changed = seen.milestones != known.marks
    return context.record.event(
        kind,
        at,
        note=known.id,
        path=seen.path,
        before=known.counts if known.living else None,
        after=seen.counts,
        was=known.digest,
        now=short(seen.digest),
        counted=is_counted(seen),
        marks=seen.milestones if changed else None,
    )


def rename(context: ClassifyContext, known: NoteState, path: str) -> Event:
    """Return the event of a note that has another path now."""
    return context.record.event(
        Kind.RENAME,
        context.record.now(),
        note=known.id,
        path=path,
        before=known.counts,
        after=known.counts,
        was=known.digest,
        now=known.digest,
        counted=known.counted,
        facts={"from": known.path},
    )


def fresh(context: ClassifyContext, sighting: Sighting, note: str) -> StoredText:
    """Return the text of a note as a starting point, of no session."""
    seen = sighting.seen
    return StoredText(
        note, micros(context.record.now()), short(seen.digest), seen.inode, seen.rules, sighting.text
    )


def kept_again(context: ClassifyContext, sighting: Sighting, known: NoteState) -> list[StoredText]:
    """Return the text that is kept of a note, with its present inode; a fresh one where another is kept."""
    kept = context.texts.get(known.id)
    digest = short(sighting.seen.digest)
    if kept and kept.digest == digest:
        return [replace(kept, inode=sighting.seen.inode)]
    return [fresh(context, sighting, known.id)]


def written_below(context: ClassifyContext, seen: NoteObservation, known: NoteState) -> chunks.Written:
    """Return what was written in an index note's notes since its last observation. Counts as one: asked again, nothing.

    The characters are estimated: the words times the notes' characters a word.
    """
    notes = [context.notes[path] for path in seen.members if path in context.notes]
    words, tasks = context.texts.written_in(known.id, {note.id for note in notes})
    counted = sum(note.counts.words for note in notes)
    characters = sum(note.counts.characters for note in notes)
    return chunks.Written(words, words * characters // counted if counted else 0, tasks)


def numbered(events: list[Event]) -> list[Event]:
    """Return the events of one decision with numbers (`seq`) in a row, from the first one's on."""
    return [events[0], *(replace(event, seq=events[0].seq + n) for n, event in enumerate(events[1:], 1))]
