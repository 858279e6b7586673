"""How the record speaks: amounts, days, and what is said of a streak. No number here is a reproach."""

from __future__ import annotations

import re
from datetime import date, timedelta

from milestoned.cli.output import screen_width, shown
from milestoned.light.typing import TYPE_CHECKING
from milestoned.milestone.amounts import amount, grouped
from milestoned.milestone.day_names import DAYS, MONTHS, short_date
from milestoned.milestone.status_table import display_width

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

# What is counted and when is said in the same words everywhere: these belong to them.
__all__ = ["amount", "grouped", "short_date"]

NOTHING_YET = (
    "Nothing is recorded here yet. It begins with the first `milestoned update` or `milestoned watch`.\n"
    "What your notes hold by then is where you start from."
)


def grouped_line(line: str) -> str:
    """Group the digits in a progress line: all of its numbers are the program's."""
    return re.sub("[0-9]{4,15}", lambda found: f"{int(found[0]):,}", line)


def day_name(day: str, today: date | None = None) -> str:
    """Return `Mon 23 Nov`, with the year where it is not this year's."""
    return short_date(date.fromisoformat(day), today)


def short_day(day: str) -> str:
    """Return `Mon 23 Nov 2026`, for a table, all of one width."""
    found = date.fromisoformat(day)
    return f"{DAYS[found.weekday()]} {found.day:>2} {MONTHS[found.month - 1]} {found.year}"


def month_name(month: str) -> str:
    """Return `Nov 2026` for `2026-11`."""
    year, _, number = month.partition("-")
    return f"{MONTHS[int(number) - 1]} {year}"


def chunk(milestone: dict[str, Any]) -> str:
    """Name a milestone: `chunk 3 of novel/01-arrival.md`."""
    return f"chunk {milestone['number']} of {shown(milestone['note'])}"


def sessions(day: dict[str, Any]) -> str:
    """Return `2 sessions, 47 minutes`; the minutes only where they are known."""
    known = f", {amount(day['minutes'], 'minutes')}" if "minutes" in day else ""
    return f"{amount(day['sessions'], 'sessions')}{known}"


def last_days(wrote: int, of: int) -> str:
    """Return `You wrote on 11 of your last 14 writing days.`; empty before there are two days."""
    if not wrote or of < 2:
        return ""
    return f"You wrote on {wrote} of your last {amount(of, 'writing days')}."


def streak(row: dict[str, Any]) -> list[str]:
    """Return how long the row of days is, or what is kept of a broken one."""
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
    """Return that an emergency day was spent; empty a week later."""
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


def fitted(lines: Sequence[str]) -> str:
    """Join lines, those broken between words that are longer than the terminal is wide."""
    room = screen_width()
    if room is None or all(display_width(line) <= room for line in lines):
        return "\n".join(lines)
    return "\n".join(part for line in lines for part in wrapped(line, room))


def wrapped(line: str, room: int) -> list[str]:
    """Break a line between words where it is wider than the room; what follows is indented below it."""
    if display_width(line) <= room:
        return [line]
    import textwrap  # noqa: PLC0415 - few terminals are that narrow

    below = line[: len(line) - len(line.lstrip(" "))] or "  "
    wrap = textwrap.TextWrapper(room, subsequent_indent=below, break_long_words=False, break_on_hyphens=False)
    return wrap.wrap(line)


def table(rows: Sequence[Sequence[str]], right: str, *, headed: bool = False) -> str:
    """Set rows in columns; `right` has a letter for each: `r` to the right, `l` to the left.

    Where the terminal is too narrow for that, each row is its first cell, and the others below it, with what they are
    called in the first row if that is a head.
    """
    drawn = _columns(rows, right)
    room = screen_width()
    if room is None or max(map(display_width, drawn.splitlines()), default=0) <= room:
        return drawn
    if headed:
        names, *rows = rows
        rows = [
            [
                row[0],
                *(
                    f"{cell} {name.removesuffix('s') if cell == '1' else name}"
                    for cell, name in zip(row[1:], names[1:], strict=True)
                    if cell
                ),
            ]
            for row in rows
        ]
    return "\n".join(line for first, *others in rows for line in (first, *_below(others, room)))


