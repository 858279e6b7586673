"""Rules of the configuration: milestones for a whole folder, and for every note that is added to it."""

from __future__ import annotations

from milestoned.light.dataclasses import dataclass
from milestoned.light.typing import TYPE_CHECKING
from milestoned.milestone.filling import Filling, filling
from milestoned.milestone.opt_in import Choice, start_text
from milestoned.vault import globs

if TYPE_CHECKING:
    from collections.abc import Mapping

    from milestoned.note.note import Note
    from milestoned.note.problem import Problem
    from milestoned.vault.config import Config

_NOTHING = Filling()


@dataclass(frozen=True, slots=True)
class Rule:
    """What holds for the notes that globs name, from the vault's root. `start` is None where the rule has none.

    `imports`: what becomes of words that come in at once; empty where the rule does not set it.
    """

    notes: tuple[str, ...]
    keys: Mapping[str, object]
    start: bool | None = None
    imports: str = ""


def imports_for(path: str, config: Config) -> str:
    """Return what becomes of words that come into a note at once: `ask`, `credit` or `ignore`; later rules win."""
    said = [
        rule.imports
        for rule in config.rules
        if rule.imports and any(globs.matches(glob, path) for glob in rule.notes)
    ]
    return said[-1] if said else config.imports


def filling_for(path: str, config: Config) -> Filling:
    """Return what the rules set for the note at a path."""
    if not config.rules:
        return _NOTHING
    named = [rule for rule in config.rules if any(globs.matches(glob, path) for glob in rule.notes)]
    return filling((rule.keys, rule.start) for rule in named) if named else _NOTHING


def started(note: Note, data: bytes, filled: Filling, config: Config) -> bytes | Problem | None:
    """Return the bytes of a note that a rule opts in, or the Problem that keeps it out.

    None if no rule opts it in, or if the note holds nothing yet.
    """
    milestone = filled.milestone
    if milestone is None or note.declined or note.kept_out or not note.source.text.strip():
        return None
    return start_text(data, Choice(every=milestone), config.size)
