"""The edits that make a note say how far it is, applied and proved: the one way to the bytes that are written."""

from __future__ import annotations

from milestoned.light.dataclasses import dataclass
from milestoned.light.typing import TYPE_CHECKING
from milestoned.milestone import edits as editing
from milestoned.milestone.cookie_edits import plan_cookies
from milestoned.milestone.frontmatter_edits import keys_are_stale, plan_keys
from milestoned.milestone.keys import KeyStyle, OwnedKey
from milestoned.milestone.note_progress import note_progress
from milestoned.milestone.status_block_edits import plan_blocks
from milestoned.note.note import Note, parse
from milestoned.note.problem import Problem
from milestoned.note.text import SourceText

if TYPE_CHECKING:
    from milestoned.milestone.edits import Edit
    from milestoned.milestone.note_progress import IndexRow, NoteProgress
    from milestoned.milestone.spec import MilestoneSpec
    from milestoned.note.counts import CountRules, Counts

OUR_BUG = Problem(
    1,
    "milestoned could not prove its own edit safe, and wrote nothing",
    "this is a bug of milestoned's: please report it with this note",
)


@dataclass(frozen=True, slots=True)
class RewriteRules:
    """What a rewrite needs from the configuration: how to count, and which keys to write under which names."""

    count: CountRules
    keys: KeyStyle


@dataclass(frozen=True, slots=True)
class Total:
    """What an index note sums up: the counts of its notes, and a row for each."""

    counts: Counts
    rows: tuple[IndexRow, ...]


@dataclass(frozen=True, slots=True)
class Rewrite:
    """What a note should hold: its progress, and its bytes (None: those it has, or not worked out)."""

    progress: NoteProgress
    new: bytes | None
    is_stale: bool = False


def rewrite(
    note: Note,
    counts: Counts,
    spec: MilestoneSpec,
    rules: RewriteRules,
    total: Total | None = None,
    *,
    prove: bool = True,
) -> Rewrite | Problem:
    """Plan the edits of an opted-in note, apply them and prove the result.

    `counts` are of the note's own text. An index note needs its `total`; for other notes it is None.
    Without `prove` it is only found out if the note is stale.
    Return a Problem where a value cannot be replaced safely, or where the proof fails.
    """
    found = _progress(spec, counts, total)
    if not prove:
        stale = _is_stale(note, found, rules)
        return stale if isinstance(stale, Problem) else Rewrite(found, None, is_stale=stale)
    planned = plan(note, found, rules)
    if isinstance(planned, Problem):
        return planned
    if not planned:
        return Rewrite(found, None)
    new = _apply_and_prove(note, planned, counts, spec, rules, total)
    return Rewrite(found, new, is_stale=True) if new is not None else OUR_BUG


def plan(note: Note, found: NoteProgress, rules: RewriteRules) -> list[Edit] | Problem:
    """Return the edits that make a note show its progress, none where it does; or the Problem that forbids one."""
    keys = plan_keys(note, found, rules.keys)
    if isinstance(keys, Problem):
        return keys
    return keys + plan_cookies(note, rules.count) + plan_blocks(note, found)


def _is_stale(note: Note, found: NoteProgress, rules: RewriteRules) -> bool | Problem:
    """Return True if `plan` would plan something, or its Problem."""
    keys = keys_are_stale(note, found, rules.keys)
    return keys or bool(plan_cookies(note, rules.count) or plan_blocks(note, found))


def _progress(spec: MilestoneSpec, counts: Counts, total: Total | None) -> NoteProgress:
    return note_progress(spec, total.counts, total.rows) if total else note_progress(spec, counts)


def _apply_and_prove(
    note: Note,
    planned: list[Edit],
    counts: Counts,
    spec: MilestoneSpec,
    rules: RewriteRules,
    total: Total | None,
) -> bytes | None:
    """Apply the edits, then prove that nothing but our own spans changed and that a second pass plans nothing."""
    try:
        text = editing.apply(note.source.text, planned)
    except ValueError:
        return None
    new = SourceText(text, note.source.has_bom).encode()
    again = parse(new)
    if isinstance(again, Problem) or not editing.outside_unchanged(note.source.text, text, planned):
        return None
    # The outline and the counts are functions of the body: one that is equal, character by character, has the same.
    counts_again = counts if again.share_outline(note) else again.counts(rules.count)
    if counts != counts_again or not _same_note(note, again, rules):
        return None
    return new if plan(again, _progress(spec, counts_again, total), rules) == [] else None


def _same_note(before: Note, after: Note, rules: RewriteRules) -> bool:
    """Prove that both texts hold the same tasks and sections, and the same frontmatter but for our keys."""
    owned = {rules.keys.name(key).lower() for key in OwnedKey}
    return (
        after.problem is None
        and _shape(before) == _shape(after)
        and _meaning(before, owned) == _meaning(after, owned)
    )


def _shape(note: Note) -> tuple[object, ...]:
    headings = [(heading.level, heading.title) for heading in note.outline.headings]
    tasks = [(task.state, task.parent, task.has_children) for task in note.outline.tasks]
    return headings, tasks, len(note.outline.cookies), len(note.outline.status_blocks)


def _meaning(note: Note, owned: set[str]) -> list[object] | None:
    if note.frontmatter is None or isinstance(note.frontmatter.pairs, Problem):
        return None
    return [pair.meaning for pair in note.frontmatter.pairs if pair.key.lower() not in owned]
