"""The vaults that open documents are in, as far as counting needs them. All of it belongs to the thread that counts."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING

from milestoned.errors import UsageError
from milestoned.light.dataclasses import dataclass, replace
from milestoned.note.note import Note, parse
from milestoned.note.problem import Problem
from milestoned.vault import config, user_dirs
from milestoned.vault.catalog import Catalog
from milestoned.vault.entry import Entry
from milestoned.vault.index_notes import standing
from milestoned.vault.root import CONFIG_FILE, FOLDER, find_root, is_vault
from milestoned.vault.vault import Vault

if TYPE_CHECKING:
    from pathlib import Path

    from milestoned.lsp.document import Document
    from milestoned.milestone.note_progress import NoteProgress
    from milestoned.vault.config import Config

log = logging.getLogger(__name__)

# Seconds that the sums of index notes hold good while somebody types: looking at every note takes its time.
_SUMS_HOLD = 1.0

_HALF_A_CHARACTER = Problem(
    0, "the text holds half of a character", "delete it: your editor cannot save it as UTF-8"
)


@dataclass(frozen=True, slots=True)
class Counted:
    """What one version of a document holds and should hold. `entry` is None where no note of a vault is meant.

    `new` is the text that the document should hold; None if it does, or where that cannot be told. `trouble` is what is
    wrong with the configuration: nothing is counted by it then.
    """

    document: Document
    root: Path
    settings: Config
    stamp: object
    entry: Entry | None = None
    note: Note | None = None
    line: str = ""
    new: str | None = None
    trouble: UsageError | None = None

    @property
    def problem(self) -> Problem | None:
        """What is wrong with the note; None if nothing is, or if it is not one of a vault."""
        return self.entry.problem if self.entry else None

    @property
    def is_index(self) -> bool:
        """Whether the note sums up others."""
        return self.entry is not None and self.entry.is_index

    @property
    def takes_part(self) -> bool:
        """Whether the note has a milestone and can be served."""
        return self.entry is not None and self.entry.opted_in


class OpenVault:
    """One vault: its configuration, read again when it changes, and its notes, as far as an index note sums them up."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.is_vault = is_vault(root)
        self.trouble: UsageError | None = None
        self._stamp: object = None
        self.vault = Vault(root, config.Config())
        self._catalog: Catalog | None = None
        self._summed_at = float("-inf")

    def count(self, document: Document, *, fresh: bool = False) -> Counted:
        """Count a document; with `fresh`, an index note's notes as they are on disk at this moment."""
        self._take_over_settings()
        nothing = Counted(document, self.root, self.vault.config, self._stamp, trouble=self.trouble)
        path = self.path_of(document)
        if self.trouble or path is None:
            return nothing
        if document.data is None:
            return replace(nothing, entry=Entry(path, problem=_HALF_A_CHARACTER))
        return self._examined(nothing, path, document.data, fresh=fresh)

    def path_of(self, document: Document) -> str | None:
        """Return a document's path from the root; None where the vault passes it over."""
        try:
            path = self.vault.relative(document.path)
        except (UsageError, OSError, ValueError):
            return None
        return path if self.vault.takes(path) else None

    def text_of(self, path: str, data: bytes) -> bytes:
        """Return what a note that held these bytes should hold."""
        return self._notes().examine(path, data).new or data

    def forget_sums(self) -> None:
        """Look at every note again for the next index note."""
        self._summed_at = float("-inf")

    def progress_of(self, entry: Entry) -> NoteProgress | None:
        """Return how far a note is; None for one that takes no part or has a problem."""
        return standing(self._notes().index_totals(), entry)

    def _examined(self, nothing: Counted, path: str, data: bytes, *, fresh: bool) -> Counted:
        examined = self._notes().examine(path, data)
        if examined.entry.is_index and self._looked_again(fresh=fresh):
            examined = self._notes().examine(path, data)
        new = None if examined.new is None else examined.new.decode()
        note = _as_it_is(examined.note, nothing.document, data)
        return replace(nothing, entry=examined.entry, note=note, line=examined.line, new=new)

    def _notes(self) -> Catalog:
        if self._catalog is None:
            self._catalog = Catalog(self.vault)
        return self._catalog

    def _looked_again(self, *, fresh: bool) -> bool:
        """Look at every note of the vault, but for those whose looks still hold good."""
        if not fresh and time.monotonic() - self._summed_at < _SUMS_HOLD:
            return False
        catalog = Catalog(self.vault)
        catalog.refresh()
        self._catalog, self._summed_at = catalog, time.monotonic()
        return True

    def _take_over_settings(self) -> None:
        """Read the configuration if its files have changed; one that is wrong leaves the notes alone."""
        if (stamp := settings_stamp(self.root)) == self._stamp:
            return
        self._stamp = stamp
        try:
            self.vault = Vault(self.root, config.load(self.root))
        except UsageError as error:
            self.trouble = error
            log.warning("%s", error.message)
            return
        self.trouble = None
        self._catalog = None
        self.forget_sums()


def _as_it_is(note: Note | None, document: Document, data: bytes) -> Note | None:
    """Return a document's note. One that a rule opts in was examined as it will be, and its lines are others."""
    if note is None or note.source.text == document.text[document.shift :]:
        return note
    read = parse(data)
    return read if isinstance(read, Note) else None


def settings_stamp(root: Path) -> object:
    """Return what changes when a vault's configuration does."""
    return [_stamp(path) for path in (user_dirs.user_config(), root / FOLDER / CONFIG_FILE)]


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        stat = path.stat()
    except OSError:
        return None
    return stat.st_mtime_ns, stat.st_size


class Vaults:
    """Every vault that was needed so far, by its root."""

    def __init__(self) -> None:
        self._open: dict[Path, OpenVault] = {}

    def of(self, document: Document) -> OpenVault:
        """Return the vault of a document; a lone note's is its folder."""
        root = find_root(document.path)
        known = self._open.get(root)
        if known is None or known.is_vault != is_vault(root):
            self._open[root] = OpenVault(root)
        return self._open[root]

    def forget_sums(self) -> None:
        """Drop the sums of every vault, so that the next index note is counted from its files."""
        for vault in self._open.values():
            vault.forget_sums()
