"""What a check found, and what fixes it."""

from __future__ import annotations

from enum import Enum

from milestoned.light.dataclasses import dataclass


class Level(Enum):
    """How much a finding matters: OK nothing to do, NOTE worth knowing, WRONG to be put right."""

    OK = "ok"
    NOTE = "note"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line for the user: which check, what was found, and (unless it is OK) what to do.

    In a remedy each command and each setting is in backticks.
    """

    check: str
    level: Level
    message: str
    remedy: str = ""


def some(names: list[str], shown: int = 3) -> str:
    """Return the first `shown` names as text, and how many more there are."""
    named = ", ".join(names[:shown])
    return f"{named} and {len(names) - shown:,} more" if len(names) > shown else named
