"""What is still to be done in a vault: index notes to update, deletions to confirm."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from milestoned.vault.catalog import Catalog
    from milestoned.vault.entry import Entry
    from milestoned.watch.write_policy import WritePolicy


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
    return before.summed_up != after.summed_up


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
