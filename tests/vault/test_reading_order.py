"""Reading order: as the index note names the chapters, else 2 before 10."""

from __future__ import annotations

from milestoned.vault.reading_order import in_order


def _order(paths: list[str], books: dict[str, list[str]]) -> list[str]:
    return [f"{'>' * depth}{path}" for path, depth in in_order(paths, books)]


def test_notes_without_a_book_go_by_name_with_numbers_as_numbers() -> None:
    """2 before 10, capitals beside small letters."""
    assert _order(["c10.md", "C2.md", "c1.md"], {}) == ["c1.md", "C2.md", "c10.md"]


def test_a_book_stands_above_its_notes_in_its_own_order() -> None:
    """Whatever their names; what is in no book comes last."""
    books = {"z/book.md": ["z/b.md", "z/a.md"]}
    assert _order(["a.md", "z/a.md", "z/b.md", "z/book.md"], books) == [
        "z/book.md", ">z/b.md", ">z/a.md", "a.md",
    ]  # fmt: skip


def test_a_book_in_a_book_keeps_its_notes() -> None:
    """An index note over the whole vault names them all, and yet each stands below its own book."""
    books = {"all.md": ["n/1.md", "n/book.md", "x.md"], "n/book.md": ["n/1.md"]}
    assert _order(["all.md", "n/1.md", "n/book.md", "x.md"], books) == [
        "all.md", ">n/book.md", ">>n/1.md", ">x.md",
    ]  # fmt: skip


def test_books_that_name_each_other_are_shown_once() -> None:
    """No note is lost, and there is an end."""
    books = {"a.md": ["b.md", "c.md"], "b.md": ["a.md"]}
    assert sorted(path for path, _ in in_order(["a.md", "b.md", "c.md"], books)) == ["a.md", "b.md", "c.md"]
