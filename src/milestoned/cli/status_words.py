"""The words of `status`: figures, due dates, and the summary at its end. Pure."""

from __future__ import annotations

from datetime import date

from milestoned.cli.output import shown
from milestoned.cli.status_view import nearest_part
from milestoned.cli.wording import amount, grouped_line, short_date
from milestoned.light.typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from milestoned.cli.status_view import Note, Row


def title(note: Note) -> str:
    """Return a note's title as one safe line; its path where it has none."""
    return shown(str(note["title"])).strip() or shown(str(note["path"]))


def figures(note: Note) -> str:
    """Return `2,345 / 5,000`, and the unit where it is not words; without a goal `2,345 words`. Of several the first."""
    parts = note["milestones"]
    part = next((part for part in parts if part["unit"] != "tasks"), parts[0])
    if part["goal"] is None:
        return amount(part["count"], part["unit"])
    unit = "" if part["unit"] == "words" else f" {part['unit']}"
    return f"{part['count']:,} / {part['goal']:,}{unit}"


def progress(row: Row) -> str:
    """Return the next thing to reach, what was reached before a cut, and who keeps the note from being written."""
    pending = row.note.get("pending")
    said = " · ".join(filter(None, (grouped_line(str(row.note["progress"])), row.earned)))
    return said + (f" (pending: {pending})" if pending else "")


def due(note: Note, today: date) -> str:
    """Return `due Thu 31 Dec: 34 days left, 78 a day, on track`; empty without a date.

    Where some of the days are days of rest, those left are named writing days.
    """
    if not note.get("due"):
        return ""
    day = date.fromisoformat(note["due"])
    if note["status"] == "done":
        return f"due {short_date(day, today)}"
    if day < today:
        return f"was due {short_date(day, today)}"
    rests = note["days_left"] <= (day - today).days
    said = [f"{amount(note['days_left'], 'writing days' if rests else 'days')} left"]
    said += [f"{note['per_day']:,} a day"] if note["per_day"] else []
    said += ["on track" if note["on_track"] else "not on track"]
    return f"due {short_date(day, today)}: {', '.join(said)}"


def summary(rows: Sequence[Row]) -> list[str]:
    """Sum up in words: chunks complete, notes done, the nearest milestone, and notes that are out of date."""
    notes = [row.note for row in rows if not row.is_book] or [row.note for row in rows]
    chunks = sum(part["chunks_done"] for note in notes for part in note["milestones"])
    done = sum(note["status"] == "done" for note in notes)
    said = [f"{amount(chunks, 'chunks')} complete, {done:,} of {amount(len(notes), 'notes')} done."]
    nearest = next((row.note for row in rows if row.is_nearest), None)
    if nearest:
        part = nearest_part(nearest)
        away = amount(part["left_in_chunk"], part["unit"])
        said.append(f"The nearest milestone is {away} away, in {title(nearest)}.")
    return [*said, *filter(None, [out_of_date(rows)])]


def out_of_date(rows: Sequence[Row]) -> str:
    """Print once how many notes are not up to date."""
    count = sum(bool(row.note["stale"]) for row in rows)
    if not count:
        return ""
    verb = "is" if count == 1 else "are"
    return f"{amount(count, 'notes')} {verb} out of date: `milestoned update` writes the progress."
