"""One note, start to end: read, parse, plan, prove, write. `update` and `watch` both run this and only this."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from milestoned.milestone.rewrite import RewriteRules, Total, rewrite
from milestoned.milestone.spec import milestone_spec
from milestoned.note.note import Note, parse
from milestoned.note.problem import Problem
from milestoned.vault.entry import Entry, file_title

if TYPE_CHECKING:
    from milestoned.vault.config import Config
    from milestoned.vault.index_notes import IndexTotal


@dataclass(slots=True)
class Examined:
    """What came of reading a note: the entry, and the bytes it should hold (None: those it has)."""

    entry: Entry
    note: Note | None = None
    new: bytes | None = None
    line: str = ""


def examine(path: str, data: bytes, config: Config, total: IndexTotal | None = None) -> Examined:
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


def _examine_opted_in(path: str, note: Note, config: Config, total: IndexTotal | None) -> Examined:
    entry = Entry(path, _title(note, path), counts=note.counts(config.count), digest=note.digest)
    assert note.frontmatter is not None  # noqa: S101 - for the type checker
    spec = milestone_spec(note.frontmatter, config.size)
    if isinstance(spec, Problem):
        entry.problem = spec
        return Examined(entry, note)
    entry.spec = spec
    if entry.is_index and total is None:
        return Examined(entry, note)
    entry.fingerprint = total.fingerprint if total else ""
    return _rewrite(entry, note, config, total)


def _rewrite(entry: Entry, note: Note, config: Config, total: IndexTotal | None) -> Examined:
    assert entry.spec is not None  # noqa: S101 - for the type checker
    assert entry.counts is not None  # noqa: S101
    rules = RewriteRules(config.count, config.keys)
    summed = Total(total.counts, total.rows) if total else None
    written = rewrite(note, entry.counts, entry.spec, rules, summed)
    if isinstance(written, Problem):
        entry.problem = written
        return Examined(entry, note)
    entry.stale = written.new is not None
    return Examined(entry, note, written.new, written.progress.line)


def _title(note: Note, path: str) -> str:
    return note.title or file_title(path)


def with_sum_problem(entry: Entry, problem: Problem, line: int) -> Entry:
    """Return an index note's entry with what is wrong with its sum."""
    return replace(entry, problem=replace(problem, line=line))
