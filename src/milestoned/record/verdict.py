"""Turning a sighting of a note into events: the order in which the questions are asked."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from milestoned.record import consequences, dues, identity
from milestoned.record.events import Counts, Event, Kind
from milestoned.record.judge import appears_whole, moment_of
from milestoned.record.known import Known, is_counted, short, steps
from milestoned.record.seen import How, NoteSeen, Origin, Role
from milestoned.record.session_text import Kept, SessionTexts
from milestoned.record.sessions import SECOND
from milestoned.record.weighing import Scale, Weight, weigh_edit

if TYPE_CHECKING:
    from array import array
    from collections.abc import Callable
    from datetime import datetime

    from milestoned.record.book import Book


LOOK_FOR_SOURCES = 100
"""So many new words at once may have come from a note that was joined to this one and deleted."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What a decision is made with."""

    book: Book
    texts: SessionTexts
    missing: Callable[[], list[Known]]
    notes: list[Known]
    first_look: bool
    scale: Scale


@dataclass(frozen=True, slots=True)
class Sighting:
    """A note as seen, its words as numbers, and what was known of its path."""

    seen: NoteSeen
    text: array[int]
    known: Known | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What to write down, and which texts to keep."""

    events: list[Event] = field(default_factory=list)
    kept: list[Kept] = field(default_factory=list)


def judge(desk: Desk, sighting: Sighting) -> Verdict:
    """Decide what a sighting means."""
    known = sighting.known
    if known is None or not known.living:
        return _new_path(desk, sighting)
    return _known_note(desk, sighting, known)


def gone(desk: Desk, known: Known) -> Verdict:
    """Record that a note's file is gone; within the session its words may still turn up in another note."""
    now = desk.book.now()
    event = desk.book.event(
        Kind.VANISH,
        now,
        note=known.id,
        path=known.path,
        before=known.counts,
        was=known.digest,
        now=known.digest,
    )
    kept = desk.texts.get(known.id)
    if kept is None:
        return Verdict([event])
    session = desk.texts.session(event.day.isoformat(), micros(now), _gap(desk)).number
    kept = desk.texts.get(known.id) or kept
    weight = weigh_edit(desk.scale, desk.texts.pool(), replace(kept, digest="", session=session), micros(now))
    return Verdict([event, *consequences.moves(desk.book, event, weight)], weight.kept)


def renamed(desk: Desk, known: Known, path: str) -> Verdict:
    """Record that a note's file has another name, and is the same note."""
    return Verdict([_rename(desk, known, path)])


def micros(moment: datetime) -> int:
    """Tell a moment in microseconds since 1970."""
    return round(moment.timestamp() * SECOND)


def _gap(desk: Desk) -> int:
    return desk.book.options.session_gap_minutes * 60 * SECOND


def _rename(desk: Desk, known: Known, path: str) -> Event:
    return desk.book.event(
        Kind.RENAME,
        desk.book.now(),
        note=known.id,
        path=path,
        before=known.counts,
        after=known.counts,
        was=known.digest,
        now=known.digest,
        counted=known.counted,
        facts={"from": known.path},
    )


def _new_path(desk: Desk, sighting: Sighting) -> Verdict:
    seen, text = sighting.seen, sighting.text
    found = identity.find(_candidates(desk, seen.path), short(seen.digest), seen.inode, text)
    same = next((note for note in desk.notes if found and note.id == found.note), sighting.known)
    if same is None:
        return _first_sight(desk, sighting)
    if not same.living:
        return _plain(desk, sighting, Kind.RESTORE, same)
    rename = _rename(desk, same, seen.path)
    moved = replace(same, path=seen.path)
    if moved.says(seen):
        return Verdict([rename], _kept_again(desk, sighting, moved))
    verdict = _known_note(desk, sighting, moved)
    later = [replace(event, seq=event.seq + 1) for event in verdict.events]
    return Verdict([rename, *later], verdict.kept)


def _candidates(desk: Desk, path: str) -> list[identity.Candidate]:
    found = []
    for note in desk.missing():
        if note.path == path:
            continue
        kept = desk.texts.get(note.id)
        text = kept.last if kept else identity.NO_TEXT
        found.append(identity.Candidate(note.id, note.digest, kept.inode if kept else 0, text))
    return found


def _first_sight(desk: Desk, sighting: Sighting) -> Verdict:
    seen = sighting.seen
    note = identity.identity_of(seen.path, short(seen.digest), (known.id for known in desk.notes))
    nobody = Known(note, seen.path, "", Counts(), is_counted(seen), False, (), "")
    there_before = (
        seen.how is How.STARTED or seen.seen_before or (desk.first_look and seen.how is not How.LIVE)
    )
    if seen.origin is Origin.REMOTE:
        return _plain(desk, sighting, Kind.SYNC, nobody)
    if there_before or not seen.counts.words:
        return _plain(desk, sighting, Kind.BASELINE, nobody)
    start = Kept(note, micros(desk.book.now()), "", 0, seen.rules, identity.NO_TEXT)
    brought = sighting.text if appears_whole(seen) else identity.NO_TEXT
    return _edit(desk, sighting, nobody, start, brought)


def _known_note(desk: Desk, sighting: Sighting, known: Known) -> Verdict:
    seen = sighting.seen
    kept = desk.texts.get(known.id)
    digest = short(seen.digest)
    if digest == known.digest or (kept and digest == kept.digest):
        return _same_text(desk, sighting, known, digest)
    if kept is None:
        return _plain(desk, sighting, Kind.SYNC if known.device != desk.book.device else Kind.REBASE, known)
    if seen.origin is Origin.REMOTE or _made_elsewhere(desk, known, digest):
        return _plain(desk, sighting, Kind.SYNC, known)
    if kept.rules != seen.rules:
        return _plain(desk, sighting, Kind.REBASE, known)
    return _edit(desk, sighting, known, kept, identity.NO_TEXT)


