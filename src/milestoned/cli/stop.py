"""`milestoned stop`: take milestones out of notes."""

from __future__ import annotations

import click

from milestoned.cli.opting import OptingRun
from milestoned.cli.output import finish
from milestoned.light.typing import TYPE_CHECKING

if TYPE_CHECKING:
    from milestoned.cli.output import Output
    from milestoned.note.problem import Problem
    from milestoned.vault.named_notes import NamedNote
    from milestoned.vault.note_changer import Changed
    from milestoned.vault.vault import Vault


class _Stopping:
    """Stops the notes of one vault."""

    def __init__(self, vault: Vault, *, diff: bool) -> None:
        from milestoned.vault.stop import Stopper  # noqa: PLC0415 - --help needs none of it

        self._stopper = Stopper(vault, dry=diff)

    def change(self, note: NamedNote) -> Changed | Problem | str:
        """Stop a note; one without a milestone is passed over."""
        from milestoned.note.problem import Problem  # noqa: PLC0415 - as above

        stopped = self._stopper.stop(note.path)
        if not isinstance(stopped, Problem) and stopped.old == stopped.new:
            return "without a milestone"
        return stopped

    def close(self) -> list[str]:
        """End the work; return the messages for the writer."""
        return self._stopper.close()


@click.command("stop")
@click.argument("paths", nargs=-1, required=True, metavar="PATH…")
@click.option("--diff", is_flag=True, help="Write nothing; print what would change.")
@click.pass_obj
def command(output: Output, *, paths: tuple[str, ...], diff: bool) -> None:
    """Take milestones out of notes: yours and the program's keys go, cookies are bare again.

    A PATH is a note, a folder or a glob. Nothing else in a note changes. The record keeps what you wrote.
    """

    def stopping(vault: Vault) -> _Stopping:
        return _Stopping(vault, diff=diff)

    finish(fine=OptingRun(output, "stopped", stopping, diff=diff).all(paths))
