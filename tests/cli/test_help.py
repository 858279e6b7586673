"""Help: in groups, with two examples each, wrapped between words, the same wherever it is asked for."""

from __future__ import annotations

import os
from pathlib import Path

import click
import pytest

from milestoned.cli.app import cli
from milestoned.cli.commands import COMMANDS, GROUPS
from milestoned.cli.examples import EXAMPLES
from tests.end_to_end.program import Sandbox

GOLDEN = Path(__file__).parent / "help"
WIDTHS = (40, 80)
# Each group of commands once, an option table, a group below, and the longest examples.
SHOWN = ("", "start", "stop", "update", "commit", "service", "service install", "completion")


@pytest.fixture
def box(tmp_path: Path) -> Sandbox:
    """Give an empty folder and the program."""
    return Sandbox(tmp_path)


def every_command() -> list[str]:
    context = cli.make_context("milestoned", [], resilient_parsing=True)
    names = []
    for name in COMMANDS:
        command = cli.get_command(context, name)
        names.append(name)
        if isinstance(command, click.Group):
            names += [f"{name} {below}" for below in command.commands if not command.commands[below].hidden]
    return names


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", SHOWN)
def test_help_is_laid_out_as_it_was_looked_at(box: Sandbox, name: str, width: int) -> None:
    """With MILESTONED_GOLDEN=write the files are written again: look at them then."""
    ran = box.run(*name.split(), "--help", COLUMNS=str(width))
    assert (ran.code, ran.err) == (0, "")
    golden = GOLDEN / f"{name.replace(' ', '-') or 'milestoned'}-{width}.txt"
    if os.environ.get("MILESTONED_GOLDEN") == "write":
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(ran.out, encoding="utf-8")
    assert ran.out == golden.read_text(encoding="utf-8")
    assert box.run("help", *name.split(), COLUMNS=str(width)).out == ran.out


@pytest.mark.parametrize("width", [*WIDTHS, 30, 57, 120])
def test_no_line_is_too_long_and_no_word_is_cut(box: Sandbox, width: int) -> None:
    """The words are the same at every width; only a single long word may stand out."""
    for name in every_command():
        narrow = box.run("help", *name.split(), COLUMNS=str(width)).out
        wide = box.run("help", *name.split(), COLUMNS="100").out
        assert narrow.replace(" \\\n", "\n").split() == wide.replace(" \\\n", "\n").split(), name
        for line in narrow.splitlines():
            assert len(line) <= width or len(line.split()) == 1, (name, line)


def test_every_command_is_in_a_group_and_has_two_examples() -> None:
    """Examples name the command that they are for, and options that it takes."""
    assert set(GROUPS) == {"Write", "Look", "Record", "Care"}
    context = cli.make_context("milestoned", [], resilient_parsing=True)
    for name in every_command():
        (_, first), (_, second) = EXAMPLES[name]
        for line in (first, second):
            assert f"milestoned {name.split()[0]}" in line, name
            command = cli.get_command(context, name.split()[0])
            assert command is not None
            if isinstance(command, click.Group) and " " in name:
                command = command.commands[name.split()[1]]
            taken = {option for parameter in command.params for option in parameter.opts}
            assert {word for word in line.split() if word.startswith("--")} <= taken, line


def test_milestoned_alone_shows_the_status_in_a_vault_and_elsewhere_how_to_begin(box: Sandbox) -> None:
    box.note("a.md")
    ran = box.run()
    assert (ran.code, ran.out) == (2, "")
    assert "milestoned init" in ran.err
    box.config("")
    alone, status = box.run(), box.run("status")
    assert (alone.code, alone.out) == (0, status.out)
    assert alone.out


def test_help_of_what_is_no_command_names_the_nearest(box: Sandbox) -> None:
    ran = box.run("help", "comit")
    assert (ran.code, ran.out) == (2, "")
    assert "did you mean `commit`?" in ran.err
    assert box.run("help", "start", "x").code == 2


def test_docs_lists_its_pages_and_shows_one(box: Sandbox) -> None:
    """In a pager on a terminal; else as it is."""
    pages = box.run("docs").out
    assert "format" in pages
    shown = box.run("docs", "format")
    assert shown.out.startswith("# ")
    assert box.run("docs", "Format.md").out == shown.out
    wrong = box.run("docs", "fromat")
    assert (wrong.code, wrong.out) == (2, "")
    assert "did you mean `format`?" in wrong.err
    assert "What milestoned" in box.on_terminal("docs", "format", PAGER="cat")
