"""Parsed notes wait to be recorded, as long as there is room."""

from __future__ import annotations

from milestoned.note.note import Note, parse
from milestoned.vault.parsed_notes import ParsedNotes, ParsedText


def _note(text: str) -> Note:
    note = parse(text.encode())
    assert isinstance(note, Note)
    return note


def test_the_latest_state_is_taken_out_once() -> None:
    """A later state takes the place of the one before; a look that parsed nothing changes nothing."""
    notes, old, new = ParsedNotes(), _note("old"), _note("new")
    notes.keep("a.md", old)
    notes.keep("a.md", new)
    notes.keep("a.md", None)
    assert notes.take("a.md") == ParsedText(new.digest, ["new"])
    assert notes.take("a.md") is None


def test_what_has_no_room_is_not_kept_and_leaves_no_older_state() -> None:
    """Room comes back when a note is taken out."""
    notes = ParsedNotes(most=10)
    notes.keep("a.md", _note("12345"))
    notes.keep("b.md", _note("1234567"))
    assert len(notes) == 1
    notes.keep("a.md", _note("12345678901"))
    assert notes.take("a.md") is None
    notes.keep("b.md", _note("1234567890"))
    assert notes.take("b.md")
