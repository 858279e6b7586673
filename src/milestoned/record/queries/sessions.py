"""Joining moments of writing into sessions, at reading time, so that the gap may be changed later."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

SECOND = 1_000_000
"""Moments are microseconds since 1970 in UTC."""


@dataclass(frozen=True, slots=True)
class Session:
    """A stretch of writing: first and last moment in microseconds, and what came of it."""

    begin: int
    end: int
    drafted: int
    cut: int

    @property
    def seconds(self) -> int:
        """How long it lasted; a single save says that somebody was here for a minute at least."""
        return max(60, (self.end - self.begin) // SECOND)


def join(moments: Iterable[tuple[int, int, int]], gap_minutes: int) -> list[Session]:
    """Join (moment, drafted, cut) triples that are at most the gap apart; any order will do."""
    sessions: list[Session] = []
    for at, drafted, cut in sorted(moments):
        last = sessions[-1] if sessions else None
        if last and at - last.end <= gap_minutes * 60 * SECOND:
            sessions[-1] = Session(last.begin, at, last.drafted + drafted, last.cut + cut)
        else:
            sessions.append(Session(at, at, drafted, cut))
    return sessions


def minutes(seconds: int) -> int:
    """Show seconds as whole minutes, rounded up: a begun minute is a minute."""
    return -(-seconds // 60)
