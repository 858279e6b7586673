"""The days of the week, as writers name them."""

from __future__ import annotations

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SHORTEST = 3


def weekday(name: str) -> int | None:
    """Return a weekday's number, Monday 0, from its name or its first three letters or more; else None."""
    if len(name) < _SHORTEST:
        return None
    return next((number for number, full in enumerate(WEEKDAYS) if full.startswith(name)), None)
