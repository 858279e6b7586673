"""Writing a note: only if it still holds exactly what was counted."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Outcome(Enum):
    """What became of one attempt to write a note."""

    WRITTEN = "written"
    PENDING = "pending"  # somebody is writing it or has unsaved text: try again later
    CONFLICT = "conflict"  # it no longer holds what was counted: count again
    REFUSED = "refused"  # it cannot be written at all: the user must act


@dataclass(frozen=True, slots=True)
class WriteResult:
    """The outcome, and for REFUSED and PENDING a message and a hint for the user."""

    outcome: Outcome
    message: str = ""
    hint: str = ""
