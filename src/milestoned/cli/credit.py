"""`milestoned credit`: the writer's word on text that came in whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from milestoned.cli.output import shown
from milestoned.cli.record_command import json_option, last_path_argument, opened_record, place, vault_option
from milestoned.errors import UsageError

if TYPE_CHECKING:
    from milestoned.cli.output import Output
    from milestoned.record.actions import Held
    from milestoned.record.record import Record


@click.command("credit")
@click.argument("note", default="", metavar="[NOTE]")
@last_path_argument
@click.option("--decline", is_flag=True, help="They are not words you wrote: never ask again.")
@click.option("--all", "everything", is_flag=True, help="Everything that waits, each on the day it came in.")
@click.option("--on", "day", default="", metavar="DATE", help="Only what came into the NOTE on that day.")
@vault_option
@json_option
@click.pass_obj
def command(  # noqa: PLR0913 - an option each
    output: Output,
    *,
    note: str,
    decline: bool,
    everything: bool,
    day: str,
    path: str,
    vault: str,
    as_json: bool,
) -> None:
    """List words that wait, or take credit for a NOTE's: each on the day it came in.

    More words at once than a person can type may be pasted or written elsewhere: you decide. What was credited can be
    declined later.
    """
    from pathlib import Path  # noqa: PLC0415 - --help needs none of it

    if note and not path and Path(note).is_dir():
        note, path = "", note
    if note and everything:
        raise UsageError("--all and a note exclude each other.", "Give one of them.")
    if decline and not (note or everything):
        raise UsageError("--decline needs a note, or --all.", "`milestoned credit` lists what waits.")
    if day and not note:
        raise UsageError("--on needs a note.", "`milestoned credit` lists what waits, and since when.")
    # A note that is named by where it is says which vault is meant.
    here = note if note and not (path or vault) and Path(note).is_file() else place(path, vault)
    with opened_record(here) as opened:
        if note:
            decided = [_decided(opened.record, _named(opened.record, note), day, mine=not decline)]
            _tell(output, decided, as_json=as_json, one=True)
        elif everything:
            waiting = list(dict.fromkeys(one.path for one in _held(opened.record)))
            decided = [_decided(opened.record, path, "", mine=not decline) for path in waiting]
            _tell(output, decided, as_json=as_json, one=False)
        else:
            _list(output, opened.record, as_json=as_json)


def _named(record: Record, note: str) -> str:
    """Return a note's path in its vault, whether it was named from there or from here."""
    from pathlib import Path  # noqa: PLC0415 - as above

    real = Path(note).resolve()
    if real.is_file() and real.is_relative_to(record.root):
        return real.relative_to(record.root).as_posix()
    return note


def _held(record: Record) -> list[Held]:
    from milestoned.record.actions import held  # noqa: PLC0415 - as above

    return held(record)


def _decided(record: Record, name: str, day: str, *, mine: bool) -> dict[str, Any]:
    from milestoned.record import actions  # noqa: PLC0415 - as above
    from milestoned.record.phrases import parse_past  # noqa: PLC0415 - as above
    from milestoned.record.queries import summary  # noqa: PLC0415 - as above

    before = summary.milestones(record)
    on = parse_past(day, record.today()) if day else None
    words = actions.credit(record, name, mine=mine, on=on)
    earned = [one for one in summary.milestones(record) if one not in before]
    return {"note": name, "words": words, "credited": mine, "earned": earned}


def _tell(output: Output, decided: list[dict[str, Any]], *, as_json: bool, one: bool) -> None:
    from milestoned.cli.wording import amount, chunk  # noqa: PLC0415 - as above

    if as_json:
        output.json(decided[0] if one else decided)
        return
    for note in decided:
        said = "are yours" if note["credited"] else "are not counted as drafted"
        output.data(f"{amount(note['words'], 'words')} in {shown(note['note'])} {said}.")
        for earned in note["earned"]:
            output.data(f"Earned: {chunk(earned)}.")
    if not decided:
        output.data(_NOTHING)


_NOTHING = "Nothing waits for your word: all that you wrote is counted."


def _list(output: Output, record: Record, *, as_json: bool) -> None:
    from milestoned.cli.wording import amount, short_day, table  # noqa: PLC0415 - as above
    waiting = _held(record)
    if as_json:
        output.json([{"note": one.path, "words": one.words, "day": one.day} for one in waiting])
    elif waiting:
        rows = [(short_day(str(one.day)), amount(one.words, "words"), shown(one.path)) for one in waiting]
        output.data(table(rows, "lrl"))
        output.data("If you wrote them: milestoned credit NOTE, or --all. If not: milestoned credit NOTE --decline.")
    else:
        output.data(_NOTHING)
