"""The recorder: given each note that was read, it writes down what happened to it."""

from __future__ import annotations

from contextlib import contextmanager

from milestoned.light.dataclasses import replace
from milestoned.light.typing import TYPE_CHECKING
from milestoned.record.queries.sessions import SECOND, micros
from milestoned.record.record import Record
from milestoned.record.recorder import standing
from milestoned.record.recorder.classify import classify, gone
from milestoned.record.recorder.confirmation import Confirmation
from milestoned.record.recorder.context import ClassifyContext, Sighting
from milestoned.record.recorder.diff_cache import DiffCache
from milestoned.record.recorder.known_notes import KnownNotes
from milestoned.record.recorder.note_state import short
from milestoned.record.recorder.observation import Earned, NoteObservation, RecordOptions, Role, Trigger
from milestoned.record.recorder.outbox import Outbox
from milestoned.record.recorder.passes import Passes
from milestoned.record.recorder.prints import Printer
from milestoned.record.recorder.session_store import SessionTexts
from milestoned.record.store.events import Event, Kind
from milestoned.record.store.journal import Durability

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from milestoned.record.recorder.new_states import Classification


_FLUSHED_TOGETHER = 500
"""Lines that a stop writes in one turn: after each of them it looks whether there is time for more."""


def _never() -> bool:
    return False


def _ask_nobody(_path: str, _words: int) -> None:
    """Leave it to `milestoned credit` to ask."""


