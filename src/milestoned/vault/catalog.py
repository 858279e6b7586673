"""All notes of a vault: what each says and should say, reading only those that changed since they were last read."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from milestoned.milestone import keys
from milestoned.note.problem import Problem
from milestoned.vault.entry import Entry
from milestoned.vault.entry_cache import EntryCache
from milestoned.vault.index_notes import IndexNotes, IndexTotal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from milestoned.fileio.snapshot import Snapshot
    from milestoned.note.counts import Counts
    from milestoned.vault.examine import Examined
    from milestoned.vault.vault import Found, Vault

# Below this many notes to read, starting further processes costs more than it saves.
_WORTH_A_POOL = 400


class Catalog:
    """What is known of a vault's notes. `refresh` learns it; the rest answers from it."""

    def __init__(self, vault: Vault) -> None:
        self.vault = vault
        self.index = EntryCache(vault.root, vault.config.digest)
        self.entries: dict[str, Entry] = {}
        self.folder_problems: dict[str, Problem] = {}
        self._index_totals: IndexNotes | None = None

    def refresh(self, scopes: Iterable[str] = ("",)) -> None:
        """Look at every note below the given paths ("" is the whole vault), and read those that changed.

        An index note among them needs the notes it sums up: then the whole vault is looked at.
        """
        scopes = tuple(scopes)
        found: dict[str, Found] = {}
        for scope in scopes:
            walk = self.vault.walk(scope)
            found |= walk.notes
            self.folder_problems |= walk.problems
        self._learn_all(found)
        if "" in scopes:
            self.index.keep_only(found)
        elif self.index_notes():
            self._learn_all(
                {path: note for path, note in self.vault.walk().notes.items() if path not in found}
            )
        self._check_index_notes(self.index_notes())

    def _learn_all(self, notes: dict[str, Found]) -> None:
        unread: list[str] = []
        for path, found in notes.items():
            entry = self._known(found)
            if entry:
                self.keep(entry)
            else:
                unread.append(path)
        self._read_all(unread)

    def unread(self) -> tuple[list[str], list[str]]:
        """Walk the vault: return the notes that changed since they were read, and those that are gone."""
        notes = self.vault.walk().notes
        changed = [
            path for path, found in notes.items() if self._known(found) != self.entries.get(path, path)
        ]
        return changed, [path for path in self.entries if path not in notes]

    def index_notes(self) -> list[str]:
        """Return the paths of all index notes."""
        return [path for path, entry in self.entries.items() if entry.is_index]

    def index_totals(self) -> IndexNotes:
        """Return the sums of the index notes as the notes stand now."""
        if self._index_totals is None:
            self._index_totals = IndexNotes(self.entries, self.count_bystander)
        return self._index_totals

    def keep(self, entry: Entry) -> None:
        """Keep what is known of a note. What index notes name is worked out anew if it may have changed."""
        old = self.entries.get(entry.path)
        self.entries[entry.path] = entry
        if old is None or old.kept_out != entry.kept_out or _globs(old) != _globs(entry):
            self._index_totals = None

    def drop(self, path: str) -> None:
        """Forget a note that is gone."""
        self.index.forget(path)
        if self.entries.pop(path, None):
            self._index_totals = None

    def read(self, path: str) -> Snapshot | Problem:
        """Read a note's bytes, or say why they cannot be read."""
        from milestoned.fileio.snapshot import take  # noqa: PLC0415 - keeps a start without reading light

        try:
            return take(self.vault.absolute(path))
        except OSError as error:
            return Problem(0, f"cannot be read: {error.strerror}", "make it readable, or remove it")

    def examine(self, path: str) -> tuple[Snapshot, Examined] | Entry:
        """Read a note and plan it, an index note with its sum; an entry with a problem if it cannot be done."""
        snapshot = self.read(path)
        if isinstance(snapshot, Problem):
            return Entry(path, problem=snapshot)
        examined = self.examine_data(path, snapshot.data)
        return examined if isinstance(examined, Entry) else (snapshot, examined)

    def examine_data(self, path: str, data: bytes) -> Examined | Entry:
        """Plan a note that holds these bytes, on disk or not; an entry with a problem where its sum cannot be told."""
        from milestoned.vault.examine import examine  # noqa: PLC0415 - keeps a start without reading light

        examined = examine(path, data, self.vault.config)
        if not examined.entry.is_index or examined.entry.problem:
            return examined
        self.keep(examined.entry)
        total = self.index_totals().of(path)
        if isinstance(total, Problem):
            return self._unsummed(examined, total)
        return examine(path, data, self.vault.config, total)

    def learn(self, snapshot: Snapshot, entry: Entry) -> None:
        """Keep what was learnt from a note, and for the next start too if the note has rested for a moment."""
        entry.stamp = snapshot.stamp
        self.keep(entry)
        self.index.put(entry.path, snapshot.stamp, entry, time.time_ns())

    def _known(self, found: Found) -> Entry | None:
        if found.problem:
            return Entry(found.path, problem=found.problem)
        return self.index.get(found.path, found.stamp) if found.stamp else None

    def _read_all(self, paths: list[str]) -> None:
        if not paths:
            return
        from milestoned.vault.parallel_read import read_notes  # noqa: PLC0415 - nothing changed is the usual case

        now = time.time_ns()
        for stamp, entry in read_notes(self.vault, paths, parallel=len(paths) >= _WORTH_A_POOL):
            entry.stamp = stamp
            self.keep(entry)
            if stamp:
                self.index.put(entry.path, stamp, entry, now)

    def _check_index_notes(self, paths: Iterable[str]) -> None:
        """Find out which index notes no longer say what their notes add up to."""
        if not paths:
            return
        index_totals = self.index_totals()
        for path in paths:
            entry = self.entries[path]
            total = index_totals.of(path)
            if isinstance(total, IndexTotal) and not entry.problem and entry.fingerprint == total.fingerprint:
                continue
            outcome = self.examine(path)
            if isinstance(outcome, Entry):
                self.keep(outcome)
            else:
                self.learn(outcome[0], outcome[1].entry)

    def count_bystander(self, path: str) -> Counts | None:
        """Count a note that takes no part but is summed up by an index note."""
        from milestoned.note.note import parse  # noqa: PLC0415

        snapshot = None if self.entries[path].problem else self.read(path)
        if snapshot is None or isinstance(snapshot, Problem):
            return None
        note = parse(snapshot.data)
        if isinstance(note, Problem):
            return None
        entry = self.entries[path]
        entry.counts, entry.digest = note.counts(self.vault.config.count), note.digest
        entry.title = note.title or entry.title
        self.learn(snapshot, entry)
        return entry.counts

    def _unsummed(self, examined: Examined, problem: Problem) -> Entry:
        from milestoned.vault.examine import with_sum_problem  # noqa: PLC0415

        block = examined.note.frontmatter if examined.note else None
        pair = block.pair(keys.NOTES) if block else None
        return with_sum_problem(examined.entry, problem, block.line_of(pair) if block and pair else 1)


def _globs(entry: Entry) -> tuple[str, ...]:
    return entry.spec.notes if entry.spec else ()
