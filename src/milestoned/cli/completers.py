"""What each argument and option completes to: paths, dates, amounts, the ids of promises."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem

from milestoned.milestone.weekdays import WEEKDAYS
from milestoned.vault.root import is_note_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

PATH = "path"

_TO_COME = ("today", "tomorrow", *WEEKDAYS, "in 3 days", "next week", "in 2 weeks", "end of month")
_GONE_BY = ("today", "yesterday", *WEEKDAYS)
_SIZES = ("1000 words", "500 words", "words", "5000 characters", "characters", "tasks", "5 tasks")
_AMOUNTS = ("1 chunk", "2 chunks", "500 words", "5 tasks", "3 days")
_NUMBER = re.compile(r"(?P<number>\d[\d,_.]*k?)\s*[a-z]*", re.IGNORECASE)


def paths(_incomplete: str) -> list[CompletionItem]:
    """Leave it to the shell, which knows how a path is typed."""
    return [CompletionItem("", type=PATH)]


def words(*choices: str) -> Callable[[str], list[CompletionItem]]:
    """Complete to one of these."""
    return lambda incomplete: _matching(choices, incomplete)


def amounts(choices: tuple[str, ...], units: tuple[str, ...]) -> Callable[[str], list[CompletionItem]]:
    """Complete to one of these, or give a number that was typed a unit."""

    def complete(incomplete: str) -> list[CompletionItem]:
        typed = _NUMBER.fullmatch(incomplete)
        with_units = [f"{typed['number']} {unit}" for unit in units] if typed else []
        return _matching([*with_units, *choices], incomplete)

    return complete


def promises(incomplete: str) -> list[CompletionItem]:
    """Complete to the id of an open promise of this folder's vault."""
    from milestoned.record.open import opened  # noqa: PLC0415 - seldom asked for
    from milestoned.record.queries.summary import all_commitments  # noqa: PLC0415

    with opened(".") as found:
        rows = [one for one in all_commitments(found.record) if one["state"] == "open"]
    items = [CompletionItem(one["id"], help=one["what"]) for one in rows]
    return [item for item in items if item.value.startswith(incomplete)]


def _matching(choices: Iterable[str], incomplete: str) -> list[CompletionItem]:
    return [CompletionItem(choice) for choice in dict.fromkeys(choices) if choice.startswith(incomplete)]


_ARGUMENTS = {
    **dict.fromkeys(("path", "paths", "files", "note", "notes", "vault", "out", "output"), paths),
    "due": words(*_TO_COME),
    "by": words(*_TO_COME),
    "since": words(*_GONE_BY),
    "day": words(*_GONE_BY),
    "every": amounts(_SIZES, ("words", "characters", "tasks")),
    "goal": amounts((), ("words", "characters", "tasks")),
    "what": amounts(_AMOUNTS, ("chunks", "words", "tasks", "days")),
    "renegotiate": promises,
    "withdraw": promises,
}


class _Completed(click.types.StringParamType):
    """The type of a parameter while a shell completes: it takes any text."""

    def __init__(self, complete: Callable[[str], list[CompletionItem]]) -> None:
        self._complete = complete

    def shell_complete(
        self,
        ctx: click.Context,  # noqa: ARG002 - click's signature
        param: click.Parameter,  # noqa: ARG002
        incomplete: str,
    ) -> list[CompletionItem]:
        try:
            return self._complete(incomplete)
        except Exception:  # noqa: BLE001 - a key press in the shell is not the place for an error
            return []


def complete_parameters(command: click.Command) -> None:
    """Teach the parameters of a command, and of those below it, what they complete to."""
    for parameter in command.params:
        is_choice = isinstance(parameter.type, click.Choice) or getattr(parameter, "is_flag", False)
        if not is_choice and parameter.name in _ARGUMENTS:
            parameter.type = _Completed(_ARGUMENTS[parameter.name])
    if isinstance(command, click.Group):
        for below in command.commands.values():
            complete_parameters(below)


def note_paths(incomplete: str) -> list[str]:
    """Return the notes and then the folders that a path begun so may mean, as it was begun."""
    begun = incomplete.rpartition("/")[2]
    shown = incomplete[: len(incomplete) - len(begun)]
    folder = Path(shown or ".").expanduser()
    try:
        with os.scandir(folder) as scan:
            entries = [entry for entry in scan if _may_mean(entry.name, begun)]
    except OSError:
        return []
    notes = sorted(entry.name for entry in entries if is_note_name(entry.name) and not entry.is_dir())
    folders = sorted(entry.name for entry in entries if entry.is_dir())
    return [shown + name for name in [*notes, *folders]]


def _may_mean(name: str, begun: str) -> bool:
    return name.startswith(begun) and (not name.startswith(".") or begun.startswith("."))
