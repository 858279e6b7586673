"""Completion in real shells: names arrive as they are, notes come first, and words of more than one part are one."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.cli.shells import PROGRAMS, Shell, start_shell
from tests.end_to_end.program import Sandbox

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def box(tmp_path: Path) -> Sandbox:
    """Give a vault whose names are not easy to type."""
    box = Sandbox(tmp_path)
    for name in (
        "My long note – one 🎉.md",
        "Chapter 1.md",
        "Chapter 2.md",
        "it's $HOME.md",
        "deep down/Inner note.md",
    ):
        box.note(name)
    box.write("Chapter.docx", "no note")
    box.write("only.txt", "no note")
    return box


@pytest.fixture(params=["bash", "zsh", "fish"])
def shell(request: pytest.FixtureRequest, box: Sandbox, tmp_path: Path) -> Iterator[Shell]:
    """Give a shell that completes."""
    if shutil.which(request.param) is None:
        pytest.skip(f"{request.param} is not installed")
    home = tmp_path / "home"
    home.mkdir()
    started = start_shell(request.param, box.root, home)
    with started.terminal:
        yield started


def test_a_command_is_completed(shell: Shell) -> None:
    assert shell.completed("milestoned unst", "unstick") == ["unstick"]


def test_a_program_typed_with_its_path_completes_its_commands(shell: Shell) -> None:
    """Blanks and `~` in that path are the shell's: the program itself is asked."""
    program = f"~/{PROGRAMS}/milestoned".replace(" ", "\\ ")
    assert shell.completed(f"{program} unst", "unstick") == ["unstick"]


def test_a_name_with_blanks_a_dash_and_an_emoji_arrives_as_it_is(shell: Shell) -> None:
    assert shell.completed("milestoned count My", ".md") == ["count", "My long note – one 🎉.md"]


def test_a_name_with_a_quote_and_a_dollar_arrives_as_it_is(shell: Shell) -> None:
    assert shell.completed("milestoned start it", "HOME.md") == ["start", "it's $HOME.md"]


def test_a_name_inside_quotes_is_completed(shell: Shell) -> None:
    assert shell.completed('milestoned count "My lo', ".md")[1] == "My long note – one 🎉.md"


def test_a_folder_is_completed_and_then_what_is_in_it(shell: Shell) -> None:
    assert shell.completed("milestoned count deep\\ down/In", "note.md") == [
        "count",
        "deep down/Inner note.md",
    ]


def test_a_file_that_is_no_note_is_completed_where_no_note_fits(shell: Shell) -> None:
    assert shell.completed("milestoned count onl", "only.txt") == ["count", "only.txt"]


def test_an_option_and_its_values_are_completed(shell: Shell) -> None:
    """A value of two words is one argument."""
    assert shell.completed("milestoned start x.md --du", "--due") == ["start", "x.md", "--due"]
    assert shell.completed("milestoned start x.md --due end", "month") == [
        "start",
        "x.md",
        "--due",
        "end of month",
    ]
    assert shell.completed("milestoned start x.md --every 750\\ w", "words") == [
        "start", "x.md", "--every", "750 words",
    ]  # fmt: skip


def test_how_long_a_sprint_lasts_is_completed_and_then_its_note(shell: Shell) -> None:
    """A number gets a unit, in one word or as the next one; behind both stands a note."""
    assert shell.completed("milestoned sprint 300\\ m", "min") == ["sprint", "300 min"]
    assert shell.completed("milestoned sprint 300 m", "min") == ["sprint", "300", "min"]
    assert shell.completed("milestoned sprint 300 min My", ".md") == [
        "sprint", "300", "min", "My long note – one 🎉.md",
    ]  # fmt: skip
    assert shell.completed("milestoned sprint My", ".md") == ["sprint", "My long note – one 🎉.md"]


def test_what_has_few_values_is_completed_to_them(shell: Shell) -> None:
    """An order of `status`, a day gone by, an editor, a page of the manual, a command, any file for a page."""
    assert shell.completed("milestoned status --sort ne", "nearest")[-1] == "nearest"
    assert shell.completed("milestoned log --since yest", "yesterday")[-1] == "yesterday"
    assert shell.completed("milestoned editor neo", "neovim")[-1] == "neovim"
    assert shell.completed("milestoned docs reli", "reliability")[-1] == "reliability"
    assert shell.completed("milestoned help unst", "unstick")[-1] == "unstick"
    assert shell.completed("milestoned report -o onl", "only.txt")[-1] == "only.txt"


def test_notes_are_offered_before_other_files(shell: Shell) -> None:
    """Of the three shells fish alone offers others where there are notes, in the order in which they are shown."""
    others = ["docx"] if shell.name == "fish" else []
    screen = shell.offered("milestoned count Chap", "1.md", "2.md", *others).partition("Chap")[2]
    assert ("docx" in screen) is bool(others)
    if others:
        assert screen.index("2.md") < screen.index("docx")


def test_the_id_of_an_open_promise_is_completed(shell: Shell, box: Sandbox) -> None:
    box.run("update")
    made = box.run("commit", "2 chunks", "--by", "tomorrow", "--json").json
    assert made["id"]
    taken = shell.completed("milestoned commit --withdraw ", made["id"])
    assert taken == ["commit", "--withdraw", made["id"]]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_is_what_the_shell_itself_would_be_given(box: Sandbox, shell: str) -> None:
    """By the command, and by the variable that shells know from other programs."""
    script = box.run("completion", shell)
    assert script.code == 0
    assert box.run(_MILESTONED_COMPLETE=f"{shell}_source").out == script.out
    if shutil.which(shell):
        check = [shell, "-n"] if shell != "fish" else [shell, "--no-execute"]
        subprocess.run(check, input=script.out.encode(), check=True)


def test_a_shell_without_a_script_is_refused(box: Sandbox) -> None:
    ran = box.run("completion", "tcsh")
    assert (ran.code, ran.out) == (2, "")
    assert "`bash`, `zsh`, `fish`" in ran.err


def test_an_error_while_completing_is_silent(box: Sandbox) -> None:
    """Where the vault cannot be read there are no ids, and no words on the screen."""
    box.config("nonsense: [")
    ran = box.run(
        _MILESTONED_COMPLETE="bash_complete", COMP_WORDS="milestoned commit --withdraw ", COMP_CWORD="3"
    )
    assert (ran.code, ran.out.strip(), ran.err) == (0, "", "")
