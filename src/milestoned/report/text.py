"""How the page writes numbers, days and names."""

from __future__ import annotations

from datetime import date

from milestoned.light.patterns import lazy_pattern
from milestoned.light.typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

from milestoned.milestone.amounts import amount, grouped

# The page has the screen's words for amounts.
__all__ = ["amount", "grouped"]

# English whatever the locale, and faster than strftime: a page of ten years has thousands of days.
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

# Controls, and the lone surrogates of file names that are no UTF-8.
_UNFIT = lazy_pattern("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def clean(text: str) -> str:
    """Replace the characters that neither HTML nor XML can hold."""
    return _UNFIT.sub("\ufffd", text)


def number(value: int) -> str:
    """Write `12,345`."""
    return f"{value:,}"


def day_name(day: str | date, today: date) -> str:
    """Write `Mon 23 Nov` as the commands do, with the year where it is not today's."""
    found = as_date(day)
    year = "" if found.year == today.year else f" {found.year}"
    return f"{DAYS[found.weekday()][:3]} {short_day(found)}{year}"


def short_day(day: str | date) -> str:
    """Write `23 Nov`."""
    found = as_date(day)
    return f"{found.day} {MONTHS[found.month - 1][:3]}"


def as_date(day: str | date) -> date:
    """Return a day that JSON holds as text as a date."""
    return date.fromisoformat(day) if isinstance(day, str) else day


def pledge(one: Mapping[str, Any]) -> str:
    """Name a commitment without its day: `5,000 words`, `750 words a day`; of a note's date as its note is called."""
    what = grouped(str(one["what"])) if one["from_note"] else amount(one["amount"], one["unit"])
    return f"{what} a {one['per']}" if one.get("per") else what


def so_far(one: Mapping[str, Any]) -> list[str]:
    """Return how far an open commitment is, as the commands do: `2,223 to go`, `65 a day`, `on track`."""
    if not one["left"]:
        return ["all of it done"]
    pace = one.get("pace") or {}
    said = [f"{number(one['left'])} to go"]
    if pace.get("per_day"):
        said.append(f"{number(pace['per_day'])} {'words ' if one['unit'] == 'chunks' else ''}a day")
    return [*said, "on track" if pace["on_track"] else "not on track"] if pace else said


def choices(one: Mapping[str, Any], today: date) -> tuple[str, ...]:
    """List what may be done about a pace that is too much, as the commands do; they name what does it, too."""
    pace = one.get("pace") or {}
    if not pace.get("choices"):
        return ()
    return (
        f"take until {day_name(pace['later'], today)}",
        f"make it {amount(pace['trimmed'], one['unit'])}",
        f"leave it, and find time for {number(pace['per_day'])} words a day",
    )


def clip(text: str, length: int) -> str:
    """Shorten a text to so many characters, the last of them an ellipsis."""
    return text if len(text) <= length else f"{text[: length - 1].rstrip()}…"
