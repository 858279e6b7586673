"""The pairs of a note's frontmatter, as values, and what a plain scalar means."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import yaml

# YAML 1.2.2, section 10.3.2 (core schema): what a plain scalar means. `yes`, dates and `1_000` are text.
_CORE = (
    (re.compile(r"~|null|Null|NULL|"), lambda _: None),
    (re.compile(r"true|True|TRUE"), lambda _: True),
    (re.compile(r"false|False|FALSE"), lambda _: False),
    (re.compile(r"[-+]?[0-9]+"), int),
    (re.compile(r"0o[0-7]+"), lambda text: int(text, 0)),
    (re.compile(r"0x[0-9a-fA-F]+"), lambda text: int(text, 0)),
    (re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?"), float),
    (re.compile(r"[-+]?\.(inf|Inf|INF)"), lambda text: float(text.replace(".", ""))),
    (re.compile(r"\.(nan|NaN|NAN)"), lambda _: float("nan")),
)

# Python refuses to read longer integers, and no writer's number is a hundredth as long.
_LONGEST_NUMBER = 400

# The first character of whatever the core schema reads as something else than text.
_CORE_STARTS = frozenset("~nNtTfF+-.0123456789")


@dataclass(frozen=True, slots=True)
class Value:
    """The value of a pair: a scalar's meaning, a list of scalars, or neither; and where it is (code points)."""

    kind: str  # "scalar", "list", "alias" or "other"
    content: object
    start: int
    end: int
    anchored: bool = False
    block_style: bool = False


@dataclass(frozen=True, slots=True)
class Pair:
    """One key of the top-level mapping. `key_end` is where the key's text ends, `end` where the pair does.

    `events` are YAML's, none where the pair was read without it; then `plain` is its value as it is written.
    """

    key: str
    key_start: int
    key_end: int
    value: Value
    end: int
    events: tuple[yaml.Event, ...] = ()
    plain: str = ""

    @property
    def meaning(self) -> tuple[tuple[object, ...], ...]:
        """What must stay the same of the pair when something else in the frontmatter is edited."""
        if not self.events:
            return _plain_meaning(self.key), _plain_meaning(self.plain)
        return tuple(_meaning(event) for event in self.events)


def core_value(text: str) -> object:
    """Read a plain scalar by the core schema; what nothing matches is text."""
    if text and text[0] not in _CORE_STARTS:
        return text
    for pattern, convert in _CORE if len(text) <= _LONGEST_NUMBER else ():
        if pattern.fullmatch(text):
            return convert(text)
    return text


def _meaning(event: yaml.Event) -> tuple[object, ...]:
    """Return what must stay the same of an event when something else in the frontmatter is edited."""
    names = ("value", "tag", "anchor", "implicit", "style", "flow_style")
    return (type(event).__name__, *(getattr(event, name, None) for name in names))


def _plain_meaning(text: str) -> tuple[object, ...]:
    """Return what `_meaning` returns for a plain scalar's event."""
    return "ScalarEvent", text, None, None, (True, False), "", None
