"""Index notes: which notes they sum up, and to how much."""

from __future__ import annotations

from typing import TYPE_CHECKING

from milestoned.note.problem import Problem
from milestoned.vault.index_notes import IndexTotal

if TYPE_CHECKING:
    from milestoned.vault.catalog import Catalog
    from tests.vault.folders import Folder


def _words(catalog: Catalog, path: str) -> int:
    total = catalog.index_totals().of(path)
    assert isinstance(total, IndexTotal), total
    return total.counts.words


def test_an_index_note_sums_up_the_notes_it_names_and_not_itself(folder: Folder) -> None:
    """Globs are relative to the index note; what takes no part is counted, too."""
    folder.index("book/index.md", "*.md")
    folder.note("book/1.md", 5)
    folder.note("book/2.md", 7, keys="")
    folder.note("other.md", 100)
    assert _words(folder.catalog(), "book/index.md") == 12


def test_a_note_below_two_inner_index_notes_counts_once(folder: Folder) -> None:
    """The sum is over notes, not over sums."""
    folder.index("index.md", "part-1.md", "part-2.md")
    folder.index("part-1.md", "a.md", "b.md")
    folder.index("part-2.md", "b.md", "c.md")
    for name in "abc":
        folder.note(f"{name}.md", 10)
    catalog = folder.catalog()
    assert _words(catalog, "part-1.md") == 20
    assert _words(catalog, "index.md") == 30


def test_a_note_that_is_kept_out_is_in_no_sum(folder: Folder) -> None:
    """`wordcount: false` keeps a note out altogether."""
    folder.index("index.md", "*.md")
    folder.note("a.md", 5)
    folder.note("b.md", 7, keys="wordcount: false")
    assert _words(folder.catalog(), "index.md") == 5


def test_the_index_notes_above_a_note_come_innermost_first(folder: Folder) -> None:
    """So that each is written after what it shows."""
    folder.index("book.md", "part.md")
    folder.index("part.md", "a.md")
    folder.note("a.md", 5)
    folder.note("b.md", 5)
    totals = folder.catalog().index_totals()
    assert totals.naming("a.md") == ["part.md", "book.md"]
    assert totals.naming("b.md") == []
    assert totals.reached("book.md") == {"part.md", "a.md"}


def test_two_index_notes_that_name_each_other_are_a_problem(folder: Folder) -> None:
    """Neither is summed up, and the other is named."""
    folder.index("one.md", "two.md")
    folder.index("two.md", "one.md")
    problem = folder.catalog().index_totals().of("one.md")
    assert isinstance(problem, Problem)
    assert "two.md" in problem.message


def test_globs_that_match_nothing_are_a_problem_at_their_line(folder: Folder) -> None:
    """The entry names the line of `milestone-notes`."""
    folder.index("index.md", "nothing/*.md")
    problem = folder.catalog().entries["index.md"].problem
    assert problem
    assert problem.line == 3
    assert "nothing/*.md" in problem.message


def test_a_note_that_cannot_be_counted_leaves_the_sum_as_it_was(folder: Folder) -> None:
    """A wrong sum is worse than an old one."""
    folder.index("index.md", "*.md")
    folder.note("a.md", 5)
    (folder.root / "b.md").write_bytes(b"\xff\xfe\x00 no text")
    problem = folder.catalog().index_totals().of("index.md")
    assert isinstance(problem, Problem)
    assert "b.md" in problem.message
