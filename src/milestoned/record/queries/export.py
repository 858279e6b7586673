"""The record to take away: every day as CSV or JSON, to stay the writer's own."""

from __future__ import annotations

import json
from enum import StrEnum

from milestoned.light.typing import TYPE_CHECKING
from milestoned.record.queries import summary

if TYPE_CHECKING:
    from datetime import date

    from milestoned.record.record import Record

COLUMNS = ("day", "drafted", "net", "cut", "words", "sessions", "minutes", "kept", "earned")


class Format(StrEnum):
    """What to write."""

    CSV = "csv"
    JSON = "json"


def export(record: Record, form: Format, since: date | None = None) -> str:
    """Write the record as text: CSV with a row for each day, oldest first, `earned` as a number, or all as JSON."""
    if form is Format.CSV:
        return _csv(record, since)
    values = {
        "days": summary.log(record, since)[::-1],
        "milestones": summary.milestones(record),
        "commitments": summary.all_commitments(record),
    }
    return json.dumps(values, ensure_ascii=False, indent=2) + "\n"


def _csv(record: Record, since: date | None) -> str:
    import csv  # noqa: PLC0415 - one command needs it
    import io  # noqa: PLC0415 - as above

    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(COLUMNS)
    for day in summary.log(record, since)[::-1]:
        day["earned"] = len(day["earned"])
        day["kept"] = "yes" if day["kept"] else "no"
        table.writerow([day.get(column, "") for column in COLUMNS])
    return out.getvalue()
