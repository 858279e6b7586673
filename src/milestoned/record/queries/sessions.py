"""Joining moments of writing into sessions, at reading time, so that the gap may be changed later."""

from __future__ import annotations

from milestoned.light.dataclasses import dataclass
from milestoned.light.typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

SECOND = 1_000_000
"""Moments are microseconds since 1970 in UTC."""


def micros(moment: datetime) -> int:
    """Return an aware moment in microseconds since 1970."""
    return round(moment.timestamp() * SECOND)


@dataclass(frozen=True, slots=True)
class Moment:
    """A time of writing (microseconds) and what was written; it may sum up `saves`, the first of them `seconds` before."""

    at: int
    drafted: int
    cut: int
    saves: int = 1
    seconds: int = 0


@dataclass(frozen=True, slots=True)
class Session:
    """A stretch of writing: first and last save in microseconds, how many there were, and what was written."""

    begin: int
    end: int
    drafted: int
    cut: int
    saves: int = 1

    @property
    def seconds(self) -> int:
        """How long it lasted; a single save says that somebody was here for a minute at least."""
        return max(60, (self.end - self.begin) // SECOND)

    @property
    def is_timed(self) -> bool:
        """Whether its length is known: one save says when somebody was here, not for how long."""
        return self.saves > 1


def join(moments: Iterable[Moment], gap_minutes: int) -> list[Session]:
    """Join moments that are at most the gap apart; any order will do."""
    sessions: list[Session] = []
    for one in sorted(moments, key=lambda moment: moment.at - moment.seconds * SECOND):
        begin = one.at - one.seconds * SECOND
        last = sessions[-1] if sessions else None
        if last and begin - last.end <= gap_minutes * 60 * SECOND:
            drafted, cut, saves = last.drafted + one.drafted, last.cut + one.cut, last.saves + one.saves
            sessions[-1] = Session(last.begin, max(last.end, one.at), drafted, cut, saves)
        else:
            sessions.append(Session(begin, one.at, one.drafted, one.cut, one.saves))
    return sessions


def minutes(seconds: int) -> int:
    """Show seconds as whole minutes, rounded up: a begun minute is a minute."""
    return -(-seconds // 60)
