"""One edit, weighed within its session: what it changes in this note's tally, and in the others'."""

from __future__ import annotations

from types import MappingProxyType

from milestoned.light.dataclasses import dataclass, replace
from milestoned.light.typing import TYPE_CHECKING
from milestoned.record.recorder.comparison import leftovers
from milestoned.record.recorder.identity import NO_TEXT
from milestoned.record.recorder.note_diff import MOVED_RUN, Passage, Weighed, weigh
from milestoned.record.recorder.stored_text import StoredText, Tally
from milestoned.record.recorder.text_diff import common_runs, compare

if TYPE_CHECKING:
    from array import array
    from collections.abc import Mapping

    from milestoned.record.recorder.diff_cache import DiffCache
    from milestoned.record.recorder.session_store import SessionTexts


_NOTHING: Mapping[str, StoredText] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class SessionChange:
    """What an edit comes to, in words.

    `change` is to be added to the note's tally, `others` to those of notes that words were moved from or to. `kept` are
    the texts with their new tallies, this note's last. `surplus`: new words above the limit.
    """

    change: Tally
    others: list[tuple[StoredText, Tally]]
    kept: list[StoredText]
    surplus: int = 0


@dataclass(frozen=True, slots=True)
class Limit:
    """How many new words of one observation are believed; the others are held back, or with `ignore` passed over."""

    words: int
    ignore: bool = False


def weigh_edit(
    scale: DiffCache,
    texts: SessionTexts,
    note: StoredText,
    now: int,
    last: array[int] | None = None,
    limit: Limit | None = None,
    extra: Mapping[str, StoredText] = _NOTHING,
) -> SessionChange:
    """Weigh a note among those touched in this session.

    `now` in microseconds since 1970. `last` is its text at the observation before; without it, or without a `limit`,
    all new words are believed. `extra`: notes beside those of the session that words may have come from, by name.
    """
    scale.take_in(texts)
    beside = {name: weigh(kept) for name, kept in extra.items()}
    weighed = scale.among(scale.weigh(note), note.note, beside)
    totals = tallies(weighed)
    surplus = 0
    if last is not None and limit is not None:
        surplus = max(0, totals[note.note].drafted - note.tally.drafted - limit.words)
    if surplus and limit is not None and last is not None:
        note = _without(note, added(last, note.last), surplus, limit)
        weighed = scale.among(scale.weigh(note), note.note, beside)
        totals = tallies(weighed)
    if not note.digest:
        totals[note.note] = note.tally
    others = _changed(scale, texts, note.note, totals)
    kept = [replace(other, tally=totals[other.note]) for other, _ in others]
    kept.append(replace(note, at=now, tally=totals[note.note]))
    return SessionChange(_difference(note.tally, totals[note.note]), others, kept, surplus)


def _changed(
    scale: DiffCache, texts: SessionTexts, note: str, totals: dict[str, Tally]
) -> list[tuple[StoredText, Tally]]:
    """Return the other notes whose tallies change, each with what is to be added to its own."""
    found = []
    for name in sorted(totals):
        tally = scale.tally(name)
        if name == note or tally is None or tally == totals[name]:
            continue
        if (other := texts.get(name)) and other.digest:
            found.append((other, _difference(other.tally, totals[name])))
    return found


def _without(note: StoredText, words: array[int], surplus: int, limit: Limit) -> StoredText:
    """Take the words above the limit out of what is new; where imports are ignored, all that came with them."""
    if limit.ignore:
        return replace(note, known=note.known + words)
    return replace(note, brought=note.brought + words[len(words) - surplus :])


def added(last: array[int], text: array[int]) -> array[int]:
    """Return the words of a text that the last one did not have, one number each."""
    words = NO_TEXT[:]
    for start, end in leftovers(compare(last, text).matched):
        words += text[start:end]
    return words


def shared(words: array[int], source: array[int]) -> array[int]:
    """Return those of some words that are in another text as well, one number each."""
    found = NO_TEXT[:]
    for block in compare(source, words).blocks:
        found += words[block.new : block.new + block.size]
    return found


def _difference(before: Tally, after: Tally) -> Tally:
    return Tally(
        after.drafted - before.drafted,
        after.cut - before.cut,
        after.held - before.held,
        after.moved - before.moved,
    )


def tallies(weighed: Mapping[str, Weighed]) -> dict[str, Tally]:
    """Return the tally of each note of a session: what left one and is in another is moved, neither cut nor new."""
    totals = {note: one.own for note, one in weighed.items()}
    found = sorted((note for note, one in weighed.items() if one.long))
    for gone, come, words in _moved([passage for note in found for passage in weighed[note].long]):
        totals[gone.note] = _less(totals[gone.note], gone.what, words)
        less = _less(totals[come.note], come.what, words)
        totals[come.note] = replace(less, moved=less.moved + words)
    return totals


def _less(tally: Tally, what: str, words: int) -> Tally:
    return replace(tally, **{what: getattr(tally, what) - words})


def _moved(long: list[Passage]) -> list[tuple[Passage, Passage, int]]:
    gone = [passage for passage in long if passage.what == "cut"]
    come = [passage for passage in long if passage.what != "cut"]
    if not gone or not come:
        return []
    old, gone_at = _joined(gone, -1)
    new, come_at = _joined(come, -2)
    return [
        (gone_at[block.old], come_at[block.new], block.size) for block in common_runs(old, new, MOVED_RUN)
    ]


def _joined(passages: list[Passage], border: int) -> tuple[list[int], list[Passage]]:
    """Put passages into one row, parted by numbers that are no word's and agree with none of the other row."""
    row: list[int] = []
    owners: list[Passage] = []
    for passage in passages:
        row.extend(passage.words)
        row.append(border)
        owners.extend([passage] * (len(passage.words) + 1))
    return row, owners
