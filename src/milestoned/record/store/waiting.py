"""The lines of this device that are not in the journal yet, read from the state folder by whoever asks the record."""

from __future__ import annotations

from contextlib import closing

from milestoned.light.typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def waiting_lines(path: Path) -> list[bytes]:
    """Return the lines that wait in the database of kept texts; none where there is none, or none that can be read."""
    if not path.exists():
        return []
    import sqlite3  # noqa: PLC0415 - 4 ms that commands without a record need not pay

    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, timeout=2)) as base:
            return [line for (line,) in base.execute("SELECT line FROM pending")]
    except sqlite3.Error:
        return []
