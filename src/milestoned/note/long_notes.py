"""Long notes that were read before: a chapter is saved hundreds of times, each time with a few words changed."""

from __future__ import annotations

from milestoned.light.typing import TYPE_CHECKING
from milestoned.note.body_read import BodyRead
from milestoned.note.fast_outline import scan

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

    def __init__(self, long: int = _LONG, alike: int = _ALIKE) -> None:
        self._long = long
        self._alike = alike
        self._kept: dict[bool, list[BodyRead]] = {True: [], False: []}

    def outline(self, body: str, *, cookies: bool) -> Outline:
        """Return what `scan` returns; it may share its parts with what was returned before, so it is not to be changed."""
        if len(body) <= self._long:
            return scan(body, cookies=cookies)
        kept = self._kept[cookies]
        before = next((one for one in reversed(kept) if self._are_alike(one.body, body)), None)
        found = _spliced(before, body, cookies=cookies) if before else None
        found = found or BodyRead(body, scan(body, cookies=cookies))
        others = [one for one in kept if one is not before]
        # Another thread may read at the same time: it finds either list whole.
        self._kept[cookies] = [*others[1 - _MOST :], found]
        return found.outline

    def _are_alike(self, old: str, new: str) -> bool:
        return old[: self._alike] == new[: self._alike] or old[-self._alike :] == new[-self._alike :]


def _spliced(before: BodyRead, body: str, *, cookies: bool) -> BodyRead | None:
    """Return a body read from the edit; None if it must be read whole. Only now it pays to ask if the old one allows it."""
    from milestoned.note.splice import local_body, splice  # noqa: PLC0415 - most notes are short

    local = local_body(before)
    return splice(local, body, lambda part: scan(part, cookies=cookies)) if local else None


LONG_NOTES = LongNotes()
"""The long notes that this process has read last. What is kept changes how fast one is read, never what is found."""
