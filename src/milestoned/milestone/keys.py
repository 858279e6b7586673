"""The names of the keys: the writer's, which are only read, and the program's, which it keeps up to date."""

from __future__ import annotations

from enum import Enum
from types import MappingProxyType

from milestoned.light.dataclasses import dataclass, field
from milestoned.light.typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

MILESTONE = "milestone"
GOAL = "milestone-goal"
DUE = "milestone-due"
WHY = "milestone-why"
NOTES = "milestone-notes"
WRITER_KEYS = (MILESTONE, GOAL, DUE, WHY, NOTES)

# Other tools' names for a note's goal in words.
GOAL_ALIASES = ("word-goal", "targetWords")


class OwnedKey(Enum):
    """The keys the program writes, in the order it writes them."""

    # Members are alone of their kind: many times as fast as by name.
    __hash__ = object.__hash__

    WORDS = "milestone-words"
    CHARACTERS = "milestone-characters"
    TASKS = "milestone-tasks"
    PROGRESS = "milestone-progress"
    STATUS = "milestone-status"
    PERCENT = "milestone-percent"
    CHUNKS = "milestone-chunks"
    LEFT = "milestone-left"


_NAMES = {key: key.value for key in OwnedKey}
ON_REQUEST = (OwnedKey.PERCENT, OwnedKey.CHUNKS, OwnedKey.LEFT)


@dataclass(frozen=True, slots=True)
class KeyStyle:
    """Which keys are written on request, and what the writer has renamed them to."""

    requested: frozenset[OwnedKey] = frozenset()
    names: Mapping[OwnedKey, str] = field(default_factory=lambda: MappingProxyType({}))

    def name(self, key: OwnedKey) -> str:
        """Return the name a key goes by in this vault."""
        return self.names.get(key) or _NAMES[key]
