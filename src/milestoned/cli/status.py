"""`milestoned status`: how far every milestone is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from milestoned.cli.output import finish
from milestoned.cli.scope_words import say_out
from milestoned.errors import UsageError

if TYPE_CHECKING:
    from rich.text import Text

    from milestoned.cli.output import Output
    from milestoned.cli.status_source import Look
    from milestoned.vault.scope import Scope


@click.command("status")
@click.argument("path", default=".", metavar="[PATH]")
@click.option(
    "--sort",
    default="reading",
    show_default=True,
    type=click.Choice(["reading", "nearest", "path"]),
    help="Reading order, the nearest milestone first, or by path.",
)
@click.option("--short", is_flag=True, help="One line: of the note PATH, else of the note changed last.")
@click.option(
    "--format",
    "template",
    default=None,
    metavar="TEXT",
    help="Such a line with {title}, {words}, {goal}, {left_in_chunk}, {today} and others filled in.",
)
@click.option("--watch", "watches", is_flag=True, help="Show it again at every change, until Ctrl-C.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON (docs/format.md describes it).")
@click.pass_obj
def command(
    output: Output, *, path: str, sort: str, short: bool, template: str | None, watches: bool, as_json: bool
) -> None:
    """Show how far every milestone is: the book at a glance. No note is touched.

    An index note is above its notes, which follow in its own order; all others go by name, 2 before 10.
    The nearest milestone is marked.
    """
    if sum((short, template is not None, as_json)) > 1 or (watches and as_json):
        raise UsageError(
            "--short, --format and --json exclude each other", "give one of them; --watch goes without --json"
        )
    from milestoned.vault.scope import scopes  # noqa: PLC0415 - --help needs none of it

    target = scopes([path])[0]
    output.passed_over(target.passed_over())
    shown = _Shown(output, target, sort, "{progress}" if short else template)
    if watches:
        shown.keep()
        return
    look = shown.look()
    if as_json:
        output.json(look.json)
    else:
        shown.show(look)
    finish(fine=_fine(output, look))


def _fine(output: Output, look: Look) -> bool:
    """Print what is wrong with the notes; return True if nothing is."""
    for where, problem in sorted(look.problems.items()):
        output.problem(where, problem)
    say_out(output, look.out)
    output.warnings(look.warnings)
    return not look.problems


class _Shown:
    """One way to show a vault: as lines, or as a line of the writer's."""

    def __init__(self, output: Output, target: Scope, sort: str, template: str | None) -> None:
        self._output = output
        self._target = target
        self._sort = sort
        self._template = template
        if template is not None:
            from milestoned.vault.short_line import names_in  # noqa: PLC0415 - few ask

            names_in(template)

    def look(self) -> Look:
        from milestoned.cli.status_source import look_at  # noqa: PLC0415 - --help needs none of it

        return look_at(self._target)

    def show(self, look: Look) -> None:
        """Print what there is to show."""
        if look.empty:
            if not (look.problems or look.out):
                self._output.advise(
                    "no note here has a milestone yet", "`milestoned start NOTE` gives a note one"
                )
        elif self._template is not None:
            self._output.data(self._line(look, self._template))
        elif self._output.draws:
            from milestoned.cli.screen import print_lines  # noqa: PLC0415 - imports rich

            print_lines(self._drawn(look), color=self._output.color)
        else:
            self._print_plain(look)

    def keep(self) -> None:
        """Show it, and again whenever it changes: in place on a terminal, as further lines elsewhere."""
        from milestoned.cli.live import follow  # noqa: PLC0415 - few ask

        root = self._target.vault.root
        if self._template is None and self._output.draws:
            from milestoned.cli.screen import InPlace  # noqa: PLC0415 - imports rich

            with InPlace(lambda: self._drawn(self.look()), color=self._output.color) as screen:
                follow(root, lambda _text, _hint: None, screen.again, screen.changes)
            return
        last = [""]

        def again() -> None:
            text = self._text(self.look())
            if text != last[0]:
                last[0] = text
                self._output.data(text)

        again()
        follow(root, self._output.advise, again)

    def _print_plain(self, look: Look) -> None:
        from milestoned.cli.status_view import Sort, rows  # noqa: PLC0415 - as above
        from milestoned.cli.status_words import out_of_date  # noqa: PLC0415 - as above

        self._output.data(self._text(look))
        if behind := out_of_date(rows(look.vault, Sort(self._sort))):
            self._output.say(behind)

    def _text(self, look: Look) -> str:
        from milestoned.cli.status_table import plain_lines  # noqa: PLC0415 - as above
        from milestoned.cli.status_view import Sort, rows  # noqa: PLC0415 - as above

        if look.empty:
            return ""
        if self._template is not None:
            return self._line(look, self._template)
        return "\n".join(plain_lines(rows(look.vault, Sort(self._sort))))

    def _drawn(self, look: Look) -> list[Text]:
        from milestoned.cli.screen import width  # noqa: PLC0415 - as above
        from milestoned.cli.status_table import drawn  # noqa: PLC0415 - as above
        from milestoned.cli.status_view import Sort, rows  # noqa: PLC0415 - as above

        return list(drawn(rows(look.vault, Sort(self._sort)), look.vault.today, width()))

    def _line(self, look: Look, template: str) -> str:
        from milestoned.cli.status_source import drafted_today  # noqa: PLC0415 - as above
        from milestoned.cli.status_view import current_path  # noqa: PLC0415 - as above
        from milestoned.vault.short_line import filled  # noqa: PLC0415 - as above

        notes = {note["path"]: note for note in look.vault.notes}
        named = next(iter(notes)) if len(notes) == 1 else current_path(look.vault) or next(iter(notes))
        return filled(template, notes[named], lambda: drafted_today(self._target))
