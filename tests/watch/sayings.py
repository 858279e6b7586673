"""A log that keeps what it was given, for tests to look at."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from milestoned.note.problem import Problem


class Sayings:
    """What the daemon said, in order."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.details: list[str] = []
        self.problems: list[tuple[str, Problem]] = []

    def say(self, text: str, hint: str = "") -> None:
        """Keep what was done, and what to do."""
        self.said += [text, hint] if hint else [text]

    def detail(self, text: str) -> None:
        """Keep a detail."""
        self.details.append(text)

    def problem(self, path: str, problem: Problem) -> None:
        """Keep what is wrong with a note."""
        self.problems.append((path, problem))
