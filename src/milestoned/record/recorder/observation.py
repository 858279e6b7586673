"""What the recorder gets about a note, how it is set up, and what it answers."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from milestoned.lazy_dataclasses import dataclass
from milestoned.record.options import RecordOptions

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date, datetime

    from milestoned.record.store.events import Mark, RecordedCounts

__all__ = ["Earned", "Imports", "NoteObservation", "Origin", "RecordOptions", "Role", "Trigger"]


class Trigger(Enum):
    """How a change came to be seen."""

    LIVE = "live"
    CATCH_UP = "catch-up"
    BY_HAND = "by hand"
    STARTED = "started"


class Origin(Enum):
    """Whether the change was made here, or brought by a sync tool."""

    LOCAL = "local"
    REMOTE = "remote"


class Role(Enum):
    """What part a note takes: opted in, an index of other notes, or merely there."""

    OPTED_IN = "opted in"
    INDEX = "index"
    BYSTANDER = "bystander"


class Imports(Enum):
    """What becomes of words above what is believed of one look: asked about, credited, or passed over."""

    ASK = "ask"
    CREDIT = "credit"
    IGNORE = "ignore"


def _no() -> bool:
    return False


def _no_copies() -> Sequence[Sequence[str]]:
    return ()


@dataclass(frozen=True, slots=True)
class NoteObservation:
    """A note as it was just read and counted.

    `path` is relative to the vault with `/`. `text` holds one entry a counted word, or is called for
    the visible text of each block: None if the note is not what was counted, and is to be looked at again. `digest` is of the body without tool-owned spans. `rules` names the counting rules: a change
    of them re-bases. `seen_before`: the file was there at an earlier look, before it opted in.
    `members`: the paths of the notes that an index note sums up. `copies`: the words of conflict copies beside it.
    `checked_out`: the text was put there by git. `unclaimed`: it came from elsewhere, and no journal tells of it.
    """

    path: str
    text: Sequence[str] | Callable[[], Sequence[str] | None]
    counts: RecordedCounts
    digest: str
    milestones: tuple[Mark, ...] = ()
    inode: int = 0
    mtime_ns: int = 0
    role: Role = Role.OPTED_IN
    how: Trigger = Trigger.BY_HAND
    origin: Origin = Origin.LOCAL
    seen_before: bool = False
    rules: str = ""
    due: date | None = None
    why: str = ""
    members: tuple[str, ...] = ()
    copies: Callable[[], Sequence[Sequence[str]]] = _no_copies
    checked_out: Callable[[], bool] = _no
    unclaimed: bool = False
    imports: Imports = Imports.ASK


@dataclass(frozen=True, slots=True)
class Earned:
    """A chunk that was reached for the first time."""

    note: str
    number: int
    unit: str
    size: int
    count: int
    at: datetime
    day: date
    device: str
    why: str = ""
