"""Edits as data, applied in one go and proved to have moved nothing else."""

from __future__ import annotations

from milestoned.light.dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace `text[start:end]` (code points) by `new`. An edit of no width inserts."""

    start: int
    end: int
    new: str


def apply(text: str, edits: list[Edit]) -> str:
    """Apply edits that do not overlap. Raises ValueError if two do."""
    parts: list[str] = []
    position = 0
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        if edit.start < position:
            raise ValueError("edits overlap")
        parts += [text[position : edit.start], edit.new]
        position = edit.end
    return "".join([*parts, text[position:]])


def outside_unchanged(before: str, after: str, edits: list[Edit]) -> bool:
    """Prove that all text outside of the edits is in `after`, in order, and that nothing but `new` is added."""
    source = target = 0
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        kept = before[source : edit.start]
        if not after.startswith(kept + edit.new, target):
            return False
        source, target = edit.end, target + len(kept) + len(edit.new)
    return before[source:] == after[target:]


def pad_left(new: str, width: int) -> str:
    """Pad with spaces on the left to a width in UTF-8 bytes, so that a shorter value keeps the note's size."""
    return " " * (width - len(new.encode())) + new
