"""`milestoned doctor`: check what milestoned needs."""

from __future__ import annotations

from pathlib import Path

import click

from milestoned.cli.output import Output, finish, screen_width, shown
from milestoned.cli.wording import wrapped
from milestoned.errors import UsageError
from milestoned.light.typing import TYPE_CHECKING
from milestoned.milestone.status_table import display_width

if TYPE_CHECKING:
    from milestoned.service.doctor.finding import Finding

_COLORS = {"ok": "green", "note": "yellow", "wrong": "red"}


@click.command("doctor")
@click.argument("path", default=".", metavar="[PATH]")
@click.option("--json", "as_json", is_flag=True, help="Print JSON (docs/service.md describes it).")
@click.pass_obj
def command(output: Output, *, path: str, as_json: bool) -> None:
    """Check what milestoned needs, and say how to fix it. Nothing is changed.

    A line a finding: ok, note (worth knowing) or wrong. Exits with 1 if something is wrong.
    """
    from milestoned.service.doctor.examine import examine  # noqa: PLC0415 - --help needs none of it
    from milestoned.service.doctor.finding import Level  # noqa: PLC0415
    from milestoned.vault.vault import find_root  # noqa: PLC0415

    if not Path(path).exists():
        raise UsageError(f"{path}: no such file or folder", "name a vault, a folder in one, or a note")
    root = find_root(Path(path))
    findings = list(examine(root))
    if as_json:
        output.json({"vault": str(root), "findings": [_as_json(finding) for finding in findings]})
    else:
        for finding in findings:
            if finding.level is not Level.OK or not output.quiet:
                output.data(_line(finding, output))
    finish(fine=not any(finding.level is Level.WRONG for finding in findings))


def _line(finding: Finding, output: Output) -> str:
    """Return a finding as a line; on a terminal that is too narrow for it as a head, and the rest below."""
    level = f"{finding.level.value:<5}"
    said = [shown(finding.message), *([f"to fix it: {shown(finding.remedy)}"] if finding.remedy else [])]
    line = f"{level}  {finding.check:<13}  {' - '.join(said)}"
    if (room := screen_width()) and display_width(line) > room:
        line = "\n".join(
            [f"{level}  {finding.check}", *(part for text in said for part in wrapped(f"  {text}", room))]
        )
    return (
        click.style(level, fg=_COLORS[level.strip()]) + line[len(level) :]
        if output.color and output.draws
        else line
    )


def _as_json(finding: Finding) -> dict[str, str]:
    return {
        "check": finding.check,
        "level": finding.level.value,
        "message": finding.message,
        "mend": finding.remedy,
    }
