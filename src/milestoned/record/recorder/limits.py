"""How much is believed of one look, and which moment it belongs to."""

from __future__ import annotations

from datetime import datetime

from milestoned.record.queries.sessions import SECOND
from milestoned.record.recorder.observation import NoteObservation, Trigger

TYPED_FROM_NOTHING = 100
"""A new note that holds more words when the daemon first sees it came whole."""
AT_ONCE = 2_500
"""So much is believed of one look however soon it follows: people write offline, in unsaved windows, by dictation."""
A_MINUTE = 60
"""Words a minute that are believed beside that where nobody watched: fast composing is 40, dictation 100 in bursts."""
A_DAY = 5_000
"""Words for each day that went by: few writers ever report more, and none keeps it up."""
LARGE = 300
"""New words in one look that can be declined later: less is not worth a line of its own."""

_MINUTE = 60 * SECOND
_DAY = 24 * 60 * _MINUTE


def believed(how: Trigger, elapsed: int) -> int:
    """Return how many new words of one observation are taken for the writer's (docs/record.md has the table).

    `elapsed`: microseconds since the vault was last looked at. Where a daemon watches, every save is observed: then
    only the size counts.
    """
    if how is Trigger.LIVE:
        return AT_ONCE
    elapsed = max(0, elapsed)
    return min(AT_ONCE + elapsed * A_MINUTE // _MINUTE, A_DAY * max(_DAY, elapsed) // _DAY)


def appears_whole(seen: NoteObservation) -> bool:
    """Return True if a new note came with its text rather than being typed while it was watched."""
    limit = TYPED_FROM_NOTHING if seen.how is Trigger.LIVE else 0
    return seen.counts.words > limit


def moment_of(seen: NoteObservation, last_look: int, now: datetime) -> datetime:
    """Return the moment of an edit: what was written while nobody watched belongs to when the file was saved.

    `last_look` in microseconds since 1970; a file that claims to be older than that, or of the future, is dated now.
    """
    saved = seen.mtime_ns // 1000
    if seen.how is not Trigger.LIVE and last_look <= saved <= round(now.timestamp() * SECOND):
        return datetime.fromtimestamp(saved / SECOND, tz=now.tzinfo)
    return now
