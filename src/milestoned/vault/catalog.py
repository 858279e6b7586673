"""All notes of a vault: what each says and should say, reading only those that changed since they were last read."""

from __future__ import annotations

import time

from milestoned.light.dataclasses import replace
from milestoned.light.typing import TYPE_CHECKING
from milestoned.milestone import keys
from milestoned.note.problem import Problem
from milestoned.vault import packed
from milestoned.vault.entries import Entries
from milestoned.vault.entry import Entry
from milestoned.vault.entry_cache import EntryCache
from milestoned.vault.index_notes import IndexNotes, IndexTotal
from milestoned.vault.own_writes import OwnWrites
from milestoned.vault.packed import pack, unpack
from milestoned.vault.vault import Walk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from milestoned.fileio.snapshot import Snapshot, Stamp
    from milestoned.note.counts import Counts
    from milestoned.vault.examine import Examined
    from milestoned.vault.vault import Found, Vault

CONFLICT_COPY = Problem(
    0,
    "a sync tool left this copy of a note that two devices changed: it takes no part",
    "compare it with the note, keep what you need, and remove it",
)

# Bytes to read: half a second of reading. A helper spares half of it, and takes the processor a twentieth longer.
_WORTH_A_HELPER = 16_000_000


class Catalog:
    """What is known of a vault's notes. `refresh` learns it; the rest answers from it."""

    def __init__(self, vault: Vault) -> None:
        self.vault = vault
        self._cache = EntryCache(vault.root, vault.config.digest)
        self.entries = Entries()
        self.folder_problems: dict[str, Problem] = {}
        self.conflict_copies: set[str] = set()
        self.nested: list[str] = []
        self._index_totals: IndexNotes | None = None
        self._own_writes = OwnWrites()
        # Told after each note that had to be read: how many are done, and of how many.
        self.on_read: Callable[[int, int], None] = lambda _done, _of: None

    def refresh(self, scopes: Iterable[str] = ("",), *, read: bool = True) -> list[str]:
        """Look at every note below the given paths ("" is the whole vault), and read those that changed.

        An index note among them needs the notes it sums up: then the whole vault is looked at.
        Without `read` the notes of a whole vault that changed are returned, for who reads each of them himself;
        `check_index_notes` is to follow.
        """
        scopes, walk = tuple(scopes), Walk()
        unread = dict(found for scope in scopes for found in self._unknown(scope, walk))
        self.folder_problems |= walk.problems
        self.conflict_copies |= set(walk.conflict_copies)
        self.nested += [folder for folder in walk.nested if folder not in self.nested]
        if "" in scopes:
            self._cache.keep_only([*self.entries, *unread])
            if not read:
                return list(unread)
        self._read_all(unread)
        if "" not in scopes and self.index_notes():
            others = self._unknown("", Walk())
            self._read_all({path: size for path, size in others if path not in unread})
        self.check_index_notes()
        return []

    def _unknown(self, scope: str, walk: Walk) -> Iterator[tuple[str, int]]:
        """Look at the notes below a path: keep what is known of those that did not change, and return the others.

        Each with its size in bytes.
        """
        for found in self.vault.look_below(scope, walk):
            row = self._known(found)
            if row:
                self._keep(found.path, row)
            else:
                yield found.path, found.stamp.size if found.stamp else 0

    def unread(self) -> tuple[list[str], list[str]]:
        """Walk the vault: return the notes that changed since they were read, and those that are gone."""
        there, changed = set[str](), []
        for found in self.vault.look_below("", Walk()):
            there.add(found.path)
            row = self._known(found)
            if row is None or row != self.entries.row(found.path):
                changed.append(found.path)
        return changed, [path for path in self.entries if path not in there]

    def warnings(self, names: Callable[[str], bool]) -> list[tuple[str, Problem]]:
        """Return the warnings about the notes that `names` takes, each with its path, by path and line."""
        notes = [
            (path, warning)
            for path in self.entries.with_warnings()
            for warning in self.entries[path].warnings
        ]
        copies = [(path, CONFLICT_COPY) for path in self.conflict_copies]
        return sorted(
            (item for item in notes + copies if names(item[0])), key=lambda item: (item[0], item[1].line)
        )

    def problems(self, paths: Iterable[str]) -> dict[str, Problem]:
        """Return what is wrong with these notes, and with folders, by path."""
        found = ((path, self.entries.problem(path)) for path in paths)
        return self.folder_problems | {path: problem for path, problem in found if problem}

    def index_notes(self) -> list[str]:
        """Return the paths of all index notes."""
        return self.entries.index_notes()

    def index_totals(self) -> IndexNotes:
        """Return the sums of the index notes as the notes are now."""
        if self._index_totals is None:
            self._index_totals = IndexNotes(self.entries, self.count_bystander)
        return self._index_totals

    def keep(self, entry: Entry) -> None:
        """Keep what is known of a note. What index notes sum up is worked out again if it may have changed."""
        self._keep(entry.path, pack(entry))

    def _keep(self, path: str, row: bytes) -> None:
        old = self.entries.row(path)
        if old == row:
            return
        self.entries.put_row(path, row)
        if old is None or packed.adds_otherwise(old, row):
            self._index_totals = None
        elif self._index_totals and unpack(path, old).summed_up != unpack(path, row).summed_up:
            self._index_totals.note_changed(path)

    def save(self) -> None:
        """Write what was learnt into the cache. A cache that cannot be written costs time, never a result."""
        self._cache.save()

    def bystanders(self) -> set[str]:
        """Return the notes that took no part when they were read by an earlier program."""
        return self._cache.bystanders()

    def drop(self, path: str) -> None:
        """Forget a note that is gone; the sums above it are worked out again."""
        self._cache.forget(path)
        if self.entries.pop(path, None):
            self._index_totals = None

    def read(self, path: str) -> Snapshot | Problem:
        """Return a note's bytes with their stamp, or the Problem that keeps them from being read."""
        from milestoned.fileio.snapshot import take  # noqa: PLC0415 - keeps a start without reading light
        from milestoned.vault.examine import cannot_be_read  # noqa: PLC0415

        try:
            return take(self.vault.absolute(path))
        except OSError as error:
            return cannot_be_read(error)

    def examine(self, path: str, data: bytes | None = None, *, sums: bool = True) -> Examined:
        """Parse a note once and plan it, an index note with its sum. A problem of the note is in its entry.

        `data` is what the note is to be taken to hold, such as the unsaved text of an editor: its file is not read.
        Without `sums` an index note is read, and not planned.
        """
        from milestoned.fileio.snapshot import NoteText  # noqa: PLC0415
        from milestoned.vault.examine import Examined, plan_note, read_note  # noqa: PLC0415

        read = self.read(path) if data is None else NoteText(self.vault.absolute(path), data)
        if isinstance(read, Problem):
            return Examined(Entry(path, problem=read))
        examined = replace(read_note(path, read.data, self.vault.config), text=read)
        if not examined.entry.is_index or examined.entry.problem:
            return plan_note(examined, self.vault.config)
        if not sums:
            return examined
        self.keep(examined.entry)
        total = self.index_totals().of(path)
        if isinstance(total, Problem):
            return self._unsummed(examined, total)
        return plan_note(examined, self.vault.config, total)

    def learn(self, examined: Examined) -> None:
        """Keep what was learnt from a note, and for the next start too if the note has rested for a moment."""
        from milestoned.fileio.snapshot import Snapshot  # noqa: PLC0415

        path, row, text = examined.entry.path, pack(examined.entry_on_disk), examined.text
        self._keep(path, row)
        if isinstance(text, Snapshot):
            self._cache.put(path, row, text.read_at_ns)

    def learn_written(self, examined: Examined, stamp: Stamp | None) -> None:
        """Keep what is known of a note that has just been written.

        `stamp` is of the file after the write; None if it is not known, then the note is read again.
        """
        entry = replace(examined.entry_on_disk, stale=False)
        row = pack(replace(entry, stamp=stamp) if stamp else entry)
        self._keep(entry.path, row)
        if stamp:
            self._cache.put_written(entry.path, row)
            self._own_writes.keep(entry.path, examined.new or b"")

    def is_settled(self, path: str, found: Found | None = None) -> bool:
        """Return True if the file is still the one that was read or written last, and is up to date.

        `found` is what a look at it has just found, to be spared another one.
        """
        found = found or self.vault.look(path)
        row = (self._known(found) or self._as_written(found)) if found else None
        if row is None or row[0] & (packed.PROBLEM | packed.STALE) or row != self.entries.row(path):
            return False
        return not row[0] & packed.INDEX or self._is_summed(self.entries[path])

    def _known(self, found: Found) -> bytes | None:
        """Return what is known of a note as it is packed; None for one that is to be read."""
        if found.problem:
            return pack(Entry(found.path, problem=found.problem))
        return self._cache.get(found.path, found.stamp) if found.stamp else None

    def _as_written(self, found: Found) -> bytes | None:
        """Return what is known of a note that is as we wrote it a moment ago: its stamp is not believed yet, so it is read."""
        row = self.entries.row(found.path)
        if row is None or not found.stamp or not packed.is_of(row, found.stamp):
            return None
        if found.path not in self._own_writes:
            return None
        text = self.read(found.path)
        if isinstance(text, Problem) or text.stamp != found.stamp:
            return None
        if not self._own_writes.is_as_written(found.path, text.data):
            return None
        self._cache.put(found.path, row, text.read_at_ns)
        return row

    def _read_all(self, unread: dict[str, int]) -> None:
        """Read notes, given with their sizes."""
        if not unread:
            return
        from milestoned.vault.parallel_read import read_notes  # noqa: PLC0415 - nothing changed is the usual case

        now = time.time_ns()
        parallel = sum(unread.values()) >= _WORTH_A_HELPER
        for done, (path, row) in enumerate(read_notes(self.vault, list(unread), parallel=parallel), 1):
            self.on_read(done, len(unread))
            self._keep(path, row)
            self._cache.put(path, row, now)

    def check_index_notes(self) -> None:
        """Read the index notes again whose values are not the sum of their notes."""
        for path in self.index_notes():
            entry = self.entries[path]
            if entry.problem or not self._is_summed(entry):
                self.learn(self.examine(path))

    def _is_summed(self, entry: Entry) -> bool:
        """Return True if an index note was planned with what its notes add up to now."""
        total = self.index_totals().of(entry.path)
        return isinstance(total, IndexTotal) and entry.fingerprint == total.fingerprint

    def count_bystander(self, path: str) -> Counts | None:
        """Count a note that takes no part but is summed up by an index note; None if it cannot be counted."""
        known = self.entries[path]
        examined = None if known.problem else self.examine(path, sums=False)
        if examined is None or examined.note is None:
            return None
        note, counts = examined.note, examined.note.counts(self.vault.config.count)
        # One that was saved since it was looked at is looked at again: it may take part by now.
        if examined.entry_on_disk == known:
            counted = replace(known, counts=counts, digest=note.digest, title=note.title or known.title)
            self.learn(replace(examined, entry=counted))
        return counts

    def _unsummed(self, examined: Examined, problem: Problem) -> Examined:
        """Return an index note with what is wrong with its sum: not to be remembered, since its notes are to blame."""
        block = examined.note.frontmatter if examined.note else None
        pair = block.pair(keys.NOTES) if block else None
        line = block.line_of(pair) if block and pair else 1
        return replace(
            examined, entry=replace(examined.entry, problem=replace(problem, line=line)), text=None
        )
