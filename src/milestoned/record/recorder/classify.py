"""From a sighting of a note to events: which kind of change it is (docs/record.md lists the kinds)."""

from __future__ import annotations

from milestoned.light.dataclasses import replace
from milestoned.light.typing import TYPE_CHECKING
from milestoned.record.queries.sessions import SECOND, micros
from milestoned.record.recorder import chunks, due_dates, identity
from milestoned.record.recorder.limits import LARGE, appears_whole, moment_of
from milestoned.record.recorder.new_states import (
    Classification,
    kept_again,
    numbered,
    plain,
    rename,
    same_text,
    state,
    written_below,
)
from milestoned.record.recorder.note_state import NoteState, is_counted, short
from milestoned.record.recorder.observation import NoteObservation, Origin, Role, Trigger
from milestoned.record.recorder.session_diff import SessionChange, weigh_edit
from milestoned.record.recorder.stored_text import StoredText
from milestoned.record.recorder.weighing import weighed
from milestoned.record.store.events import Event, Kind, RecordedCounts

if TYPE_CHECKING:
    from typing import Any

    from milestoned.record.recorder.context import ClassifyContext, Sighting


def classify(context: ClassifyContext, sighting: Sighting) -> Classification:
    """Return the events of a sighting, and the texts to keep; neither where nothing is news.

    Call it within `SessionTexts.turn`: an edit goes on with the session, or begins one.
    """
    known = sighting.known
    if known is None or not known.living:
        return _new_path(context, sighting)
    return _known_note(context, sighting, known)


def gone(context: ClassifyContext, known: NoteState) -> Classification:
    """Return what to record of a note whose file is gone. Within the session its words may turn up in another note.

    Call it within `SessionTexts.turn`, as `classify`.
    """
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
    weight = weigh_edit(context.scale, context.texts, replace(kept, digest="", session=session), micros(now))
    return Classification([event, *chunks.moves(context.record, event, weight)], weight.kept)


def _gap(context: ClassifyContext) -> int:
    return context.record.options.session_gap_minutes * 60 * SECOND


def _new_path(context: ClassifyContext, sighting: Sighting) -> Classification:
    seen, text = sighting.seen, sighting.text
    found = identity.find(_candidates(context, seen.path), short(seen.digest), seen.inode, text)
    same = context.by_id(found.note) if found else _once_here(context, sighting)
    if same is None:
        return _first_sight(context, sighting)
    if not same.living:
        return plain(context, sighting, Kind.RESTORE, same)
    renamed = rename(context, same, seen.path)
    moved = replace(same, path=seen.path)
    if moved.says(seen):
        return Classification([renamed], kept_again(context, sighting, moved))
    classification = _known_note(context, sighting, moved)
    later = [replace(event, seq=event.seq + 1) for event in classification.events]
    return Classification([renamed, *later], classification.kept)


def _once_here(context: ClassifyContext, sighting: Sighting) -> NoteState | None:
    """Return the note that was deleted at this path if its text is back; another text is another note."""
    known = sighting.known
    if known is None:
        return None
    kept = context.texts.get(known.id)
    # Deleted and written again, a file may be given the same inode: that proves nothing here.
    before = identity.Candidate(known.id, known.digest, 0, kept.last if kept else identity.NO_TEXT)
    return known if identity.find([before], short(sighting.seen.digest), 0, sighting.text) else None


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
    note = identity.identity_of(seen.path, short(seen.digest), lambda name: context.by_id(name) is not None)
    nobody = NoteState(note, seen.path, "", RecordedCounts(), is_counted(seen), False, (), "")
    there_before = (
        seen.how is Trigger.STARTED
        or seen.seen_before
        or (context.first_pass and seen.how is not Trigger.LIVE)
    )
    if seen.origin is Origin.REMOTE:
        return plain(context, sighting, Kind.SYNC, nobody)
    if there_before or not seen.counts.words:
        return plain(context, sighting, Kind.BASELINE, nobody)
    if seen.checked_out():
        return plain(context, sighting, Kind.SYNC, nobody)
    if len(sighting.text) >= identity.ENOUGH and _was_ever(context, short(seen.digest)):
        return plain(context, sighting, Kind.RESTORE, nobody)
    start = StoredText(note, context.looked, "", 0, seen.rules, identity.NO_TEXT)
    return _edit(context, sighting, nobody, start)


