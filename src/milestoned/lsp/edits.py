"""The smallest edits that make one text another, as the protocol has them."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from lsprotocol.types import TextEdit

from milestoned.light.patterns import lazy_pattern
from milestoned.milestone.edits import Edit, apply

if TYPE_CHECKING:
    from collections.abc import Iterator

    from milestoned.lsp.convert import Units
    from milestoned.lsp.document import Document
    from milestoned.note.text import SourceText

_LINE = lazy_pattern(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_LONE_CR = lazy_pattern(r"\r(?!\n)")


def text_edits(document: Document, new: str, units: Units) -> list[TextEdit]:
    """Return the edits that make a document's text another one.

    None at all where an edit lies behind a lone CR among other line endings: editors do not agree on its line.
    """
    source = document.source
    made = changes(source.text, new)
    if made and made[-1].end > _lines_are_sure_until(source):
        return []
    return [TextEdit(units.range(source, edit.start, edit.end), edit.new) for edit in made]


def changes(old: str, new: str) -> list[Edit]:
    """Return small edits, in order, that make one text another: line by line, and within a line what differs."""
    if old == new:
        return []
    found = [edit for part in _changed_lines(old, new) if (edit := _trimmed(old, part))]
    return found if apply(old, found) == new else [Edit(0, len(old), new)]


def _changed_lines(old: str, new: str) -> Iterator[Edit]:
    before, after = _LINE.findall(old), _LINE.findall(new)
    first, last = _ends(before, after)
    start = sum(map(len, before[:first]))
    middle, replacement = before[first : len(before) - last], after[first : len(after) - last]
    for tag, a, b, c, d in SequenceMatcher(None, middle, replacement).get_opcodes():
        if tag == "equal":
            start += sum(map(len, middle[a:b]))
            continue
        # As many lines as before: each one is another value in the same place.
        one_by_one = b - a == d - c
        pairs = zip(middle[a:b], replacement[c:d], strict=True) if one_by_one else ()
        for line, text in pairs or (("".join(middle[a:b]), "".join(replacement[c:d])),):
            yield Edit(start, start + len(line), text)
            start += len(line)


def _ends(before: list[str], after: list[str]) -> tuple[int, int]:
    """Return how many lines at the beginning and at the end are the same."""
    most = min(len(before), len(after))
    first = next((n for n in range(most) if before[n] != after[n]), most)
    most -= first
    last = next((n for n in range(most) if before[-1 - n] != after[-1 - n]), most)
    return first, last


def _trimmed(text: str, edit: Edit) -> Edit | None:
    """Leave out of an edit what stays as it is at both of its ends, but never half of a CRLF; None if all of it does."""
    old, new = text[edit.start : edit.end], edit.new
    if old == new:
        return None
    head = _alike(old, new)
    head -= old[head - 1 : head] == "\r" and (old[head:] + new[head:]).startswith("\n")
    old, new = old[head:], new[head:]
    tail = _alike(old[::-1], new[::-1])
    tail -= old[len(old) - tail :][:1] == "\n" and "\r" in (
        old[: len(old) - tail][-1:],
        new[: len(new) - tail][-1:],
    )
    return Edit(edit.start + head, edit.end - tail, new[: len(new) - tail])


def _alike(one: str, other: str) -> int:
    """Return how many characters two texts begin with alike."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))


def _lines_are_sure_until(source: SourceText) -> int:
    lone = _LONE_CR.search(source.text)
    return len(source.text) if lone is None or "\n" not in source.text else lone.start()
