"""Writes the man pages in docs/man from the help that each command gives."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click
from click_man.core import generate_man_page

from milestoned import __version__
from milestoned.cli.app import cli
from milestoned.cli.commands import COMMANDS
from milestoned.cli.examples import EXAMPLES

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDER = Path(__file__).with_name("man")
# In the place of a date, which would change the pages every day.
_DATE = "milestoned"
_EXIT_STATUS = """\
.SH EXIT STATUS
.TP
0
fine
.TP
1
something is out of date, or was refused
.TP
2
wrong usage or configuration
"""


def pages() -> dict[str, str]:
    """Return each page by its file's name."""
    return {f"{'-'.join(path)}.1": _page(ctx) for path, ctx in _contexts()}


def _page(ctx: click.Context) -> str:
    """Return a page. Its lines end without blanks."""
    text: str = generate_man_page(ctx, __version__, _DATE)
    plain = "\n".join(line.rstrip() for line in text.splitlines()) + "\n"
    return plain + _examples(ctx.command_path.partition(" ")[2]) + _EXIT_STATUS


def _examples(name: str) -> str:
    """Return the examples of a command; none for the program itself."""
    lines = [f".TP\n{text}:\n.B {_dashes(line)}\n" for text, line in EXAMPLES.get(name, ())]
    return ".SH EXAMPLES\n" + "".join(lines) if lines else ""


def _dashes(line: str) -> str:
    """Keep a dash a dash: troff makes a hyphen of it."""
    return line.replace("-", r"\-")


def _contexts() -> Iterator[tuple[tuple[str, ...], click.Context]]:
    root = click.Context(cli, info_name="milestoned")
    yield ("milestoned",), root
    for name in COMMANDS:
        command = cli.get_command(root, name)
        assert command is not None  # noqa: S101 - it is one of the commands
        below = click.Context(command, info_name=name, parent=root)
        yield ("milestoned", name), below
        if isinstance(command, click.Group):
            for inner in command.list_commands(below):
                if not command.commands[inner].hidden:
                    yield (
                        ("milestoned", name, inner),
                        click.Context(command.commands[inner], info_name=inner, parent=below),
                    )


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.glob("*.1"):
        old.unlink()
    for file, text in pages().items():
        (FOLDER / file).write_text(text, encoding="utf-8")
