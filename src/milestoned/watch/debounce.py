"""Which changed notes are due to be looked at. Pure: the time is an argument, in seconds of any steady clock."""

from __future__ import annotations

from milestoned.light.dataclasses import dataclass


@dataclass(slots=True)
class _Waiting:
    first: float
    last: float
    not_before: float


class Debouncer:
    """Holds each changed path until it has been quiet, but not longer than `latest` after its first change.

    `quiet` and `latest` are seconds: the settings `settle` and `settle_latest`.
    """

    def __init__(self, quiet: float, latest: float) -> None:
        self.quiet = quiet
        self.latest = max(quiet, latest)
        self._waiting: dict[str, _Waiting] = {}

    def __len__(self) -> int:
        return len(self._waiting)

    def __contains__(self, path: str) -> bool:
        return path in self._waiting

    def changed(self, path: str, now: float) -> None:
        """Hold a path that changed. One put off by `again` is due as soon as this change has settled."""
        waiting = self._waiting.get(path)
        if waiting and waiting.not_before <= now:
            waiting.last = now
        else:
            self._waiting[path] = _Waiting(now, now, now)

    def take_over(self, other: Debouncer) -> None:
        """Hold what another debouncer holds, too."""
        self._waiting = other._waiting | self._waiting

    def clear(self) -> None:
        """Forget everything."""
        self._waiting.clear()

    def again(self, path: str, now: float, delay: float) -> None:
        """Hold a path for `delay` seconds at least, however quiet it is until then."""
        waiting = self._waiting.setdefault(path, _Waiting(now, now, now))
        waiting.not_before = max(waiting.not_before, now + delay)

    def due(self, now: float) -> list[str]:
        """Take out and return the paths whose time has come, in the order they first changed."""
        paths = [path for path, waiting in self._waiting.items() if self._time(waiting) <= now]
        for path in paths:
            del self._waiting[path]
        return paths

    def settling(self, now: float) -> int:
        """Return how many paths are held because they changed; those put off by `again` are not counted."""
        return sum(waiting.not_before <= now for waiting in self._waiting.values())

    def next_due(self) -> float | None:
        """Return when the next path is due; None when nothing waits."""
        return min(map(self._time, self._waiting.values()), default=None)

    def _time(self, waiting: _Waiting) -> float:
        settled = min(waiting.last + self.quiet, waiting.first + self.latest)
        return max(settled, waiting.not_before)
