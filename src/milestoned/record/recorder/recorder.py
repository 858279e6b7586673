"""The recorder: told of each note that was read, it writes down what happened to it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from milestoned.record.queries.sessions import SECOND
from milestoned.record.record import Record
from milestoned.record.recorder import chunks, standing
from milestoned.record.recorder.classify import Classification, classify, gone
from milestoned.record.recorder.context import ClassifyContext, Sighting
from milestoned.record.recorder.note_state import NoteState, load, short
from milestoned.record.recorder.observation import Earned, NoteObservation, RecordOptions, Role
from milestoned.record.recorder.outbox import Outbox
from milestoned.record.recorder.session_diff import DiffCache
from milestoned.record.recorder.session_store import SessionTexts, StoredText
from milestoned.record.recorder.text_diff import Printer
from milestoned.record.store.events import Event, Kind
from milestoned.record.store.journal import Durability

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime
    from pathlib import Path


PASS, NONE_YET, BEGUN, THROUGH = "pass", 0, 1, 2
LOOKED = "looked"
ONE_LOOK = timedelta(seconds=2)
"""So long a look at which files are missing holds good: looking for each note would take the square of their number."""


def _ask_nobody(_path: str, _words: int) -> None:
    """Leave it to `milestoned credit` to ask."""


class Recorder:
    """One vault's recorder. Cheap to make; opens nothing until used; an unchanged note writes nothing.

    `ask` is called once for words that came in whole and are held: the note's path, and how many.
    Raises MilestonedError where the journal cannot be written.
    """

    def __init__(
        self,
        vault_root: Path,
        state: Path,
        cache: Path,
        options: RecordOptions,
        clock: Callable[[], datetime],
        ask: Callable[[str, int], None] = _ask_nobody,
    ) -> None:
        self.record = Record(vault_root, state, cache, options, clock)
        self._texts = SessionTexts(self.record.texts_path)
        self._outbox = Outbox(self._texts)
        self._reached = standing.ReachedStore(self._texts)
        self.record.index.pending = self._pending
        self._ask = ask
        self._printer = Printer()
        self._scale = DiffCache()
        self._known: dict[str, NoteState] | None = None
        self._digests: dict[str, str] = {}
        self._ids: dict[str, NoteState] = {}
        self._looked: int | None = None
        self._found_nothing = False
        self._absent: frozenset[str] = frozenset()
        self._absent_at: datetime | None = None

    def _pending(self) -> list[bytes]:
        return self._outbox.lines() if self.record.texts_path.exists() else []

    def flush(self) -> None:
        """Write every line that waits: the daemon stops."""
        if self._known is not None and self.record.texts_path.exists():
            self._write_waiting(self._outbox.flush)

    def close(self) -> None:
        """Close the files; the recorder may be used again."""
        self._texts.close()
        self.record.close()
        self._known = None

    def knows(self, path: str) -> bool:
        """Return True if the record follows a note at this path: then it wants to hear of it, opted in or not."""
        known = self._notes().get(path)
        return known is not None and known.living

    def begin_pass(self) -> None:
        """Begin to look at the whole vault. The first time, all that is found is the starting point."""
        if self._texts.fact(PASS) == NONE_YET:
            empty = not self._notes()
            with self._texts.turn():
                self._texts.set_fact(PASS, BEGUN if empty or not self._wrote_before() else THROUGH)

    def end_pass(self) -> None:
        """Keep that the whole vault has been looked at just now."""
        with self._texts.turn():
            self._texts.set_fact(PASS, THROUGH)
            self._texts.set_fact(LOOKED, _micros(self.record.now()))
        self._looked = None

    def observe(self, seen: NoteObservation) -> list[Earned]:
        """Record what is new about a note; the chunks that were earned by it just now."""
        if not self.is_news(seen) and not self._waits(seen.path):
            return []
        with self._texts.turn():
            self._reload()
            return self._observe(seen)

    def observe_all(self, seen: Iterable[NoteObservation]) -> list[Earned]:
        """Record what is new about some hundred notes in one turn: one transaction, and one append to the journal."""
        news = [one for one in seen if self.is_news(one) or self._waits(one.path)]
        if not news:
            return []
        try:
            with self._texts.turn():
                self._reload()
                with self.record.together():
                    return [earned for one in news for earned in self._observe(one)]
        except BaseException:
            self._known = None  # it may hold what was not kept
            raise

    def vanished(self, path: str) -> None:
        """Record that a note's file is gone. Its words leave the sum, and nothing is held against the writer."""
        known = self._notes().get(path)
        if known is None or not known.living:
            return
        with self._texts.turn():
            self._reload()
            self._carry_out(gone(self._context(), known))
        self._absent_at = None

    def sweep(self, under: str = "") -> None:
        """Record as vanished every known note below a folder whose file is gone; call it after a whole pass."""
        if not self.record.root.is_dir():
            return
        prefix = under.rstrip("/") + "/" if under else ""
        for path, known in list(self._notes().items()):
            if known.living and (path + "/").startswith(prefix) and not self._stands(path):
                self.vanished(path)

    def rest(self) -> None:
        """Drop the session's start texts if the session is over, and write what has waited long enough."""
        if not self.record.texts_path.exists():
            return
        self._notes()
        self._write_waiting(self._outbox.overdue)
        now, gap = _micros(self.record.now()), self.record.options.session_gap_minutes * 60 * SECOND
        if self._texts.is_over(now, gap):
            self._write_waiting(self._outbox.flush)
            with self._texts.turn():
                self._texts.end_if_over(now, gap)

    def next_due(self) -> float | None:
        """Return in how many seconds something that waits is to be looked at again; None where nothing waits."""
        if self._known is None or not self.record.texts_path.exists():
            return None
        latest = round(self.record.options.settle_latest * SECOND)
        dues = [since + latest for since in self._reached.since().values()]
        line = self._outbox.next_due()
        dues += [] if line is None else [line]
        return max(0.0, (min(dues) - _micros(self.record.now())) / SECOND) if dues else None

    def unsettled(self) -> list[str]:
        """Return the paths of the notes whose chunks have waited for `settle_latest` to be judged."""
        latest = self._due_before()
        due = {note for note, since in self._reached.since().items() if since <= latest}
        return [path for path, known in self._notes().items() if known.id in due] if due else []

    def forget_reached(self, path: str) -> None:
        """Drop what a note had reached that is gone before it stood."""
        known = self._notes().get(path)
        if known:
            with self._texts.turn():
                self._reached.keep(known.id, [])

    @property
    def is_first_pass(self) -> bool:
        """Whether the whole vault has never been looked at here."""
        if not self.record.texts_path.exists():
            return True
        return self._texts.fact(PASS) == BEGUN or (self._texts.fact(PASS) == NONE_YET and not self._notes())

    def has_other_devices(self) -> bool:
        """Return True if another device keeps a journal in this vault."""
        own = f"{self.record.device}.jsonl"
        return any(file.name != own for file in self.record.journal.files())

    def is_claimed(self, path: str, digest: str) -> bool:
        """Return True if another device's journal tells of a note's text."""
        self._reload()
        known = self._notes().get(path)
        if known is None:
            return False
        row = self.record.index.base.execute(
            "SELECT 1 FROM event WHERE note = ? AND now = ? AND device <> ? LIMIT 1",
            (known.id, short(digest), self.record.device),
        ).fetchone()
        return row is not None

    def _due_before(self) -> int:
        return _micros(self.record.now()) - round(self.record.options.settle_latest * SECOND)

    def _waits(self, path: str) -> bool:
        known = self._notes().get(path)
        return known is not None and self.record.texts_path.exists() and known.id in self._reached.since()

    def _wrote_before(self) -> bool:
        query = "SELECT 1 FROM event WHERE device = ? LIMIT 1"
        return self.record.index.base.execute(query, (self.record.device,)).fetchone() is not None

    def _observe(self, seen: NoteObservation) -> list[Earned]:
        known = self._notes().get(seen.path)
        now, latest = _micros(self.record.now()), self.record.options.settle_latest
        waiting = self._reached.of(known.id) if known else []
        judged = standing.judge(waiting, seen, now, latest)
        bounded = replace(seen, milestones=standing.capped(seen.milestones, judged.unsure))
        if known and waiting:
            self._reached.keep(known.id, list(judged.unsure))
        sighting = self._sighting(bounded) if self.is_news(bounded) else None
        if sighting is None:
            return []
        classification = classify(self._context(), sighting)
        return self._carry_out(self._sure(classification, bounded, judged, now), seen.why)

    def _sure(
        self, classification: Classification, seen: NoteObservation, judged: standing.Judged, now: int
    ) -> Classification:
        """Add the chunks that are confirmed, and hold back those that were reached at this look."""
        events = classification.events
        cause = next((event for event in events if event.kind in standing.STATES_OF_WRITING), None)
        if cause is None:
            return classification
        named = {_chunk_of(event) for event in events if event.kind is Kind.EARNED}
        sure = {(one.unit, one.size, one.number) for one in judged.stands}
        for one in judged.stands:
            if one.earned and (one.unit, one.size, one.number) not in named:
                step = chunks.Step(one.unit, one.size, one.number, one.count)
                event = chunks.as_event(self.record, cause, cause.note, step)
                events = [*events, replace(event, seq=cause.seq + len(events))]
        if not standing.is_settled(seen, now, self.record.options.settle_latest) and self._may_be_half_typed(
            cause
        ):
            floors = self._floors(cause)
            events, found = standing.withhold(events, seen, floors, sure, now)
            self._reached.keep(cause.note, [*judged.unsure, *found])
        return replace(classification, events=events)

    def _may_be_half_typed(self, cause: Event) -> bool:
        """Return False where the writer chose other milestones: what that reaches is not a matter of typing."""
        if cause.kind is not Kind.TERMS or "sum" in cause.facts:
            return True
        known = next((note for note in self._notes().values() if note.id == cause.note), None)
        sizes = [(mark.unit, mark.size, mark.goal) for mark in cause.marks or ()]
        return known is not None and sizes == [(mark.unit, mark.size, mark.goal) for mark in known.marks]

    def _floors(self, cause: Event) -> dict[tuple[str, int], int]:
        """Return how far each milestone was before; one that is new starts from what stood there before."""
        reached = chunks.floors(self.record.index.base, cause.note)
        before = cause.before if cause.was else None
        return {(mark.unit, mark.size): chunks.floor_of(mark, reached, before) for mark in cause.marks or ()}

    def is_news(self, seen: NoteObservation) -> bool:
        """Return True if the record does not know yet what a note holds."""
        known = self._notes().get(seen.path)
        if known is None:
            return seen.role is not Role.BYSTANDER or self.record.options.bystanders
        return not (known.says(seen) and self._digests.get(known.id) == short(seen.digest))

    def _notes(self) -> dict[str, NoteState]:
        if self._known is None:
            self.record.index.refresh()
            self._load()
            self._found_nothing = not self._known
        assert self._known is not None  # noqa: S101 - loaded above
        return self._known

    def _load(self) -> None:
        self._known = {known.path: known for known in load(self.record.index.base)}
        self._ids = {known.id: known for known in self._known.values()}
        self._digests = self._texts.digests()
        self._absent_at = None

    def _reload(self) -> None:
        if self.record.index.refresh():
            self._load()

    def _stands(self, path: str) -> bool:
        return (self.record.root / path).exists()

    def _missing(self) -> list[NoteState]:
        """List the notes that are not where they were; one look serves many notes of a pass over the vault."""
        notes = self._notes()
        now = self.record.now()
        if self._absent_at is None or abs(now - self._absent_at) > ONE_LOOK:
            self._absent_at = now
            self._absent = frozenset(
                path for path, note in notes.items() if not (note.living and self._stands(path))
            )
        return [notes[path] for path in self._absent if path in notes]

    def _is_as_read(self, path: str, kept: StoredText) -> bool:
        """Return True if a note's file has not been saved since it was read."""
        try:
            saved = (self.record.root / path).stat()
        except OSError:
            return False
        return saved.st_mtime_ns // 1000 <= kept.at and saved.st_ino == kept.inode

    def _context(self) -> ClassifyContext:
        if self._looked is None:
            self._looked = self._texts.fact(LOOKED)
        state = self._texts.fact(PASS)
        return ClassifyContext(
            self.record,
            self._texts,
            self._missing,
            self._notes(),
            state == BEGUN or (state == NONE_YET and self._found_nothing),
            self._looked,
            self._scale,
            self._printer.prints,
            self._ids.get,
            self._is_as_read,
        )

    def _sighting(self, seen: NoteObservation) -> Sighting | None:
        words = seen.text() if callable(seen.text) else seen.text
        if words is None:
            return None
        known = self._notes().get(seen.path)
        return Sighting(seen, self._printer.prints(words), known)

    def _carry_out(self, classification: Classification, why: str = "") -> list[Earned]:
        events = classification.events
        earned = [event for event in events if event.kind is Kind.EARNED]
        for event in events:
            tasks = event.after.done - event.before.done if event.before and event.after else 0
            if event.kind in _WRITING:
                self._texts.credit(event.note, event.drafted, tasks if event.kind is not Kind.MOVE else 0)
        for kept in classification.kept:
            self._texts.put(kept)
            self._digests[kept.note] = kept.digest
        self._write(self._outbox.sort(events, _micros(self.record.now())))
        self._take_over(events)
        for event in events:
            if event.kind is Kind.IMPORT and event.held > 0:
                self._ask(event.path, event.held)
        return [_as_earned(event, why) for event in earned]

    def _write(self, events: list[Event]) -> None:
        precious = any(event.kind in _PRECIOUS for event in events)
        self.record.write(events, Durability.NOW if precious else Durability.SOON)

    def _write_waiting(self, take_out: Callable[[int], list[Event]]) -> None:
        if self._outbox.next_due() is None:
            return
        with self._texts.turn():
            if events := take_out(_micros(self.record.now())):
                self._write(events)

    def _take_over(self, events: list[Event]) -> None:
        notes = self._notes()
        for note in {event.note for event in events}:
            for known in load(self.record.index.base, "id = ?", (note,)):
                before = self._ids.get(note)
                if before and before.path != known.path and notes.get(before.path) is before:
                    del notes[before.path]
                notes[known.path] = self._ids[note] = known


_WRITING = frozenset({Kind.EDIT, Kind.CATCH_UP, Kind.IMPORT, Kind.MOVE})
_PRECIOUS = frozenset({Kind.EARNED, Kind.COMMIT, Kind.RENEGOTIATE, Kind.WITHDRAW})


def _micros(moment: datetime) -> int:
    return round(moment.timestamp() * SECOND)


def _chunk_of(event: Event) -> tuple[str, int, int]:
    return event.facts["unit"], event.facts["size"], event.facts["number"]


def _as_earned(event: Event, why: str) -> Earned:
    facts = event.facts
    return Earned(
        event.path,
        facts["number"],
        facts["unit"],
        facts["size"],
        facts["count"],
        event.at,
        event.day,
        event.device,
        why,
    )
