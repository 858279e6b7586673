"""From the writer's keys to milestones: what they chose, never what we would choose."""

from __future__ import annotations

import datetime as dt
import re
from enum import Enum
from functools import lru_cache
from types import MappingProxyType

from milestoned.light.dataclasses import dataclass, replace
from milestoned.light.patterns import lazy_pattern
from milestoned.light.typing import TYPE_CHECKING
from milestoned.milestone import keys
from milestoned.note.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from milestoned.note.frontmatter import Frontmatter
    from milestoned.note.pairs import Pair, Value

_NOTHING: Mapping[str, Value] = MappingProxyType({})


class Unit(Enum):
    """What a milestone counts."""

    # Members are alone of their kind: many times as fast as by name.
    __hash__ = object.__hash__

    WORDS = "words"
    CHARACTERS = "characters"
    TASKS = "tasks"


@dataclass(frozen=True, slots=True)
class Sizes:
    """The chunk a bare unit means, in that unit."""

    words: int = 1000
    characters: int = 5000


@dataclass(frozen=True, slots=True)
class Milestone:
    """One chunk: `size` in `unit` (None: every task of the note), up to `goal` (None: the chunks go on for ever)."""

    unit: Unit
    size: int | None
    goal: int | None = None


@dataclass(frozen=True, slots=True)
class MilestoneSpec:
    """What the writer's keys of one note ask for."""

    milestones: tuple[Milestone, ...]
    due: dt.date | None = None
    why: str = ""
    notes: tuple[str, ...] = ()


_DIGITS = r"[0-9]{1,3}(?:[,_ \u00a0\u2009\u202f][0-9]{3})+|[0-9]{1,12}"
_AMOUNT = lazy_pattern(rf"(?P<number>{_DIGITS})?\s*(?P<unit>[a-z]+)?", re.IGNORECASE)
_UNITS = {
    "word": Unit.WORDS,
    "words": Unit.WORDS,
    "character": Unit.CHARACTERS,
    "characters": Unit.CHARACTERS,
    "task": Unit.TASKS,
    "tasks": Unit.TASKS,
}
_EXAMPLES = "write for example `1000 words`, `words`, `5000 characters` or `tasks`"


class _InvalidError(Exception):
    """A value says nothing we can act on. Never leaves this module."""


def amount(value: object) -> tuple[int | None, Unit | None] | None:
    """Read `1000 words`, `words`, `1,000` or 1000 as a number and a unit; None if it is none of these."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        return None
    return _amount(str(value).strip())


# The notes of a vault have one of a few milestones.
@lru_cache(maxsize=256)
def _amount(text: str) -> tuple[int | None, Unit | None] | None:
    match = _AMOUNT.fullmatch(text)
    if not match or not match[0] or (match["unit"] and match["unit"].lower() not in _UNITS):
        return None
    number = int(re.sub(r"\D", "", match["number"])) if match["number"] else None
    return number, _UNITS[match["unit"].lower()] if match["unit"] else None


def milestone_spec(
    block: Frontmatter | None, sizes: Sizes, filled: Mapping[str, Value] = _NOTHING
) -> MilestoneSpec | Problem:
    """Read the writer's keys. A value that is not valid is a Problem with its line, and nothing is assumed.

    `filled` is what the configuration's rules set where the note sets nothing.
    """
    said = _Said(block, filled)
    key = keys.MILESTONE
    try:
        milestones = _milestones(said.value(key), sizes)
        key = keys.GOAL
        milestones = _with_goals(said, milestones)
        key = keys.DUE
        due = _due(said.value(key))
        key = keys.WHY
        why = _text(said.value(key))
        key = keys.NOTES
        notes = _globs(said.value(key))
    except _InvalidError as error:
        message, hint = error.args
        pair = block.pair(key) if block else None
        return Problem(block.line_of(pair) if block and pair else 1, f"`{key}` {message}", hint)
    return MilestoneSpec(milestones, due, why, notes)


class _Said:
    """What a note's frontmatter says, and the rules where it says nothing: a key left empty says nothing."""

    def __init__(self, block: Frontmatter | None, filled: Mapping[str, Value]) -> None:
        self._block = block
        self._filled = filled

    def value(self, key: str) -> Value | None:
        """Return a key's value; None where nobody says one."""
        return self.own(key) or self._filled.get(key)

    def own(self, key: str) -> Value | None:
        """Return what the note itself says."""
        pair = self._block.pair(key) if self._block else None
        return None if pair is None or _is_left_empty(pair) else pair.value

    def stands_empty(self, key: str) -> bool:
        """Return True if the note has the key, and nothing behind it."""
        return bool(self._block and self._block.pair(key) and not self.own(key))


def _milestones(said: Value | None, sizes: Sizes) -> tuple[Milestone, ...]:
    value = said.content if said else None
    if value is None or value == ():
        raise _InvalidError("is empty", _EXAMPLES)
    items = value if isinstance(value, tuple) else (value,)
    milestones = tuple(_milestone(item, sizes) for item in items)
    units = [milestone.unit for milestone in milestones]
    for unit in units:
        if units.count(unit) > 1:
            raise _InvalidError(f"names {unit.value} twice", "keep one size for each unit")
    return milestones


