"""Opting a note in on disk, as safely as every other write."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from milestoned.fileio.atomic import private_folder
from milestoned.fileio.snapshot import take
from milestoned.fileio.writer import Outcome, Writer
from milestoned.milestone.opt_in import Choice, start_text
from milestoned.note.problem import Problem
from milestoned.vault import config, user_dirs
from milestoned.vault.vault import Vault, find_root, is_note_name

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Started:
    """A note that was opted in: its vault, and its path from the vault's root."""

    vault: Vault
    path: str


def start_note(path: Path, choice: Choice) -> Started | Problem:
    """Add a writer's choice to a note. Returns what is in the way, if anything is; the note is then as it was."""
    if not is_note_name(path.name):
        return Problem(0, "is no Markdown note", "name a file that ends in .md")
    root = find_root(path)
    vault = Vault(root, config.load(root))
    found = vault.look(vault.relative(path))
    if found is None:
        return Problem(0, "there is no such note", "check the path")
    if found.problem:
        return found.problem
    try:
        snapshot = take(path)
    except OSError as error:
        return Problem(0, f"cannot be read: {error.strerror}", "make it readable")
    if len(snapshot.data) > vault.config.max_size:
        return Problem(0, "the note is larger than `max_size`", "split it, or raise `max_size`")
    new = start_text(snapshot.data, choice, vault.config.size)
    if isinstance(new, Problem):
        return new
    written = Writer(private_folder(user_dirs.vault_state(root)), root).write(snapshot, new)
    if written.outcome is Outcome.WRITTEN:
        return Started(vault, vault.relative(path))
    message = written.message or "the note changed at this very moment"
    return Problem(0, message, written.hint or "try again")
