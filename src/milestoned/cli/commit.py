"""`milestoned commit`: a promise of the writer's own, made, moved or taken back."""

from __future__ import annotations

import click

from milestoned.cli.output import shown
from milestoned.cli.record_answer import Answer
from milestoned.cli.record_command import record_command
from milestoned.errors import UsageError
from milestoned.light.dataclasses import dataclass
from milestoned.light.typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

    from milestoned.record.open import Opened
    from milestoned.record.record import Record


@dataclass(frozen=True, slots=True)
class _Asked:
    what: str
    by: str
    why: str
    renegotiate: str
    withdraw: str


def _sort_out(options: dict[str, Any]) -> None:
    """Take the one argument of --withdraw for the PATH, and refuse what does not go together."""
    if options["withdraw"] and not options["path"]:
        options["what"], options["path"] = "", options["what"]
    _check(_asked(options))


def _asked(options: dict[str, Any]) -> _Asked:
    return _Asked(**{name: options[name] for name in ("what", "by", "why", "renegotiate", "withdraw")})


@record_command("commit", path_is_last=True, prepare=_sort_out)
@click.argument("what", default="", metavar="[WHAT]")
@click.option("--by", default="", metavar="DAY", help="friday, tomorrow, 'in 2 weeks', 2026-12-31.")
@click.option("--why", default="", metavar="TEXT", help="Your own reason.")
@click.option("--renegotiate", default="", metavar="ID", help="Move an open one: another DAY, WHAT, or both.")
@click.option("--withdraw", default="", metavar="ID", help="Take an open one back.")
def command(opened: Opened, **options: Any) -> Answer:
    """Commit to WHAT by a day: "2 chunks", "3000 words", "5 tasks", "4 days" of writing.

    A standing goal needs no day and holds until you withdraw it: "750 words a day", "5 days a week".

    Only you make, move or take back a commitment; `milestone-due` in a note makes one, too. `milestoned commitments`
    lists them with their ids.
    """
    made, said = _carry_out(opened.record, _asked(options))
    return Answer(made, lambda: f"{said}: {_told(opened.record, made)} [{made['id']}]", numbers=False)


def _check(asked: _Asked) -> None:
    if asked.renegotiate and asked.withdraw:
        raise UsageError("--renegotiate and --withdraw exclude each other", "give one of them")
    if asked.withdraw and (asked.what or asked.by or asked.why):
        raise UsageError("--withdraw takes nothing but an id", "`milestoned commitments` lists them")
    if asked.renegotiate and not (asked.what or asked.by):
        raise UsageError("nothing to renegotiate was named", "give another --by, another amount, or both")
    if not (asked.renegotiate or asked.withdraw or asked.what):
        raise UsageError(
            "a commitment needs an amount and a day",
            'for example: `milestoned commit "2 chunks" --by friday`',
        )


def _carry_out(record: Record, asked: _Asked) -> tuple[dict[str, Any], str]:
    """Do what was asked, and return the commitment as `commitments` lists it, with what became of it in a word."""
    from milestoned.record.queries import summary  # noqa: PLC0415 - --help needs none of it

    name, said = _decide(record, asked)
    return next(one for one in summary.all_commitments(record) if one["id"] == name), said


def _decide(record: Record, asked: _Asked) -> tuple[str, str]:
    from milestoned.record import actions  # noqa: PLC0415 - --help needs none of it

    if asked.withdraw:
        actions.withdraw(record, asked.withdraw)
        return asked.withdraw, "Withdrawn"
    if asked.renegotiate:
        made = actions.renegotiate(record, asked.renegotiate, asked.by, asked.what, asked.why)
        return made["id"], "Renegotiated"
    if same := actions.same_promise(record, asked.what, asked.by):
        return same["id"], "Promised before, and it holds"
    return actions.commit(record, asked.what, asked.by, asked.why)["id"], "Promised"


def _told(record: Record, made: dict[str, Any]) -> str:
    from milestoned.cli.wording import pledge  # noqa: PLC0415 - as above

    why = _reason(shown(made["why"]))
    return f"{pledge(made, record.today())}{why}"


def _reason(why: str) -> str:
    """Return the author's reason as a sentence, whether or not it began with `because`."""
    if not why:
        return ""
    return f", {why}" if why.lower().startswith("because") else f", because {why}"
