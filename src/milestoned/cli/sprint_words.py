"""What `sprint` is asked for, and its words: the bar while it lasts, one kind sentence at its end. Pure."""

from __future__ import annotations

import re

from milestoned.cli.wording import amount
from milestoned.errors import UsageError
from milestoned.light.dataclasses import dataclass
from milestoned.light.patterns import lazy_pattern
from milestoned.light.typing import TYPE_CHECKING
from milestoned.milestone.numbers import read_number
from milestoned.milestone.progress_line import bar

if TYPE_CHECKING:
    from collections.abc import Sequence

USUAL_MINUTES = 25
_MOST = {"words": 1_000_000, "minutes": 24 * 60}
_UNITS = {"word": "words", "words": "words", "w": "words"} | dict.fromkeys(
    ("min", "mins", "minute", "minutes", "m"), "minutes"
)
_JOINED = lazy_pattern(r"(?P<number>[0-9][0-9.,_]*k?)(?P<unit>[a-z]+)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Asked:
    """How long a sprint lasts: so many words, or so many minutes; and of which note or vault ("": the current folder)."""

    amount: int
    unit: str
    path: str = ""


def read_sprint(arguments: Sequence[str]) -> Asked:
    """Read `500 words`, `25 min`, `500`, `"500 words"`, each with a NOTE behind it, or a NOTE alone. Raises UsageError."""
    words = arguments[0].split() if arguments else []
    found = _JOINED.fullmatch(words[0]) if words else None
    number = read_number(found["number"] + ("k" if _is_thousand(found) else "")) if found else None
    if not found or number is None:
        return Asked(USUAL_MINUTES, "minutes", _path(arguments))
    rest = [*words[1:], *arguments[1:]]
    unit = "" if _is_thousand(found) else (found["unit"] or "").lower()
    if not unit and rest and rest[0].lower() in _UNITS:
        unit, rest = rest[0].lower(), rest[1:]
    if unit and unit not in _UNITS:
        raise UsageError(f"`{arguments[0]}` is not a sprint", "name words or minutes: 500 words, 25 min")
    return Asked(_within(number, _UNITS.get(unit, "words")), _UNITS.get(unit, "words"), _path(rest))


def _is_thousand(found: re.Match[str]) -> bool:
    return (found["unit"] or "").lower() == "k"


def _within(number: int, unit: str) -> int:
    if not 0 < number <= _MOST[unit]:
        raise UsageError(f"{number:,} {unit} is not a sprint", f"name 1 to {_MOST[unit]:,} {unit}")
    return number


def _path(rest: Sequence[str]) -> str:
    if len(rest) > 1:
        raise UsageError(
            f"`{' '.join(rest)}` is more than one note", "name one note or folder, after the amount"
        )
    return rest[0] if rest else ""


@dataclass(frozen=True, slots=True)
class Sprint:
    """A sprint's present state: what was asked for, the words written since it began, and the seconds gone by."""

    asked: Asked
    written: int = 0
    seconds: float = 0.0

    @property
    def is_over(self) -> bool:
        """Whether what was asked for is done."""
        if self.asked.unit == "words":
            return self.written >= self.asked.amount
        return self.seconds >= self.asked.amount * 60

    @property
    def share(self) -> float:
        """The part of it that is done, 0 to 1."""
        done = self.written if self.asked.unit == "words" else self.seconds / 60
        return min(1.0, done / self.asked.amount)


def line(sprint: Sprint, columns: int, *, numbers: bool = True) -> str:
    """Draw the bar, and what is done, in a line that fits; without `numbers` the bar alone."""
    asked = sprint.asked
    if not numbers:
        said = ""
    elif asked.unit == "words":
        said = f" {sprint.written:,} of {amount(asked.amount, 'words')}"
    else:
        said = f" {amount(sprint.written, 'words')}, {_clock(asked.amount * 60 - sprint.seconds)} left"
    return bar(sprint.share, max(5, min(40, columns - len(said) - 1))) + said


def _clock(seconds: float) -> str:
    minutes, rest = divmod(max(0, round(seconds)), 60)
    return f"{minutes}:{rest:02}"


def ending(sprint: Sprint, *, numbers: bool = True) -> str:
    """Return one kind sentence; a sprint that was broken off is not blamed for it."""
    wrote = f"{amount(sprint.written, 'words')} in {_minutes(sprint.seconds)}"
    if not numbers or not sprint.written:
        return (
            "You sat down to it, and that is the hard part."
            if not sprint.is_over
            else "That was a good sitting."
        )
    if sprint.is_over:
        return f"Done: {wrote}. Well written."
    return f"{wrote}, and every one of them counts."


def _minutes(seconds: float) -> str:
    return "under a minute" if seconds < 60 else amount(round(seconds / 60), "minutes")
