"""What every command prints: data on stdout, all else on stderr."""

from __future__ import annotations

import os
import sys

from milestoned.light.dataclasses import dataclass
from milestoned.light.typing import TYPE_CHECKING

if TYPE_CHECKING:
    from milestoned.note.problem import Problem

# Part of words in Persian and Indic scripts, and of many emoji.
_JOINERS = "\u200c\u200d"
# How every error begins; a log has the time there.
PREFIX = "milestoned: "


def shown(name: str) -> str:
    """Return a name as one line that is safe to print: a vault may come from somebody else."""
    if name.isprintable():
        return name
    return "".join(c if c.isprintable() or c in _JOINERS else ascii(c)[1:-1] for c in name)


def screen_width() -> int | None:
    """Return how many columns the terminal has; None where stdout is none, and lines may be as long as they are."""
    if not sys.stdout.isatty():
        return None
    import shutil  # noqa: PLC0415 - most output is piped or short

    return shutil.get_terminal_size().columns


def echo(text: str, *, err: bool = False) -> None:
    """Print lines as click does, which is loaded only where it has more to do than to write them."""
    stream = sys.stderr if err else sys.stdout
    if os.name == "nt" or stream is None or stream.encoding != "utf-8" or "\x1b" in text:
        import click  # noqa: PLC0415 - takes longer to load than most answers to find

        click.echo(text, err=err)
        return
    stream.write(f"{text}\n")
    stream.flush()


def say(text: str) -> None:
    """Print lines on stderr; on a terminal those that are wider than it are broken between words."""
    if sys.stderr.isatty():
        import shutil  # noqa: PLC0415 - as above

        from milestoned.cli.wording import wrapped  # noqa: PLC0415 - as above

        room = shutil.get_terminal_size().columns
        text = "\n".join(part for line in text.split("\n") for part in wrapped(line, room))
    echo(text, err=True)


def with_hint(line: str, hint: str) -> str:
    """Return a line, and below it what to do."""
    return f"{line}\n  {shown(hint)}" if hint else line


def json_text(value: object) -> str:
    """Return a value as every `--json` prints it."""
    import json  # noqa: PLC0415 - most output is text

    return json.dumps(value, ensure_ascii=False, indent=2, default=str)


def problem_text(path: str, problem: Problem, prefix: str = PREFIX) -> str:
    """Return what is wrong with a note, where, and what to do."""
    place = shown(path)
    if problem.line:
        place += f":{problem.line}"
        place += f":{problem.column}" if problem.column else ""
    return with_hint(f"{prefix}{place}: {shown(problem.message)}", problem.hint)


def finish(*, fine: bool) -> None:
    """End a command: raise SystemExit with 1 unless all is fine (2 is wrong usage: see `failures`)."""
    if not fine:
        sys.exit(1)


@dataclass(frozen=True, slots=True)
class Output:
    """How much is said, and whether in colour."""

    verbose: bool = False
    quiet: bool = False
    color: bool = True

    def data(self, text: str) -> None:
        """Print what was asked for."""
        echo(text)

    def json(self, value: object) -> None:
        """Print a value as JSON."""
        echo(json_text(value))

    def say(self, text: str) -> None:
        """Print what was done; not with -q."""
        if not self.quiet:
            say(text)

    def advise(self, text: str, hint: str) -> None:
        """Print what happened, and below it what to do; not with -q."""
        self.say(with_hint(shown(text), hint))

    def detail(self, text: str) -> None:
        """Print details; only with -v."""
        if self.verbose:
            say(text)

    def problem(self, path: str, problem: Problem, prefix: str = PREFIX) -> None:
        """Print what is wrong with a note, where, and what to do."""
        say(problem_text(path, problem, prefix))

    def warnings(self, found: list[tuple[str, Problem]]) -> None:
        """Print what should be heard of notes, although it keeps nothing from being served."""
        for path, warning in found:
            self.problem(path, warning)

    def passed_over(self, paths: list[str]) -> None:
        """Print which paths were named but hold no note."""
        for path in paths:
            self.say(f"{shown(path)}: passed over: a hidden or temporary file, or `ignore:` names it")

    @property
    def draws(self) -> bool:
        """Whether stdout is a terminal that a table can be drawn on."""
        return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"
