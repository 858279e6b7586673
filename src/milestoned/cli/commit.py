"""`milestoned commit`: a promise of the writer's own, made, moved or taken back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from milestoned.cli.output import shown
from milestoned.cli.record_command import json_option, last_path_argument, opened_record, place, vault_option
from milestoned.errors import UsageError

if TYPE_CHECKING:
    from milestoned.cli.output import Output
    from milestoned.record.record import Record


@dataclass(frozen=True, slots=True)
class _Asked:
    what: str
    by: str
    why: str
    renegotiate: str
    withdraw: str


@click.command("commit")
@click.argument("what", default="", metavar="[WHAT]")
@last_path_argument
@click.option("--by", default="", metavar="DAY", help="friday, tomorrow, 'in 2 weeks', 2026-12-31.")
@click.option("--why", default="", metavar="TEXT", help="Your own reason.")
@click.option("--renegotiate", default="", metavar="ID", help="Move an open one: another DAY, WHAT, or both.")
@click.option("--withdraw", default="", metavar="ID", help="Take an open one back.")
@vault_option
@json_option
@click.pass_obj
def command(  # noqa: PLR0913 - an option each
    output: Output,
    *,
    what: str,
    by: str,
    why: str,
    renegotiate: str,
    withdraw: str,
    path: str,
    vault: str,
    as_json: bool,
) -> None:
    """Commit to WHAT by a day: "2 chunks", "3000 words", "5 tasks", "4 days" of writing.

    A standing goal needs no day and holds until you withdraw it: "750 words a day", "5 days a week".

    Only you make, move or take back a commitment; `milestone-due` in a note makes one, too. `milestoned commitments`
    lists them with their ids.
    """
    if withdraw and not path:
        what, path = "", what
    asked = _Asked(what, by, why, renegotiate, withdraw)
    _check(asked)
    with opened_record(place(path, vault)) as opened:
        made, said = _carry_out(opened.record, asked)
        if as_json:
            output.json(made)
        else:
            output.data(f"{said}: {_told(opened.record, made)} [{made['id']}]")


def _check(asked: _Asked) -> None:
    if asked.renegotiate and asked.withdraw:
        raise UsageError("--renegotiate and --withdraw exclude each other.", "Give one of them.")
    if asked.withdraw and (asked.what or asked.by or asked.why):
        raise UsageError("--withdraw takes nothing but an id.", "`milestoned commitments` lists them.")
    if asked.renegotiate and not (asked.what or asked.by):
        raise UsageError("Nothing to renegotiate was named.", "Give another --by, another amount, or both.")
    if not (asked.renegotiate or asked.withdraw or asked.what):
        raise UsageError(
            "A commitment needs an amount and a day.", 'For example: milestoned commit "2 chunks" --by friday'
        )


def _carry_out(record: Record, asked: _Asked) -> tuple[dict[str, Any], str]:
    from milestoned.record import actions  # noqa: PLC0415 - --help needs none of it
    from milestoned.record.queries import summary  # noqa: PLC0415 - --help needs none of it

    if asked.withdraw:
        actions.withdraw(record, asked.withdraw)
        return next(
            one for one in summary.all_commitments(record) if one["id"] == asked.withdraw
        ), "Withdrawn"
    if asked.renegotiate:
        return actions.renegotiate(record, asked.renegotiate, asked.by, asked.what, asked.why), "Renegotiated"
    if same := actions.same_promise(record, asked.what, asked.by):
        return same, "Promised before, and it holds"
    return actions.commit(record, asked.what, asked.by, asked.why), "Promised"


def _told(record: Record, made: dict[str, Any]) -> str:
    from milestoned.cli.wording import pledge  # noqa: PLC0415 - as above

    why = f", because {shown(made['why'])}" if made["why"] else ""
    return f"{pledge(made, record.today())}{why}"
