"""The command group: its options, its commands loaded only when called, and what a user sees of an error."""

from __future__ import annotations

import gc
import importlib
import os
import sys
from typing import TYPE_CHECKING

import click

from milestoned import __version__
from milestoned.cli.output import Output, shown
from milestoned.errors import MilestonedError

if TYPE_CHECKING:
    from collections.abc import Sequence

# name: one line of help. The order is the one a writer meets them in.
COMMANDS = {
    "init": "Write a commented configuration into a vault.",
    "start": "Give notes a milestone.",
    "stop": "Take milestones out of notes.",
    "update": "Count once, and write the progress into the notes.",
    "watch": "Keep the notes up to date while you write.",
    "status": "Show where every milestone stands.",
    "today": "Show how today stands.",
    "log": "List the days, newest first.",
    "milestones": "List the milestones that were earned.",
    "report": "Show the book and its record as one page, or as a picture to share.",
    "stats": "Sum the record up by week, month, project.",
    "commit": "Promise yourself so much by a day.",
    "commitments": "List your commitments and what became of them.",
    "unstick": "Name what is in the way, and one thing to try.",
    "next": "Leave yourself a line for next time.",
    "amend": "Correct a day of the record.",
    "credit": "Decide about text that came in whole.",
    "export": "Take the record away as CSV or JSON.",
    "reindex": "Read all journals again.",
    "service": "Run the daemon in the background, from login on.",
    "lsp": "Serve an editor: progress as you type.",
    "editor": "Say how to set an editor up.",
    "doctor": "Check what milestoned needs, and say how to mend it.",
    "count": "Count words, characters and tasks, like wc.",
}


class _LazyGroup(click.Group):
    """Knows each command's name and help; loads its module when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        command = importlib.import_module(f"milestoned.cli.{cmd_name}").command
        assert isinstance(command, click.Command)  # noqa: S101 - for the type checker
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            from milestoned.vault.config import nearest  # noqa: PLC0415 - only a mistyped command needs it

            raise click.UsageError(
                f"{error.message} {nearest(args[0], list(COMMANDS)).capitalize()}", ctx
            ) from None


@click.group(
    cls=_LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="A PATH is a vault, a folder in one, or a note; without one it is the current folder. "
    "Exit codes: 0 fine, 1 something is stale or was refused, 2 wrong usage or configuration.",
)
@click.version_option(__version__, prog_name="milestoned", message="%(prog)s %(version)s")
@click.option("-v", "--verbose", is_flag=True, help="Say more.")
@click.option("-q", "--quiet", is_flag=True, help="Say only what went wrong.")
@click.option("--no-color", is_flag=True, help="No colours (also: the NO_COLOR variable).")
@click.pass_context
def cli(ctx: click.Context, *, verbose: bool, quiet: bool, no_color: bool) -> None:
    """Micro-milestones for writers.

    milestoned counts your Markdown notes toward milestones you choose (1000 words, unless you say otherwise) and
    writes the progress back into the notes, from any editor. It changes nothing else in them, ever.

    \b
    Try:  milestoned start my-note.md
          milestoned watch
    """  # noqa: D301 - click's mark for lines that stay as they are
    if verbose and quiet:
        raise click.UsageError("-v and -q exclude each other")
    ctx.obj = Output(verbose=verbose, quiet=quiet, color=not no_color and "NO_COLOR" not in os.environ)


def run(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit. Whatever happens, a user sees one clear message and no traceback."""
    for stream in (sys.stdout, sys.stderr):
        # A file name need not be text that a terminal can show. A service on Windows has no streams at all.
        if stream is not None:
            stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    # A vault's notes are many small objects that live to the end: the collector would walk them in vain.
    gc.set_threshold(100_000, 20, 100)
    try:
        cli.main(arguments, prog_name="milestoned")
    except MilestonedError as error:
        hint = f"\n  {error.hint}" if error.hint else ""
        click.echo(f"milestoned: {error.message}{hint}", err=True)
        sys.exit(error.exit_code)
    except BrokenPipeError:
        _let_go_of_stdout()  # the reader of our output left: say nothing
        sys.exit(1)
    except OSError as error:
        place = f"{shown(os.fsdecode(error.filename))}: " if error.filename else ""
        click.echo(f"milestoned: {place}{error.strerror or error}", err=True)
        _let_go_of_stdout()
        sys.exit(1)
    except Exception as error:  # noqa: BLE001 - the last resort, so that no traceback reaches a user
        _report_bug(error)
        sys.exit(1)


def _let_go_of_stdout() -> None:
    """Keep the interpreter from flushing, at its end, what could not be written and complaining about it."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _report_bug(error: Exception) -> None:
    if os.environ.get("MILESTONED_DEBUG"):
        import traceback  # noqa: PLC0415 - seldom needed, and slow to load

        traceback.print_exc()
    message = f"milestoned: internal error: {type(error).__name__}: {error}"
    click.echo(
        f"{message}\n  this is a bug; run it with MILESTONED_DEBUG=1 to see where, and report it", err=True
    )
