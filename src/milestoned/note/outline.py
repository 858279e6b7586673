"""What a Markdown body holds, as values: visible prose block by block, headings, tasks, cookies and status blocks.

`full_outline.outline` reads it with the parser, and is the reference; `fast_outline.scan` is the fast way to the same.
"""

from __future__ import annotations

from enum import Enum

from milestoned.light.dataclasses import dataclass, field
from milestoned.light.named_tuples import NamedTuple
from milestoned.light.patterns import lazy_pattern

STATUS_BLOCK_START = "<!-- milestone -->"
STATUS_BLOCK_END = "<!-- /milestone -->"

# What the counting rule `all` counts on top of the visible prose.
COUNTED_BY_ALL = frozenset({"code blocks", "indented code", "tags", "math"})

TASK = lazy_pattern(r"\[(.)\](?=[ \t\n]|\Z)[ \t]?")
CALLOUT = lazy_pattern(r"\[![^\[\]\n]+\][-+]?[ \t]*")
_BLOCK_ID = lazy_pattern(r"(?:^|(?<=\s))\^[A-Za-z0-9-]+\s*\Z")
# docs/format.md, "Cookies": [/] [3/7] [%] [42%] [/1000 words] [345/1000 words], padded on the left or not.
COOKIE = lazy_pattern(r"\[(?:/|%| *\d+/\d+| *\d+%| *\d*/(?P<size>\d[\d,_ ]*) words?)\]")


class TaskState(Enum):
    """What the mark of a task means."""

    # Members are alone of their kind: many times as fast as by name.
    __hash__ = object.__hash__

    OPEN = "open"
    DONE = "done"
    CANCELLED = "cancelled"


TASK_STATES = {"x": TaskState.DONE, "X": TaskState.DONE, "-": TaskState.CANCELLED}
"""What a task's mark says; any other one says that it is open."""


@dataclass(slots=True)
class Task:
    """A list item with a box. `parent` is the index of the nearest task above it, -1 without one."""

    line: int
    state: TaskState
    parent: int
    has_children: bool = False


class Heading(NamedTuple):
    """A heading of the document itself (not one inside a quote or a list). Lines count from 0."""

    line: int
    level: int
    title: str


@dataclass(frozen=True, slots=True)
class Cookie:
    """A progress cookie as it is: its line and text; the heading's level (0: a list item), a words cookie's size.

    `end` is the line after the last one of a list item; a heading's section ends by its level.
    """

    line: int
    text: str
    level: int
    end: int
    words: bool = False


class Prose(NamedTuple):
    """The visible text of one block, the line it starts on, and what of code, tags and math it leaves unseen."""

    line: int
    text: str
    unseen: str = ""


@dataclass(slots=True)
class Outline:
    """All that a body holds that anything is counted from. Lines count from 0 in the body."""

    prose: list[Prose] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)
    tasks: list[Task] = field(default_factory=list)
    cookies: list[Cookie] = field(default_factory=list)
    status_blocks: list[tuple[int, int]] = field(default_factory=list)
    hidden: list[tuple[str, str]] = field(default_factory=list)
    # Text that is code because it is indented: the only code that a writer may have meant as prose.
    indented: list[Prose] = field(default_factory=list)
    # A block whose markup is too dense to be read (its text counts as it is), and whether a comment crosses blocks.
    too_dense: int | None = None
    crossed_by_comment: bool = False
    # Most of it was read, and counted, before this edit of the body.
    from_edit: bool = False


def unseen(hidden: list[tuple[str, str]]) -> str:
    """Return what the counting rule `all` counts of what is hidden in a block."""
    return "\n".join([text for rule, text in hidden if rule in COUNTED_BY_ALL]) if hidden else ""


def hide_block_id(content: str, hidden: list[tuple[str, str]]) -> str:
    """Take `^block-id` off the end of a block's content, and note it as hidden."""
    match = _BLOCK_ID.search(content)
    if not match:
        return content
    hidden.append(("block ids", match[0]))
    return content[: match.start()]
