"""`milestoned credit`: the writer's word on text that came in whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from milestoned.cli.output import shown
from milestoned.cli.record_command import json_option, last_path_argument, opened_record, place, vault_option
from milestoned.errors import UsageError

if TYPE_CHECKING:
    from milestoned.cli.output import Output
    from milestoned.record.record import Record


@click.command("credit")
@click.argument("note", default="", metavar="[NOTE]")
@last_path_argument
@click.option("--decline", is_flag=True, help="They are not words you wrote: never ask again.")
@vault_option
@json_option
@click.pass_obj
def command(output: Output, *, note: str, decline: bool, path: str, vault: str, as_json: bool) -> None:
    """List text that came in whole, or take credit for a NOTE's: on the day it came in.

    A new note, or more words at once than a person can type, may be pasted or written elsewhere: you decide.
    """
    from pathlib import Path  # noqa: PLC0415 - --help needs none of it

    if note and not path and Path(note).is_dir():
        note, path = "", note
    if decline and not note:
        raise UsageError("--decline needs a note.", "`milestoned credit` lists what waits.")
    # A note that is named by where it is says which vault is meant.
    here = note if note and not (path or vault) and Path(note).is_file() else place(path, vault)
    with opened_record(here) as opened:
        if note:
            _decide(output, opened.record, note, decline=decline, as_json=as_json)
        else:
            _list(output, opened.record, as_json=as_json)


def _named(record: Record, note: str) -> str:
    """Return a note's path in its vault, whether it was named from there or from here."""
    from pathlib import Path  # noqa: PLC0415 - as above

    real = Path(note).resolve()
    if real.is_file() and real.is_relative_to(record.root):
        return real.relative_to(record.root).as_posix()
    return note


def _decide(output: Output, record: Record, note: str, *, decline: bool, as_json: bool) -> None:
    from milestoned.cli.wording import amount, chunk  # noqa: PLC0415 - as above
    from milestoned.record import actions  # noqa: PLC0415 - as above
    from milestoned.record.queries import summary  # noqa: PLC0415 - as above

    name = _named(record, note)
    before = summary.milestones(record)
    words = actions.credit(record, name, mine=not decline)
    earned = [one for one in summary.milestones(record) if one not in before]
    if as_json:
        output.json({"note": name, "words": words, "credited": not decline, "earned": earned})
        return
    said = "are not counted as drafted" if decline else "are yours"
    output.data(f"{amount(words, 'words')} in {shown(name)} {said}.")
    for one in earned:
        output.data(f"Earned: {chunk(one)}.")


def _list(output: Output, record: Record, *, as_json: bool) -> None:
    from milestoned.cli.wording import amount, short_day, table  # noqa: PLC0415 - as above
    from milestoned.record.actions import held  # noqa: PLC0415 - as above

    waiting = held(record)
    if as_json:
        output.json([{"note": one.path, "words": one.words, "day": one.day} for one in waiting])
    elif waiting:
        rows = [(short_day(str(one.day)), amount(one.words, "words"), shown(one.path)) for one in waiting]
        output.data(table(rows, "lrl"))
        output.data("If you wrote them: milestoned credit NOTE. If not: milestoned credit NOTE --decline.")
    else:
        output.data("Nothing waits for your word: all that you wrote is counted.")
