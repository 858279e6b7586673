"""The lines of this device that are not in the journal yet, read from the state folder by whoever asks the record."""

from __future__ import annotations

from contextlib import closing

from milestoned.light.digests import blake2b
from milestoned.light.typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def identity(line: bytes) -> int:
    """Name a line by what it says: the same line in two files (a sync tool's conflict copy) is one event."""
    return int.from_bytes(blake2b(line.strip(), digest_size=8).digest(), "big", signed=True)


def waiting_lines(path: Path) -> dict[int, bytes]:
    """Return the lines that wait in the database of kept texts; none where there is none, or none that can be read."""
    if not path.exists():
        return {}
    import sqlite3  # noqa: PLC0415 - 4 ms that commands without a record need not pay

    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, timeout=2)) as base:
            return {identity(line): line for (line,) in base.execute("SELECT line FROM pending")}
    except sqlite3.Error:
        return {}
