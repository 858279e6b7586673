"""What is still to be done in a vault: notes to record, index notes to update, deletions to confirm."""

from __future__ import annotations

import time
from operator import attrgetter
from typing import TYPE_CHECKING

from milestoned.record.recorder.vault_recorder import Origin, Trigger, VaultRecorder
from milestoned.vault.parsed_notes import ParsedNotes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from milestoned.note.note import Note
    from milestoned.vault.catalog import Catalog
    from milestoned.vault.entry import Entry
    from milestoned.watch.write_policy import WritePolicy


# Seconds that are given to it at a time.
_RECORD_FOR = 0.02
_RECORD_AGAIN = 3.0
# Notes that are recorded in one turn: some milliseconds, no more, since a save waits for it.
_TOGETHER = 8


class RecordQueue:
    """The notes of one vault that were looked at and are not recorded yet. What a stop leaves, the next start finds."""

    def __init__(self, recorder: VaultRecorder, policy: WritePolicy, out_of_time: Callable[[], bool]) -> None:
        self._recorder = recorder
        self._policy = policy
        self._out_of_time = out_of_time
        self._waiting: dict[str, Trigger] = {}
        self._read = ParsedNotes()
        self._together: dict[str, Trigger] = {}
        self._again_at = 0.0
        self._claims = PendingClaims(recorder, policy.remote_settle)
        self._catching_up = False

    def __bool__(self) -> bool:
        return any(not self._is_blocked(path) for path in self._waiting)

    def add(self, path: str, note: Note | None) -> None:
        """Queue a note that changed while we watch, as it was read: its author may save again meanwhile."""
        self._waiting.setdefault(path, Trigger.LIVE)
        self._read.keep(path, note)

    def catch_up(self, paths: Iterable[str]) -> None:
        """Queue notes as found: what was saved before the daemon started was not typed while it watched."""
        self._recorder.begin_pass()
        self._catching_up = True
        self._waiting |= dict.fromkeys(self._recorder.in_order(paths), Trigger.CATCH_UP)

    def next_due(self, now: float) -> float | None:
        """Return when something that is recorded, or held back, is to be looked at again."""
        left = self._recorder.next_due()
        again = self._again_at if self._recorder.has_unrecorded else None
        dues = [self._claims.next_due(), None if left is None else now + left, again]
        return min((due for due in dues if due is not None), default=None)

    def _try_again(self, now: float) -> None:
        if self._recorder.has_unrecorded and now >= self._again_at:
            self._waiting |= self._recorder.unrecorded()

    def record(self) -> None:
        """Record for a moment."""
        now = time.monotonic()
        self._try_again(now)
        for path in self._claims.due(now):
            self._recorder.note(path, Trigger.CATCH_UP, unclaimed=True)
        while time.monotonic() < now + _RECORD_FOR and not self._out_of_time():
            waiting = self._next()
            if waiting is None:
                break
            self._record(waiting, now)
            if len(self._together) >= _TOGETHER:
                self._record_together()
        self._record_together()
        if self._recorder.has_unrecorded and now >= self._again_at:
            self._again_at = now + _RECORD_AGAIN
        if self._catching_up and not self._waiting and not self._claims:
            self._catching_up = False
            self._recorder.looked()
        if (left := self._recorder.next_due()) is not None and left <= 0:
            self._recorder.settle()

    def _record_together(self) -> None:
        """Record the notes that were put together: of a checkout there are thousands."""
        for how in set(self._together.values()):
            paths = [path for path, trigger in self._together.items() if trigger is how]
            if len(paths) == 1:
                self._recorder.note(paths[0], how, note=self._read.take(paths[0]))
            else:
                self._recorder.notes(paths, how, self._read)
        self._together = {}

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
        """Record a note that came from elsewhere, or wait for who tells of it."""
        note = self._read.take(path)
        if self._recorder.is_claimed(path):
            self._recorder.note(path, how, Origin.REMOTE, note)
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


# How often to look whether a journal has come that tells of a note.
_CLAIMS_EVERY = 5.0


