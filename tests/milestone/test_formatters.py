"""Formatters find nothing to change between the comments of a status block."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from milestoned.milestone.spec import Unit
from milestoned.milestone.status_table import escaped, table
from tests.milestone.notes import look, note, served

TITLES = [
    "Arrival", "a * b", "a*b*", "_x_ y_z", "[2013] one", "a ] b [", "[x](y)", "<b> & &amp; < 3", "50 %% ~~off~~", "`code` \\ |", "日本語の", "émoji 🎉 ❤️", "#1 $5 !?",
]  # fmt: skip
FORMATTERS = [["prettier", "--stdin-filepath", "note.md"], ["mdformat", "-"]]


# mdformat is one of the development packages; prettier is npm's (tests/install-prettier).
_NPM = Path(__file__).parents[2] / "build/prettier/node_modules/.bin"
_PLACES = os.pathsep.join([str(Path(sys.executable).parent), str(_NPM), os.environ.get("PATH", os.defpath)])


def _formatted(command: list[str], text: str) -> str:
    program = shutil.which(command[0], path=_PLACES)
    if not program:
        pytest.skip(f"{command[0]} is not installed")
    command = [program, *command[1:]]
    return subprocess.run(command, input=text, capture_output=True, text=True, check=True).stdout


@pytest.mark.parametrize("command", FORMATTERS, ids=lambda command: command[0])
def test_a_table_stays_as_it_is(command: list[str]) -> None:
    rows = [[f"[{escaped(title)}](a%20b.md)", "12", "no tasks yet"] for title in TITLES]
    header = ["Note", Unit.WORDS.value.capitalize(), "Progress"]
    text = "\n".join(table([header, *rows], range(1, 2))) + "\n"
    assert _formatted(command, text) == text


@pytest.mark.parametrize("command", FORMATTERS, ids=lambda command: command[0])
def test_a_note_that_was_formatted_is_not_stale(command: list[str]) -> None:
    """The block stays, padded or not; the frontmatter's padding may go, and nothing is stale for it."""
    block = "<!-- milestone -->\n<!-- /milestone -->\n\n"
    full = served(note("milestone: 10 words\nmilestone-goal: 5000", block + "word " * 4990))
    data = served(full.replace(b"word " * 4980, b"").rstrip() + b"\n")
    assert "\u00a0" in data.decode()
    after = _formatted(command, data.decode())
    assert after.split("<!--")[1:] == data.decode().split("<!--")[1:]
    assert look(after.encode()).new is None
