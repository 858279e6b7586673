"""What `milestoned editor` prints is what the editor reads, wherever the program is installed."""

from __future__ import annotations

import json
import os
import re
import shlex
import site
import sys
import tomllib
from typing import TYPE_CHECKING

import pytest

from milestoned.cli.editor import TEXTS
from tests.end_to_end.program import Sandbox
from tests.end_to_end.running import SOURCE

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def _without_notes(text: str) -> str:
    return re.sub(r"^//.*$", "", text, flags=re.MULTILINE)


def _indented(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.startswith("    ")]


# How each editor finds the program in the text; the others run a file of the daemon's and name no program.
_READ: dict[str, Callable[[str], str]] = {
    "helix": lambda text: tomllib.loads(text)["language-server"]["milestoned"]["command"],
    "kate": lambda text: json.loads(_without_notes(text))["servers"]["markdown"]["command"][0],
    "sublime": lambda text: json.loads(_without_notes(text))["clients"]["milestoned-server"]["command"][0],
    "vscode": lambda text: json.loads("{" + _indented(text)[-1] + "}")["milestoned.command"],
    "kakoune": lambda text: tomllib.loads(re.findall(r"^ +(command = .*)$", text, re.MULTILINE)[0])[
        "command"
    ],
    "neovim": lambda text: json.loads(re.findall(r"cmd = \{ (\".*\"), 'lsp'", text)[0]),
    "emacs": lambda text: json.loads(re.findall(r"\. \((\".*\") \"lsp\"", text)[0]),
    "obsidian": lambda text: shlex.split(_indented(text)[0])[0],
}


@pytest.fixture
def elsewhere(tmp_path: Path) -> tuple[Sandbox, Path]:
    """Give a program that is installed in a folder with a blank, a quote and a letter that is not ASCII."""
    folder = tmp_path / "Ada's prögrams" / "bin"
    folder.mkdir(parents=True)
    (folder / "python").symlink_to(sys.executable)
    program = folder / "milestoned"
    program.touch(mode=0o755)
    box = Sandbox(tmp_path)
    box.env["PYTHONPATH"] = os.pathsep.join([str(SOURCE), *site.getsitepackages()])
    return box, program


def test_each_text_names_the_program_that_prints_it(elsewhere: tuple[Sandbox, Path]) -> None:
    """A blank, a quote and an umlaut in its path arrive as they are."""
    box, program = elsewhere
    assert set(_READ) <= set(TEXTS)
    for name, read in _READ.items():
        command = [program.with_name("python"), "-m", "milestoned", "editor", name]
        ran = box._run(command, None, b"", {})
        assert ran.code == 0, ran.err
        assert read(ran.out) == str(program), name
