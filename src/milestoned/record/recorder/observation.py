"""What the recorder is given about a note, and what it returns."""

from __future__ import annotations

from enum import Enum

from milestoned.light.dataclasses import dataclass
from milestoned.light.typing import TYPE_CHECKING
from milestoned.record.options import RecordOptions

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date, datetime

    from milestoned.record.store.events import Mark, RecordedCounts

__all__ = ["Earned", "Imports", "NoteObservation", "Origin", "RecordOptions", "Role", "Trigger"]


class Trigger(Enum):
    """How a change came to be seen.

    By the daemon as it happened (LIVE), or at its start (CATCH_UP); by `update`, or an editor's save where no daemon
    runs (BY_HAND); by `start` (STARTED).
    """

    LIVE = "live"
    CATCH_UP = "catch-up"
    BY_HAND = "by hand"
    STARTED = "started"


class Origin(Enum):
    """Where a change was made: on this device, or on another one, from which a sync tool brought it."""

    LOCAL = "local"
    REMOTE = "remote"


class Role(Enum):
    """What part a note takes: opted in (counted), an index of other notes, or a note without a milestone."""

    OPTED_IN = "opted in"
    INDEX = "index"
    BYSTANDER = "bystander"


class Imports(Enum):
    """What becomes of words above the bound of one observation (`limits.believed`): asked about, credited, ignored."""

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

    `path` is relative to the vault, with `/`. `text` holds one entry a counted word, or is called for the visible text
    of each block, if the note is news: None if it is not what was counted, and is to be observed again. `digest` is of
    the body without tool-owned spans. `mtime_ns` is in nanoseconds. `rules` names the counting rules: a change of them
    re-bases. `seen_before`: the file was there earlier, before it opted in. `members`: the paths of the notes that an
    index note sums up. `copies` is called for the words of the conflict copies beside it, `checked_out` for whether git
    put the text there. `unclaimed`: it came from elsewhere, and no journal has it.
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
    """A chunk that was reached for the first time.

    `note` is its path, `count` what the note held in `unit`, `day` the writing day of `at`. `why`: `milestone-why`.
    """

    note: str
    number: int
    unit: str
    size: int
    count: int
    at: datetime
    day: date
    device: str
    why: str = ""
