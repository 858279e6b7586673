"""Running the command line: without click where the arguments are plain, and with one form of error everywhere."""

from __future__ import annotations

import gc
import importlib
import os
import sys

from milestoned.cli.commands import COMMANDS
from milestoned.cli.failures import check_clock, exit_code, placed
from milestoned.cli.output import Output
from milestoned.cli.parameters import Command
from milestoned.errors import MilestonedError
from milestoned.light.typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

# Set by a shell that asks for completions.
COMPLETING = "_MILESTONED_COMPLETE"


def run(arguments: list[str]) -> None:
    """Run the command line and exit. Whatever happens, a user sees one clear message and no traceback."""
    for stream in (sys.stdout, sys.stderr):
        # A file name need not be text that a terminal can show. A service on Windows has no streams at all.
        if stream is not None:
            stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    # A vault's notes are many small objects that live to the end: the collector would find nothing to free.
    gc.set_threshold(100_000, 20, 100)
    sys.exit(exit_code(lambda: _called(arguments)))


def _called(arguments: list[str]) -> object:
    call = _plain_call(arguments)
    return call() if call else _by_click(arguments)


def _plain_call(arguments: list[str]) -> Callable[[], None] | None:
    """Return what calls the command that is named, if its arguments can be read without click."""
    name = arguments[0] if arguments else ""
    # On Windows click expands `*.md`, which no shell does there.
    if name not in COMMANDS or os.name == "nt" or COMPLETING in os.environ:
        return None
    command = importlib.import_module(f"milestoned.cli.{name}").command
    given = command.read(arguments[1:]) if isinstance(command, Command) else None
    return None if given is None else lambda: _call(command, given)


def _call(command: Command, given: dict[str, object]) -> None:
    try:
        check_clock()
        command.call(Output(color="NO_COLOR" not in os.environ), **given)
    except MilestonedError as error:
        error.message = placed(error.message, command.name)
        raise
    except KeyboardInterrupt:
        sys.stderr.write("\n")  # the shell's prompt does not follow what the terminal shows as ^C
        raise


def _by_click(arguments: list[str]) -> object:
    from milestoned.cli.app import call  # noqa: PLC0415 - it loads click

    return call(arguments)
