"""Long notes that were read before: a chapter is saved hundreds of times, each time with a few words changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from milestoned.note.fast_outline import scan
from milestoned.note.splice import BodyRead, local_body, splice

if TYPE_CHECKING:
    from milestoned.note.outline import Outline

# Code points. A shorter body is read as quickly as it is compared.
_LONG = 50_000
# Bodies that are kept: a writer edits one note, and looks something up in another.
_MOST = 4
# Code points at either end by which a body is known to be another state of one that is kept.
_ALIKE = 1_000


class LongNotes:
    """Reads bodies, and keeps the long ones that were read last, to count from the edit next time."""

    def __init__(self, long: int = _LONG) -> None:
        self._long = long
        self._kept: dict[bool, list[BodyRead]] = {True: [], False: []}

    def outline(self, body: str, *, cookies: bool) -> Outline:
        """Return what `scan` returns; it may share its parts with what was returned before, so it is not to be changed."""
        if len(body) <= self._long:
            return scan(body, cookies=cookies)
        kept = self._kept[cookies]
        before = next((one for one in reversed(kept) if _are_alike(one.body, body)), None)
        found = splice(before, body, lambda part: scan(part, cookies=cookies)) if before else None
        outline = found.outline if found else scan(body, cookies=cookies)
        found = found or local_body(body, outline)
        others = [one for one in kept if one is not before]
        # Another thread may read at the same time: it finds either list whole.
        self._kept[cookies] = [*others[1 - _MOST :], found] if found else others
        return outline


def _are_alike(old: str, new: str) -> bool:
    return old[:_ALIKE] == new[:_ALIKE] or old[-_ALIKE:] == new[-_ALIKE:]


LONG_NOTES = LongNotes()
"""The long notes that this process has read last. What is kept changes how fast one is read, never what is found."""
