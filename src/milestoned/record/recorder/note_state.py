"""What the record knows of each note: enough to see at once whether it has changed."""

from __future__ import annotations

import json
import sys

from milestoned.light.dataclasses import dataclass, replace
from milestoned.light.typing import TYPE_CHECKING
from milestoned.record.recorder.observation import NoteObservation, Role
from milestoned.record.store.events import NOTE_STATES, Kind, Mark, RecordedCounts

if TYPE_CHECKING:
    import sqlite3
    from datetime import date
    from typing import Any

    from milestoned.record.store.events import Event

DIGEST_LENGTH = 16
"""So many characters of a digest are kept: 64 bits tell the states of a note apart."""


@dataclass(frozen=True, slots=True)
class NoteState:
    """A note as the journals have it. `path` is where its file is or, with `living` False, was; `digest` is short.

    `counted`: its words are in the vault's sum. `device`: the one that wrote the last event. `due` (ISO 8601),
    `commitment` (its id) and `reach` (the count) are of the open commitment that the note itself makes; else empty.
    """

    id: str
    path: str
    digest: str
    counts: RecordedCounts
    counted: bool
    living: bool
    marks: tuple[Mark, ...]
    device: str
    due: str = ""
    commitment: str = ""
    reach: int = 0

    def says(self, seen: NoteObservation) -> bool:
        """Return True if nothing about the note has changed: text, counts, milestones, role, due date."""
        return (
            self.living
            and self.digest == short(seen.digest)
            and self.counts == seen.counts
            and self.same_terms(seen)
        )

    def same_terms(self, seen: NoteObservation) -> bool:
        """Return True if role, milestones and due date are what they were; a mark's count alone is not news.

        The count of an index note is: it is measured by the words of other notes.
        """
        is_index = seen.role is Role.INDEX
        same = self.marks == seen.milestones if is_index else steps(self.marks) == steps(seen.milestones)
        return self.counted == is_counted(seen) and same and self.same_promise(seen)

    def same_promise(self, seen: NoteObservation) -> bool:
        """Return True if the note's due date, and the goal that it is set for, are what they were."""
        if self.due != due_text(seen.due):
            return False
        goal = next((mark.goal for mark in seen.milestones if mark.goal), None)
        return not self.due or goal is None or goal == self.reach


def short(digest: str) -> str:
    """Return a digest cut to the length that is kept."""
    return digest[:DIGEST_LENGTH]


def kept_inode(inode: int) -> int:
    """Return an inode as the database can hold it: some file systems use all 64 bits, SQLite one of them for the sign."""
    return inode - 2**64 if inode >= 2**63 else inode


def is_counted(seen: NoteObservation) -> bool:
    """Return True if a note's words are in the vault's sum."""
    return seen.role is Role.OPTED_IN


def due_text(due: date | None) -> str:
    """Return a due date in ISO 8601; an empty text for None."""
    return due.isoformat() if due else ""


def steps(marks: tuple[Mark, ...]) -> list[tuple[str, int, int, int | None]]:
    """Return (unit, size, chunks done, goal) of each milestone: without the count, which changes at every word."""
    return [(mark.unit, mark.size, mark.chunks_done, mark.goal) for mark in marks]


def after(before: NoteState | None, event: Event) -> NoteState | None:
    """Return a note as it is after one more event; None if it is not known yet, and the event does not make it known."""
    if event.kind in NOTE_STATES:
        marks = event.marks if event.marks is not None else before.marks if before else ()
        promise = (before.due, before.commitment, before.reach) if before else ("", "", 0)
        living, counts = event.kind is not Kind.VANISH, event.after or RecordedCounts()
        return NoteState(
            event.note,
            event.path,
            event.now,
            counts,
            event.counted,
            living,
            marks,
            event.device,
            *promise,
        )
    if before is None or not event.facts.get("from_note"):
        return before
    if event.kind is Kind.COMMIT:
        facts = event.facts
        return replace(before, due=facts.get("by", ""), commitment=facts["id"], reach=facts.get("reach", 0))
    if event.kind in (Kind.RENEGOTIATE, Kind.WITHDRAW) and event.facts["id"] == before.commitment:
        return replace(before, due="", commitment="", reach=0)
    return before


COLUMNS = "id, path, digest, words, characters, done, total, counted, living, marks, note.device"


def load(base: sqlite3.Connection, where: str = "1", values: tuple[str, ...] = ()) -> list[NoteState]:
    """Read notes from the index, those that are gone first, so that the living win a path they share.

    `where` is SQL of ours: all notes, or `id = ?` with one identity in `values`.
    """
    dues = _dues(base, *values) if where == "id = ?" else _dues(base)
    query = f"SELECT {COLUMNS} FROM note LEFT JOIN terms ON terms.note = id WHERE {where} ORDER BY living, note.seq"  # noqa: S608 - our own columns
    return [_known(row, *dues.get(row[0], ("", "", 0))) for row in base.execute(query, values)]


def _known(row: tuple[Any, ...], due: str, commitment: str, reach: int) -> NoteState:
    # All notes are kept in memory: what most of them have in common is kept once.
    marks = tuple(Mark(sys.intern(unit), *numbers) for unit, *numbers in json.loads(row[9] or "[]"))
    return NoteState(
        row[0],
        row[1],
        row[2],
        RecordedCounts(*row[3:7]),
        bool(row[7]),
        bool(row[8]),
        marks,
        sys.intern(row[10]),
        due,
        commitment,
        reach,
    )


_DUES_OF_ONE = (
    "SELECT note, kind, facts FROM event INDEXED BY event_now WHERE note = ? "
    "AND kind IN ('commit', 'renegotiate', 'withdraw') ORDER BY seq, device"
)


def _dues(base: sqlite3.Connection, only: str = "") -> dict[str, tuple[str, str, int]]:
    """Return (due, id, reach) of the open commitment that each note makes itself; with `only` of that note alone."""
    dues: dict[str, tuple[str, str, int]] = {}
    query = (
        "SELECT note, kind, facts FROM event WHERE kind IN ('commit', 'renegotiate', 'withdraw') "
        "AND note <> '' ORDER BY seq, device"
    )
    for note, kind, text in base.execute(_DUES_OF_ONE, (only,)) if only else base.execute(query):
        facts = json.loads(text)
        if not facts.get("from_note"):
            continue
        if kind == "commit":
            dues[note] = (facts.get("by", ""), facts["id"], facts.get("reach", 0))
        elif facts["id"] == dues.get(note, ("", "", 0))[1]:
            dues[note] = ("", "", 0)
    return dues
