"""What the commands that ask the record share: a PATH, `--json`, and numbers that wait while the author writes."""

from __future__ import annotations

import functools
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from milestoned.errors import UsageError
from milestoned.lazy_dataclasses import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from milestoned.cli.output import Output
    from milestoned.record.open import Opened

json_option = click.option(
    "--json", "as_json", is_flag=True, help="Print JSON (docs/record.md describes it)."
)
path_argument = click.argument("path", default="", metavar="[PATH]")
_vault_option = click.option(
    "--vault",
    default="",
    metavar="PATH",
    help="The vault, if it is not the current folder's; or give PATH last.",
)
since_option = click.option(
    "--since", default="", metavar="DATE", help="From this day on: 2026-11-23, monday, yesterday."
)

HUSH = "You are writing. The numbers wait until you rest: `quiet: true` in your configuration."


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command answers: `data` with `--json`, else `text`, made only then.

    `numbers`: the text is of numbers, which wait while the author wants none.
    """

    data: object
    text: Callable[[], str]
    numbers: bool = True


def record_command(
    name: str,
    *,
    path_is_last: bool = False,
    narrows: bool = False,
    prepare: Callable[[dict[str, Any]], None] | None = None,
) -> Callable[[Callable[..., Answer]], click.Command]:
    """Make a command of a function that is given the opened record and its own options, and returns an Answer.

    `path_is_last`: PATH comes after the command's own arguments, and `--vault` names it, too. `narrows`: a folder or
    a note that PATH names is all that is shown. `prepare` checks and sorts out the options, `path` and `vault` among
    them, before the record is opened.
    """

    def decorate(ask: Callable[..., Answer]) -> click.Command:
        def run(output: Output, *, as_json: bool, **options: Any) -> None:
            if prepare:
                prepare(options)
            path = _place(options.pop("path"), options.pop("vault", ""))
            with opened_record(path or ".") as opened:
                if narrows and path:
                    _narrow(output, opened, path)
                answer = ask(opened, **options)
                if as_json:
                    output.json(answer.data)
                elif not (answer.numbers and _hush(output, opened)):
                    output.data(_fitted(answer.text()))

        # click reads parameters from the last to the first.
        own = vars(ask).pop("__click_params__", [])
        functools.update_wrapper(run, ask)
        for shared in [json_option, *([_vault_option, path_argument] if path_is_last else [])]:
            shared(run)
        vars(run).setdefault("__click_params__", []).extend(own)
        return click.command(name)(click.pass_obj(run if path_is_last else path_argument(run)))

    return decorate


def _place(path: str, vault: str) -> str:
    """Return the one PATH that was given, last or with `--vault`; "" where none was."""
    if path and vault and path != vault:
        raise UsageError(
            f"two vaults are named: `{path}` and `{vault}`", "name one; put text of several words in quotes"
        )
    return path or vault


def _fitted(text: str) -> str:
    from milestoned.cli.wording import fitted  # noqa: PLC0415 - as above

    return fitted(text.split("\n"))


def _narrow(output: Output, opened: Opened, path: str) -> None:
    from milestoned.cli.narrowing import narrow  # noqa: PLC0415 - few answers are of a part

    narrow(output, opened.record, path)


@contextmanager
def opened_record(path: str) -> Iterator[Opened]:
    """Open the record of a PATH's vault."""
    from milestoned.record.open import opened  # noqa: PLC0415 - --help needs none of it

    with opened(path) as found:
        yield found


def _hush(output: Output, opened: Opened) -> bool:
    """Print that numbers wait, if the author wants none now; return whether they do."""
    if not opened.hushed:
        return False
    output.data(_fitted(HUSH))
    return True


def since_day(opened: Opened, text: str) -> date | None:
    """Read `--since`; None where it is not given. Raises UsageError."""
    from milestoned.record.phrases import parse_past  # noqa: PLC0415 - as above

    return parse_past(text, opened.record.today()) if text else None