def _made_elsewhere(desk: Desk, known: Known, digest: str) -> bool:
    """Another device wrote this text down, and we never had it: undoing to a text that we had is our own edit."""
    devices = desk.book.index.base.execute(
        "SELECT DISTINCT device FROM event WHERE note=? AND now=?", (known.id, digest)
    )
    made_by = {device for (device,) in devices}
    return bool(made_by) and desk.book.device not in made_by


def _same_text(desk: Desk, sighting: Sighting, known: Known, digest: str) -> Verdict:
    seen = sighting.seen
    kept = _kept_again(desk, sighting, known)
    if digest != known.digest:
        # Another device's journal came before its note did: the record is right, our copy is late.
        return Verdict()
    if known.counts != seen.counts:
        return _plain(desk, sighting, Kind.REBASE, known)
    if known.same_terms(seen):
        return Verdict([], kept)
    event = _state(desk, Kind.TERMS, desk.book.now(), sighting, known)
    events = [event, *dues.events(desk.book, event, known, seen)]
    if seen.role is Role.INDEX:
        events += consequences.earned(desk.book, event, known, seen.milestones, None)
    return Verdict(_numbered(events), kept)


def _kept_again(desk: Desk, sighting: Sighting, known: Known) -> list[Kept]:
    kept = desk.texts.get(known.id)
    digest = short(sighting.seen.digest)
    if kept and kept.digest == digest:
        return [replace(kept, inode=sighting.seen.inode)]
    return [_fresh(desk, sighting, known.id)]


def _fresh(desk: Desk, sighting: Sighting, note: str) -> Kept:
    seen = sighting.seen
    return Kept(note, micros(desk.book.now()), short(seen.digest), seen.inode, seen.rules, sighting.text)


def _state(desk: Desk, kind: Kind, at: datetime, sighting: Sighting, known: Known) -> Event:
    """Say what the note is from now on."""
    seen = sighting.seen
    changed = steps(seen.milestones) != steps(known.marks)
    return desk.book.event(
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


def _plain(desk: Desk, sighting: Sighting, kind: Kind, known: Known) -> Verdict:
    """Record a change that earns nothing; the text is the starting point from here."""
    event = _state(desk, kind, desk.book.now(), sighting, known)
    events = [event, *dues.events(desk.book, event, known, sighting.seen)]
    return Verdict(_numbered(events), [_fresh(desk, sighting, known.id)])


def _edit(desk: Desk, sighting: Sighting, known: Known, kept: Kept, brought: array[int]) -> Verdict:
    """Record what the writer did, measured against the start of the session."""
    seen, now = sighting.seen, desk.book.now()
    session = desk.texts.session(desk.book.day_of(now).isoformat(), micros(now), _gap(desk))
    kept = desk.texts.get(known.id) or kept
    if kept.session != session.number:
        kept = replace(kept.resting(), session=session.number, start=kept.last)
    before = replace(kept, brought=kept.brought + brought)
    after = replace(before, digest=short(seen.digest), inode=seen.inode, last=sighting.text)
    weight = weigh_edit(desk.scale, desk.texts.pool(), after, micros(now), before.last)
    if weight.change.drafted + weight.change.held >= LOOK_FOR_SOURCES:
        pool = {**_missing(desk), **desk.texts.pool()}
        weight = weigh_edit(desk.scale, pool, after, micros(now), before.last)
    if weight.change.drafted > 0 and _held_before(desk, known.id, after.digest, session.begin):
        return _plain(desk, sighting, Kind.RESTORE, known)
    moment = moment_of(seen, kept.at, now)
    event = replace(
        _state(desk, _kind(seen, weight, brought), moment, sighting, known),
        drafted=weight.change.drafted,
        cut=weight.change.cut,
        held=weight.change.held,
    )
    events = [
        event,
        *consequences.moves(desk.book, event, weight),
        *dues.events(desk.book, event, known, seen),
    ]
    if event.kind is Kind.IMPORT:
        events[0] = replace(event, facts=consequences.skipped(desk.book, known, seen.milestones))
    else:
        drafted = None if seen.role is Role.INDEX else event.drafted
        events += consequences.earned(desk.book, event, known, seen.milestones, drafted)
    return Verdict(_numbered(events), weight.kept)


def _missing(desk: Desk) -> dict[str, Kept]:
    """List notes whose files do not stand: their text may be what came into another note.

    Nothing is concluded about them: an editor may be putting one back this very moment.
    """
    absent = [note.id for note in desk.missing() if note.living]
    found = (desk.texts.get(note) for note in absent)
    return {kept.note: replace(kept, digest="") for kept in found if kept}


def _kind(seen: NoteSeen, weight: Weight, brought: array[int]) -> Kind:
    if weight.brought or brought:
        return Kind.IMPORT
    return Kind.CATCH_UP if seen.how is How.CATCH_UP else Kind.EDIT


def _held_before(desk: Desk, note: str, digest: str, begin: int) -> bool:
    row = desk.book.index.base.execute(
        "SELECT 1 FROM event WHERE note=? AND now=? AND at<? LIMIT 1", (note, digest, begin)
    ).fetchone()
    return row is not None


def _numbered(events: list[Event]) -> list[Event]:
    """Give the events of one decision numbers in a row."""
    return [replace(event, seq=events[0].seq + n) for n, event in enumerate(events)]
