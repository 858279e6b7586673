"""One note, start to end: read, parse, plan, prove, write. `update` and `watch` both run this and only this."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from milestoned.milestone import edits as editing
from milestoned.milestone import goal
from milestoned.milestone.keys import OwnedKey
from milestoned.milestone.plan import plan
from milestoned.milestone.report import report
from milestoned.note.note import Note, parse
from milestoned.note.problem import Problem
from milestoned.note.text import SourceText
from milestoned.vault.entry import Entry, file_title

if TYPE_CHECKING:
    from milestoned.milestone.edits import Edit
    from milestoned.sums import Sum
    from milestoned.vault.config import Config

OUR_BUG = Problem(
    1,
    "milestoned could not prove its own edit safe, and wrote nothing",
    "this is a bug of milestoned's: please report it with this note",
)


@dataclass(slots=True)
class Examined:
    """What came of reading a note: the entry, and the bytes it should hold (None: those it has)."""

    entry: Entry
    note: Note | None = None
    new: bytes | None = None
    line: str = ""


def examine(path: str, data: bytes, config: Config, total: Sum | None = None) -> Examined:
    """Read a note, work out what it should say, and prove the edit that makes it say so.

    `total` is what an index note sums up; without it an index note is read but not planned.
    """
    if len(data) > config.max_size:
        size = f"{len(data) / 2**20:.0f} MiB"
        problem = Problem(0, f"the note is {size}, more than `max_size`", "split it, or raise `max_size`")
        return Examined(Entry(path, problem=problem))
    note = parse(data)
    if isinstance(note, Problem):
        return Examined(Entry(path, problem=note))
    if note.problem:
        return Examined(
            Entry(path, _title(note, path), counts=note.counts(config.count), problem=note.problem), note
        )
    if not note.opted_in or note.frontmatter is None:
        return Examined(_bystander(path, note, config), note)
    return _examine_opted_in(path, note, config, total)


def _bystander(path: str, note: Note, config: Config) -> Entry:
    """Make the entry of a note that takes no part: counted only for the record, if the writer wants it there."""
    entry = Entry(path, kept_out=note.kept_out)
    if config.record_all and not note.kept_out:
        entry.title, entry.counts, entry.digest = _title(note, path), note.counts(config.count), note.digest
    return entry


def _examine_opted_in(path: str, note: Note, config: Config, total: Sum | None) -> Examined:
    entry = Entry(path, _title(note, path), counts=note.counts(config.count), digest=note.digest)
    assert note.frontmatter is not None  # noqa: S101 - for the type checker
    commitment = goal.commitment(note.frontmatter, config.size)
    if isinstance(commitment, Problem):
        entry.problem = commitment
        return Examined(entry, note)
    entry.commitment = commitment
    if entry.is_index and total is None:
        return Examined(entry, note)
    entry.fingerprint = total.fingerprint if total else ""
    return _plan(entry, note, config, total)


def _plan(entry: Entry, note: Note, config: Config, total: Sum | None) -> Examined:
    assert entry.commitment is not None  # noqa: S101 - for the type checker
    assert entry.counts is not None  # noqa: S101
    counts, rows = (total.counts, total.rows) if total else (entry.counts, ())
    found = report(entry.commitment, counts, rows)
    planned = plan(note, found, config.count, config.keys)
    if isinstance(planned, Problem):
        entry.problem = planned
        return Examined(entry, note)
    if not planned:
        return Examined(entry, note, line=found.line)
    new = _apply_and_prove(note, planned, config, total, entry)
    if new is None:
        entry.problem = OUR_BUG
        return Examined(entry, note)
    entry.stale = True
    return Examined(entry, note, new, found.line)


def _apply_and_prove(
    note: Note, planned: list[Edit], config: Config, total: Sum | None, entry: Entry
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
    if not _same_note(note, again, config):
        return None
    assert entry.commitment is not None  # noqa: S101 - for the type checker
    counts, rows = (total.counts, total.rows) if total else (again.counts(config.count), ())
    if plan(again, report(entry.commitment, counts, rows), config.count, config.keys) != []:
        return None
    return new


def _same_note(before: Note, after: Note, config: Config) -> bool:
    """Prove that both texts hold the same tasks, sections and counts, and the same frontmatter but for our keys."""
    owned = {config.keys.name(key) for key in OwnedKey}
    return (
        after.problem is None
        and before.counts(config.count) == after.counts(config.count)
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
    return [pair.meaning for pair in note.frontmatter.pairs if pair.key not in owned]


def _title(note: Note, path: str) -> str:
    return note.title or file_title(path)


def with_sum_problem(entry: Entry, problem: Problem, line: int) -> Entry:
    """Return an index note's entry with what is wrong with its sum."""
    return replace(entry, problem=replace(problem, line=line))
