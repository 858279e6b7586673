"""The pairs of a note's frontmatter, as values, and where each is."""

from __future__ import annotations

from milestoned.light.named_tuples import NamedTuple
from milestoned.light.typing import TYPE_CHECKING

if TYPE_CHECKING:
    import yaml


class Value(NamedTuple):
    """The value of a pair: a scalar's meaning, a list of scalars, or neither; and where it is (code points)."""

    kind: str  # "scalar", "list", "alias" or "other"
    content: object
    start: int
    end: int
    anchored: bool = False
    block_style: bool = False


class Pair(NamedTuple):
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


def _meaning(event: yaml.Event) -> tuple[object, ...]:
    """Return what must stay the same of an event when something else in the frontmatter is edited."""
    names = ("value", "tag", "anchor", "implicit", "style", "flow_style")
    return (type(event).__name__, *(getattr(event, name, None) for name in names))


def _plain_meaning(text: str) -> tuple[object, ...]:
    """Return what `_meaning` returns for a plain scalar's event."""
    return "ScalarEvent", text, None, None, (True, False), "", None
