"""A check of the record's journals: a sync tool, or a stranger, may have left anything in them."""

from __future__ import annotations

from milestoned.errors import MilestonedError
from milestoned.light.typing import TYPE_CHECKING
from milestoned.record.open import open_record
from milestoned.service.doctor.finding import Finding, Level

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def check_journals(root: Path) -> Iterator[Finding]:
    """Count the lines of each journal that cannot be read. Nothing is said if the configuration is wrong."""
    try:
        record = open_record(root).record
    except MilestonedError:
        return  # the configuration is wrong, which is found elsewhere
    try:
        record.index.refresh()
        skipped = record.index.skipped()
    except (MilestonedError, OSError) as error:
        yield Finding("record", Level.WRONG, str(error), getattr(error, "hint", ""))
        return
    finally:
        record.close()
    for name, count in skipped.items():
        lines = "1 line" if count == 1 else f"{count:,} lines"
        message = f"{lines} of {name} cannot be read and count for nothing"
        yield Finding(
            "record", Level.NOTE, message, "put a backup of that journal back; all other lines count"
        )
    if not skipped:
        yield Finding("record", Level.OK, "every line of the journals can be read")
