"""`milestoned status`: where every milestone stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from pathlib import Path

    from milestoned.cli.output import Output


@click.command("status")
@click.argument("path", default=".", metavar="[PATH]")
@click.option("--json", "as_json", is_flag=True, help="Print JSON (docs/format.md describes it).")
@click.pass_obj
def command(output: Output, *, path: str, as_json: bool) -> None:
    """Show where every milestone stands. No note is touched.

    The nearest milestone stands out; an index note stands above the notes it sums up.
    """
    from milestoned.cli.target import targets  # noqa: PLC0415 - --help needs none of it
    from milestoned.survey import Survey  # noqa: PLC0415

    target = targets([path])[0]
    target.tell_passed_over(output)
    survey = Survey(target.vault)
    survey.refresh(target.scopes)
    survey.index.save()
    paths = sorted(path for path in survey.entries if target.names(path))
    problems = dict(survey.folder_problems) | {
        p: e.problem for p in paths if (e := survey.entries[p]).problem
    }
    if as_json:
        from milestoned.views import vault_json  # noqa: PLC0415

        output.json(vault_json(survey, paths))
    else:
        from milestoned.cli.status_table import print_status  # noqa: PLC0415

        print_status(output, survey, paths, _earned(survey.vault.root))
    for where, problem in sorted(problems.items()):
        if problem:
            output.problem(where, problem)
    if problems:
        raise click.exceptions.Exit(1)


def _earned(root: Path) -> dict[tuple[str, str, int], int]:
    """Return how far each milestone ever came; nothing where there is no record, or none that can be read."""
    from milestoned.asking import open_record  # noqa: PLC0415 - --help needs none of it
    from milestoned.errors import MilestonedError  # noqa: PLC0415 - as above
    from milestoned.record.summary import highest_earned  # noqa: PLC0415 - as above

    book = open_record(root).book
    try:
        return highest_earned(book) if book.journal.files() else {}
    except (MilestonedError, OSError):
        return {}
    finally:
        book.close()
