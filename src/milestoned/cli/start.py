"""`milestoned start`: give a note a milestone."""

from __future__ import annotations

import datetime
from pathlib import Path

import click

from milestoned.cli.output import Output, shown
from milestoned.errors import UsageError


@click.command("start")
@click.argument("notes", nargs=-1, required=True, metavar="NOTE…")
@click.option(
    "--every",
    default="1000 words",
    show_default=True,
    metavar="BITE",
    help="The bite: 1000 words, words, 5000 characters, tasks, 5 tasks.",
)
@click.option("--goal", default="", metavar="N", help="The finish line, for example 5000 or '5000 words'.")
@click.option("--due", default="", metavar="DATE", help="The day you mean to be done, like 2026-12-31.")
@click.option("--why", default="", metavar="TEXT", help="Your own reason, for the days it is hard to see.")
@click.pass_obj
def command(output: Output, *, notes: tuple[str, ...], every: str, goal: str, due: str, why: str) -> None:
    """Give notes a milestone, by adding your choice to their frontmatter and nothing else.

    The next `update`, or a running `watch`, writes the progress below it.
    """
    from milestoned.milestone.opt_in import Choice  # noqa: PLC0415
    from milestoned.milestone.spec import amount  # noqa: PLC0415 - --help needs none of it

    size = amount(every)
    if size is None or size[0] == 0:
        raise UsageError(f"--every {every}: no bite", "write for example --every '500 words', or tasks")
    if goal and (not (wanted := amount(goal)) or not wanted[0]):
        raise UsageError(f"--goal {goal}: no goal", "write a number, for example --goal 5000")
    if due:
        _check_date(due)
    choice = Choice(every.strip(), goal.strip(), due.strip(), why.strip())
    refused = [note for note in notes if not _start(output, note, choice)]
    if refused:
        raise click.exceptions.Exit(1)


def _check_date(due: str) -> None:
    try:
        datetime.date.fromisoformat(due.strip())
    except ValueError:
        raise UsageError(f"--due {due}: no date", "write it as year-month-day, like 2026-12-31") from None


def _start(output: Output, given: str, choice: object) -> bool:
    from milestoned.record.recorder.vault_recorder import record_start  # noqa: PLC0415
    from milestoned.vault.root import is_vault  # noqa: PLC0415
    from milestoned.vault.start import Started, start_note  # noqa: PLC0415

    started = start_note(Path(given), choice)  # type: ignore[arg-type]
    if not isinstance(started, Started):
        output.problem(given, started)
        return False
    if is_vault(started.vault.root):
        record_start(started.vault, started.path)
    output.say(f"{shown(given)}: started")
    return True
