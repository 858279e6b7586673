"""Answering `status`: once, or at every change, as a table, plain lines, JSON or a line of the writer's."""

from __future__ import annotations

import sys

from milestoned.cli.output import Output, finish, json_text, problem_text
from milestoned.cli.pass_summary import reading
from milestoned.cli.ready_text import SHORT, Question
from milestoned.cli.scope_words import say_out
from milestoned.cli.status_source import drafted_today, is_hushed, look_at
from milestoned.cli.status_view import Sort, current_path, rows
from milestoned.cli.status_words import out_of_date
from milestoned.light.typing import TYPE_CHECKING
from milestoned.vault.scope import scopes

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.text import Text

    from milestoned.cli.keep_ready import Keeper
    from milestoned.cli.status_source import Look


def print_status(output: Output, question: Question) -> None:
    """Print the answer, and keep it ready if it is one that can be kept."""
    from milestoned.cli.keep_ready import keeper_of  # noqa: PLC0415 - `--watch` keeps nothing

    keeper = keeper_of(question)
    answer = _Answer(output, question)
    output.passed_over(answer.passed_over)
    with reading(output) as on_read:
        look = answer.look(on_read)
    text = answer.show(look)
    _print_problems(output, look)
    if keeper and text and answer.hangs_on_files_alone(look):
        _keep(keeper, look, text)
    finish(fine=not look.problems)


def leave_ready(path: str) -> None:
    """Keep ready what `status` and `status --short` of a PATH say now, as if both had just been asked.

    Raises MilestonedError, OSError where `status` does.
    """
    from milestoned.cli.keep_ready import keepers_of  # noqa: PLC0415 - as above

    short = Question(path, "line", template=SHORT)
    questions = [short] if sys.stdout.isatty() else [short, Question(path, "plain")]
    keepers = keepers_of(questions)
    if not keepers:
        return
    answers = [_Answer(Output(quiet=True), question) for question in questions]
    look = answers[0].look()
    if look.empty:
        return
    for keeper, answer in zip(keepers, answers, strict=True):
        text = answer.text(look)
        if text and answer.hangs_on_files_alone(look):
            _keep(keeper, look, text)


def _keep(keeper: Keeper, look: Look, text: str) -> None:
    said = [problem_text(where, warning) for where, warning in look.warnings]
    keeper.keep(look.day_start, f"{text}\n", "".join(f"{line}\n" for line in said))


def _print_problems(output: Output, look: Look) -> None:
    """Print what is wrong with the notes, and what else is to be heard of them."""
    for where, problem in sorted(look.problems.items()):
        output.problem(where, problem)
    say_out(output, look.out)
    output.warnings(look.warnings)


def watch_status(output: Output, question: Question) -> None:
    """Show the answer, and again whenever it changes: in place on a terminal, as further lines elsewhere."""
    from milestoned.cli.live import follow  # noqa: PLC0415 - it loads watchdog

    answer = _Answer(output, question)
    output.passed_over(answer.passed_over)
    if answer.draws:
        from milestoned.cli.screen import InPlace  # noqa: PLC0415 - imports rich

        with InPlace(lambda: answer.drawn(answer.look()), color=output.color) as screen:
            follow(answer.target.vault.root, lambda _text, _hint: None, screen.again, screen.changes)
        return
    last = [""]

    def again() -> None:
        look = answer.look()
        text = "" if look.empty else answer.text(look)
        if text != last[0]:
            last[0] = text
            output.data(text)

    again()
    follow(answer.target.vault.root, output.advise, again)


class _Answer:
    """The answer to one question. Raises UsageError for a path or a text that cannot be asked about."""

    def __init__(self, output: Output, question: Question) -> None:
        self._output = output
        self._question = question
        self._complete = True
        self.target = scopes([question.path])[0]
        self.passed_over = self.target.passed_over()
        if question.kind == "line":
            from milestoned.vault.short_line import names_in  # noqa: PLC0415 - few ask

            names_in(question.template)

    @property
    def draws(self) -> bool:
        """Whether it is a table on a terminal."""
        return self._question.kind == "plain" and self._output.draws

    def look(self, on_read: Callable[[int, int], None] | None = None) -> Look:
        """Look at the notes; `on_read` is called with how many are read, and of how many."""
        return look_at(self.target, on_read)

    def hangs_on_files_alone(self, look: Look) -> bool:
        """Return True if what was printed will be true as long as no file changes.

        It is not if it says who holds a note that is out of date, or who takes no part, or if something could not be read.
        """
        waits = self._question.kind != "line" and any(note["stale"] for note in look.vault.notes)
        return (
            look.complete and self._complete and not (waits or look.problems or look.out or self.passed_over)
        )

    def show(self, look: Look) -> str:
        """Print what there is to show; return it unless it is drawn."""
        kind = self._question.kind
        if look.empty and kind != "json":
            if not (look.problems or look.out):
                self._output.advise(
                    "no note here has a milestone yet", "`milestoned start NOTE` gives a note one"
                )
            return ""
        if self.draws:
            from milestoned.cli.screen import print_lines  # noqa: PLC0415 - imports rich

            print_lines(self.drawn(look), color=self._output.color)
            return ""
        text = self.text(look)
        self._output.data(text)
        if kind == "plain" and (behind := out_of_date(rows(look.vault))):
            self._output.say(behind)
        return text

    def _hushes(self) -> bool:
        """Return True if the numbers wait; then the answer is true for a time only."""
        hushed = is_hushed(self.target)
        self._complete = self._complete and not hushed
        return hushed

    def text(self, look: Look) -> str:
        """Return it as text."""
        if self._question.kind == "json":
            return json_text(look.json)
        if self._question.kind == "line":
            return self._line(look)
        if self._hushes():
            return "\n".join(_hush())
        from milestoned.cli.status_lines import plain_lines  # noqa: PLC0415 - a line of the writer's needs none

        return "\n".join(plain_lines(rows(look.vault, Sort(self._question.sort))))

    def drawn(self, look: Look) -> list[Text]:
        """Return it as lines for the terminal as wide as it is now."""
        if self._hushes():
            from rich.text import Text  # noqa: PLC0415 - takes long to load

            return [Text(line) for line in _hush()]
        from milestoned.cli.screen import width  # noqa: PLC0415 - as above
        from milestoned.cli.status_table import drawn  # noqa: PLC0415 - imports rich

        return list(drawn(rows(look.vault, Sort(self._question.sort)), look.vault.today, width()))

    def _line(self, look: Look) -> str:
        from milestoned.vault.short_line import filled  # noqa: PLC0415 - as above

        notes = {note["path"]: note for note in look.vault.notes}
        named = next(iter(notes)) if len(notes) == 1 else current_path(look.vault) or next(iter(notes))
        template = self._question.template
        if template == SHORT and self._hushes():
            template = "{status}"
        return filled(template, notes[named], self._today)

    def _today(self) -> int:
        drafted = drafted_today(self.target)
        self._complete = self._complete and drafted is not None
        return drafted or 0


def _hush() -> list[str]:
    from milestoned.cli.record_answer import HUSH  # noqa: PLC0415 - few want quiet
    from milestoned.cli.wording import fitted  # noqa: PLC0415 - as above

    return fitted([HUSH]).split("\n")
