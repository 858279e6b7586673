"""Writes docs/cli.md from the help that each command gives, and from what cli_json.txt says of their JSON."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from milestoned.cli.app import cli
from milestoned.cli.commands import GROUPS
from milestoned.milestone.numbers import ACCEPTED as ACCEPTED_NUMBERS
from milestoned.record.dates import ACCEPTED as ACCEPTED_DATES

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = Path(__file__).with_name("cli.md")
JSON = Path(__file__).with_name("cli_json.txt")
_INTRO = """\
# The command line

What `milestoned --help` and `milestoned help COMMAND` say, written by `python -m docs.make_cli`.

Data goes to stdout, everything else to stderr. An error has one form, with what to do below it:

```text
milestoned: novel/02-storm.md:3: `milestone-goal` is 0
  a goal is 1 or more; remove the key to write without one
```

Where a command takes another argument before the PATH, `--vault PATH` says the same.

| exit code | when |
| --- | --- |
| 0 | fine. Notes that are out of date do not change that for `status` and `update --diff`, which are asked about them |
| 1 | `update --check` found a note that is out of date, or something was refused: a note has a problem, a file cannot be read. stderr says what, and all else was done |
| 2 | wrong usage or configuration; nothing was done |
| 130 | interrupted by Ctrl-C; `watch`, `sprint` and `--watch`, which are ended so, exit with 0 |

`--json` prints a shape that stays: [JSON](#json) describes it.

Dates are read as people write them: {dates}.
Numbers too: {numbers}.
"""


def page() -> str:
    """Return what the page should say."""
    intro = _INTRO.format(dates=ACCEPTED_DATES.removeprefix("write "), numbers=ACCEPTED_NUMBERS)
    groups = [[f"## {title}\n", *_sections(list(commands))] for title, commands in GROUPS.items()]
    commands = (section for group in groups for section in group)
    return "\n".join([intro, _section(), *commands, JSON.read_text(encoding="utf-8")])


def _sections(names: list[str]) -> Iterator[str]:
    """Give a section for every command, and those below it."""
    context = click.Context(cli)
    for name in names:
        yield _section(name)
        command = cli.get_command(context, name)
        if isinstance(command, click.Group):
            yield from (
                _section(name, below)
                for below in command.list_commands(context)
                if not command.commands[below].hidden
            )


def _section(*command: str) -> str:
    title = " ".join(("milestoned", *command))
    return f"##{'#' * len(command)} {title}\n\n```text\n{_help(*command)}```\n"


def _help(*command: str) -> str:
    program = [sys.executable, "-m", "milestoned", *command, "--help"]
    return subprocess.run(
        program, env=os.environ | {"COLUMNS": "100"}, capture_output=True, text=True, check=True
    ).stdout


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
