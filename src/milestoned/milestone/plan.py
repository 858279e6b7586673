"""From a note and its report to edits: none when the note already says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from milestoned.milestone.block import plan_blocks
from milestoned.milestone.cookies import plan_cookies
from milestoned.milestone.owned_keys import plan_keys
from milestoned.note.problem import Problem

if TYPE_CHECKING:
    from milestoned.milestone.edits import Edit
    from milestoned.milestone.keys import KeyStyle
    from milestoned.milestone.report import Report
    from milestoned.note.counts import CountRules
    from milestoned.note.note import Note


def plan(note: Note, found: Report, rules: CountRules, style: KeyStyle) -> list[Edit] | Problem:
    """Plan the edits that make a note say what its report says; a problem where a value cannot be replaced safely."""
    keys = plan_keys(note, found, style)
    if isinstance(keys, Problem):
        return keys
    return keys + plan_cookies(note, rules) + plan_blocks(note, found)
