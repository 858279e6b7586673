"""Turning a sighting of a note into events: the order in which the questions are asked."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from milestoned.record.queries.sessions import SECOND
from milestoned.record.recorder import chunks, due_dates, identity
from milestoned.record.recorder.limits import appears_whole, moment_of
from milestoned.record.recorder.note_state import NoteState, is_counted, short, steps
from milestoned.record.recorder.observation import NoteObservation, Origin, Role, Trigger
from milestoned.record.recorder.session_diff import DiffCache, SessionChange, weigh_edit
from milestoned.record.recorder.session_store import SessionTexts, StoredText
from milestoned.record.store.events import Event, Kind, RecordedCounts

if TYPE_CHECKING:
    from array import array
    from collections.abc import Callable
    from datetime import datetime

    from milestoned.record.record import Record


LOOK_FOR_SOURCES = 100
"""So many new words at once may have come from a note that was joined to this one and deleted."""


@dataclass(frozen=True, slots=True)
class ClassifyContext:
    """What a decision is made with."""

    record: Record
    texts: SessionTexts
    missing: Callable[[], list[NoteState]]
    notes: list[NoteState]
    first_look: bool
    scale: DiffCache


@dataclass(frozen=True, slots=True)
class Sighting:
    """A note as seen, its words as numbers, and what was known of its path."""

    seen: NoteObservation
    text: array[int]
    known: NoteState | None


@dataclass(frozen=True, slots=True)
class Classification:
    """What to write down, and which texts to keep."""

    events: list[Event] = field(default_factory=list)
    kept: list[StoredText] = field(default_factory=list)


def classify(context: ClassifyContext, sighting: Sighting) -> Classification:
    """Decide what a sighting means."""
    known = sighting.known
    if known is None or not known.living:
        return _new_path(context, sighting)
    return _known_note(context, sighting, known)


def gone(context: ClassifyContext, known: NoteState) -> Classification:
    """Record that a note's file is gone; within the session its words may still turn up in another note."""
    now = context.record.now()
    event = context.record.event(
        Kind.VANISH,
        now,
        note=known.id,
        path=known.path,
        before=known.counts,
        was=known.digest,
        now=known.digest,
    )
    kept = context.texts.get(known.id)
    if kept is None:
        return Classification([event])
    session = context.texts.session(event.day.isoformat(), micros(now), _gap(context)).number
    kept = context.texts.get(known.id) or kept
    weight = weigh_edit(
        context.scale, context.texts.pool(), replace(kept, digest="", session=session), micros(now)
    )
    return Classification([event, *chunks.moves(context.record, event, weight)], weight.kept)


def micros(moment: datetime) -> int:
    """Tell a moment in microseconds since 1970."""
    return round(moment.timestamp() * SECOND)


def _gap(context: ClassifyContext) -> int:
    return context.record.options.session_gap_minutes * 60 * SECOND


def _rename(context: ClassifyContext, known: NoteState, path: str) -> Event:
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


def _new_path(context: ClassifyContext, sighting: Sighting) -> Classification:
    seen, text = sighting.seen, sighting.text
    found = identity.find(_candidates(context, seen.path), short(seen.digest), seen.inode, text)
    same = next((note for note in context.notes if found and note.id == found.note), sighting.known)
    if same is None:
        return _first_sight(context, sighting)
    if not same.living:
        return _plain(context, sighting, Kind.RESTORE, same)
    rename = _rename(context, same, seen.path)
    moved = replace(same, path=seen.path)
    if moved.says(seen):
        return Classification([rename], _kept_again(context, sighting, moved))
    classification = _known_note(context, sighting, moved)
    later = [replace(event, seq=event.seq + 1) for event in classification.events]
    return Classification([rename, *later], classification.kept)


def _candidates(context: ClassifyContext, path: str) -> list[identity.Candidate]:
    found = []
    for note in context.missing():
        if note.path == path:
            continue
        kept = context.texts.get(note.id)
        text = kept.last if kept else identity.NO_TEXT
        found.append(identity.Candidate(note.id, note.digest, kept.inode if kept else 0, text))
    return found


def _first_sight(context: ClassifyContext, sighting: Sighting) -> Classification:
    seen = sighting.seen
    note = identity.identity_of(seen.path, short(seen.digest), (known.id for known in context.notes))
    nobody = NoteState(note, seen.path, "", RecordedCounts(), is_counted(seen), False, (), "")
    there_before = (
        seen.how is Trigger.STARTED
        or seen.seen_before
        or (context.first_look and seen.how is not Trigger.LIVE)
    )
    if seen.origin is Origin.REMOTE:
        return _plain(context, sighting, Kind.SYNC, nobody)
    if there_before or not seen.counts.words:
        return _plain(context, sighting, Kind.BASELINE, nobody)
    start = StoredText(note, micros(context.record.now()), "", 0, seen.rules, identity.NO_TEXT)
    brought = sighting.text if appears_whole(seen) else identity.NO_TEXT
    return _edit(context, sighting, nobody, start, brought)


def _known_note(context: ClassifyContext, sighting: Sighting, known: NoteState) -> Classification:
    seen = sighting.seen
    kept = context.texts.get(known.id)
    digest = short(seen.digest)
    if digest == known.digest or (kept and digest == kept.digest):
        return _same_text(context, sighting, known, digest)
    if kept is None:
        return _plain(
            context, sighting, Kind.SYNC if known.device != context.record.device else Kind.REBASE, known
        )
    if seen.origin is Origin.REMOTE or _made_elsewhere(context, known, digest):
        return _plain(context, sighting, Kind.SYNC, known)
    if kept.rules != seen.rules:
        return _plain(context, sighting, Kind.REBASE, known)
    return _edit(context, sighting, known, kept, identity.NO_TEXT)


