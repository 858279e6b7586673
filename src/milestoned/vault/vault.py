"""The vault on disk: its root, the notes in it, and what is passed over."""

from __future__ import annotations

import os
import re
import stat as modes
from pathlib import Path

from milestoned.errors import UsageError
from milestoned.fileio.snapshot import Stamp
from milestoned.light.dataclasses import dataclass, field
from milestoned.light.patterns import lazy_pattern
from milestoned.light.typing import TYPE_CHECKING
from milestoned.note.problem import Problem
from milestoned.vault import globs
from milestoned.vault.conflict_copies import is_conflict_copy
from milestoned.vault.places import OBSIDIAN_FOLDER, PASSED_OVER
from milestoned.vault.root import FOLDER, find_root, has_own_folder, is_note_name, is_vault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from milestoned.vault.config import Config

__all__ = ["Found", "Vault", "Walk", "find_root", "is_note_name", "is_vault"]

# What editors and sync tools leave beside notes: never a note, and never a reason to look at one.
_HIDDEN_STARTS = (".", "~$", "~syncthing~")
_LEFT_ENDS = ("~", ".tmp")
# What replaces a note on a Mac that iCloud keeps elsewhere.
_EVICTED = lazy_pattern(r"\.(?P<name>.+\.(?:md|markdown))\.icloud", re.IGNORECASE | re.DOTALL)
_AWAY = Problem(0, "is away: iCloud keeps it elsewhere", "open it once, so that it is downloaded")
_SWAP_FILE = lazy_pattern(r".*\.sw[a-z]", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Found:
    """A note found on disk: its path from the root, with `/`, and its stamp; or why it cannot be one."""

    path: str
    stamp: Stamp | None
    problem: Problem | None = None


@dataclass(slots=True)
class Walk:
    """What a walk saw: the notes, the folders that could not be listed or are vaults of their own, and conflict copies."""

    notes: dict[str, Found] = field(default_factory=dict)
    problems: dict[str, Problem] = field(default_factory=dict)
    nested: list[str] = field(default_factory=list)
    conflict_copies: list[str] = field(default_factory=list)


def _is_artefact(name: str) -> bool:
    lower = name.lower()
    return (
        name.startswith(_HIDDEN_STARTS)
        or lower.endswith(_LEFT_ENDS)
        or is_conflict_copy(name)
        or name == "4913"  # vim's test whether it may write in a folder
        or (name.startswith("#") and name.endswith("#"))
        or _SWAP_FILE.fullmatch(name) is not None
    )


class Vault:
    """A folder of notes and its configuration."""

    def __init__(self, root: Path, config: Config) -> None:
        self.root = root
        self.config = config

    def relative(self, path: Path) -> str:
        """Return a path from the root, with `/`. Raises UsageError for one outside of the vault."""
        target = self._inside(Path(os.path.realpath(path)))
        if target is not None and (path.is_dir() or self.takes(target)):
            return target  # a link to a note that takes part by itself means that note
        absolute = Path(os.path.realpath(path.parent)) / path.name
        if (inside := self._inside(absolute)) is None:
            raise UsageError(f"{path} is not in the vault {self.root}", "name paths of one vault at a time")
        return inside

    def _inside(self, real: Path) -> str | None:
        if not real.is_relative_to(self.root):
            return None
        return "" if real == self.root else real.relative_to(self.root).as_posix()

    @property
    def is_obsidian(self) -> bool:
        """Whether Obsidian has the vault: it shows what it read last until a note's time or size changes."""
        return (self.root / OBSIDIAN_FOLDER).is_dir()

    def absolute(self, path: str) -> Path:
        """Return where a path from the root is on disk."""
        return self.root / path

    def takes(self, path: str) -> bool:
        """Return True if a path from the root could be a note: by its name, the folders above it and `ignore:`."""
        return is_note_name(path) and not self.passes_over(path)

    def passes_over(self, path: str) -> bool:
        """Return True if a path from the root, or a folder above it, is passed over or a vault of its own."""
        parts = path.split("/")
        above = ["/".join(parts[: depth + 1]) for depth in range(len(parts))]
        return any(self.ignores(folder) or has_own_folder(self.absolute(folder)) for folder in above)

    def ignores(self, path: str) -> bool:
        """Return True if a file or folder is passed over, the folders above it left aside."""
        name = path.rpartition("/")[2]
        return name == PASSED_OVER or _is_artefact(name) or self._is_unwanted(path, name)

    def _is_unwanted(self, path: str, name: str) -> bool:
        return bool(self.config.ignore) and any(
            self._matches(glob, path, name) for glob in self.config.ignore
        )

    @staticmethod
    def _matches(glob: str, path: str, name: str) -> bool:
        bare = glob.strip("/")
        if link := globs.linked_name(bare):
            return globs.links_to(link, path)
        return globs.matches(bare, path if "/" in bare else name)

    def walk(self, scope: str = "") -> Walk:
        """Find all notes below a folder of the vault, or the one note that `scope` names."""
        walk = Walk()
        walk.notes = {found.path: found for found in self.look_below(scope, walk)}
        return walk

    def look_below(self, scope: str, walk: Walk) -> Iterator[Found]:
        """Yield the notes that `walk` finds one by one, and put what else is seen into the given walk."""
        if scope and self.passes_over(scope):
            return
        start = self.absolute(scope) if scope else self.root
        if scope and not start.is_dir():
            if found := self.look(scope):
                yield found
            return
        pending = [scope]
        while pending:
            folder = pending.pop()
            if (listed := self._list(folder, walk)) is not None:
                yield from self._found_in(f"{folder}/" if folder else "", listed, walk, pending)

    def _list(self, folder: str, walk: Walk) -> list[os.DirEntry[str]] | None:
        """List one folder; None for one that cannot be listed, or is a vault of its own. Raises UsageError for the root."""
        try:
            with os.scandir(f"{self.root}/{folder}" if folder else self.root) as scan:
                listed = list(scan)
        except OSError as error:
            if not folder:
                raise UsageError(f"{self.root}: {error.strerror}", "name a folder that can be read") from None
            walk.problems[folder] = Problem(
                0, f"the folder cannot be listed: {error.strerror}", "make it readable"
            )
            return None
        if folder and any(entry.name == FOLDER and entry.is_dir() for entry in listed):
            walk.nested.append(folder)
            return None
        return listed

    def _found_in(
        self, prefix: str, listed: list[os.DirEntry[str]], walk: Walk, pending: list[str]
    ) -> Iterator[Found]:
        """Yield the notes of a folder; its folders that are to be walked are added to `pending`."""
        away = []
        for entry in listed:
            path = prefix + entry.name
            if entry.is_dir(follow_symlinks=False):
                if not self.ignores(path):
                    pending.append(path)
            elif is_note_name(entry.name):
                if found := self._note(path, entry, walk):
                    yield found
            elif evicted := _EVICTED.fullmatch(entry.name):
                away.append(prefix + evicted["name"])
        there = {prefix + entry.name for entry in listed} if away else set()
        yield from (Found(path, None, _AWAY) for path in away if path not in there and not self.ignores(path))

    def _note(self, path: str, entry: os.DirEntry[str], walk: Walk) -> Found | None:
        """Look at what has a note's name; None for what is passed over, or gone."""
        if is_conflict_copy(entry.name):
            walk.conflict_copies.append(path)
            return None
        if entry.name.startswith(_HIDDEN_STARTS) or self._is_unwanted(path, entry.name):
            return None
        try:
            if entry.is_file(follow_symlinks=False):
                return Found(path, Stamp.of(entry.stat(follow_symlinks=False)))
        except OSError:
            return None  # gone between the listing and the look
        return self.look(path)

    def look(self, path: str) -> Found | None:
        """Look at one path: a note, nothing (None), or something that is not a note, and why."""
        full = self.absolute(path)
        try:
            stat = full.stat()
        except FileNotFoundError:
            evicted = full.with_name(f".{full.name}.icloud")
            return Found(path, None, _AWAY) if is_note_name(full.name) and evicted.exists() else None
        except OSError as error:
            return Found(
                path, None, Problem(0, f"cannot be looked at: {error.strerror}", "check where it leads")
            )
        if full.is_symlink():
            return self._look_behind(path, full, stat)
        if not modes.S_ISREG(stat.st_mode):
            return Found(path, None, Problem(0, "is not a regular file", "a note is a plain text file"))
        return Found(path, Stamp.of(stat))

    def _look_behind(self, path: str, link: Path, stat: os.stat_result) -> Found | None:
        """Follow a link inside the vault, unless it leads to a note that takes part by itself."""
        target = Path(os.path.realpath(link))
        if not target.is_relative_to(os.path.realpath(self.root)):
            message = "is a symbolic link that leads out of the vault"
            return Found(
                path, None, Problem(0, message, "move the note into the vault, or start a vault there")
            )
        if modes.S_ISDIR(stat.st_mode) or self.takes(
            target.relative_to(os.path.realpath(self.root)).as_posix()
        ):
            return None
        return Found(path, Stamp.of(stat))
