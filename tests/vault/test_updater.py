"""Bringing notes up to date, into a file or into anything else that takes a note's text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from milestoned.fileio.editor_locks import WriteDelay
from milestoned.fileio.result import CONFLICT, WriteResult, pending, refused, written
from milestoned.vault.updater import Result, Updater

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from milestoned.fileio.snapshot import NoteText
    from tests.vault.folders import Folder


class Buffer:
    """A sink as an editor is one: it takes the text into its own buffer, or answers what it was given."""

    def __init__(self, *answers: WriteResult, delay: WriteDelay | None = None) -> None:
        self.texts: list[tuple[Path, bytes, bytes]] = []
        self._answers = list(answers)
        self._delay = delay

    def hold(self, path: str, *, size_changes: bool) -> WriteDelay | None:
        """Return the delay that the test set."""
        assert path
        assert size_changes
        return self._delay

    def write(self, text: NoteText, new: bytes) -> WriteResult:
        """Keep the text."""
        self.texts.append((text.path, text.data, new))
        return self._answers.pop(0) if self._answers else written(None)

    def write_all(self, notes: Sequence[tuple[NoteText, bytes]]) -> list[WriteResult]:
        """Keep the texts."""
        return [self.write(text, new) for text, new in notes]


def test_a_stale_note_goes_to_the_sink_with_exactly_what_was_counted(folder: Folder) -> None:
    """The sink is given the old text, to compare, and the new one."""
    note = folder.note("a.md", 5)
    sink = Buffer()
    update = Updater(folder.catalog(), sink).update("a.md")
    assert update.result is Result.WRITTEN
    [(path, old, new)] = sink.texts
    assert path == note
    assert old == note.read_bytes()
    assert b"milestone-words:" in new


def test_unsaved_text_is_counted_instead_of_the_file(folder: Folder) -> None:
    """What an editor holds is what its sink is given, and the file is not read."""
    note = folder.note("a.md", 5)
    catalog = folder.catalog()
    note.unlink()
    sink = Buffer()
    unsaved = b"---\nmilestone: 100 words\n---\n\none two\n"
    assert Updater(catalog, sink).update("a.md", unsaved).result is Result.WRITTEN
    assert sink.texts[0][1] == unsaved


def test_unsaved_text_that_the_editor_no_longer_holds_is_not_tried_again(folder: Folder) -> None:
    """The next text comes with the next change."""
    folder.note("a.md", 5)
    sink = Buffer(CONFLICT)
    update = Updater(folder.catalog(), sink).update("a.md", b"---\nmilestone: words\n---\n")
    assert update.result is Result.PENDING
    assert len(sink.texts) == 1


def test_a_note_that_was_saved_meanwhile_is_counted_again(folder: Folder) -> None:
    """After a conflict the file is read once more; a note saved over and over waits for the next pass."""
    folder.note("a.md", 5)
    catalog = folder.catalog()
    once, always = Buffer(CONFLICT), Buffer(*[CONFLICT] * 9)
    assert Updater(catalog, once).update("a.md").result is Result.WRITTEN
    assert len(once.texts) == 2
    folder.note("a.md", 6)
    assert Updater(catalog, always).update("a.md").result is Result.PENDING
    assert len(always.texts) == 5


class Recovered(Buffer):
    """A sink whose write is broken off when all is written, as a recovery then finds."""

    def write(self, text: NoteText, new: bytes) -> WriteResult:
        """Write, and say that the note is to be looked at again."""
        text.path.write_bytes(new)
        return CONFLICT


def test_a_write_that_was_broken_off_at_its_end_is_a_write(folder: Folder) -> None:
    """The note says what we meant: that is ours to tell of, though it takes a second look to know it."""
    folder.note("a.md", 5)
    update = Updater(folder.catalog(), Recovered()).update("a.md")
    assert (update.result, update.line) == (Result.WRITTEN, "95 words to finish chunk 1")


def test_a_note_in_use_waits_and_stays_stale(folder: Folder) -> None:
    """Held back before the write, or found in use by it."""
    folder.note("a.md", 5)
    catalog = folder.catalog()
    held = Updater(catalog, Buffer(delay=WriteDelay("Emacs has it", 4.0))).update("a.md")
    assert (held.result, held.line, held.again_in) == (Result.PENDING, "Emacs has it", 4.0)
    busy = Updater(catalog, Buffer(pending("somebody writes it"))).update("a.md")
    assert (busy.result, busy.line) == (Result.PENDING, "somebody writes it")
    assert catalog.entries["a.md"].stale


def test_a_refusal_is_a_problem_with_the_hint(folder: Folder) -> None:
    """Only the user can help: the words say how."""
    folder.note("a.md", 5)
    update = Updater(folder.catalog(), Buffer(refused("read-only", "chmod u+w"))).update("a.md")
    assert update.result is Result.REFUSED
    assert update.problem
    assert (update.problem.message, update.problem.hint) == ("read-only", "chmod u+w")


def test_index_notes_come_after_their_notes(folder: Folder) -> None:
    """A sum is written once, when all of its notes are up to date."""
    folder.index("a-book.md", "part.md")
    folder.index("b-part.md", "x.md")
    folder.index("part.md", "x.md", "y.md")
    folder.note("x.md", 5)
    folder.note("y.md", 5)
    catalog = folder.catalog()
    updates = list(Updater(catalog, Buffer()).update_all(sorted(catalog.entries)))
    assert [update.path for update in updates][:2] == ["x.md", "y.md"]
    assert {update.path for update in updates[2:]} == {"a-book.md", "b-part.md", "part.md"}
    assert {update.result for update in updates} == {Result.WRITTEN}
