"""`status` where it is piped: plain lines, made without what draws a table, which takes long to load."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len

from milestoned.cli.output import shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from milestoned.cli.status_view import Row


def plain_lines(rows: Sequence[Row]) -> list[str]:
    """Return one line a note: its path, then its progress."""
    names = [shown(row.note["path"]) for row in rows]
    width = max(map(cell_len, names), default=0)
    return [
        f"{name}{' ' * (width - cell_len(name))}  {_plain(row)}"
        for name, row in zip(names, rows, strict=True)
    ]


def _plain(row: Row) -> str:
    said = " · ".join(filter(None, (row.note["progress"], row.earned)))
    return said + (f"  (pending: {row.note['pending']})" if row.note.get("pending") else "")
