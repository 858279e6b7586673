"""How the record speaks: amounts, days, and what is said of a streak. No number here is a reproach."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from milestoned.cli.output import shown

if TYPE_CHECKING:
    from collections.abc import Sequence

NOTHING_YET = (
    "Nothing is recorded here yet. It begins with the first `milestoned update` or `milestoned watch`;\n"
    "what stands in your notes by then is where you start from."
)


def amount(count: int, unit: str) -> str:
    """Say `1 word`, `1,250 words`."""
    return f"{count:,} {unit.removesuffix('s') if count == 1 else unit}"


def day_name(day: str, today: date | None = None) -> str:
    """Say `Monday 23 November`, with the year if it is another one than today's."""
    found = date.fromisoformat(day)
    year = f" {found.year}" if today is None or found.year != today.year else ""
    return f"{found:%A} {found.day} {found:%B}{year}"


def short_day(day: str) -> str:
    """Say `Mon 2026-11-23`, all of one width."""
    return f"{date.fromisoformat(day):%a} {day}"


def chunk(milestone: dict[str, Any]) -> str:
    """Name a milestone: `chunk 3 of novel/01-arrival.md`."""
    return f"chunk {milestone['number']} of {shown(milestone['note'])}"


def sessions(day: dict[str, Any]) -> str:
    """Say `2 sessions, 47 minutes`; the minutes only where they are known."""
    known = f", {amount(day['minutes'], 'minutes')}" if "minutes" in day else ""
    return f"{amount(day['sessions'], 'sessions')}{known}"


def last_days(wrote: int, of: int) -> str:
    """Say `You wrote on 11 of your last 14 writing days.`; nothing before there are two days to speak of."""
    if not wrote or of < 2:
        return ""
    return f"You wrote on {wrote} of your last {amount(of, 'writing days')}."


def streak(row: dict[str, Any]) -> list[str]:
    """Say how long the row is, or what of a broken one stays."""
    days, best = row["days"], row["best"]
    lines = []
    if days:
        lines.append(_in_a_row(row))
    elif best:
        lines.append(f"Your best row is {amount(best, 'days')}, and the {_kept(row)} you kept stay kept.")
    if days and row["reserve"]:
        lines.append(f"{amount(row['reserve'], 'emergency days')} in reserve.")
    return lines


_SAID_FOR = timedelta(days=7)


def spent(row: dict[str, Any], today: date) -> list[str]:
    """Say that an emergency day was spent, for a week."""
    last = row["spent"][-1] if row["days"] and row["spent"] else ""
    if not last or today - date.fromisoformat(last) > _SAID_FOR:
        return []
    return [f"{day_name(last, today)} was covered by an emergency day."]


def _kept(row: dict[str, Any]) -> str:
    return str(amount(row["kept_days"], "days"))


def _in_a_row(row: dict[str, Any]) -> str:
    days, best = row["days"], row["best"]
    text = f"{amount(days, 'days')} in a row" if days > 1 else "A first day kept"
    text += "; today may make it one more" if row["pending"] else ""
    if best > days:
        return f"{text}. Your best is {best}."
    return f"{text}, your best so far." if days > 1 else f"{text}."


def table(rows: Sequence[Sequence[str]], right: str) -> str:
    """Set rows in columns; `right` has a letter for each: `r` to the right, `l` to the left."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = []
    for row in rows:
        cells = [
            cell.rjust(width) if side == "r" else cell.ljust(width)
            for cell, width, side in zip(row, widths, right, strict=True)
        ]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)


def pledge(one: dict[str, Any], today: date) -> str:
    """Name a commitment: what, and by when; a standing goal has no day."""
    return shown(one["what"]) + (f" by {day_name(one['by'], today)}" if one["by"] else "")


def promise(one: dict[str, Any], today: date) -> str:
    """Say a commitment: what, by when, how far."""
    text = pledge(one, today)
    if one["state"] != "open":
        return f"{text}: {one['state']}"
    return f"{text}: {_so_far(one)}" if one.get("per") else f"{text}: {_how_far(one)}"


def _so_far(one: dict[str, Any]) -> str:
    span = {"day": "today", "week": "this week", "month": "this month"}[one["per"]]
    return f"{one['done']:,} of {amount(one['amount'], one['unit'])} {span}"


def goal(one: dict[str, Any] | None) -> str:
    """Draw the standing goal as a bar: `[#######...] 525 of 750 words`; nothing where there is none."""
    if one is None:
        return ""
    full = min(GOAL_BAR, one["done"] * GOAL_BAR // max(1, one["amount"]))
    bar = "#" * full + "." * (GOAL_BAR - full)
    span = {"day": "", "week": " this week", "month": " this month"}[one.get("per", "day")]
    return f"[{bar}] {one['done']:,} of {amount(one['amount'], one.get('unit', 'words'))}{span}"


GOAL_BAR = 20


def waiting(words: int) -> str:
    """Say what waits for the writer's word; nothing where nothing does."""
    if not words:
        return ""
    verb = "waits" if words == 1 else "wait"
    return f"{amount(words, 'words')} came in at once and {verb} for you to say whose: milestoned credit"


def _how_far(one: dict[str, Any]) -> str:
    left = "all of it done" if not one["left"] else f"{amount(one['left'], one['unit'])} to go"
    pace = one.get("pace")
    if not pace or not one["left"]:
        return left
    if pace["choices"]:
        return f"{left}. That is more a day than you are used to; you may " + ", or ".join(pace["choices"])
    return f"{left}, {amount(pace['quota'], 'words')} today" if pace["quota"] else f"{left}, none of it today"


def likely(one: dict[str, Any], today: date) -> str:
    """Say when it will likely be done, if that can be said."""
    ends = (one.get("pace") or {}).get("likely")
    if not ends:
        return ""
    first, last = (day_name(end, today) for end in ends)
    return f"likely done {first}" if first == last else f"likely done between {first} and {last}"
