"""Making a command of click's from one that says what it takes in `parameters`: for help, completion and mistakes."""

from __future__ import annotations

import click

from milestoned.cli.parameters import Argument, Command, Flag, Value
from milestoned.light.typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any


def as_click(command: Command) -> click.Command:
    """Return the same command as click knows it."""
    parameters = [_argument(command.argument), *map(_option, command.options)]
    return click.command(command.name, params=parameters)(click.pass_obj(command.call))


def _argument(argument: Argument) -> click.Argument:
    if argument.many:
        return click.Argument([argument.name], nargs=-1, required=argument.required, metavar=argument.metavar)
    return click.Argument([argument.name], default=argument.default, metavar=argument.metavar)


def _option(option: Flag | Value) -> click.Option:
    names = [option.option, option.name]
    if isinstance(option, Flag):
        return click.Option(names, is_flag=True, help=option.help)
    more: dict[str, Any] = {"type": click.Choice(option.choices)} if option.choices else {}
    return click.Option(
        names,
        default=option.default,
        show_default=option.default is not None,
        metavar=option.metavar,
        help=option.help,
        **more,
    )