def _made_elsewhere(context: ClassifyContext, known: NoteState, digest: str) -> bool:
    """Another device wrote this text down, and we never had it: undoing to a text that we had is our own edit."""
    devices = context.record.index.base.execute(
        "SELECT DISTINCT device FROM event WHERE note=? AND now=?", (known.id, digest)
    )
    made_by = {device for (device,) in devices}
    return bool(made_by) and context.record.device not in made_by


def _same_text(context: ClassifyContext, sighting: Sighting, known: NoteState, digest: str) -> Classification:
    seen = sighting.seen
    kept = _kept_again(context, sighting, known)
    if digest != known.digest:
        # Another device's journal came before its note did: the record is right, our copy is late.
        return Classification()
    if known.counts != seen.counts:
        return _plain(context, sighting, Kind.REBASE, known)
    if known.same_terms(seen):
        return Classification([], kept)
    event = _state(context, Kind.TERMS, context.record.now(), sighting, known)
    events = [event, *due_dates.events(context.record, event, known, seen)]
    if seen.role is Role.INDEX:
        events += chunks.earned(context.record, event, known, seen.milestones, None)
    return Classification(_numbered(events), kept)


def _kept_again(context: ClassifyContext, sighting: Sighting, known: NoteState) -> list[StoredText]:
    kept = context.texts.get(known.id)
    digest = short(sighting.seen.digest)
    if kept and kept.digest == digest:
        return [replace(kept, inode=sighting.seen.inode)]
    return [_fresh(context, sighting, known.id)]


def _fresh(context: ClassifyContext, sighting: Sighting, note: str) -> StoredText:
    seen = sighting.seen
    return StoredText(
        note, micros(context.record.now()), short(seen.digest), seen.inode, seen.rules, sighting.text
    )


def _state(context: ClassifyContext, kind: Kind, at: datetime, sighting: Sighting, known: NoteState) -> Event:
    """Say what the note is from now on."""
    seen = sighting.seen
    changed = steps(seen.milestones) != steps(known.marks)
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


def _plain(context: ClassifyContext, sighting: Sighting, kind: Kind, known: NoteState) -> Classification:
    """Record a change that earns nothing; the text is the starting point from here."""
    event = _state(context, kind, context.record.now(), sighting, known)
    events = [event, *due_dates.events(context.record, event, known, sighting.seen)]
    return Classification(_numbered(events), [_fresh(context, sighting, known.id)])


def _edit(
    context: ClassifyContext, sighting: Sighting, known: NoteState, kept: StoredText, brought: array[int]
) -> Classification:
    """Record what the writer did, measured against the start of the session."""
    seen, now = sighting.seen, context.record.now()
    session = context.texts.session(context.record.day_of(now).isoformat(), micros(now), _gap(context))
    kept = context.texts.get(known.id) or kept
    if kept.session != session.number:
        kept = replace(kept.resting(), session=session.number, start=kept.last)
    before = replace(kept, brought=kept.brought + brought)
    after = replace(before, digest=short(seen.digest), inode=seen.inode, last=sighting.text)
    weight = weigh_edit(context.scale, context.texts.pool(), after, micros(now), before.last)
    if weight.change.drafted + weight.change.held >= LOOK_FOR_SOURCES:
        pool = {**_missing(context), **context.texts.pool()}
        weight = weigh_edit(context.scale, pool, after, micros(now), before.last)
    if weight.change.drafted > 0 and _held_before(context, known.id, after.digest, session.begin):
        return _plain(context, sighting, Kind.RESTORE, known)
    moment = moment_of(seen, kept.at, now)
    event = replace(
        _state(context, _kind(seen, weight, brought), moment, sighting, known),
        drafted=weight.change.drafted,
        cut=weight.change.cut,
        held=weight.change.held,
    )
    events = [
        event,
        *chunks.moves(context.record, event, weight),
        *due_dates.events(context.record, event, known, seen),
    ]
    if event.kind is Kind.IMPORT:
        events[0] = replace(event, facts=chunks.skipped(context.record, known, seen.milestones))
    else:
        drafted = None if seen.role is Role.INDEX else event.drafted
        events += chunks.earned(context.record, event, known, seen.milestones, drafted)
    return Classification(_numbered(events), weight.kept)


def _missing(context: ClassifyContext) -> dict[str, StoredText]:
    """List notes whose files do not stand: their text may be what came into another note.

    Nothing is concluded about them: an editor may be putting one back this very moment.
    """
    absent = [note.id for note in context.missing() if note.living]
    found = (context.texts.get(note) for note in absent)
    return {kept.note: replace(kept, digest="") for kept in found if kept}


def _kind(seen: NoteObservation, weight: SessionChange, brought: array[int]) -> Kind:
    if weight.brought or brought:
        return Kind.IMPORT
    return Kind.CATCH_UP if seen.how is Trigger.CATCH_UP else Kind.EDIT


def _held_before(context: ClassifyContext, note: str, digest: str, begin: int) -> bool:
    row = context.record.index.base.execute(
        "SELECT 1 FROM event WHERE note=? AND now=? AND at<? LIMIT 1", (note, digest, begin)
    ).fetchone()
    return row is not None


def _numbered(events: list[Event]) -> list[Event]:
    """Give the events of one decision numbers in a row."""
    return [replace(event, seq=events[0].seq + n) for n, event in enumerate(events)]
