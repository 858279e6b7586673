"""Writes docs/commands.md from the help that each command gives."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from milestoned.cli.app import COMMANDS

PAGE = Path(__file__).with_name("commands.md")
_INTRO = """\
# Commands

What `milestoned --help` and `milestoned COMMAND --help` say. Written by `python docs/make_commands.py`.
"""


def page() -> str:
    """Return what the page should say."""
    sections = [_section("milestoned"), *(_section(f"milestoned {command}", command) for command in COMMANDS)]
    return "\n".join([_INTRO, *sections])


def _section(title: str, *command: str) -> str:
    return f"## {title}\n\n```text\n{_help(*command)}```\n"


def _help(*command: str) -> str:
    program = [sys.executable, "-m", "milestoned", *command, "--help"]
    return subprocess.run(
        program, env=os.environ | {"COLUMNS": "100"}, capture_output=True, text=True, check=True
    ).stdout


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
