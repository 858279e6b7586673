"""The recorder: told of each note that was read, it writes down what happened to it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from milestoned.record.queries.sessions import SECOND
from milestoned.record.record import Record
from milestoned.record.recorder.classify import (
    Classification,
    ClassifyContext,
    Sighting,
    classify,
    gone,
)
from milestoned.record.recorder.note_state import NoteState, load, short
from milestoned.record.recorder.observation import Earned, NoteObservation, RecordOptions, Role
from milestoned.record.recorder.session_diff import DiffCache
from milestoned.record.recorder.session_store import SessionTexts
from milestoned.record.recorder.text_diff import Printer
from milestoned.record.store.events import Event, Kind
from milestoned.record.store.journal import Durability

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path


ONE_LOOK = timedelta(seconds=2)
"""So long a look at which files are missing holds good: looking for each note would take the square of their number."""


def _ask_nobody(_path: str, _words: int) -> None:
    """Leave it to `milestoned credit` to ask."""


class Recorder:
    """One vault's recorder. Cheap to make; opens nothing until used; an unchanged note writes nothing.

    `ask` is told once of words that came in whole and are held: the note's path, and how many.
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
        self._ask = ask
        self._printer = Printer()
        self._scale = DiffCache()
        self._known: dict[str, NoteState] | None = None
        self._digests: dict[str, str] = {}
        self._first_look = False
        self._absent: frozenset[str] = frozenset()
        self._absent_at: datetime | None = None

    def close(self) -> None:
        """Let go of the files; the recorder may be used again."""
        self._texts.close()
        self.record.close()
        self._known = None

    def knows(self, path: str) -> bool:
        """Tell whether the record follows a note at this path: then it wants to hear of it, opted in or not."""
        known = self._notes().get(path)
        return known is not None and known.living

    def observe(self, seen: NoteObservation) -> list[Earned]:
        """Record what is new about a note; the chunks that were earned by it just now."""
        if not self._is_news(seen):
            return []
        with self._texts.turn():
            self._reload()
            sighting = self._sighting(seen) if self._is_news(seen) else None
            return self._carry_out(classify(self._context(), sighting), seen.why) if sighting else []

    def vanished(self, path: str) -> None:
        """Record that a note's file is gone. Its words leave the sum, and nothing is held against the writer."""
        known = self._notes().get(path)
        if known is None or not known.living:
            return
        with self._texts.turn():
            self._reload()
            self._carry_out(gone(self._context(), known))

    def sweep(self, under: str = "") -> None:
        """Record as vanished every known note below a folder whose file is gone; call it after a whole pass."""
        if not self.record.root.is_dir():
            return
        prefix = under.rstrip("/") + "/" if under else ""
        for path, known in list(self._notes().items()):
            if known.living and (path + "/").startswith(prefix) and not self._stands(path):
                self.vanished(path)

    def rest(self) -> None:
        """Let go of the session's start texts if the session is over; for an idle moment."""
        if self._known is None or not self.record.texts_path.exists():
            return
        gap = self.record.options.session_gap_minutes * 60 * SECOND
        with self._texts.turn():
            self._texts.end_if_over(_micros(self.record.now()), gap)

    def _is_news(self, seen: NoteObservation) -> bool:
        known = self._notes().get(seen.path)
        if known is None:
            return seen.role is not Role.BYSTANDER or self.record.options.bystanders
        return not (known.says(seen) and self._digests.get(known.id) == short(seen.digest))

    def _notes(self) -> dict[str, NoteState]:
        if self._known is None:
            self._first_look = True
            self.record.index.refresh()
            self._load()
            self._first_look = not self._known
        assert self._known is not None  # noqa: S101 - loaded above
        return self._known

    def _load(self) -> None:
        self._known = {known.path: known for known in load(self.record.index.base)}
        self._digests = self._texts.digests()

    def _reload(self) -> None:
        if self.record.index.refresh():
            self._load()

    def _stands(self, path: str) -> bool:
        return (self.record.root / path).exists()

    def _missing(self) -> list[NoteState]:
        """List the notes that are not where they were; one look serves many notes of a pass over the vault."""
        notes = self._notes().values()
        now = self.record.now()
        if self._absent_at is None or abs(now - self._absent_at) > ONE_LOOK:
            self._absent_at = now
            self._absent = frozenset(
                note.path for note in notes if note.living and not self._stands(note.path)
            )
        return [note for note in notes if not note.living or note.path in self._absent]

    def _context(self) -> ClassifyContext:
        return ClassifyContext(
            self.record,
            self._texts,
            self._missing,
            list(self._notes().values()),
            self._first_look,
            self._scale,
        )

    def _sighting(self, seen: NoteObservation) -> Sighting | None:
        words = seen.text() if callable(seen.text) else seen.text
        if words is None:
            return None
        known = self._notes().get(seen.path)
        return Sighting(seen, self._printer.prints(words), known)

    def _carry_out(self, classification: Classification, why: str = "") -> list[Earned]:
        earned = [event for event in classification.events if event.kind is Kind.EARNED]
        promised = any(event.kind in _PRECIOUS for event in classification.events)
        self.record.write(classification.events, Durability.NOW if promised else Durability.SOON)
        for kept in classification.kept:
            self._texts.put(kept)
            self._digests[kept.note] = kept.digest
        self._take_over(classification.events)
        for event in classification.events:
            if event.kind is Kind.IMPORT and event.held > 0:
                self._ask(event.path, event.held)
        return [_as_earned(event, why) for event in earned]

    def _take_over(self, events: list[Event]) -> None:
        notes = self._notes()
        for note in {event.note for event in events}:
            for known in load(self.record.index.base, "id = ?", (note,)):
                for path in [
                    path for path, other in notes.items() if other.id == note and path != known.path
                ]:
                    del notes[path]
                notes[known.path] = known


_PRECIOUS = frozenset({Kind.EARNED, Kind.COMMIT, Kind.RENEGOTIATE, Kind.WITHDRAW})


def _micros(moment: datetime) -> int:
    return round(moment.timestamp() * SECOND)


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
