"""What a command reads of its arguments without click is what click reads of them."""

from __future__ import annotations

import importlib
from typing import Any

import click
from hypothesis import example, given
from hypothesis import strategies as st

from milestoned.cli.click_commands import as_click
from milestoned.cli.commands import COMMANDS
from milestoned.cli.parameters import Command
from milestoned.cli.ready_text import Question, read_arguments
from milestoned.cli.status import question


def _named(name: str) -> object:
    return importlib.import_module(f"milestoned.cli.{name}").command


QUICK = [command for command in map(_named, COMMANDS) if isinstance(command, Command)]
_STRANGE = (
    "",
    "-",
    "--",
    "-h",
    "--help",
    "-x",
    "-jx",
    "--jso",
    "--json=",
    "--json=1",
    "---",
    "nearest",
    "=",
    "--=",
)
_OPTIONS = sorted({option.option for command in QUICK for option in command.options})
_words = st.one_of(
    st.sampled_from(_OPTIONS),
    st.sampled_from(_STRANGE),
    st.text(max_size=3),
    st.builds(lambda option, value: f"{option}={value}", st.sampled_from(_OPTIONS), st.text(max_size=3)),
    st.builds("--sort={}".format, st.sampled_from(["nearest", "Nearest", "path"])),
)
_arguments = st.lists(_words, max_size=5)


def _by_click(command: Command, arguments: list[str]) -> dict[str, Any] | None:
    try:
        return as_click(command).make_context(command.name, list(arguments)).params
    except (click.ClickException, click.exceptions.Exit):
        return None


@given(st.sampled_from(QUICK), _arguments)
@example(QUICK[0], ["--check", "a", "--diff"])
def test_what_is_read_is_what_click_reads(command: Command, arguments: list[str]) -> None:
    """Or nothing is read; nothing is where click finds a mistake, or prints help."""
    given = command.read(arguments)
    assert given is None or given == _by_click(command, arguments)


@given(st.sampled_from(QUICK), st.data())
def test_what_is_plainly_right_is_read(command: Command, data: st.DataObject) -> None:
    """Each option in its plain form, and paths, in any order: click need not be asked."""
    forms = [
        (*(part for part in (option.option, *_value(option, data)) if part),) for option in command.options
    ]
    forms += [("a.md",)] * (data.draw(st.integers(1, 3)) if command.argument.many else 1)
    chosen = data.draw(st.permutations(forms))
    arguments = [part for form in chosen for part in form]
    assert command.read(arguments) is not None


def _value(option: Any, data: st.DataObject) -> list[str]:
    if not hasattr(option, "choices"):
        return []
    return [data.draw(st.sampled_from(option.choices or ["{words}", "a b"]))]


def test_the_commands_that_are_called_often_are_among_them() -> None:
    """These a status bar, an editor or a timer calls again and again."""
    assert {command.name for command in QUICK} >= {"status", "count", "update", "today", "watch"}


@given(_arguments)
@example(["--short", "--sort", "path", "a.md"])
@example(["--format=", "a.md"])
@example(["--watch"])
def test_what_is_looked_up_ready_is_what_status_would_find(arguments: list[str]) -> None:
    """The reader that is asked before anything is loaded knows a part of the options, and means the same by them."""
    asked = read_arguments(arguments)
    if asked is None:
        return
    status = next(command for command in QUICK if command.name == "status")
    given = _by_click(status, arguments)
    assert given is not None
    assert not given.pop("watches")
    assert _parts(question(**given)) == _parts(asked)


def _parts(asked: Question | None) -> tuple[str, ...] | None:
    return None if asked is None else (asked.path, asked.kind, asked.sort, asked.template)