class Recorder:
    """One vault's recorder. Cheap to make; opens nothing until used; an unchanged note writes nothing.

    Paths are relative to the vault, with `/`. `ask` is called once for words that came in whole and are held: with the
    note's path, and how many. What writes raises MilestonedError where the record's files cannot be used.
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
        self.record.index.pending = self._pending
        self._ask = ask
        self._printer = Printer()
        self._scale = DiffCache()
        self._notes = KnownNotes(self.record, self._texts)
        self._passes = Passes(self.record, self._texts, self._notes)
        self._confirmation = Confirmation(self.record, self._texts, self._notes)
        self._due: int | None = None
        self._due_state: tuple[int, int] | None = None

    def _pending(self) -> Mapping[int, bytes]:
        return self._outbox.lines() if self._texts.exist() else {}

    def flush(self, out_of_time: Callable[[], bool] = _never, together: int = _FLUSHED_TOGETHER) -> None:
        """Write the lines that wait, `together` at a time, until `out_of_time()`: the next start writes the others."""
        if not self._notes.is_loaded or not self._texts.exist():
            return
        while self._outbox.next_due() is not None:
            self._write_waiting(lambda now: self._outbox.flush(now, together))
            if out_of_time():
                return

    def close(self) -> None:
        """Close the files; the recorder may be used again."""
        self._texts.close()
        self.record.close()
        self._notes.forget()

    def knows(self, path: str) -> bool:
        """Return True if the record follows a note at this path: then it must be observed, opted in or not."""
        known = self._notes.at(path)
        return known is not None and known.living

    def begin_pass(self) -> None:
        """Begin a pass over the whole vault. All that the first one finds is the starting point, and earns nothing."""
        self._passes.begin()

    def end_pass(self) -> None:
        """Keep that a pass over the whole vault is through, and when: the bounds of the next one count from then."""
        self._passes.end()

    def observe(self, seen: NoteObservation) -> list[Earned]:
        """Record what is new about a note. Return the chunks that were earned by it just now."""
        return self.observe_all([seen])

    def observe_all(self, seen: Iterable[NoteObservation]) -> list[Earned]:
        """Record what is new about some hundred notes, as `observe`, with one append; if it raises, nothing of any."""
        news = [one for one in seen if self.is_news(one) or self._confirmation.waits(one.path)]
        if not news:
            return []
        alone = len(news) == 1
        with self._turn() as context:
            return [earned for one in news for earned in self._observe(context, one, alone=alone)]

    @contextmanager
    def _turn(self) -> Iterator[ClassifyContext]:
        """Hold the record for some decisions: all that comes of them is kept, or nothing."""
        try:
            with self._texts.turn():
                self._notes.reload()
                with self.record.together():
                    yield self._context()
        except BaseException:
            self._notes.forget()  # it may hold what was not kept
            raise

    def vanished(self, path: str) -> None:
        """Record that a note's file is gone: its words leave the sum, and are not cut. An unknown path: nothing."""
        known = self._notes.at(path)
        if known is None or not known.living:
            return
        with self._turn() as context:
            self._carry_out(gone(context, known))
        self._notes.look_again()

    def sweep(self, under: str = "") -> None:
        """Record as vanished each known note below a folder ("": the vault) whose file is gone; called after a pass."""
        if not self.record.root.is_dir():
            return
        prefix = under.rstrip("/") + "/" if under else ""
        for path, known in list(self._notes.by_path().items()):
            if known.living and (path + "/").startswith(prefix) and not self._notes.stands(path):
                self.vanished(path)

    def rest(self) -> None:
        """Write the lines that have waited long enough; once the session is over, all, and drop its start texts."""
        if not self._texts.exist():
            return
        self._notes.by_path()
        self._write_waiting(self._outbox.overdue)
        now, gap = micros(self.record.now()), self.record.options.session_gap_minutes * 60 * SECOND
        if self._texts.is_over(now, gap):
            self._write_waiting(self._outbox.flush)
            with self._texts.turn():
                self._texts.end_if_over(now, gap)

    def next_due(self) -> float | None:
        """Return in how many seconds a chunk is to be judged or a line to be written; None where nothing waits."""
        if not self._notes.is_loaded or not self._texts.exist():
            return None
        state = self._texts.state()
        if state != self._due_state:
            dues = (self._confirmation.first_due(), self._outbox.next_due())
            self._due = min((due for due in dues if due is not None), default=None)
            self._due_state = state
        return None if self._due is None else max(0.0, (self._due - micros(self.record.now())) / SECOND)

    def unsettled(self) -> list[str]:
        """Return the paths of the notes whose chunks have waited for `settle_latest` to be judged."""
        return self._confirmation.overdue()

    def forget_reached(self, path: str) -> None:
        """Drop the chunks that a note waits with: it is gone before they were confirmed."""
        known = self._notes.at(path)
        if known:
            with self._texts.turn():
                self._confirmation.drop(known.id)

    @property
    def is_first_pass(self) -> bool:
        """Whether the whole vault has never been looked at here."""
        return self._passes.none_is_through

    def has_other_devices(self) -> bool:
        """Return True if another device keeps a journal in this vault."""
        own = f"{self.record.device}.jsonl"
        return any(file.name != own for file in self.record.journal.files())

    def is_claimed(self, path: str, digest: str) -> bool:
        """Return True if another device's journal has this text of a note; `digest` is the whole one."""
        self._notes.reload()
        known = self._notes.at(path)
        if known is None:
            return False
        row = self.record.index.base.execute(
            "SELECT 1 FROM event WHERE note = ? AND now = ? AND device <> ? LIMIT 1",
            (known.id, short(digest), self.record.device),
        ).fetchone()
        return row is not None

    def _observe(self, context: ClassifyContext, seen: NoteObservation, *, alone: bool) -> list[Earned]:
        now = micros(self.record.now())
        judged = self._confirmation.judge(seen, now)
        bounded = seen
        if judged.unsure:
            bounded = replace(seen, milestones=standing.capped(seen.milestones, judged.unsure))
        sighting = self._sighting(bounded, alone=alone) if self.is_news(bounded) else None
        if sighting is None:
            return []
        classification = classify(context, sighting)
        return self._carry_out(self._confirmation.apply(classification, bounded, judged, now), seen.why)

    def is_news(self, seen: NoteObservation) -> bool:
        """Return True if the record does not know yet what a note holds."""
        known = self._notes.at(seen.path)
        if known is None:
            return seen.role is not Role.BYSTANDER or self.record.options.bystanders
        return not (known.says(seen) and self._notes.digest(known.id) == short(seen.digest))

    def _context(self) -> ClassifyContext:
        return ClassifyContext(
            self.record,
            self._texts,
            self._notes.missing,
            self._notes.by_path(),
            self._passes.is_first,
            self._passes.looked,
            self._scale,
            self._printer.prints,
            self._notes.by_id,
            self._notes.is_as_read,
        )

    def _sighting(self, seen: NoteObservation, *, alone: bool) -> Sighting | None:
        if not callable(seen.text):
            text = self._printer.prints(seen.text)
        elif (blocks := seen.text()) is not None:
            # Many at once are no writer's: most of them are not saved again soon.
            text = self._printer.prints_of(blocks, keep=alone and seen.how is Trigger.LIVE)
        else:
            return None
        return Sighting(seen, text, self._notes.at(seen.path))

    def _carry_out(self, classification: Classification, why: str = "") -> list[Earned]:
        events = classification.events
        earned = [event for event in events if event.kind is Kind.EARNED]
        for event in events:
            tasks = event.after.done - event.before.done if event.before and event.after else 0
            if event.kind in _WRITING:
                self._texts.credit(event.note, event.drafted, tasks if event.kind is not Kind.MOVE else 0)
        for kept in classification.kept:
            self._texts.put(kept)
            self._notes.kept(kept)
        self._write(self._outbox.sort(events, micros(self.record.now())), events)
        self._notes.take_over(events)
        for event in events:
            if event.kind is Kind.IMPORT and event.held > 0:
                self._ask(event.path, event.held)
        return [_as_earned(event, why) for event in earned]

    def _write(self, events: list[Event], recorded: Sequence[Event] = ()) -> None:
        precious = any(event.kind in _PRECIOUS for event in events)
        self.record.write(events, Durability.NOW if precious else Durability.SOON, recorded)

    def _write_waiting(self, take_out: Callable[[int], list[Event]]) -> None:
        if self._outbox.next_due() is None:
            return
        with self._texts.turn():
            if events := take_out(micros(self.record.now())):
                self._write(events)


_WRITING = frozenset({Kind.EDIT, Kind.CATCH_UP, Kind.IMPORT, Kind.MOVE})
_PRECIOUS = frozenset({Kind.EARNED, Kind.COMMIT, Kind.RENEGOTIATE, Kind.WITHDRAW})


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
