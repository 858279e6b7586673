"""What is still to be done in a vault: index notes to update, deletions to confirm."""

from __future__ import annotations

from operator import attrgetter

from milestoned.light.typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from milestoned.vault.catalog import Catalog
    from milestoned.vault.entry import Entry
    from milestoned.watch.write_policy import WritePolicy


class PendingIndexUpdates:
    """The index notes of one vault that wait for an update. `names` returns True for a path that is watched."""

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
        """Queue the index notes above a note: what it adds to their sums may have changed."""
        self._changed.append(path)

    def sum_is_stale(self, path: str) -> None:
        """Queue an index note that was itself found out of date."""
        self._index_updates[path] = None

    def notes_gone(self, paths: list[str]) -> None:
        """Queue the index notes above notes that are gone. To be called while the catalog still knows those."""
        self._add_above(paths)
        for path in paths:
            self._index_updates.pop(path, None)

    def must_wait(self, path: str) -> bool:
        """Return True if one of the notes that an index note sums up is missing, and may be gone."""
        return self._missing.holds_any(self._catalog.index_totals().reached(path))

    def due(self) -> list[str]:
        """Take out and return the index notes to update, inner ones first. Those that `must_wait` wait on."""
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
    """Return True if an index note that sums up a note may have another sum now. `before` None: the note is new."""
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
    """Holds each missing note for a grace time of 2 seconds; of 60 in a `shared` vault, or where many are missing.

    Pure: `now` is seconds of any steady clock.
    """

    def __init__(self, *, shared: bool) -> None:
        self.shared = shared
        self._since: dict[str, float] = {}

    def missed(self, path: str, now: float) -> None:
        """Hold a note that was not there, from now on or for as long as it has been held."""
        self._since.setdefault(path, now)

    def is_back(self, path: str) -> bool:
        """Forget that a note was missing; return True if it was."""
        return self._since.pop(path, None) is not None

    def clear(self) -> None:
        """Forget all that is missing."""
        self._since.clear()

    def holds_any(self, paths: Iterable[str]) -> bool:
        """Return True if one of these notes is held."""
        return bool(self._since) and not self._since.keys().isdisjoint(paths)

    def due(self, now: float, known: int) -> list[str]:
        """Take out and return the notes whose grace time is over, to be looked at. `known`: notes in the vault."""
        limit = now - self._grace(known)
        paths = [path for path, since in self._since.items() if since <= limit]
        for path in paths:
            del self._since[path]
        return paths

    def next_due(self, known: int) -> float | None:
        """Return when the first grace time is over; None when no note is missing. `known` as for `due`."""
        first = min(self._since.values(), default=None)
        return None if first is None else first + self._grace(known)

    def _grace(self, known: int) -> float:
        many = len(self._since) >= max(_MANY, known / 2)
        return _GRACE_LONG if self.shared or many else _GRACE
