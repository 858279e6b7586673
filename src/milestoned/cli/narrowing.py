"""Narrowing the record to the folder or the note that a PATH names."""

from __future__ import annotations

from milestoned.cli.scope_words import say_scope
from milestoned.light.typing import TYPE_CHECKING
from milestoned.vault.catalog import Catalog
from milestoned.vault.scope import scopes

if TYPE_CHECKING:
    from milestoned.cli.output import Output
    from milestoned.record.record import Record
    from milestoned.vault.scope import Scope


def narrow(output: Output, record: Record, path: str) -> None:
    """Show of a record what a PATH names; all of it where that is the vault itself."""
    target = scopes([path])[0]
    if "" in target.scopes:
        return
    output.passed_over(target.passed_over())
    catalog = Catalog(target.vault)
    catalog.refresh(target.scopes)
    catalog.save()
    say_scope(output, target, catalog)
    narrow_to(record, target, catalog)


def narrow_to(record: Record, target: Scope, catalog: Catalog) -> None:
    """Show of a record the notes that are meant; those of the past are known by their paths."""
    below = notes_meant(catalog, target)
    record.index.narrow(lambda path: target.names(path) or path in below)


def notes_meant(catalog: Catalog, target: Scope) -> set[str]:
    """Return the notes that were named, and those that a book among them sums up."""
    named = {path for path in catalog.entries if target.names(path)}
    index_totals = catalog.index_totals()
    books = [path for path in named if catalog.entries.is_index(path)]
    return named.union(*map(index_totals.reached, books))
