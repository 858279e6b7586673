"""What is counted and how, as values: light to load for whoever only shows or stores counts."""

from __future__ import annotations

from enum import Enum

from milestoned.light.dataclasses import dataclass

# Raised whenever a rule changes what any text counts; kept with every recorded count.
RULES_VERSION = 3


class WordRule(Enum):
    """Which runs of characters are words."""

    PROSE = "prose"  # a run that holds a letter or a digit, in visible prose
    OFFICE = "office"  # every run of visible prose, as LibreOffice counts
    ALL = "all"  # as PROSE, with code, tags and math
    WC = "wc"  # every run between blanks of the body as it is


class TaskRule(Enum):
    """Which boxes count."""

    ALL = "all"
    LEAF = "leaf"
    TOP = "top"


@dataclass(frozen=True, slots=True)
class CountRules:
    """How words and tasks are counted in this vault."""

    words: WordRule = WordRule.PROSE
    tasks: TaskRule = TaskRule.ALL


@dataclass(frozen=True, slots=True)
class TaskCounts:
    """Tasks by their state; `total` is what there is to do and was done, without the cancelled."""

    done: int = 0
    open: int = 0
    cancelled: int = 0

    @property
    def total(self) -> int:
        """How many tasks are done or open."""
        return self.done + self.open

    def __add__(self, other: TaskCounts) -> TaskCounts:
        return TaskCounts(self.done + other.done, self.open + other.open, self.cancelled + other.cancelled)


@dataclass(frozen=True, slots=True)
class Counts:
    """Words, characters and tasks of a note."""

    words: int = 0
    characters: int = 0
    tasks: TaskCounts = TaskCounts()

    def __add__(self, other: Counts) -> Counts:
        return Counts(self.words + other.words, self.characters + other.characters, self.tasks + other.tasks)
