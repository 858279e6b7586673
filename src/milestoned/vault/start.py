"""Opting a note in on disk: the writer's keys and the program's, in one write."""

from __future__ import annotations

import os

from milestoned.fileio.atomic import sync_folder, write_all
from milestoned.light.typing import TYPE_CHECKING
from milestoned.milestone.opt_in import Choice, reason_to_pass_over, start_text
from milestoned.note.note import parse
from milestoned.note.problem import Problem
from milestoned.vault.catalog import Catalog
from milestoned.vault.examine import examine
from milestoned.vault.note_changer import Changed, NoteChanger

if TYPE_CHECKING:
    from milestoned.vault.entry import Entry
    from milestoned.vault.index_notes import IndexTotal
    from milestoned.vault.vault import Vault


class Starter:
    """Opts notes of one vault in. With `dry` nothing is written."""

    def __init__(self, vault: Vault, choice: Choice, *, dry: bool = False) -> None:
        self.vault = vault
        self._choice = choice
        self._dry = dry
        self._changer = NoteChanger(vault, dry=dry)

    def start(self, path: str) -> Changed | Problem:
        """Add the keys to a note. Return what is in the way, if anything is; the note is then as it was."""
        return self._changer.change(path, lambda data: opted_in(self.vault, path, data, self._choice))

    def make(self, path: str) -> Changed | Problem:
        """Make a note that is not there yet, of frontmatter alone, and its folders; return a Problem if it cannot be."""
        new = opted_in(self.vault, path, b"", self._choice)
        if isinstance(new, Problem):
            return new
        try:
            if not self._dry:
                self._create(path, new)
        except OSError as error:
            return Problem(0, f"cannot be made: {error.strerror}", "check the path and its folder")
        return Changed(path, b"", new)

    def close(self) -> list[str]:
        """End the work; return the messages for the writer."""
        return self._changer.close()

    def _create(self, path: str, data: bytes) -> None:
        file = self.vault.absolute(path)
        file.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666)
        try:
            write_all(descriptor, data)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        sync_folder(file.parent)


def opted_in(vault: Vault, path: str, data: bytes, choice: Choice) -> bytes | Problem:
    """Return the bytes of a note once it takes part, with its progress, or the Problem that keeps it out.

    For an index note other notes are read.
    """
    started = start_text(data, choice, vault.config.size)
    if isinstance(started, Problem):
        return started
    examined = examine(path, started, vault.config)
    if examined.entry.problem is None and examined.entry.is_index:
        total = _total(vault, examined.entry)
        if isinstance(total, Problem):
            return total
        examined = examine(path, started, vault.config, total)
    return examined.entry.problem or examined.new or started


def passed_over(vault: Vault, path: str) -> str:
    """Return why a note in a named folder is left as it is, or ""."""
    try:
        note = parse(vault.absolute(path).read_bytes())
    except OSError:
        return ""  # starting it says what is wrong
    return "" if isinstance(note, Problem) else reason_to_pass_over(note)


def _total(vault: Vault, entry: Entry) -> IndexTotal | Problem:
    catalog = Catalog(vault)
    catalog.refresh()
    catalog.keep(entry)
    total = catalog.index_totals().of(entry.path)
    catalog.save()
    return total
