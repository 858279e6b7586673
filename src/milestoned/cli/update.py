"""`milestoned update`: one pass over the notes."""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING

import click

from milestoned.cli.output import Output, shown

if TYPE_CHECKING:
    from milestoned.cli.target import Target
    from milestoned.survey import Survey

_LINES = re.compile(r"[^\n]*\n|[^\n]+")


@click.command("update")
@click.argument("paths", nargs=-1, metavar="[PATH…]")
@click.option("--check", is_flag=True, help="Write nothing; exit 1 if something would change.")
@click.option("--diff", is_flag=True, help="Write nothing; print what would change.")
@click.pass_obj
def command(output: Output, *, paths: tuple[str, ...], check: bool, diff: bool) -> None:
    """Count once, and write the progress into the notes.

    Only notes with a `milestone` in their frontmatter are written, and in them only milestoned's own values.
    """
    from milestoned.cli.target import targets  # noqa: PLC0415 - --help needs none of it

    clean = True
    for target in targets(paths):
        clean &= (
            _check(output, target, diff=diff, stale_is_wrong=check)
            if check or diff
            else _update(output, target)
        )
    if not clean:
        raise click.exceptions.Exit(1)


def _surveyed(output: Output, target: Target, survey: Survey) -> tuple[list[str], bool]:
    """Survey a vault; report what was named and cannot be looked at. Returns the notes that were named."""
    target.tell_passed_over(output)
    survey.refresh(target.scopes)
    fine = True
    for folder, problem in survey.folder_problems.items():
        if target.names(folder):
            output.problem(folder, problem)
            fine = False
    return sorted(path for path in survey.entries if target.names(path)), fine


def _update(output: Output, target: Target) -> bool:
    from milestoned.recording import How, Scribe  # noqa: PLC0415
    from milestoned.survey import Survey  # noqa: PLC0415
    from milestoned.updating import Result, updater_by_hand  # noqa: PLC0415

    survey = Survey(target.vault)
    updater = updater_by_hand(survey)
    scribe = Scribe(survey, lambda text: output.say(shown(text))) if target.keeps_record else None
    for message in updater.writer.heal():
        output.say(message)
    paths, fine = _surveyed(output, target, survey)
    written = 0
    for update in updater.update_all(paths):
        if update.problem:
            output.problem(update.path, update.problem)
            fine = False
        elif update.result is Result.PENDING:
            output.say(f"{shown(update.path)}: waits: {update.line}")
            fine = False
        elif update.result is Result.WRITTEN:
            output.say(f"{shown(update.path)}: {update.line}")
            written += 1
    for message in updater.writer.close():
        output.say(message)
    if scribe:
        scribe.notes(paths, How.BY_HAND)
        for scope in target.scopes:
            scribe.sweep(scope)
        scribe.close()
    survey.index.save()
    output.detail(f"{len(paths)} notes looked at, {written} written")
    return fine


def _check(output: Output, target: Target, *, diff: bool, stale_is_wrong: bool) -> bool:
    from milestoned.survey import Survey  # noqa: PLC0415

    survey = Survey(target.vault)
    paths, fine = _surveyed(output, target, survey)
    for path in paths:
        entry = survey.entries[path]
        if entry.problem:
            output.problem(path, entry.problem)
            fine = False
        elif entry.stale:
            fine &= not stale_is_wrong
            if diff:
                _print_diff(output, survey, path)
            else:
                output.say(f"{shown(path)}: would change")
    survey.index.save()
    return fine


def _print_diff(output: Output, survey: Survey, path: str) -> None:
    examined = survey.examine(path)
    if not isinstance(examined, tuple) or examined[1].new is None:
        return
    # Only LF ends a line, as in diff and patch: what else might is part of it.
    old, new = (_LINES.findall(data.decode()) for data in (examined[0].data, examined[1].new))
    for line in difflib.unified_diff(old, new, f"a/{shown(path)}", f"b/{shown(path)}"):
        ended = line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
        click.echo(_colored(output, ended), nl=False)


def _colored(output: Output, line: str) -> str:
    colors = {"+": "green", "-": "red", "@": "cyan"}
    if not output.color or not output.draws or line[0] not in colors or line.startswith(("+++", "---")):
        return line
    return click.style(line, fg=colors[line[0]])
