"""The notes that PATH arguments name: one by one, by folder, by glob."""

from __future__ import annotations

import glob
from pathlib import Path

from milestoned.light.dataclasses import dataclass
from milestoned.light.typing import TYPE_CHECKING
from milestoned.note.problem import Problem
from milestoned.vault import config
from milestoned.vault.root import find_root, is_note_name
from milestoned.vault.vault import Vault

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


@dataclass(frozen=True, slots=True)
class NamedNote:
    """A note: its vault, its path there, the name it is shown by, and whether it was named for itself."""

    vault: Vault
    path: str
    shown: str
    alone: bool


@dataclass(frozen=True, slots=True)
class NoNote:
    """A path that was named, or lies in a named folder, and why nothing can be done with it."""

    shown: str
    problem: Problem


class NamedNotes:
    """Finds the notes that paths name, each of them once. `nested` are the vaults inside of others on the way."""

    def __init__(self) -> None:
        self._vaults: dict[Path, Vault] = {}
        self._seen: set[Path] = set()
        self.nested: list[str] = []

    def find(self, paths: Sequence[str]) -> Iterator[NamedNote | NoNote]:
        """Return the notes in the order they were named; those of a folder or a glob are sorted by path."""
        for given in paths:
            for found in self._one(given):
                if isinstance(found, NoNote) or self._is_first(found):
                    yield found

    def vault_of(self, path: Path) -> Vault:
        """Return the vault of a path, its configuration read once."""
        root = find_root(path)
        if root not in self._vaults:
            self._vaults[root] = Vault(root, config.load(root))
        return self._vaults[root]

    def _is_first(self, note: NamedNote) -> bool:
        file = note.vault.absolute(note.path)
        is_new = file not in self._seen
        self._seen.add(file)
        return is_new

    def _one(self, given: str) -> Iterator[NamedNote | NoNote]:
        path = Path(given)
        if path.is_dir():
            yield from self._folder(path)
        elif not path.exists() and glob.has_magic(given):
            yield from self._glob(given)
        elif not is_note_name(path.name):
            yield NoNote(
                given, Problem(0, "is not a Markdown note", "name a file that ends in .md or .markdown")
            )
        else:
            vault = self.vault_of(path)
            yield NamedNote(vault, vault.relative(path), given, alone=True)

    def _glob(self, given: str) -> Iterator[NamedNote | NoNote]:
        matches = [Path(match) for match in sorted(glob.glob(given, recursive=True))]  # noqa: PTH207 - as the shell does
        notes = [match for match in matches if is_note_name(match.name) and not match.is_dir()]
        folders = [match for match in matches if match.is_dir() and not given.endswith("**")]
        for folder in folders:
            yield from self._folder(folder)
        for note in notes:
            vault = self.vault_of(note)
            if not vault.passes_over(path := vault.relative(note)):
                yield NamedNote(vault, path, note.as_posix(), alone=False)
        if not notes and not folders:
            yield NoNote(given, Problem(0, "no note matches", "check the path and its `*`"))

    def _folder(self, folder: Path) -> Iterator[NamedNote | NoNote]:
        vault = self.vault_of(folder)
        walk = vault.walk(vault.relative(folder))
        found = dict(walk.problems) | {path: note.problem for path, note in walk.notes.items()}
        real = folder.resolve()
        self.nested += [(folder / vault.absolute(path).relative_to(real)).as_posix() for path in walk.nested]
        for path, problem in sorted(found.items()):
            shown = (folder / vault.absolute(path).relative_to(real)).as_posix()
            yield NoNote(shown, problem) if problem else NamedNote(vault, path, shown, alone=False)
