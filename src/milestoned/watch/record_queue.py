"""The notes that were read and are not recorded yet: the record is kept a little at a time, so that no save waits."""

from __future__ import annotations

import time

from milestoned.light.typing import TYPE_CHECKING
from milestoned.record.recorder.vault_recorder import Origin, Trigger, VaultRecorder
from milestoned.vault.parsed_notes import ParsedNotes
from milestoned.watch.pending_claims import PendingClaims

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from milestoned.note.note import Note
    from milestoned.watch.write_policy import WritePolicy

# Seconds that are given to it at a time, and where many notes wait that were read: what is read anew costs more.
_RECORD_FOR = 0.02
_RECORD_FOR_MANY = 0.5
_RECORD_AGAIN = 3.0
# Seconds between two tries to settle what cannot be settled yet: a note may be changing this moment.
_SETTLE_AGAIN = 0.1
# Characters of the notes that were read and wait.
_READ_AT_MOST = 4_000_000
# Notes that are recorded together: at first so many, then as many as there is time for, since a save waits for them.
_AT_FIRST = 8
_AT_MOST = 250


class RecordQueue:
    """The notes of one vault that were read and are not recorded yet. What a stop leaves, the next start finds.

    True as long as one of them can be recorded now.
    """

    def __init__(self, recorder: VaultRecorder, policy: WritePolicy, out_of_time: Callable[[], bool]) -> None:
        self._recorder = recorder
        self._policy = policy
        self._out_of_time = out_of_time
        self._waiting: dict[str, Trigger] = {}
        self._read = ParsedNotes(_READ_AT_MOST)
        self._together: dict[str, Trigger] = {}
        self._most_together = _AT_FIRST
        self._again_at = 0.0
        # When the record has something to settle; asked once after each use of it.
        self._settle_at: float | None = None
        self._is_asked = False
        self._claims = PendingClaims(recorder, policy.remote_settle)
        self._catching_up = False

    def __bool__(self) -> bool:
        return any(not self._is_blocked(path) for path in self._waiting)

    def add(self, path: str, note: Note | None) -> None:
        """Queue a note that changed while the daemon watches, as it was parsed: it may be saved again meanwhile.

        `note` None: it is read again when its turn comes.
        """
        self._waiting.setdefault(path, Trigger.LIVE)
        self._read.keep(path, note)

    def catch_up(self, paths: Iterable[str]) -> None:
        """Queue notes as found at the start: what was saved before was not typed while the daemon watched."""
        self._recorder.begin_pass()
        self._catching_up = True
        self._waiting |= dict.fromkeys(self._recorder.in_order(paths), Trigger.CATCH_UP)

    def used(self) -> None:
        """Take in that the record was used: when it has something to settle may be another time now."""
        self._is_asked = False

    def next_due(self, now: float) -> float | None:
        """Return when `record` is next to be called (seconds of the monotonic clock); None where nothing waits."""
        again = self._again_at if self._recorder.has_unrecorded else None
        dues = (self._claims.next_due(), self._next_settle(now), again)
        return min((due for due in dues if due is not None), default=None)

    def _try_again(self, now: float) -> None:
        if self._recorder.has_unrecorded and now >= self._again_at:
            self._waiting |= self._recorder.unrecorded()

    def _next_settle(self, now: float) -> float | None:
        if not self._is_asked:
            left = self._recorder.next_due()
            self._settle_at, self._is_asked = None if left is None else now + left, True
        return self._settle_at

    def gone(self, path: str) -> None:
        """Record that a note is gone."""
        self.used()
        self._recorder.gone(path)

    def record(self) -> None:
        """Record what is queued and what is due, for some 20 ms, in a checkout for 0.5 s; the rest waits for the next call."""
        now = time.monotonic()
        self._try_again(now)
        if self._claims or self._waiting:
            self.used()
        for path in self._claims.due(now):
            self._recorder.note(path, Trigger.CATCH_UP, unclaimed=True)
        self._record_waiting(now)
        if not self._waiting:
            self._recorder.rest_from_checkout()
        if self._recorder.has_unrecorded and now >= self._again_at:
            self._again_at = now + _RECORD_AGAIN
        if self._catching_up and not self._waiting and not self._claims:
            self._catching_up = False
            self._recorder.looked()
        self._settle(now)

    def _record_waiting(self, now: float) -> None:
        while time.monotonic() < now + self._seconds() and not self._out_of_time():
            waiting = self._next()
            if waiting is None:
                break
            self._record(waiting, now)
            if len(self._together) >= self._most_together:
                self._record_together()
        self._record_together()

    def _seconds(self) -> float:
        return _RECORD_FOR_MANY if self._read.is_filling else _RECORD_FOR

    def _settle(self, now: float) -> None:
        if (due := self._next_settle(now)) is not None and due <= now:
            self._recorder.settle()
            self.used()
            if (due := self._next_settle(now)) is not None:
                self._settle_at = max(due, now + _SETTLE_AGAIN)

    def _record_together(self) -> None:
        """Record the notes that were put together: of a checkout there are thousands."""
        # By the processor's clock: beside other programs a turn takes longer, but more turns would not end sooner.
        began, notes = time.thread_time(), len(self._together)
        # Taken out first: a note that cannot be recorded is not tried for ever, and the others with it.
        together, self._together = self._together, {}
        for how in set(together.values()):
            paths = [path for path, trigger in together.items() if trigger is how]
            if len(paths) == 1:
                self._recorder.note(paths[0], how, text=self._read.take(paths[0]))
            else:
                self._recorder.notes(paths, how, self._read)
        if notes >= self._most_together:
            self._most_together = _as_many(notes, time.thread_time() - began)

    def _record(self, path: str, now: float) -> None:
        how = self._waiting.pop(path)
        is_local = self._policy.is_local(path)
        found = how is Trigger.CATCH_UP and (not is_local or self._policy.shared)
        if self._claims.is_waited_for(path):
            self._read.take(path)
            return  # looked at again because we wrote into it, or for nothing: whose text it is has not changed
        if found and not self._recorder.waits_for_claims():
            # Nobody else keeps a journal here: whoever wrote it, it is the writer's.
            self._together[path] = how
        elif not (found or not is_local):
            self._claims.drop(path)
            self._together[path] = how
        else:
            self._record_foreign(path, how, now)

    def _record_foreign(self, path: str, how: Trigger, now: float) -> None:
        """Record a note that came from elsewhere, or let it wait to be claimed."""
        text = self._read.take(path)
        if self._recorder.is_claimed(path):
            self._recorder.note(path, how, Origin.REMOTE, text)
        elif self._recorder.has_news(path):
            self._claims.wait(path, now)

    def _next(self) -> str | None:
        """Return the next note to record: index notes come last, after all that they sum up."""
        first = next((path for path in self._waiting if not self._recorder.is_index(path)), None)
        if first is not None:
            return first
        ready = [path for path in self._waiting if not self._is_blocked(path)]
        return next(iter(self._recorder.in_order(ready)), None)

    def _is_blocked(self, path: str) -> bool:
        return (
            bool(self._claims)
            and self._recorder.is_index(path)
            and self._claims.holds_any(self._recorder.members(path))
        )


def _as_many(notes: int, seconds: float) -> int:
    """Return how many notes to record together next, after so many took so many seconds of the processor."""
    fitting = round(notes * _RECORD_FOR / seconds) if seconds > 0 else _AT_MOST
    return max(_AT_FIRST, min(fitting, 2 * notes, _AT_MOST))
