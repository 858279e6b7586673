"""The order that a book is read in: as its index note names the chapters, else 2 before 10."""

from __future__ import annotations

from milestoned.light.patterns import lazy_pattern
from milestoned.light.typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

_DIGITS = lazy_pattern(r"([0-9]+)")


def natural(path: str) -> list[tuple[int, str]]:
    """Return what puts 2 before 10."""
    parts = enumerate(_DIGITS.split(path))
    # The same path is the same number of parts only up to where two differ: odd parts are the numbers.
    return [(int(part), "") if at % 2 else (0, part.casefold()) for at, part in parts]


def in_order(paths: Collection[str], books: Mapping[str, Sequence[str]]) -> list[tuple[str, int]]:
    """Put notes in reading order, each with how deep it is: below every book its notes, what is in no book last.

    `books` has the notes of each index note, in its own order. A book's note that a book in it names, too, goes below that one.
    """
    placed: dict[str, int] = {}
    inner = {note for book, notes in books.items() for note in notes if note != book}
    tops = [book for book in books if book not in inner] + [book for book in books if book in inner]

    def place(path: str, depth: int) -> None:
        if path in placed or path not in paths:
            return
        placed[path] = depth
        notes = books.get(path, ())
        below = _below(path, notes, books)
        for note in notes:
            if note not in below:
                place(note, depth + 1)

    for book in sorted(tops, key=lambda book: (book in inner, natural(book))):
        place(book, 0)
    for path in sorted(paths, key=natural):
        place(path, 0)
    return list(placed.items())


def _below(path: str, notes: Sequence[str], books: Mapping[str, Sequence[str]]) -> set[str]:
    """Return the notes of a book that are below another book in it."""
    found: set[str] = set()
    pending = [note for note in notes if note in books and note != path]
    seen = {path}
    while pending:
        book = pending.pop()
        if book not in seen:
            seen.add(book)
            found.update(note for note in books[book] if note not in seen)
            pending += [note for note in books[book] if note in books]
    return found - {path}
