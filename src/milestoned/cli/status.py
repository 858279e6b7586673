"""`milestoned status`: where every milestone stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from milestoned.cli.output import finish

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
    from milestoned.vault.catalog import Catalog  # noqa: PLC0415
    from milestoned.vault.scope import scopes  # noqa: PLC0415 - --help needs none of it

    target = scopes([path])[0]
    output.passed_over(target.passed_over())
    catalog = Catalog(target.vault)
    catalog.refresh(target.scopes)
    catalog.save()
    paths = sorted(path for path in catalog.entries if target.names(path))
    problems = dict(catalog.folder_problems) | {
        p: e.problem for p in paths if (e := catalog.entries[p]).problem
    }
    if as_json:
        from milestoned.vault.json_views import vault_json  # noqa: PLC0415

        output.json(vault_json(catalog, paths, target.names))
    else:
        from milestoned.cli.status_table import print_status  # noqa: PLC0415

        print_status(output, catalog, paths, _earned(catalog.vault.root))
    for where, problem in sorted(problems.items()):
        if problem:
            output.problem(where, problem)
    output.warnings(catalog.warnings(target.names))
    finish(fine=not problems)


def _earned(root: Path) -> dict[tuple[str, str, int], int]:
    """Return how far each milestone ever came; nothing where there is no record, or none that can be read."""
    from milestoned.errors import MilestonedError  # noqa: PLC0415 - as above
    from milestoned.record.open import open_record  # noqa: PLC0415 - --help needs none of it
    from milestoned.record.queries.summary import highest_earned  # noqa: PLC0415 - as above

    record = open_record(root).record
    try:
        return highest_earned(record) if record.journal.files() else {}
    except (MilestonedError, OSError):
        return {}
    finally:
        record.close()
