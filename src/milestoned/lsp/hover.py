"""What is shown of a note when the writer points at its progress: the bar, today, the date, what the record says last."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from milestoned.errors import MilestonedError
from milestoned.lsp.hints import hint_line
from milestoned.milestone.amounts import amount
from milestoned.milestone.day_names import short_date
from milestoned.milestone.progress_line import bar, bar_fraction
from milestoned.note.note import Note
from milestoned.record.open import open_record
from milestoned.record.queries import summary

if TYPE_CHECKING:
    from milestoned.lsp.vaults import Counted, OpenVault


def hover(counted: Counted, line: int, vault: OpenVault) -> str | None:
    """Return the text, in Markdown, for a line (from 0) of a note; None where nothing is to be shown."""
    if not counted.takes_part or not counted.line or not _is_about_it(counted, line):
        return None
    told = [f"{_bar(counted, vault)} {counted.line}".strip()]
    told += _record_lines(counted, vault) if vault.is_vault else _due(counted, None)
    return "\n\n".join(told)


def _is_about_it(counted: Counted, line: int) -> bool:
    """Return True for the line with the hint, and for the frontmatter."""
    head = counted.note.body_line if isinstance(counted.note, Note) else 0
    return line < head or line == hint_line(counted)


def _bar(counted: Counted, vault: OpenVault) -> str:
    found = vault.progress_of(counted.entry) if counted.entry else None
    return bar(bar_fraction(found.parts)) if found else ""


def _due(counted: Counted, today: dt.date | None) -> list[str]:
    spec = counted.entry.spec if counted.entry else None
    if spec is None or spec.due is None:
        return []
    left = (spec.due - today).days if today else 0
    days = amount(left, "days")
    return [f"Due {short_date(spec.due, today)}" + (f", in {days}" if left > 0 else "")]


def _record_lines(counted: Counted, vault: OpenVault) -> list[str]:
    """Ask the record; one that cannot be read has nothing to say."""
    try:
        opened = open_record(vault.root)
    except MilestonedError:
        return _due(counted, None)
    try:
        day = None if opened.hushed else summary.today(opened.record)
        told = [_today(day)] if day else []
        today = opened.record.today()
        return told + _due(counted, today) + _last(summary.milestones(opened.record), counted, today)
    except (MilestonedError, OSError):
        return _due(counted, None)
    finally:
        opened.record.close()


def _today(day: dict[str, Any]) -> str:
    return f"Today: {amount(day['drafted'], 'words')}" + (f", {day['cut']:,} cut" if day["cut"] else "")


def _last(earned: list[dict[str, Any]], counted: Counted, today: dt.date) -> list[str]:
    path = counted.entry.path if counted.entry else ""
    own = [one for one in earned if one["note"] == path]
    if not own:
        return []
    last = own[-1]
    day = short_date(dt.date.fromisoformat(last["day"]), today)
    return [f"Chunk {last['number']} reached on {day}, at {amount(last['count'], last['unit'])}"]
