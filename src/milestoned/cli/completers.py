"""What each argument and option completes to: paths, dates, amounts, ids of promises, names of editors and pages.

Each completer takes what was typed of a word, and the words that the same argument was given before it.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import click
from click.shell_completion import CompletionItem

from milestoned.cli.commands import COMMANDS
from milestoned.light.patterns import lazy_pattern
from milestoned.light.typing import TYPE_CHECKING
from milestoned.milestone.weekdays import WEEKDAYS
from milestoned.vault.root import is_note_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    Completer = Callable[[str, Sequence[str]], list[CompletionItem]]

PATH = "path"
FILE = "file"

_TO_COME = ("today", "tomorrow", *WEEKDAYS, "in 3 days", "next week", "in 2 weeks", "end of month")
_GONE_BY = ("today", "yesterday", *WEEKDAYS)
_SIZES = ("1000 words", "500 words", "words", "5000 characters", "characters", "tasks", "5 tasks")
_SPRINTS = ("25 min", "500 words")
_SPRINT_UNITS = ("words", "min")
_AMOUNTS = ("1 chunk", "2 chunks", "500 words", "5 tasks", "3 days")
_NUMBER = lazy_pattern(r"(?P<number>\d[\d,_.]*k?)\s*[a-z]*", re.IGNORECASE)


def paths(_incomplete: str, _given: Sequence[str] = ()) -> list[CompletionItem]:
    """Leave it to the shell, which knows how a path is typed."""
    return [CompletionItem("", type=PATH)]


def files(_incomplete: str, _given: Sequence[str]) -> list[CompletionItem]:
    """Leave it to the shell, any file."""
    return [CompletionItem("", type=FILE)]


def sprint(incomplete: str, given: Sequence[str]) -> list[CompletionItem]:
    """Complete to how long, to the unit of a number that was given, and behind that to a note."""
    if not given:
        found = amounts(_SPRINTS, _SPRINT_UNITS)(incomplete, given)
    else:
        found = _matching(_SPRINT_UNITS if given[-1].isdigit() else (), incomplete)
    return found or paths(incomplete)


def words(*choices: str) -> Completer:
    """Complete to one of these."""
    return lambda incomplete, _: _matching(choices, incomplete)


def amounts(choices: tuple[str, ...], units: tuple[str, ...]) -> Completer:
    """Complete to one of these, or give a number that was typed a unit."""

    def complete(incomplete: str, _given: Sequence[str]) -> list[CompletionItem]:
        typed = _NUMBER.fullmatch(incomplete)
        with_units = [f"{typed['number']} {unit}" for unit in units] if typed else []
        return _matching([*with_units, *choices], incomplete)

    return complete


def editors(incomplete: str, _given: Sequence[str]) -> list[CompletionItem]:
    """Complete to what `milestoned editor` has a text for."""
    from milestoned.cli.editor import TEXTS  # noqa: PLC0415 - seldom asked for

    return _matching(TEXTS, incomplete)


def manual(incomplete: str, _given: Sequence[str]) -> list[CompletionItem]:
    """Complete to a page of the manual."""
    from milestoned.cli.docs import pages  # noqa: PLC0415 - seldom asked for

    return _matching(sorted(pages()), incomplete)


def commands(incomplete: str, given: Sequence[str]) -> list[CompletionItem]:
    """Complete to the name of a command; the second word of one is not known here."""
    return [] if given else _matching(COMMANDS, incomplete)


def promises(incomplete: str, _given: Sequence[str]) -> list[CompletionItem]:
    """Complete to the id of an open promise of this folder's vault."""
    from milestoned.record.open import opened  # noqa: PLC0415 - seldom asked for
    from milestoned.record.queries.summary import all_commitments  # noqa: PLC0415

    with opened(".") as found:
        rows = [one for one in all_commitments(found.record) if one["state"] == "open"]
    items = [CompletionItem(one["id"], help=one["what"]) for one in rows]
    return [item for item in items if item.value.startswith(incomplete)]


def _matching(choices: Iterable[str], incomplete: str) -> list[CompletionItem]:
    return [CompletionItem(choice) for choice in dict.fromkeys(choices) if choice.startswith(incomplete)]


_ARGUMENTS: dict[str, Completer] = {
    **dict.fromkeys(("path", "paths", "files", "note", "notes", "vault", "out", "output"), paths),
    **dict.fromkeys(("file", "card"), files),
    "arguments": sprint,
    "name": editors,
    "page": manual,
    "names": commands,
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

    def __init__(self, complete: Completer) -> None:
        self._complete = complete

    def shell_complete(
        self,
        ctx: click.Context,
        param: click.Parameter,
        incomplete: str,
    ) -> list[CompletionItem]:
        given = ctx.params.get(param.name or "") if param.nargs == -1 else ()
        try:
            return self._complete(incomplete, given or ())
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
