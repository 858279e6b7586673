"""The writer's settings for the record."""

from __future__ import annotations

from milestoned.light.dataclasses import dataclass
from milestoned.light.typing import TYPE_CHECKING
from milestoned.record.calendar import DAY_START

if TYPE_CHECKING:
    from datetime import time


@dataclass(frozen=True, slots=True)
class RecordOptions:
    """The writer's settings for the record; every default has its reason in docs/record.md.

    `rest_days` are weekdays, Monday being 0. Times are minutes, days, or words as named.
    """

    day_start: time = DAY_START
    rest_days: frozenset[int] = frozenset()
    session_gap_minutes: int = 15
    reserve_every: int = 7
    reserve_most: int = 2
    pace_limit: float = 1.5
    bite_days: float = 3.0
    missed_days: int = 2
    interrupted_from: int = 60
    fragment_minutes: int = 10
    fragments: int = 4
    run_days: int = 5
    revising_sessions: int = 3
    bystanders: bool = False
    settle_latest: float = 3.0
