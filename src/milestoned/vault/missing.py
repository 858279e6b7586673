"""Notes that are not where they stood, and when each is believed gone. Pure: the time is an argument, in seconds."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

# A note that is gone may be half a rename, or half a sync: until a second look it is unknown whether it is.
_GRACE = 2.0
_GRACE_LONG = 60.0
# So many at once, and half of all, is a folder unmounted or a sync under way rather than a writer tidying up.
_MANY = 8


class Missing:
    """Holds each missing note for a grace time: a longer one where a sync tool is at work, or many are missing."""

    def __init__(self, *, shared: bool) -> None:
        self.shared = shared
        self._since: dict[str, float] = {}

    def missed(self, path: str, now: float) -> None:
        """Note that a note was not there."""
        self._since.setdefault(path, now)

    def is_back(self, path: str) -> bool:
        """Forget that a note was missed; tell whether it was."""
        return self._since.pop(path, None) is not None

    def clear(self) -> None:
        """Conclude nothing from all that was missed."""
        self._since.clear()

    def holds_any(self, paths: Iterable[str]) -> bool:
        """Tell whether it is not known yet of one of these notes whether it is gone."""
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