def _below(cells: Sequence[str], room: int) -> list[str]:
    """Set what cells say in lines so many columns wide, indented."""
    lines: list[str] = []
    for cell in filter(None, cells):
        if lines and display_width(lines[-1]) + 2 + display_width(cell) <= room:
            lines[-1] += f", {cell}"
        else:
            lines.append(f"  {cell}")
    return lines


def _columns(rows: Sequence[Sequence[str]], right: str) -> str:
    widths = [max(map(display_width, column)) for column in zip(*rows, strict=True)]
    lines = []
    for row in rows:
        cells = [
            " " * (width - display_width(cell)) + cell
            if side == "r"
            else cell + " " * (width - display_width(cell))
            for cell, width, side in zip(row, widths, right, strict=True)
        ]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)


def pledge(one: dict[str, Any], today: date) -> str:
    """Name a commitment: `5,000 words by Fri 31 Dec`; a standing goal has no day."""
    what = grouped(shown(one["what"])) if one["from_note"] else amount(one["amount"], one["unit"])
    what += f" a {one['per']}" if one.get("per") else ""
    return what + (f" by {day_name(one['by'], today)}" if one["by"] else "")


def promise(one: dict[str, Any], today: date) -> str:
    """Return a commitment in a line: `5,000 words by Fri 31 Dec: 2,223 to go, 65 a day, on track`."""
    text = pledge(one, today)
    if one["state"] != "open":
        return f"{text}: {one['state']}"
    return f"{text}: {_so_far(one)}" if one.get("per") else f"{text}: {_how_far(one)}"


def _so_far(one: dict[str, Any]) -> str:
    span = {"day": "today", "week": "this week", "month": "this month"}[one["per"]]
    return f"{one['done']:,} of {amount(one['amount'], one['unit'])} {span}"


def _how_far(one: dict[str, Any]) -> str:
    if not one["left"]:
        return "all of it done"
    said = [f"{one['left']:,} to go"]
    pace = one.get("pace")
    if pace:
        said += (
            [f"{pace['per_day']:,} {'words ' if one['unit'] == 'chunks' else ''}a day"]
            if pace["per_day"]
            else []
        )
        said += ["on track" if pace["on_track"] else "not on track"]
    return ", ".join(said)


def choices(one: dict[str, Any], today: date) -> list[str]:
    """List what may be done about a pace that is too much, each in a line with the command that does it."""
    pace = one.get("pace") or {}
    if one["state"] != "open" or not pace.get("choices"):
        return []
    later, trimmed, per_day = pace["later"], pace["trimmed"], pace["per_day"]
    # On a rest day that is the last day nothing can be asked, and nothing may be written of it yet.
    trim = [f"  · make it {amount(trimmed, one['unit'])}: {_trimmed(one, trimmed)}"] if trimmed else []
    effort = f"find time for {per_day:,} words a day" if per_day else "write on a day of rest"
    return [
        f"  That is more than your usual {pace['usual']:,} a day. You may:",
        f"  · take until {day_name(later, today)}: {_moved(one, later)}",
        *trim,
        f"  · leave it, and {effort}",
    ]


def _moved(one: dict[str, Any], later: str) -> str:
    if one["from_note"]:
        return f"set `milestone-due: {later}` in the note"
    return f"`milestoned commit --renegotiate {one['id']} --by {later}`"


def _trimmed(one: dict[str, Any], to: int) -> str:
    if one["from_note"]:
        return f"set `milestone-goal: {to}` in the note"
    return f'`milestoned commit "{to} {one["unit"]}" --renegotiate {one["id"]}`'


def likely(one: dict[str, Any], today: date) -> str:
    """Return when it will likely be done; empty where that is not known."""
    ends = (one.get("pace") or {}).get("likely")
    if not ends:
        return ""
    first, last = (day_name(end, today) for end in ends)
    return f"likely done {first}" if first == last else f"likely done between {first} and {last}"
