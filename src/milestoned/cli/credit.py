"""`milestoned credit`: the writer's word on text that came in whole."""

from __future__ import annotations

import click

from milestoned.cli.output import shown
from milestoned.cli.record_answer import Answer
from milestoned.cli.record_command import record_command
from milestoned.errors import UsageError
from milestoned.light.typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from milestoned.record.open import Opened
    from milestoned.record.record import Record


_NOTHING = "No text is waiting: all that you wrote is counted."


def _sort_out(options: dict[str, Any]) -> None:
    """Find out which argument is the NOTE and which the PATH."""
    from pathlib import Path  # noqa: PLC0415 - --help needs none of it

    note = options["note"]
    if note and not options["path"] and Path(note).is_dir():
        options["note"], options["path"] = "", note
    if options["note"] and options["everything"]:
        raise UsageError("--all and a note exclude each other", "give one of them")
    if options["decline"] and not (options["note"] or options["everything"]):
        raise UsageError("--decline needs a note, or --all", "`milestoned credit` lists what is held")
    if options["day"] and not options["note"]:
        raise UsageError("--on needs a note", "`milestoned credit` lists what is held, and since when")
    # A note that is named by where it is says which vault is meant.
    if options["note"] and not (options["path"] or options["vault"]) and Path(note).is_file():
        options["path"] = note


@record_command("credit", path_is_last=True, prepare=_sort_out)
@click.argument("note", default="", metavar="[NOTE]")
@click.option("--decline", is_flag=True, help="They are not words you wrote: never ask again.")
@click.option("--all", "everything", is_flag=True, help="All text that is held, each on the day it came in.")
@click.option("--on", "day", default="", metavar="DATE", help="Only what came into the NOTE on that day.")
def command(opened: Opened, *, note: str, decline: bool, everything: bool, day: str) -> Answer:
    """List words that are held, or take credit for a NOTE's: each on the day it came in.

    More words at once than a person can type were pasted, or written elsewhere: you decide. What was credited can be
    declined later.
    """
    record = opened.record
    if note:
        data = _decide(record, _named(record, note), day, mine=not decline)
        return Answer(data, lambda: "\n".join(_decided(data)), numbers=False)
    return _decide_all(record, mine=not decline) if everything else _list(record)


def _named(record: Record, note: str) -> str:
    """Return a note's path in its vault, whether it was named from there or from here."""
    from pathlib import Path  # noqa: PLC0415 - as above

    real = Path(note).resolve()
    if real.is_file() and real.is_relative_to(record.root):
        return real.relative_to(record.root).as_posix()
    return note


def _decide(record: Record, name: str, day: str, *, mine: bool) -> dict[str, Any]:
    from milestoned.record import actions  # noqa: PLC0415 - as above
    from milestoned.record.phrases import parse_past  # noqa: PLC0415 - as above
    from milestoned.record.queries import summary  # noqa: PLC0415 - as above

    before = summary.milestones(record)
    on = parse_past(day, record.today()) if day else None
    words = actions.credit(record, name, mine=mine, on=on)
    earned = [one for one in summary.milestones(record) if one not in before]
    return {"note": name, "words": words, "credited": mine, "earned": earned}


def _decide_all(record: Record, *, mine: bool) -> Answer:
    from milestoned.record.actions import held  # noqa: PLC0415 - as above

    paths = dict.fromkeys(one.path for one in held(record))
    data = [_decide(record, path, "", mine=mine) for path in paths]
    said = (line for one in data for line in _decided(one))
    return Answer(data, lambda: "\n".join(said) or _NOTHING, numbers=False)


def _decided(data: dict[str, Any]) -> Iterator[str]:
    from milestoned.cli.wording import amount, chunk  # noqa: PLC0415 - as above

    said = "are yours" if data["credited"] else "are not counted as drafted"
    yield f"{amount(data['words'], 'words')} in {shown(data['note'])} {said}."
    yield from (f"Reached: {chunk(one)}." for one in data["earned"])


def _list(record: Record) -> Answer:
    from milestoned.record.actions import held  # noqa: PLC0415 - as above

    waiting = held(record)
    data = [{"note": one.path, "words": one.words, "day": one.day} for one in waiting]
    return Answer(data, lambda: _table(data), numbers=False)


def _table(waiting: list[dict[str, Any]]) -> str:
    from milestoned.cli.wording import amount, short_day, table  # noqa: PLC0415 - as above

    if not waiting:
        return _NOTHING
    rows = [
        (short_day(str(one["day"])), amount(one["words"], "words"), shown(one["note"])) for one in waiting
    ]
    ask = "If you wrote them: `milestoned credit NOTE`, or --all. If not: `milestoned credit NOTE --decline`."
    return f"{table(rows, 'lrl')}\n{ask}"