class PendingClaims:
    """Notes that came from elsewhere: another device's journal may tell of them. Times are of the monotonic clock.

    What no journal has claimed for so many seconds is the writer's, from a device that keeps none.
    """

    def __init__(self, recorder: VaultRecorder, wait: float) -> None:
        self._recorder = recorder
        self._wait = wait
        self._until: dict[str, float] = {}
        self._digests: dict[str, str] = {}
        self._look_at = 0.0

    def __bool__(self) -> bool:
        return bool(self._until)

    def wait(self, path: str, now: float) -> None:
        """Wait for a note to be claimed, from its last change on."""
        self._until[path] = now + self._wait
        self._digests[path] = self._recorder.digest(path)
        self._look_at = now + _CLAIMS_EVERY

    def is_waited_for(self, path: str) -> bool:
        """Return True if a note is waited for and holds the text still that it came with."""
        return path in self._until and self._digests.get(path) == self._recorder.digest(path)

    def drop(self, path: str) -> None:
        """Stop waiting: the note has been changed here since."""
        self._until.pop(path, None)

    def holds_any(self, paths: Iterable[str]) -> bool:
        """Return True if one of these notes is waited for."""
        return not self._until.keys().isdisjoint(paths)

    def next_due(self) -> float | None:
        """Return when to look again; None where nothing is waited for."""
        return min(self._look_at, *self._until.values()) if self._until else None

    def due(self, now: float) -> list[str]:
        """Record what has been claimed, and return what has not been for long enough."""
        if self._until and now >= self._look_at:
            self._look_at = now + _CLAIMS_EVERY
            for path in [path for path in self._until if self._recorder.is_claimed(path)]:
                del self._until[path]
                self._recorder.note(path, Trigger.CATCH_UP, Origin.REMOTE)
        due = [path for path, until in self._until.items() if until <= now]
        for path in due:
            del self._until[path]
        return due


class PendingIndexUpdates:
    """The index notes of one vault that wait for an update."""

    def __init__(
        self, catalog: Catalog, policy: WritePolicy, missing: PendingDeletions, names: Callable[[str], bool]
    ) -> None:
        self._catalog = catalog
        self._policy = policy
        self._missing = missing
        self._names = names
        self._changed: list[str] = []
        self._index_updates: dict[str, None] = {}

    def note_changed(self, path: str) -> None:
        """Take in that what a note adds to a sum may have changed."""
        self._changed.append(path)

    def sum_is_stale(self, path: str) -> None:
        """Take in that an index note itself was found out of date."""
        self._index_updates[path] = None

    def notes_gone(self, paths: list[str]) -> None:
        """Take in that notes are gone, while the catalog still knows them."""
        self._add_above(paths)
        for path in paths:
            self._index_updates.pop(path, None)

    def must_wait(self, path: str) -> bool:
        """Return True if it is not known yet whether a note that an index note sums up is gone."""
        return self._missing.holds_any(self._catalog.index_totals().reached(path))

    def due(self) -> list[str]:
        """Take out and return the index notes to update, inner ones first.

        One that sums up a note of which it is not known yet whether it is gone waits until it is known.
        """
        self._add_above(self._changed)
        self._changed = []
        index_totals = self._catalog.index_totals()
        ready = [path for path in self._index_updates if path in self._catalog.entries]
        ready = [path for path in ready if not self.must_wait(path)]
        for path in ready:
            del self._index_updates[path]
        return sorted(ready, key=lambda path: len(index_totals.reached(path)))

    def _add_above(self, changed: list[str]) -> None:
        # Where a note of this device changed as well, this device writes the sum: its word comes last.
        for source in sorted(changed, key=self._policy.is_local):
            for path in self._catalog.index_totals().naming(source):
                if self._names(path):
                    self._policy.spread(source, path)
                    self._index_updates[path] = None


def matters_above(before: Entry | None, after: Entry) -> bool:
    """Return True if an index note that sums up a note may say something else. A bystander is counted only for that."""
    if before is None or after.counts is None:
        return True
    summed_up = attrgetter("counts", "title", "spec", "kept_out", "problem")
    return bool(summed_up(before) != summed_up(after))


# A note that is gone may be half a rename, or half a sync: until a second look it is unknown whether it is.
_GRACE = 2.0
_GRACE_LONG = 60.0
# So many at once, and half of all, is a folder unmounted or a sync under way rather than a writer tidying up.
_MANY = 8


class PendingDeletions:
    """Holds each missing note for a grace time: a longer one where a sync tool is at work, or many are missing."""

    def __init__(self, *, shared: bool) -> None:
        self.shared = shared
        self._since: dict[str, float] = {}

    def missed(self, path: str, now: float) -> None:
        """Take in that a note was not there."""
        self._since.setdefault(path, now)

    def is_back(self, path: str) -> bool:
        """Forget that a note was missed; return True if it was."""
        return self._since.pop(path, None) is not None

    def clear(self) -> None:
        """Conclude nothing from all that was missed."""
        self._since.clear()

    def holds_any(self, paths: Iterable[str]) -> bool:
        """Return True if one of these notes may be gone."""
        return bool(self._since) and not self._since.keys().isdisjoint(paths)

    def due(self, now: float, known: int) -> list[str]:
        """Take out and return the notes to have a second look at, of a vault of so many notes."""
        limit = now - self._grace(known)
        paths = [path for path, since in self._since.items() if since <= limit]
        for path in paths:
            del self._since[path]
        return paths

    def next_due(self, known: int) -> float | None:
        """Return when the next second look is due; None when no note is missing."""
        first = min(self._since.values(), default=None)
        return None if first is None else first + self._grace(known)

    def _grace(self, known: int) -> float:
        many = len(self._since) >= max(_MANY, known / 2)
        return _GRACE_LONG if self.shared or many else _GRACE