def _known_note(context: ClassifyContext, sighting: Sighting, known: NoteState) -> Classification:
    seen = sighting.seen
    kept = context.texts.get(known.id)
    digest = short(seen.digest)
    if digest == known.digest or (kept and digest == kept.digest):
        return same_text(context, sighting, known, digest)
    if kept is None:
        return plain(
            context, sighting, Kind.SYNC if known.device != context.record.device else Kind.REBASE, known
        )
    if seen.origin is Origin.REMOTE or _made_elsewhere(context, known, digest) or seen.checked_out():
        return plain(context, sighting, Kind.SYNC, known)
    if kept.rules != seen.rules:
        return plain(context, sighting, Kind.REBASE, known)
    return _edit(context, sighting, known, kept)


def _made_elsewhere(context: ClassifyContext, known: NoteState, digest: str) -> bool:
    """Return True if another device recorded this text and we never did: an undo to a text of ours is our own edit."""
    devices = context.record.asked(note=known.id).execute(
        "SELECT DISTINCT device FROM event WHERE note=? AND now=?", (known.id, digest)
    )
    made_by = {device for (device,) in devices}
    return bool(made_by) and context.record.device not in made_by


def _edit(context: ClassifyContext, sighting: Sighting, known: NoteState, kept: StoredText) -> Classification:
    """Return the event of what the writer did, measured against the start of the session, and what follows from it."""
    seen, now = sighting.seen, context.record.now()
    session = context.texts.session(context.record.day_of(now).isoformat(), micros(now), _gap(context))
    since = kept.at
    kept = context.texts.get(known.id) or kept
    if kept.session != session.number:
        kept = replace(kept.resting(), session=session.number, start=kept.last)
    weight = weighed(context, sighting, kept, max(since, context.looked) or micros(now))
    after = weight.kept[-1]
    new = weight.change.drafted + weight.change.held
    if new > 0 and _held_before(context, known.id, after.digest, session.begin):
        return plain(context, sighting, Kind.RESTORE, known)
    whole = not known.digest and appears_whole(seen)
    kind = _kind(seen, weight, whole=whole)
    event = replace(
        state(context, kind, moment_of(seen, since, now), sighting, known),
        drafted=weight.change.drafted,
        cut=weight.change.cut,
        held=weight.change.held,
        moved=weight.change.moved,
        facts=_facts(seen, weight, whole=whole),
    )
    return Classification(numbered(_consequences(context, sighting, known, event, weight)), weight.kept)


def _facts(seen: NoteObservation, weight: SessionChange, *, whole: bool) -> dict[str, Any]:
    facts: dict[str, Any] = {"unclaimed": True} if seen.unclaimed else {}
    if weight.change.drafted >= LARGE or (whole and weight.change.drafted > 0):
        facts["at_once"] = weight.change.drafted
    return facts


def _consequences(
    context: ClassifyContext, sighting: Sighting, known: NoteState, event: Event, weight: SessionChange
) -> list[Event]:
    seen = sighting.seen
    events = [
        event,
        *chunks.moves(context.record, event, weight),
        *due_dates.events(context.record, event, known, seen),
    ]
    if event.held > 0:
        facts = {**event.facts, **chunks.skipped(context.record, event, known, seen.milestones)}
        events[0] = replace(event, facts=facts)
    if seen.role is Role.INDEX:
        written = written_below(context, seen, known)
        return events + chunks.earned_by_sum(context.record, event, known, seen.milestones, written)
    return events + chunks.earned(context.record, event, known, seen.milestones, event.drafted)


def _kind(seen: NoteObservation, weight: SessionChange, *, whole: bool) -> Kind:
    if weight.surplus or whole:
        return Kind.IMPORT
    return Kind.CATCH_UP if seen.how is Trigger.CATCH_UP else Kind.EDIT


def _was_ever(context: ClassifyContext, digest: str) -> bool:
    """Return True if any note of the record ever held this very text."""
    query = "SELECT 1 FROM event WHERE now=? LIMIT 1"
    return context.record.asked(text=digest).execute(query, (digest,)).fetchone() is not None


def _held_before(context: ClassifyContext, note: str, digest: str, begin: int) -> bool:
    row = (
        context.record.asked(note=note)
        .execute("SELECT 1 FROM event WHERE note=? AND now=? AND at<? LIMIT 1", (note, digest, begin))
        .fetchone()
    )
    return row is not None
