"""Notes that came from elsewhere, until another device's journal claims their text, or nobody does."""

from __future__ import annotations

from milestoned.light.typing import TYPE_CHECKING
from milestoned.record.recorder.vault_recorder import Origin, Trigger, VaultRecorder

if TYPE_CHECKING:
    from collections.abc import Iterable

# How often to look whether a journal has come that tells of a note.
_CLAIMS_EVERY = 5.0


class PendingClaims:
    """Notes that came from elsewhere and wait to be claimed. Times are seconds of the monotonic clock.

    A text that another device's journal has was counted there. One that no journal has after `wait` seconds is the
    writer's, from a device that keeps none.
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
        """Wait for a note to be claimed, for the whole time from now on."""
        self._until[path] = now + self._wait
        self._digests[path] = self._recorder.digest(path)
        self._look_at = now + _CLAIMS_EVERY

    def is_waited_for(self, path: str) -> bool:
        """Return True if a note waits and still has the text that it came with."""
        return path in self._until and self._digests.get(path) == self._recorder.digest(path)

    def drop(self, path: str) -> None:
        """Stop waiting: the note has been changed here since."""
        self._until.pop(path, None)

    def holds_any(self, paths: Iterable[str]) -> bool:
        """Return True if one of these notes waits."""
        return not self._until.keys().isdisjoint(paths)

    def next_due(self) -> float | None:
        """Return when to call `due` again; None where no note waits."""
        return min(self._look_at, *self._until.values()) if self._until else None

    def due(self, now: float) -> list[str]:
        """Record the notes that have been claimed. Take out and return those that nobody claimed in time."""
        if self._until and now >= self._look_at:
            self._look_at = now + _CLAIMS_EVERY
            for path in [path for path in self._until if self._recorder.is_claimed(path)]:
                del self._until[path]
                self._recorder.note(path, Trigger.CATCH_UP, Origin.REMOTE)
        due = [path for path, until in self._until.items() if until <= now]
        for path in due:
            del self._until[path]
        return due
