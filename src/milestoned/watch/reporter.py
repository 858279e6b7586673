"""What the daemon logs: each written note, and each problem once."""

from __future__ import annotations

from typing import Protocol

from milestoned.light.dataclasses import dataclass
from milestoned.light.typing import TYPE_CHECKING
from milestoned.vault.updater import Result, Update

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from milestoned.errors import UsageError
    from milestoned.note.problem import Problem
    from milestoned.vault.vault import Vault


class Log(Protocol):
    """Where the daemon logs what it does."""

    def say(self, text: str, hint: str = "") -> None:
        """Log what was done as one line, and below it what to do."""

    def detail(self, text: str) -> None:
        """Log a detail, shown with `-v`."""

    def problem(self, path: str, problem: Problem) -> None:
        """Log what is wrong with a note."""


class Reporter:
    """Logs what happens to one vault's notes. A problem that stays is logged once."""

    def __init__(self, log: Log) -> None:
        self._log = log
        self._logged: dict[str, Problem] = {}
        self._warned: dict[str, tuple[Problem, ...]] = {}
        self._config_problem = ""

    def say_all(self, messages: Iterable[str]) -> None:
        """Log each message as a line."""
        for message in messages:
            self._log.say(message)

    def tell(self, update: Update) -> None:
        """Log the result of an update: a written note, or a problem that is new; other results as details."""
        if update.problem:
            if self._logged.get(update.path) != update.problem:
                self._log.problem(update.path, update.problem)
            self._logged[update.path] = update.problem
            return
        self._logged.pop(update.path, None)
        if update.result is Result.WRITTEN:
            self._log.say(f"{update.path}: {update.line}")
        elif update.result is Result.PENDING:
            self._log.detail(f"{update.path}: waits: {update.line}")
        else:
            self._log.detail(f"{update.path}: {update.result.value}")

    def warn(self, path: str, warnings: tuple[Problem, ...]) -> None:
        """Log a note's warnings: each once, and again only after it was gone."""
        before = self._warned.pop(path, ())
        for warning in warnings:
            if warning not in before:
                self._log.problem(path, warning)
        if warnings:
            self._warned[path] = warnings

    def tell_gone(self, path: str) -> None:
        """Log that a note is gone."""
        self._logged.pop(path, None)
        self._log.detail(f"{path}: gone")

    def tell_config(self, error: UsageError | None) -> None:
        """Log what is wrong with a changed configuration, once; None: nothing is wrong any more."""
        message = error.message if error else ""
        if error and message != self._config_problem:
            self._log.say(message, f"{error.hint}; the settings are as before")
        self._config_problem = message


class Changed(Protocol):
    """Takes in that something may have changed at a path of a vault, at a time of the monotonic clock."""

    def __call__(self, path: str, now: float, *, arrived: bool) -> None:
        """Take it in; `arrived` if a sync tool put it there."""


@dataclass(frozen=True, slots=True)
class FileEvent:
    """Something may have changed at a path: to be passed to `changed` on the thread that works."""

    changed: Changed
    path: str
    arrived: bool


@dataclass(frozen=True, slots=True)
class WatchedVault:
    """A vault to watch; `names` returns True for a note's path that is among those the user named."""

    vault: Vault
    names: Callable[[str], bool]
