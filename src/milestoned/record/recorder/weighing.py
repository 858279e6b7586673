"""How much of an edit is new: not what moved from elsewhere or is known already, and no more than is believed."""

from __future__ import annotations

from milestoned.light.dataclasses import replace
from milestoned.light.typing import TYPE_CHECKING
from milestoned.record.queries.sessions import micros
from milestoned.record.recorder import identity
from milestoned.record.recorder.limits import appears_whole, believed
from milestoned.record.recorder.note_state import short
from milestoned.record.recorder.observation import Imports, NoteObservation
from milestoned.record.recorder.session_diff import Limit, SessionChange, added, shared, weigh_edit

if TYPE_CHECKING:
    from array import array

    from milestoned.record.recorder.context import ClassifyContext, Sighting
    from milestoned.record.recorder.stored_text import StoredText

LOOK_FOR_SOURCES = 100
"""So many new words at once may have come from a note that was joined to this one and deleted."""


def weighed(context: ClassifyContext, sighting: Sighting, before: StoredText, looked: int) -> SessionChange:
    """Weigh an edit, with all that its words may have come from: moved notes, conflict copies, a template.

    `before` is the text kept of the note, in this session; `looked`: when it, or the vault, was looked at last
    (microseconds since 1970).
    """
    seen, now = sighting.seen, micros(context.record.now())
    after = replace(before, digest=short(seen.digest), inode=seen.inode, last=sighting.text)
    limit = _limit(seen, now - looked, whole=not before.digest and appears_whole(seen))
    missing: dict[str, StoredText] = {}

    def weigh() -> SessionChange:
        return weigh_edit(context.scale, context.texts, after, now, before.last, limit, missing)

    weight = weigh()
    new = weight.change.drafted + weight.change.held
    if new >= LOOK_FOR_SOURCES and (missing := _missing(context)):
        weight = weigh()
    if new >= identity.ENOUGH and (found := _known_already(context, seen, before, after)):
        after = replace(after, known=after.known + found)
        weight = weigh()
    return weight


def _limit(seen: NoteObservation, elapsed: int, *, whole: bool) -> Limit:
    if seen.imports is Imports.CREDIT:
        return Limit(2**31)
    if seen.imports is Imports.IGNORE:
        return Limit(0 if whole else believed(seen.how, elapsed), ignore=True)
    return Limit(believed(seen.how, elapsed))


def _known_already(
    context: ClassifyContext, seen: NoteObservation, before: StoredText, after: StoredText
) -> array[int]:
    """Return those new words that are elsewhere still: in a conflict copy, or in the notes beside a new one."""
    words = added(before.last, after.last)
    found = identity.NO_TEXT[:]
    sources = [context.prints(copy) for copy in seen.copies()]
    if len(before.last) < identity.ENOUGH:
        sources += _beside(context, seen.path, after.note)
    for source in sources:
        found += shared(words, source)
        words = added(source, words)
    return found


NEIGHBOURS = 3


def _beside(context: ClassifyContext, path: str, note: str) -> list[array[int]]:
    """Return the texts of the notes before this one in its folder: what a template put into them, it puts in here.

    Only those that are unchanged since they were read: a passage that left one of them was moved, not made by a template.
    """
    folder = path.rpartition("/")[0]
    rows = (
        context.record.asked()
        .execute(
            "SELECT id, path FROM note WHERE living AND path < ? AND path >= ? ORDER BY path DESC LIMIT ?",
            (path, folder, NEIGHBOURS),
        )
        .fetchall()
    )
    found = []
    for name, other in rows:
        kept = context.texts.get(name)
        same_folder = other.rpartition("/")[0] == folder
        if kept and name != note and same_folder and context.is_as_read(other, kept):
            found.append(kept.last)
    return found


def _missing(context: ClassifyContext) -> dict[str, StoredText]:
    """Return the texts of notes whose files are gone: they may be what came into another note.

    Nothing is concluded about them: an editor may be putting one back this very moment.
    """
    absent = [note.id for note in context.missing() if note.living]
    found = (context.texts.get(note) for note in absent)
    return {kept.note: replace(kept, digest="") for kept in found if kept}
