"""What is known of a vault's notes, and when a note is read again."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from tests.vault.folders import rest

if TYPE_CHECKING:
    from tests.vault.folders import Folder


def test_it_knows_which_notes_take_part_and_which_are_stale(folder: Folder) -> None:
    """A note without the program's keys is stale; one that takes no part never is."""
    folder.note("a.md", 5)
    folder.note("b.md", 5, keys="")
    catalog = folder.catalog()
    assert catalog.entries["a.md"].opted_in
    assert catalog.entries["a.md"].stale
    assert not catalog.entries["b.md"].opted_in
    assert not catalog.entries["b.md"].stale


def test_a_part_of_the_vault_is_looked_at_alone_unless_an_index_note_is_in_it(folder: Folder) -> None:
    """The sum of an index note needs every note."""
    folder.note("one/a.md", 5)
    folder.note("two/b.md", 5)
    catalog = folder.catalog()
    catalog.entries.clear()
    catalog.refresh(["one"])
    assert list(catalog.entries) == ["one/a.md"]
    folder.index("one/index.md", "../**/*.md")
    catalog.refresh(["one"])
    assert set(catalog.entries) == {"one/a.md", "one/index.md", "two/b.md"}


def test_what_changed_and_what_is_gone_is_found_by_stamps_alone(folder: Folder) -> None:
    """A note that was read and has rested is not unread, until it is written or removed."""
    changed, gone, same = (folder.note(f"{name}.md", 5) for name in ("changed", "gone", "same"))
    rest(same)
    catalog = folder.catalog()
    assert catalog.unread() == ([], [])
    changed.write_text("something else\n")
    gone.unlink()
    assert catalog.unread() == (["changed.md"], ["gone.md"])


def test_a_note_that_says_what_it_should_is_settled_until_it_changes(folder: Folder) -> None:
    """A stale note is not, nor one with another time."""
    note = folder.note("a.md", 5)
    rest(note)
    catalog = folder.catalog()
    assert not catalog.is_settled("a.md")
    new = catalog.examine("a.md").new
    assert new
    note.write_bytes(new)
    rest(note)
    catalog.refresh()
    assert catalog.is_settled("a.md")
    os.utime(note)
    assert not catalog.is_settled("a.md")
    note.unlink()
    assert not catalog.is_settled("a.md")


def test_an_index_note_is_not_settled_while_its_sum_is_another(folder: Folder) -> None:
    """Its own file is unchanged, and still it is to be looked at."""
    index = folder.index("index.md", "a.md")
    note = folder.note("a.md", 5)
    catalog = folder.catalog()
    new = catalog.examine("index.md").new
    assert new
    index.write_bytes(new)
    rest(index)
    catalog.refresh()
    assert catalog.is_settled("index.md")
    note.write_text(note.read_text() + "more words\n")
    catalog.learn(catalog.examine("a.md"))
    assert not catalog.is_settled("index.md")


def test_a_note_that_was_saved_since_it_was_looked_at_is_counted_and_not_settled(folder: Folder) -> None:
    """It took no part then, and may by now: with what was known of it, it would never be looked at again."""
    note = folder.root / "a.md"
    note.write_text("one word more\n")
    catalog = folder.catalog()
    folder.note("a.md", 5)
    rest(note)
    counts = catalog.count_bystander("a.md")
    assert counts
    assert counts.words == 5
    assert not catalog.is_settled("a.md")
    assert catalog.unread() == (["a.md"], [])


def test_what_cannot_be_read_is_a_problem_of_that_note_alone(folder: Folder) -> None:
    """The others are served."""
    folder.note("a.md", 5)
    (folder.root / "b.md").mkdir()
    (folder.root / "b.md").rmdir()
    catalog = folder.catalog()
    problem = catalog.examine("b.md").entry.problem
    assert problem
    assert "cannot be read" in problem.message
    assert catalog.examine("a.md").entry.problem is None


def test_a_dropped_note_is_forgotten(folder: Folder) -> None:
    """And the index notes above it sum up the rest."""
    folder.index("index.md", "*.md")
    folder.note("a.md", 5)
    folder.note("b.md", 7)
    catalog = folder.catalog()
    catalog.drop("b.md")
    assert "b.md" not in catalog.entries
    assert catalog.index_totals().members("index.md") == ["a.md"]
