"""A body that was read, kept to read its next state from the edit."""

from __future__ import annotations

from milestoned.light.dataclasses import dataclass
from milestoned.light.typing import TYPE_CHECKING

if TYPE_CHECKING:
    from milestoned.note.outline import Outline


@dataclass(frozen=True, slots=True, eq=False)
class BodyRead:
    """A body and what it holds. `is_local`: it is known that it may be cut between two paragraphs."""

    body: str
    outline: Outline
    is_local: bool = False
