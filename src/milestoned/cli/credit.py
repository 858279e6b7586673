"""`milestoned credit`: the writer's word on text that came in whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from milestoned.cli.output import shown
from milestoned.cli.record_command import Answer, record_command
from milestoned.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from milestoned.record.open import Opened
    from milestoned.record.record import Record


def _sort_out(options: dict[str, Any]) -> None:
    """Find out which argument is the NOTE and which the PATH."""
    from pathlib import Path  # noqa: PLC0415 - --help needs none of it

    note = options["note"]
    if note and not options["path"] and Path(note).is_dir():
        options["note"], options["path"] = "", note
    if options["decline"] and not options["note"]:
        raise UsageError("--decline needs a note.", "`milestoned credit` lists what waits.")
    # A note that is named by where it is says which vault is meant.
    if options["note"] and not (options["path"] or options["vault"]) and Path(note).is_file():
        options["path"] = note


@record_command("credit", path_is_last=True, prepare=_sort_out)
@click.argument("note", default="", metavar="[NOTE]")
@click.option("--decline", is_flag=True, help="They are not words you wrote: never ask again.")
def command(opened: Opened, *, note: str, decline: bool) -> Answer:
    """List text that came in whole, or take credit for a NOTE's: on the day it came in.

    A new note, or more words at once than a person can type, may be pasted or written elsewhere: you decide.
    """
    return _decide(opened.record, note, decline=decline) if note else _list(opened.record)


def _named(record: Record, note: str) -> str:
    """Return a note's path in its vault, whether it was named from there or from here."""
    from pathlib import Path  # noqa: PLC0415 - as above

    real = Path(note).resolve()
    if real.is_file() and real.is_relative_to(record.root):
        return real.relative_to(record.root).as_posix()
    return note


def _decide(record: Record, note: str, *, decline: bool) -> Answer:
    from milestoned.record import actions  # noqa: PLC0415 - as above
    from milestoned.record.queries import summary  # noqa: PLC0415 - as above

    name = _named(record, note)
    before = summary.milestones(record)
    words = actions.credit(record, name, mine=not decline)
    earned = [one for one in summary.milestones(record) if one not in before]
    data = {"note": name, "words": words, "credited": not decline, "earned": earned}
    return Answer(data, lambda: "\n".join(_decided(data)), numbers=False)


def _decided(data: dict[str, Any]) -> Iterator[str]:
    from milestoned.cli.wording import amount, chunk  # noqa: PLC0415 - as above

    said = "are yours" if data["credited"] else "are not counted as drafted"
    yield f"{amount(data['words'], 'words')} in {shown(data['note'])} {said}."
    yield from (f"Earned: {chunk(one)}." for one in data["earned"])


def _list(record: Record) -> Answer:
    from milestoned.record.actions import held  # noqa: PLC0415 - as above

    waiting = held(record)
    data = [{"note": one.path, "words": one.words, "day": one.day} for one in waiting]
    return Answer(data, lambda: _table(data), numbers=False)


def _table(waiting: list[dict[str, Any]]) -> str:
    from milestoned.cli.wording import amount, short_day, table  # noqa: PLC0415 - as above

    if not waiting:
        return "Nothing waits for your word: all that you wrote is counted."
    rows = [
        (short_day(str(one["day"])), amount(one["words"], "words"), shown(one["note"])) for one in waiting
    ]
    ask = "If you wrote them: milestoned credit NOTE. If not: milestoned credit NOTE --decline."
    return f"{table(rows, 'lrl')}\n{ask}"
