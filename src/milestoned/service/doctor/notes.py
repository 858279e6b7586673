"""Checks of the notes themselves: near misses, text of the writer's in a status block, conflict copies."""

from __future__ import annotations

from milestoned.light.typing import TYPE_CHECKING
from milestoned.service.doctor.finding import Finding, Level, some
from milestoned.vault.catalog import CONFLICT_COPY, Catalog

if TYPE_CHECKING:
    from collections.abc import Iterator

    from milestoned.vault.vault import Vault

_MOST = 5
"""So many warnings are named one by one; `status` has them all."""


def check_warnings(vault: Vault) -> Iterator[Finding]:
    """Look for notes that plainly meant to take part and do not, and for the copies that sync tools left."""
    catalog = Catalog(vault)
    catalog.refresh()
    copies = sorted(catalog.conflict_copies)
    if copies:
        number = "1 conflict copy takes" if len(copies) == 1 else f"{len(copies):,} conflict copies take"
        yield Finding("conflicts", Level.NOTE, f"{number} no part: {some(copies)}", CONFLICT_COPY.hint)
    found = [
        (path, warning) for path, warning in catalog.warnings(lambda _: True) if warning is not CONFLICT_COPY
    ]
    for path, warning in found[:_MOST]:
        place = f"{path}:{warning.line}" if warning.line else path
        yield Finding("notes", Level.NOTE, f"{place}: {warning.message}", warning.hint)
    if len(found) > _MOST:
        yield Finding(
            "notes", Level.NOTE, f"{len(found) - _MOST:,} more warnings", "`milestoned status` lists them"
        )
