"""`status` where it is piped: plain lines, made without what draws a table, which takes long to load."""

from __future__ import annotations

from milestoned.cli.output import shown
from milestoned.light.typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from milestoned.cli.status_view import Row


def plain_lines(rows: Sequence[Row]) -> list[str]:
    """Return one line a note: its path, then its progress."""
    names = [shown(row.note["path"]) for row in rows]
    columns = [*map(_columns, names)]
    width = max(columns, default=0)
    return [
        f"{name}{' ' * (width - taken)}  {_plain(row)}"
        for name, taken, row in zip(names, columns, rows, strict=True)
    ]


def _columns(text: str) -> int:
    """Return how many columns a name takes on the screen."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len  # noqa: PLC0415 - takes long to load

    return cell_len(text)


def _plain(row: Row) -> str:
    said = " · ".join(filter(None, (row.note["progress"], row.earned)))
    return said + (f"  (pending: {row.note['pending']})" if row.note.get("pending") else "")
