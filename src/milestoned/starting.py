"""Opting a note in on disk, as safely as every other write."""

from __future__ import annotations

from typing import TYPE_CHECKING

from milestoned.milestone import edits, goal
from milestoned.milestone.opt_in import Choice, plan_start
from milestoned.note.note import parse
from milestoned.note.problem import Problem
from milestoned.note.text import SourceText
from milestoned.recording import How, Scribe
from milestoned.survey import Survey
from milestoned.vault import config, places
from milestoned.vault.entry import Entry
from milestoned.vault.snapshot import take
from milestoned.vault.vault import Vault, find_root, is_note_name, is_vault
from milestoned.vault.write import Outcome, Writer

if TYPE_CHECKING:
    from pathlib import Path


def start_note(path: Path, choice: Choice) -> Problem | None:
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
    new = _started(snapshot.data, choice, vault.config)
    if isinstance(new, Problem):
        return new
    written = Writer(places.make_private(places.vault_state(root)), root).write(snapshot, new)
    if written.outcome is Outcome.WRITTEN:
        if is_vault(root):
            _record(vault, vault.relative(path))
        return None
    message = written.message or "the note changed at this very moment"
    return Problem(0, message, written.hint or "try again")


def _record(vault: Vault, path: str) -> None:
    """Record what stands in the note now as its starting point: it was not written today."""
    survey = Survey(vault)
    outcome = survey.examine(path)
    if not isinstance(outcome, Entry):
        survey.learn(outcome[0], outcome[1].entry)
        scribe = Scribe(survey, _nobody)
        scribe.note(path, How.STARTED)
        scribe.close()


def _nobody(_text: str) -> None:
    """Nothing is earned by starting."""


def _started(data: bytes, choice: Choice, settings: config.Config) -> bytes | Problem:
    """Return the bytes of the note once it is opted in, proved to hold the same body and to say what was chosen."""
    note = parse(data)
    if isinstance(note, Problem):
        return note
    edit = plan_start(note, choice)
    if isinstance(edit, Problem):
        return edit
    text = edits.apply(note.source.text, [edit])
    new = SourceText(text, note.source.has_bom).encode()
    after = parse(new)
    if isinstance(after, Problem) or after.problem or not after.opted_in or after.frontmatter is None:
        return Problem(
            1, "its frontmatter leaves no safe place for a milestone", "add `milestone: 1000 words` by hand"
        )
    chosen = goal.commitment(after.frontmatter, settings.size)
    if isinstance(chosen, Problem):
        return chosen
    if note.body != after.body:
        return Problem(
            1, "its frontmatter leaves no safe place for a milestone", "add `milestone: 1000 words` by hand"
        )
    return new
