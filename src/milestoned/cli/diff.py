"""A change of a note shown as a unified diff, which `patch` reads."""

from __future__ import annotations

import difflib

import click

from milestoned.cli.output import Output, shown
from milestoned.light.patterns import lazy_pattern

_LINES = lazy_pattern(r"[^\n]*\n|[^\n]+")
_COLORS = {"+": "green", "-": "red", "@": "cyan"}


def print_diff(output: Output, path: str, old: bytes, new: bytes) -> None:
    """Print how a note would change; nothing where it would not."""
    # Only LF ends a line, as in diff and patch: what else might is part of it.
    before, after = (_LINES.findall(data.decode()) for data in (old, new))
    for line in difflib.unified_diff(before, after, f"a/{shown(path)}", f"b/{shown(path)}"):
        ended = line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
        click.echo(_colored(output, ended), nl=False)


def _colored(output: Output, line: str) -> str:
    if not output.color or not output.draws or line[0] not in _COLORS or line.startswith(("+++", "---")):
        return line
    return click.style(line, fg=_COLORS[line[0]])
