"""One thing that happened, and the line of JSON it is kept as."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from enum import StrEnum

from milestoned.light.dataclasses import dataclass, field
from milestoned.light.typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

VERSION = 1


class Kind(StrEnum):
    """What an event is; only EDIT, CATCH_UP and CREDIT earn words."""

    BASELINE = "baseline"
    EDIT = "edit"
    CATCH_UP = "catch-up"
    MOVE = "move"
    IMPORT = "import"
    SYNC = "sync"
    RESTORE = "restore"
    RENAME = "rename"
    VANISH = "vanish"
    REBASE = "rebase"
    TERMS = "terms"
    EARNED = "earned"
    CREDIT = "credit"
    AMEND = "amend"
    COMMIT = "commit"
    RENEGOTIATE = "renegotiate"
    WITHDRAW = "withdraw"
    NEXT = "next"
    UNSTICK = "unstick"


NOTE_STATES = frozenset(
    {
        Kind.BASELINE,
        Kind.EDIT,
        Kind.CATCH_UP,
        Kind.IMPORT,
        Kind.SYNC,
        Kind.RESTORE,
        Kind.RENAME,
        Kind.VANISH,
        Kind.REBASE,
        Kind.TERMS,
    }
)
"""The kinds that say what a note is from then on; the others only speak about it."""


@dataclass(frozen=True, slots=True)
class RecordedCounts:
    """The counts of a note, as the record keeps them: words, characters, tasks done, tasks in all."""

    words: int = 0
    characters: int = 0
    done: int = 0
    total: int = 0

    def as_json(self) -> list[int]:
        """Return them as the journal keeps them, in this order."""
        return [self.words, self.characters, self.done, self.total]


@dataclass(frozen=True, slots=True)
class Mark:
    """How far one milestone of a note is; size 0 stands for "every task of the note"."""

    unit: str
    size: int
    count: int
    chunks_done: int
    goal: int | None = None

    def as_json(self) -> list[Any]:
        """Return it as the journal keeps it: `[unit, size, count, chunks done, goal]`."""
        return [self.unit, self.size, self.count, self.chunks_done, self.goal]


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a journal; docs/record.md has the keys. `seq` grows along cause and effect, whatever the clocks say.

    A line may sum up several saves of a note: `saves` of them, the first of them `seconds` before `at`.
    """

    seq: int
    at: datetime
    zone: str
    day: date
    device: str
    kind: Kind
    note: str = ""
    path: str = ""
    before: RecordedCounts | None = None
    after: RecordedCounts | None = None
    was: str = ""
    now: str = ""
    drafted: int = 0
    cut: int = 0
    held: int = 0
    moved: int = 0
    saves: int = 1
    seconds: int = 0
    counted: bool = True
    marks: tuple[Mark, ...] | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)


def to_line(event: Event) -> bytes:
    """Write an event as one line, its newline included; what is empty is left out."""
    values: dict[str, Any] = {
        "v": VERSION,
        "seq": event.seq,
        "at": event.at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "zone": event.zone,
        "day": event.day.isoformat(),
        "device": event.device,
        "kind": event.kind.value,
    }
    optional = {
        "note": event.note,
        "path": event.path,
        "before": event.before and event.before.as_json(),
        "after": event.after and event.after.as_json(),
        "was": event.was,
        "now": event.now,
        "drafted": event.drafted,
        "cut": event.cut,
        "held": event.held,
        "moved": event.moved,
        "saves": event.saves if event.saves > 1 else 0,
        "seconds": event.seconds,
        "facts": dict(event.facts),
    }
    values.update({key: value for key, value in optional.items() if value})
    if not event.counted:
        values["counted"] = False
    if event.marks is not None:
        values["marks"] = [mark.as_json() for mark in event.marks]
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
