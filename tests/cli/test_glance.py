"""The book at a glance, as terminals of any width show it."""

from __future__ import annotations

from datetime import date

import pytest
from rich.cells import cell_len

from milestoned.cli.status_table import drawn
from milestoned.cli.status_view import Sort, Vault, current_path, nearest_path, rows
from tests.cli import glance
from tests.report.samples import note


@pytest.mark.parametrize("columns", glance.WIDTHS)
@pytest.mark.parametrize("name", glance.CASES)
def test_it_is_drawn_as_the_picture_shows(name: str, columns: int) -> None:
    """If one differs on purpose: `python -m tests.cli.glance`, and look at the diff."""
    kept = (glance.PICTURES / f"{name}-{columns}.txt").read_text(encoding="utf-8")
    assert glance.picture(name, columns) == kept


@pytest.mark.parametrize("name", glance.CASES)
def test_no_line_is_wider_than_the_terminal(name: str) -> None:
    """At every width from 40 to 200, wide characters counted as two."""
    shown = rows(glance.CASES[name]())
    for columns in range(40, 201):
        assert max(cell_len(line.plain) for line in drawn(shown, glance.TODAY, columns)) <= columns


def test_the_nearest_is_what_is_begun_and_has_the_least_share_of_its_chunk_to_go() -> None:
    """Not the fewest words: 200 of 10,000 are nearer than 100 of 110."""
    near, far = note("near.md", "Near", 9800, size=10_000), note("far.md", "Far", 10, size=110)
    untouched = note("new.md", "New", 0, size=1)
    vault = Vault([far, near, untouched], date(2026, 11, 28))
    assert nearest_path(vault) == "near.md"
    assert [row.note["path"] for row in rows(vault, Sort.NEAREST)] == ["near.md", "far.md", "new.md"]
    assert nearest_path(Vault([note("d.md", "D", 9, 9, size=9)], vault.today)) is None


def test_an_index_note_is_never_the_nearest_nor_the_current_one() -> None:
    """It is its notes that are written."""
    vault = Vault(
        [note("i.md", "Book", 999), note("a.md", "A", 1)],
        date(2026, 11, 28),
        {"i.md": ["a.md"]},
        {"i.md": 9, "a.md": 1},
    )
    assert nearest_path(vault) == current_path(vault) == "a.md"