def _milestone(value: object, sizes: Sizes) -> Milestone:
    read = amount(value)
    if read is None:
        raise _InvalidError(f"is {_shown(value)}, which is not a size of chunk", _EXAMPLES)
    number, unit = read
    unit = unit or Unit.WORDS
    if number == 0:
        raise _InvalidError("is 0", "a chunk is 1 or more; " + _EXAMPLES)
    defaults = {Unit.WORDS: sizes.words, Unit.CHARACTERS: sizes.characters, Unit.TASKS: None}
    return Milestone(unit, number or defaults[unit])


def _with_goals(said: _Said, milestones: tuple[Milestone, ...]) -> tuple[Milestone, ...]:
    own, ruled = said.own(keys.GOAL), said.value(keys.GOAL)
    if own is None:
        foreign = None if said.stands_empty(keys.GOAL) else _with_foreign_goal(said, milestones)
        if foreign:
            return foreign
    for item in _items(ruled):
        if own or _is_counted(item, milestones):
            milestones = _with_goal(item, milestones)
    return milestones


def _items(value: Value | None) -> tuple[object, ...]:
    if value is None:
        return ()
    return value.content if isinstance(value.content, tuple) else (value.content,)


def _is_counted(goal: object, milestones: tuple[Milestone, ...]) -> bool:
    """Return True if a goal is in a unit that the milestones count: a rule's may be meant for another milestone."""
    unit = (amount(goal) or (None, None))[1]
    return unit is None or any(milestone.unit is unit for milestone in milestones)


def _with_goal(value: object, milestones: tuple[Milestone, ...]) -> tuple[Milestone, ...]:
    read = amount(value)
    if read is None or read[0] is None:
        raise _InvalidError(
            f"is {_shown(value)}, which is not a goal", "write a number, for example `5000` or `5000 words`"
        )
    number, unit = read
    if number == 0:
        raise _InvalidError("is 0", "a goal is 1 or more; remove the key to write without a goal")
    unit = unit or _first_countable(milestones)
    if all(milestone.unit is not unit for milestone in milestones):
        raise _InvalidError(
            f"is in {unit.value}, but `milestone` counts none", f"add {unit.value} to `milestone`"
        )
    return tuple(
        Milestone(item.unit, item.size, number) if item.unit is unit else item for item in milestones
    )


def _with_foreign_goal(said: _Said, milestones: tuple[Milestone, ...]) -> tuple[Milestone, ...] | None:
    """Read another tool's goal where it makes sense; what it means by anything else is not ours to judge."""
    for key in keys.GOAL_ALIASES:
        value = said.own(key)
        read = amount(value.content) if value else None
        if read and read[0] and read[1] in (None, Unit.WORDS):
            return tuple(
                replace(item, goal=read[0]) if item.unit is Unit.WORDS else item for item in milestones
            )
    return None


def _first_countable(milestones: tuple[Milestone, ...]) -> Unit:
    units = [milestone.unit for milestone in milestones]
    return next((unit for unit in units if unit is not Unit.TASKS), units[0])


# What Obsidian's date and date-and-time properties look like: 2026-12-31 and 2026-12-31T09:00:00.
_DATE = lazy_pattern(r"(?P<day>\d{4}-\d\d-\d\d)(?:T[\d:.]+)?", re.ASCII)


def _due(value: Value | None) -> dt.date | None:
    text = _text(value).strip()
    if not text:
        return None
    match = _DATE.fullmatch(text)
    try:
        return dt.date.fromisoformat(match["day"] if match else "")
    except ValueError:
        raise _InvalidError(
            f"is {_shown(text)}, which is not a date", "write it as year-month-day, like 2026-12-31"
        ) from None


def _text(value: Value | None) -> str:
    """Return a value as text, empty where there is none. A list or a mapping is not text."""
    if value is None or (value.content is None and value.kind != "other"):
        return ""
    if value.kind not in ("scalar", "alias"):
        raise _InvalidError(
            "is not a plain value", "write it on one line, in quotes if it holds a colon or brackets"
        )
    return str(value.content)


def _globs(value: Value | None) -> tuple[str, ...]:
    if value is None:
        return ()
    items = _items(value)
    hint = "write a glob relative to this note, for example `chapters/*.md`, or a list of them"
    if value.kind == "other" or not items:
        raise _InvalidError("holds no globs", hint)
    for item in items:
        if not isinstance(item, str) or not item.strip() or item.startswith(("/", "~")):
            raise _InvalidError(f"holds {_shown(item)}, which is not a glob", hint)
    return tuple(str(item).strip() for item in items)


def _is_left_empty(pair: Pair) -> bool:
    """Return True if a key has no value, as Obsidian's Properties leave one that was cleared."""
    return pair.value.kind in ("scalar", "alias") and pair.value.content is None


def _shown(value: object) -> str:
    if value is None:
        return "empty"
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return f"`{text[:40]}…`" if len(text) > 40 else f"`{text}`"
