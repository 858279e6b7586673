"""`milestoned help`: the help of a command."""

from __future__ import annotations

import click

from milestoned.light.typing import TYPE_CHECKING

if TYPE_CHECKING:
    from milestoned.cli.output import Output


@click.command("help")
@click.argument("names", nargs=-1, metavar="[COMMAND…]")
@click.pass_context
def command(ctx: click.Context, *, names: tuple[str, ...]) -> None:
    """Show the help of a command, or of all of them."""
    output: Output = ctx.obj
    found = ctx.find_root()
    for name in names:
        found = _below(found, name)
    output.data(found.get_help())


def _below(ctx: click.Context, name: str) -> click.Context:
    """Return the context of a command below another. Raises click's UsageError with the nearest name."""
    group = ctx.command
    if not isinstance(group, click.Group):
        raise click.UsageError(f"`{ctx.command_path}` has no commands of its own", ctx)
    _, command, _ = group.resolve_command(ctx, [name])
    assert command is not None  # noqa: S101 - resolve_command raises
    return command.context_class(command, info_name=name, parent=ctx)
