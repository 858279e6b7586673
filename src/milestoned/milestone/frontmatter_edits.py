"""The program's own keys in the frontmatter: replaced where they are, added below the writer's the first time."""

from __future__ import annotations

import re

from milestoned.light.dataclasses import dataclass
from milestoned.light.patterns import lazy_pattern
from milestoned.light.typing import TYPE_CHECKING
from milestoned.milestone.edits import Edit, pad_left
from milestoned.milestone.keys import MILESTONE, KeyStyle, OwnedKey
from milestoned.milestone.note_progress import NoteProgress, keys_to_add, owned_values
from milestoned.milestone.our_values import could_be_ours
from milestoned.milestone.widths import widest_values
from milestoned.note.problem import Problem

if TYPE_CHECKING:
    from milestoned.note.frontmatter import Frontmatter
    from milestoned.note.note import Note
    from milestoned.note.pairs import Pair

_LINE = lazy_pattern(r"[^\r\n]*(\r\n|\r|\n)")


def plan_keys(note: Note, found: NoteProgress, style: KeyStyle) -> list[Edit] | Problem:
    """Return the edits of the frontmatter, or the Problem of a key that cannot be written.

    A key that exists is kept true even where it would not be added.
    """
    block = note.frontmatter
    if block is None:
        return []
    slots = _Slots(block, found)
    needed = _needed(block, found, style, slots)
    if isinstance(needed, Problem):
        return needed
    edits, missing = needed
    lines = [f"{style.name(key)}: {slots.of(key, value).in_room(0)}" for key, value in missing]
    return edits + _additions(block, lines, style)


def keys_are_stale(note: Note, found: NoteProgress, style: KeyStyle) -> bool | Problem:
    """Return True if `plan_keys` would plan something, at less cost; or its Problem."""
    block = note.frontmatter
    if block is None:
        return False
    needed = _needed(block, found, style, _Slots(block, found))
    return needed if isinstance(needed, Problem) else any(needed)


def _needed(
    block: Frontmatter, found: NoteProgress, style: KeyStyle, slots: _Slots
) -> tuple[list[Edit], list[tuple[OwnedKey, int | str]]] | Problem:
    """Return the edits of the keys that are there, and the values of those that are missing."""
    edits: list[Edit] = []
    missing: list[tuple[OwnedKey, int | str]] = []
    added = keys_to_add(found, style)
    for key, value in owned_values(found).items():
        name = style.name(key)
        pair = block.pair(name)
        if pair is None:
            if key in added:
                missing.append((key, value))
            continue
        if name != key.value and not could_be_ours(key, pair.value.content):
            return _not_ours(block, pair, key)
        if _says(pair, value):
            continue
        edit = _replacement(block, pair, slots.of(key, value))
        if isinstance(edit, Problem):
            return edit
        edits += edit
    return edits, missing


@dataclass(frozen=True, slots=True)
class _Slot:
    """A value as text, and the room in bytes that it gets where it needs more than it has."""

    text: str
    width: int

    def in_room(self, room: int) -> str:
        """Pad the value to the room it has, or to its full width where that is too little."""
        return pad_left(self.text, room if _bytes(self.text) <= room else self.width)


class _Slots:
    """The slots of a note's values; how wide they come is worked out for the first one that is needed."""

    def __init__(self, block: Frontmatter, found: NoteProgress) -> None:
        self._block = block
        self._found = found
        self._widest: dict[OwnedKey, int | str] = {}

    def of(self, key: OwnedKey, value: int | str) -> _Slot:
        """Return the slot of a key that is to say a value."""
        self._widest = self._widest or widest_values(self._found)
        text = _in_flow if self._block.in_braces else str
        return _Slot(text(value), _bytes(text(self._widest[key])))


def _bytes(text: str) -> int:
    return len(text.encode())


def _not_ours(block: Frontmatter, pair: Pair, key: OwnedKey) -> Problem:
    message = f"`{pair.key}` holds what milestoned would not write there as `{key.value}`"
    return Problem(
        block.line_of(pair), message, "give one of the two another name: `rename:` in the configuration"
    )


def _in_flow(value: int | str) -> str:
    """Write a value as it has to be between braces, where a comma ends it."""
    return f'"{value}"' if "," in str(value) else str(value)


def _says(pair: Pair, value: int | str) -> bool:
    """Return True if a key says a value already."""
    return pair.value.kind in ("scalar", "alias") and _same(pair.value.content, value)


def _replacement(block: Frontmatter, pair: Pair, slot: _Slot) -> list[Edit] | Problem:
    current = pair.value
    no_colon = ":" not in block.inner[pair.key_end : current.start]
    if current.kind not in ("scalar", "alias") or current.anchored or current.block_style or no_colon:
        message = f"`{pair.key}` is written by milestoned, but holds something else here"
        return Problem(block.line_of(pair), message, "remove what is there; it is written again then")
    start, end = _place(block.inner, pair)
    room = _bytes(block.inner[start:end])
    gap = " " if block.inner[start - 1 : start] == ":" else ""
    new = gap + slot.in_room(room - len(gap))
    return [Edit(block.start + start, block.start + end, new)]


def _same(current: object, value: int | str) -> bool:
    return type(current) is type(value) and current == value


def _place(inner: str, pair: Pair) -> tuple[int, int]:
    """Return a value's slot: from the colon, when it is on the value's line, to the value's end.

    An empty value takes the blanks behind its colon, all but the one that a comment needs before it.
    """
    start, end = pair.value.start, pair.value.end
    if start == end:
        blanks = re.compile(r"[ \t]*").match(inner, end)
        end = blanks.end() if blanks else end
        if inner[end : end + 1] == "#":
            end -= 1
        return start, max(start, end)
    before = inner[:start].rstrip(" \t")
    return (len(before), end) if before.endswith(":") else (start, end)


def _additions(block: Frontmatter, missing: list[str], style: KeyStyle) -> list[Edit]:
    """Add lines below the last milestone key, indented and ended as that one is."""
    if not missing or not isinstance(block.pairs, list):
        return []
    ours = {style.name(key).lower() for key in OwnedKey}
    keys = [(pair.key.lower(), pair) for pair in block.pairs]
    anchor = [pair for key, pair in keys if key.startswith(MILESTONE) or key in ours][-1]
    if block.in_braces:
        at = block.start + max(anchor.end, anchor.key_end)
        return [Edit(at, at, "".join(f", {line}" for line in missing))]
    first = block.pairs[0]
    indent = block.inner[_line_start(block.inner, first.key_start) : first.key_start]
    indent = indent[: len(indent) - len(indent.lstrip(" "))]
    position, ending = _below(block, anchor)
    return [Edit(position, position, "".join(f"{indent}{line}{ending}" for line in missing))]


def _line_start(inner: str, position: int) -> int:
    return max(inner.rfind("\n", 0, position), inner.rfind("\r", 0, position)) + 1


def _below(block: Frontmatter, pair: Pair) -> tuple[int, str]:
    """Return where the line below a pair starts in the note, and how the pair's last line ends."""
    inner, end = block.inner, pair.end
    start = _line_start(inner, end)
    if start and end > pair.key_end and not inner[start:end].strip():
        previous = inner[:start]  # a block scalar's end is where the next line begins
        ending = "\r\n" if previous.endswith("\r\n") else previous[-1]
        return block.start + start, ending
    line = _LINE.match(inner, start)
    if line is None:
        return block.inner_end, block.ending
    return block.start + line.end(), line[1]
