"""Writes docs/commands.md from the help that each command gives."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from milestoned.cli.app import cli
from milestoned.cli.commands import COMMANDS

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = Path(__file__).with_name("commands.md")
_INTRO = """\
# Commands

What `milestoned --help` and `milestoned COMMAND --help` say. Written by `python docs/make_commands.py`.
"""


def page() -> str:
    """Return what the page should say."""
    return "\n".join([_INTRO, _section(), *(_section(*command) for command in _all_commands())])


def _all_commands() -> Iterator[tuple[str, ...]]:
    """Give every command, and those below it."""
    context = click.Context(cli)
    for name in COMMANDS:
        yield (name,)
        command = cli.get_command(context, name)
        if isinstance(command, click.Group):
            yield from ((name, below) for below in command.list_commands(context))


def _section(*command: str) -> str:
    title = " ".join(("milestoned", *command))
    return f"##{'#' * (len(command) > 1)} {title}\n\n```text\n{_help(*command)}```\n"


def _help(*command: str) -> str:
    program = [sys.executable, "-m", "milestoned", *command, "--help"]
    return subprocess.run(
        program, env=os.environ | {"COLUMNS": "100"}, capture_output=True, text=True, check=True
    ).stdout


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
