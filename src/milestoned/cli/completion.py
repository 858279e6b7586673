"""`milestoned completion`: the script that teaches a shell to complete."""

from __future__ import annotations

import click

from milestoned.light.typing import TYPE_CHECKING

if TYPE_CHECKING:
    from milestoned.cli.output import Output


@click.command("completion")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]), metavar="bash|zsh|fish")
@click.pass_obj
def command(output: Output, *, shell: str) -> None:
    """Print the completion script of a shell: commands, options, notes, dates, units, ids of promises.

    \b
    bash: put this line into ~/.bashrc
      eval "$(milestoned completion bash)"
    zsh: put this line into ~/.zshrc, below compinit
      eval "$(milestoned completion zsh)"
    fish: put this line into ~/.config/fish/config.fish
      milestoned completion fish | source
    """  # noqa: D301 - click's mark for lines that stay as they are
    from milestoned.cli.shells import script  # noqa: PLC0415 - --help needs none of it

    output.data(script(shell).rstrip("\n"))
