"""What the commands that ask the record share on the command line: a PATH and `--json`."""

from __future__ import annotations

import functools

import click

from milestoned.cli.record_answer import Answer, print_answer
from milestoned.errors import UsageError
from milestoned.light.typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from milestoned.cli.output import Output

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
            print_answer(output, path, ask, as_json=as_json, narrows=narrows, **options)

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
