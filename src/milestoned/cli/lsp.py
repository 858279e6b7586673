"""`milestoned lsp`: the language server."""

from __future__ import annotations

import click

from milestoned.light.typing import TYPE_CHECKING

if TYPE_CHECKING:
    from milestoned.cli.output import Output


@click.command("lsp")
@click.option(
    "--stdio", is_flag=True, help="Speak on stdin and stdout: some editors ask for it; it is all there is."
)
@click.pass_obj
def command(output: Output, *, stdio: bool) -> None:  # noqa: ARG001 - accepted, since editors pass it
    """Serve an editor: the progress as you type, and the status in your own save.

    It speaks the Language Server Protocol on stdin and stdout. `milestoned editor NAME` says how to set it up.
    """
    from milestoned.lsp.start import serve  # noqa: PLC0415 - --help needs none of it

    serve(verbose=output.verbose)
