"""What the commands that ask the record share: their options, which vault, and when numbers are kept back."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from milestoned.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from milestoned.cli.output import Output
    from milestoned.record.open import Opened

json_option = click.option(
    "--json", "as_json", is_flag=True, help="Print JSON (docs/format.md describes it)."
)
path_argument = click.argument("path", default=".", metavar="[PATH]")
vault_option = click.option(
    "--vault",
    default="",
    metavar="PATH",
    help="The vault, if it is not the current folder's; or give PATH last.",
)
last_path_argument = click.argument("path", default="", metavar="[PATH]")
since_option = click.option(
    "--since", default="", metavar="DATE", help="From this day on: 2026-11-23, monday, yesterday."
)

HUSH = "You are writing. The numbers wait until you rest: `quiet: true` in your configuration."


def place(path: str, vault: str) -> str:
    """Return the one PATH that was given, last or with `--vault`; else the current folder."""
    if path and vault and path != vault:
        raise UsageError(
            f"Two vaults are named: {path} and {vault}.", "Name one; put text of several words in quotes."
        )
    return path or vault or "."


@contextmanager
def opened_record(path: str) -> Iterator[Opened]:
    """Open the record of a PATH's vault."""
    from milestoned.record.open import opened  # noqa: PLC0415 - --help needs none of it

    with opened(path) as found:
        yield found


def hush(output: Output, opened: Opened) -> bool:
    """Say that numbers wait, if the writer wants none now."""
    if not opened.hushed:
        return False
    output.data(HUSH)
    return True


def since_day(opened: Opened, text: str) -> date | None:
    """Read `--since`; None where it is not given. Raises UsageError."""
    from milestoned.record.phrases import parse_past  # noqa: PLC0415 - as above

    return parse_past(text, opened.record.today()) if text else None
