"""One note, start to end: read, count, plan, prove. `update`, `watch` and the editors run this and only this."""

from __future__ import annotations

from milestoned.fileio.snapshot import Snapshot
from milestoned.light.dataclasses import dataclass, replace
from milestoned.light.typing import TYPE_CHECKING
from milestoned.milestone.rewrite import RewriteRules, Total, rewrite
from milestoned.milestone.spec import milestone_spec
from milestoned.milestone.warnings import note_warnings
from milestoned.note.note import Note, parse
from milestoned.note.problem import Problem
from milestoned.vault.entry import Entry, file_title
from milestoned.vault.rules import filling_for, started

if TYPE_CHECKING:
    from milestoned.fileio.snapshot import NoteText
    from milestoned.milestone.filling import Filling
    from milestoned.vault.config import Config
    from milestoned.vault.index_notes import IndexTotal


@dataclass(frozen=True, slots=True)
class Examined:
    """A note that was read: its entry, and the bytes it should hold (None: those it has).

    `note` is None where the bytes are no text, `text` where nothing could be read. `line`: the progress line; "" where
    nothing is to be written.
    """

    entry: Entry
    note: Note | None = None
    new: bytes | None = None
    line: str = ""
    text: NoteText | None = None

    @property
    def entry_on_disk(self) -> Entry:
        """The entry, with the stamp of the file if one was read."""
        return replace(self.entry, stamp=self.text.stamp) if isinstance(self.text, Snapshot) else self.entry


def examine(
    path: str, data: bytes, config: Config, total: IndexTotal | None = None, *, prove: bool = True
) -> Examined:
    """Read a note, work out what it should hold, and prove the edit that makes it so.

    `total` is what an index note sums up; without it an index note is read but not planned.
    Without `prove`, for who only looks, the entry says if the note is stale, and `new` is not worked out.
    """
    examined = read_note(path, data, config)
    if examined.entry.is_index and total is None:
        return examined
    return plan_note(examined, config, total, prove=prove)


def read_note(path: str, data: bytes, config: Config) -> Examined:
    """Parse and count a note. The one place where a note's bytes are parsed before they are planned."""
    if len(data) > config.max_size:
        size = f"{len(data) / 2**20:.0f} MiB"
        problem = Problem(0, f"the note is {size}, more than `max_size`", "split it, or raise `max_size`")
        return Examined(Entry(path, problem=problem))
    note = parse(data)
    if isinstance(note, Problem):
        return Examined(Entry(path, problem=note))
    if note.problem:
        counts = note.counts(config.count)
        return Examined(Entry(path, _title(note, path), counts=counts, problem=note.problem), note)
    filled = filling_for(path, config)
    if note.opted_in:
        return Examined(_opted_in(path, note, config, filled), note)
    new = started(note, data, filled, config)
    note_then = parse(new) if isinstance(new, bytes) else new
    if isinstance(note_then, Problem) or note_then is None:
        return Examined(_bystander(path, note, config, note_then), note)
    return Examined(
        _opted_in(path, note_then, config, filled), note_then, new if isinstance(new, bytes) else None
    )


def plan_note(
    examined: Examined, config: Config, total: IndexTotal | None = None, *, prove: bool = True
) -> Examined:
    """Plan what a note that was read should hold, an index note from its total; others are returned as they are."""
    entry, note = examined.entry, examined.note
    if note is None or not entry.opted_in or entry.spec is None or entry.counts is None:
        return examined
    summed = Total(total.counts, total.rows) if total else None
    rules = RewriteRules(config.count, config.keys)
    written = rewrite(note, entry.counts, entry.spec, rules, summed, prove=prove)
    fingerprint = total.fingerprint if total else ""
    if isinstance(written, Problem):
        return replace(examined, entry=replace(entry, fingerprint=fingerprint, problem=written))
    new = examined.new if written.new is None else written.new
    stale = written.is_stale or new is not None
    if stale != entry.stale or fingerprint != entry.fingerprint:
        entry = replace(entry, fingerprint=fingerprint, stale=stale)
    return Examined(entry, note, new, written.progress.line, examined.text)


def _bystander(path: str, note: Note, config: Config, not_started: Problem | None) -> Entry:
    """Return the entry of a note that takes no part: counted only for the record, if the author wants it there."""
    warnings = (not_started,) if not_started else note_warnings(note, config.keys)
    if note.kept_out or not config.record_all:
        return Entry(path, kept_out=note.kept_out, warnings=warnings)
    counts = note.counts(config.count)
    return Entry(path, _title(note, path), counts=counts, digest=note.digest, warnings=warnings)


def _opted_in(path: str, note: Note, config: Config, filled: Filling) -> Entry:
    found = milestone_spec(note.frontmatter, config.size, filled.keys)
    spec, problem = (None, found) if isinstance(found, Problem) else (found, None)
    counts, warnings = note.counts(config.count), note_warnings(note, config.keys)
    return Entry(
        path,
        _title(note, path),
        counts=counts,
        spec=spec,
        problem=problem,
        digest=note.digest,
        warnings=warnings,
    )


def _title(note: Note, path: str) -> str:
    return note.title or file_title(path)


def cannot_be_read(error: OSError) -> Problem:
    """Return the problem of a note whose file cannot be read."""
    return Problem(0, f"cannot be read: {error.strerror}", "make it readable, or remove it")
