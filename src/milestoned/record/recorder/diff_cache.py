"""The notes of a session, each compared with its start: an edit of one of them is weighed among the others."""

from __future__ import annotations

from milestoned.light.dataclasses import dataclass
from milestoned.light.typing import TYPE_CHECKING
from milestoned.record.recorder.note_diff import Weighed, weigh

if TYPE_CHECKING:
    from collections.abc import Mapping

    from milestoned.record.recorder.session_store import SessionTexts
    from milestoned.record.recorder.stored_text import StoredText, Tally

    _Key = tuple[int, str, int, int]


@dataclass(frozen=True, slots=True)
class _Standing:
    """A note of the session: what shows that it has changed, what is recorded of it, how it differs from its start."""

    key: _Key
    tally: Tally
    weighed: Weighed

    @property
    def is_odd(self) -> bool:
        """Whether something else is recorded than the note comes to by itself: words were moved from or to it."""
        return self.tally != self.weighed.own


class DiffCache:
    """The notes of the session, weighed against their starts; one that has not changed is not weighed again.

    What an edit costs depends on the notes that words may have been moved from or to, not on all of the session's.
    """

    def __init__(self) -> None:
        self._version = -1
        # What was weighed last: an edit asks for it more than once, and so does the next one.
        self._latest: tuple[str, _Key, Weighed] | None = None
        self._notes: dict[str, _Standing] = {}
        # The notes that have lost a passage that may be found elsewhere, and that have got one; and the odd ones.
        self._gone: set[str] = set()
        self._come: set[str] = set()
        self._odd: set[str] = set()

    def weigh(self, kept: StoredText) -> Weighed:
        """Return how a note's text differs from its start."""
        key = _key(kept)
        if self._latest is None or self._latest[:2] != (kept.note, key):
            self._latest = (kept.note, key, weigh(kept))
        return self._latest[2]

    def take_in(self, texts: SessionTexts) -> None:
        """Bring the notes up to date with the session's texts. To be called before `among` and `tally`."""
        version = texts.version()
        if version != self._version:
            before, self._notes = self._notes, {}
            self._gone, self._come, self._odd = set(), set(), set()
            for kept in texts.of_session():
                self._put(kept, before.get(kept.note))
            self._version = version
        for note, changed in texts.take_changed().items():
            self._drop(note)
            if changed:
                self._put(changed, None)

    def _put(self, kept: StoredText, before: _Standing | None) -> None:
        key = _key(kept)
        weighed = before.weighed if before and before.key == key else self.weigh(kept)
        self._notes[kept.note] = standing = _Standing(key, kept.tally, weighed)
        for passage in weighed.long:
            (self._gone if passage.what == "cut" else self._come).add(kept.note)
        if standing.is_odd:
            self._odd.add(kept.note)

    def _drop(self, note: str) -> None:
        self._notes.pop(note, None)
        for notes in (self._gone, self._come, self._odd):
            notes.discard(note)

    def among(self, note: Weighed, name: str, extra: Mapping[str, Weighed]) -> dict[str, Weighed]:
        """Return, by name, a note as it is now and all others of the session that words may have moved from or to.

        `extra`: notes beside those of the session, as `weigh_edit` is given them.
        """
        moving = {other: one for other, one in extra.items() if other not in self._notes}
        moving[name] = note
        gone = self._gone - {name} or any(one.has_gone for one in moving.values())
        come = self._come - {name} or any(one.has_come for one in moving.values())
        names = self._odd | self._gone | self._come if gone and come else self._odd
        return {other: self._notes[other].weighed for other in names if other != name} | moving

    def tally(self, note: str) -> Tally | None:
        """Return what is recorded of a note of the session; None of a note that is not in it."""
        standing = self._notes.get(note)
        return standing.tally if standing else None


def _key(kept: StoredText) -> _Key:
    """Return a key that is another one when a note has changed since it was weighed."""
    return kept.session, kept.digest, len(kept.known), len(kept.brought)
