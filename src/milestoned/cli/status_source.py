"""Looking at a vault for `status`: what it prints as JSON, and what it is drawn from."""

from __future__ import annotations

from milestoned.cli.scope_words import notes_out
from milestoned.cli.status_view import Vault
from milestoned.errors import MilestonedError
from milestoned.light.dataclasses import dataclass
from milestoned.light.typing import TYPE_CHECKING
from milestoned.record.open import day_and_histories, open_record, record_options
from milestoned.vault.catalog import Catalog
from milestoned.vault.json_views import books_json, vault_json

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import time
    from typing import Any

    from milestoned.note.problem import Problem
    from milestoned.record.record import Record
    from milestoned.vault.scope import Scope


@dataclass(frozen=True, slots=True)
class Look:
    """A vault's present state: its JSON, what `status` draws, and what is to be heard of its notes.

    `out` are the notes that were named and take no part: path, reason, and what to do.
    `complete` is False if the record could not be read; a writing day begins at `day_start`.
    """

    json: dict[str, Any]
    vault: Vault
    problems: dict[str, Problem]
    warnings: list[tuple[str, Problem]]
    empty: bool
    complete: bool
    day_start: time
    out: list[tuple[str, str, str]]


def look_at(target: Scope, on_read: Callable[[int, int], None] | None = None) -> Look:
    """Look at the notes that were named. No note is touched.

    `on_read` is called with how many are read, and of how many.
    """
    catalog = Catalog(target.vault)
    catalog.on_read = on_read or catalog.on_read
    catalog.refresh(target.scopes)
    catalog.save()
    paths = sorted(path for path in catalog.entries if target.names(path))
    on, found = day_and_histories(target.vault.root)
    histories = found or {}
    said: dict[str, Any] = vault_json(catalog, paths, target.names, on=on, histories=histories)
    stamps = {path: catalog.entries.stamp(path) for path in paths}
    vault = Vault(
        said["notes"],
        on.day,
        {str(book["path"]): book["notes"] for book in books_json(catalog, paths)},  # type: ignore[misc]
        {path: stamp.mtime_ns for path, stamp in stamps.items() if stamp},
        {(path, *key): number for path, one in histories.items() for key, number in one.highest.items()},
    )
    warnings = catalog.warnings(target.names)
    day_start = record_options(target.vault.config).day_start
    return Look(
        said,
        vault,
        catalog.problems(paths),
        warnings,
        not said["notes"],
        complete=found is not None,
        day_start=day_start,
        out=notes_out(target, catalog),
    )


def is_hushed(target: Scope) -> bool:
    """Return True while the writer writes and wants no numbers; False where the record cannot be read."""
    if not target.vault.config.quiet:
        return False
    opened = open_record(target.vault.root)
    try:
        return bool(opened.record.journal.files()) and opened.hushed
    except (MilestonedError, OSError):
        return False
    finally:
        opened.record.close()


def drafted_today(target: Scope) -> int | None:
    """Return the words drafted on the present writing day; None where the record cannot be read."""
    record = open_record(target.vault.root).record
    try:
        return _drafted(record)
    except (MilestonedError, OSError):
        return None
    finally:
        record.close()


def _drafted(record: Record) -> int:
    from milestoned.record.queries.days import load_days  # noqa: PLC0415 - few ask

    if not record.journal.files():
        return 0
    record.index.refresh()
    found = load_days(record.index.base, record.today()).get(record.today())
    return found.drafted if found else 0
