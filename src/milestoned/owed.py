"""Index notes that may no longer say what their notes add up to: each is owed one update after any number of changes."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from milestoned.manners import Manners
    from milestoned.survey import Survey
    from milestoned.vault.entry import Entry
    from milestoned.vault.missing import Missing


class Owed:
    """The index notes of one vault that are owed an update."""

    def __init__(
        self, survey: Survey, manners: Manners, missing: Missing, names: Callable[[str], bool]
    ) -> None:
        self._survey = survey
        self._manners = manners
        self._missing = missing
        self._names = names
        self._changed: list[str] = []
        self._owed: dict[str, None] = {}

    def note_changed(self, path: str) -> None:
        """Note that what a note amounts to may have changed."""
        self._changed.append(path)

    def sum_is_stale(self, path: str) -> None:
        """Note that an index note itself was found out of date."""
        self._owed[path] = None

    def notes_gone(self, paths: list[str]) -> None:
        """Note that notes are gone, while the survey still knows them."""
        self._owe(paths)
        for path in paths:
            self._owed.pop(path, None)

    def due(self) -> list[str]:
        """Take out and return the index notes to update, inner ones first.

        One that sums up a note of which it is not known yet whether it is gone waits until it is known.
        """
        self._owe(self._changed)
        self._changed = []
        sums = self._survey.sums()
        ready = [path for path in self._owed if path in self._survey.entries]
        ready = [path for path in ready if not self._missing.holds_any(sums.reached(path))]
        for path in ready:
            del self._owed[path]
        return sorted(ready, key=lambda path: len(sums.reached(path)))

    def _owe(self, changed: list[str]) -> None:
        # Where a note of this device changed as well, this device writes the sum: its word comes last.
        for source in sorted(changed, key=self._manners.is_local):
            for path in self._survey.sums().naming(source):
                if self._names(path):
                    self._manners.spread(source, path)
                    self._owed[path] = None


def matters_above(before: Entry | None, after: Entry) -> bool:
    """Tell whether an index note that sums up a note may say something else. A bystander is counted only for that."""
    if before is None or after.counts is None:
        return True
    summed_up = attrgetter("counts", "title", "commitment", "kept_out", "problem")
    return bool(summed_up(before) != summed_up(after))
