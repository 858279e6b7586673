"""What kind of change it was: written here, brought in, put back, or somebody else's."""

from __future__ import annotations

from datetime import datetime

from milestoned.record.queries.sessions import SECOND
from milestoned.record.recorder.observation import NoteObservation, Trigger

TYPED_FROM_NOTHING = 100
"""A new note that already holds more words when the daemon first sees it has not been typed before its eyes."""
AT_ONCE = 2_500
"""So much is believed of one look however soon it follows: people write offline, in unsaved windows, by dictation."""
A_MINUTE = 60
"""Words a minute, sustained: fast composing is 40, dictation 100 in bursts."""
A_DAY = 10_000
"""Words a day: the far end of what writers report."""

_MINUTE = 60 * 1_000_000
_DAY = 24 * 60 * _MINUTE


def plausible(elapsed: int) -> int:
    """Tell how many new words a person can have written in so many microseconds between two looks."""
    elapsed = max(0, elapsed)
    return max(AT_ONCE, min(elapsed * A_MINUTE // _MINUTE, A_DAY * max(_DAY, elapsed) // _DAY))


def appears_whole(seen: NoteObservation) -> bool:
    """Tell whether a new note came with its text, rather than being typed before our eyes."""
    limit = TYPED_FROM_NOTHING if seen.how is Trigger.LIVE else 0
    return seen.counts.words > limit


def moment_of(seen: NoteObservation, last_look: int, now: datetime) -> datetime:
    """Date an edit: what was written while nobody watched belongs to the moment the file was saved.

    `last_look` in microseconds; a file that claims to be older than that, or of the future, is dated now.
    """
    saved = seen.mtime_ns // 1000
    if seen.how is Trigger.CATCH_UP and last_look <= saved <= round(now.timestamp() * SECOND):
        return datetime.fromtimestamp(saved / SECOND, tz=now.tzinfo)
    return now
