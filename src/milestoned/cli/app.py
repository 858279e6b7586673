"""The command group of click: its options, and its commands, loaded only when called."""

from __future__ import annotations

import importlib
import os

import click

from milestoned import __version__
from milestoned.cli.click_commands import as_click
from milestoned.cli.commands import COMMANDS, GROUPS
from milestoned.cli.failures import check_clock, placed
from milestoned.cli.help_format import HelpContext, with_help
from milestoned.cli.output import Output
from milestoned.cli.parameters import Command
from milestoned.cli.run import COMPLETING
from milestoned.cli.usage import WithHintError, in_our_form
from milestoned.errors import MilestonedError
from milestoned.light.typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_FIRST_STEPS = """\
This folder is not a vault. To begin:
  milestoned init         make this folder of notes one
  milestoned start NOTE   give a note a milestone
  milestoned watch        keep it up to date while you write
`milestoned help` shows all commands, `milestoned docs` the manual."""


class _LazyGroup(click.Group):
    """Knows each command's name and help; loads its module when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        command = importlib.import_module(f"milestoned.cli.{cmd_name}").command
        if isinstance(command, Command):
            command = as_click(command)
        assert isinstance(command, click.Command)  # noqa: S101 - for the type checker
        if COMPLETING in os.environ:
            from milestoned.cli.completers import complete_parameters  # noqa: PLC0415 - only a shell asks

            complete_parameters(command)
        return with_help(cmd_name, command)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        for title, commands in GROUPS.items():
            with formatter.section(title):
                formatter.write_dl(list(commands.items()))

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except MilestonedError as error:
            error.message = placed(error.message, ctx.invoked_subcommand or "")
            raise

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            from milestoned.vault.config import nearest  # noqa: PLC0415 - only a mistyped command needs it

            raise WithHintError(error.message, nearest(args[0], list(COMMANDS)), ctx) from None


@click.group(
    cls=_LazyGroup,
    invoke_without_command=True,
    # The line that `apropos` lists.
    short_help="Count Markdown notes toward milestones that you choose.",
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="A PATH is a vault, a folder in one, or a note; without one it is the current folder. "
    "Exit codes: 0 fine, 1 something is out of date or was refused, 2 wrong usage or configuration.",
)
@click.version_option(__version__, prog_name="milestoned", message="%(prog)s %(version)s")
@click.option("-v", "--verbose", is_flag=True, help="Say more.")
@click.option("-q", "--quiet", is_flag=True, help="Say only what went wrong.")
@click.option("--no-color", is_flag=True, help="No colours (also: the NO_COLOR variable).")
@click.pass_context
def cli(ctx: click.Context, *, verbose: bool, quiet: bool, no_color: bool) -> None:
    """Count your Markdown notes toward milestones that you choose, from any editor.

    milestoned counts in chunks, 1,000 words unless you say otherwise, and writes the progress into the notes.
    It never touches your text. Without a COMMAND it shows the status of the vault you are in.
    """
    if verbose and quiet:
        raise click.UsageError("-v and -q exclude each other", ctx)
    check_clock()
    ctx.obj = Output(verbose=verbose, quiet=quiet, color=not no_color and "NO_COLOR" not in os.environ)
    if ctx.invoked_subcommand is None:
        _without_command(ctx)


cli.context_class = HelpContext


def _without_command(ctx: click.Context) -> None:
    """Show the status of the vault the user is in, or how to begin."""
    from pathlib import Path  # noqa: PLC0415 - only here

    from milestoned.vault.root import find_root, is_vault  # noqa: PLC0415

    if not is_vault(find_root(Path())):
        click.echo(_FIRST_STEPS, err=True)
        ctx.exit(2)
    status = cli.get_command(ctx, "status")
    assert status is not None  # noqa: S101 - it is one of the commands
    with status.make_context("status", [], parent=ctx) as below:
        status.invoke(below)


def call(arguments: Sequence[str]) -> object:
    """Run the command line; return its exit code, or None. Raises MilestonedError, and KeyboardInterrupt for Ctrl-C."""
    if COMPLETING in os.environ:
        from milestoned.cli.shells import register  # noqa: PLC0415 - only a shell asks

        register()
    try:
        return cli.main(list(arguments), prog_name="milestoned", standalone_mode=False)
    except click.ClickException as error:
        raise in_our_form(error) from None
    except click.Abort:
        raise KeyboardInterrupt from None
