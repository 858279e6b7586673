"""The one reader of numbers that people type: `5000`, `5,000`, `5_000`, `5k`, `1.5k`, with or without a unit."""

from __future__ import annotations

import re

from milestoned.light.patterns import lazy_pattern

ACCEPTED = "5000, 5,000, 5_000, 5k or 1.5k"

_GROUPED = lazy_pattern(r"[0-9]{1,3}(?:[,_ \u00a0\u2009\u202f][0-9]{3})+|[0-9]{1,12}")
_THOUSANDS = lazy_pattern(r"(?P<whole>[0-9]{1,9})(?:[.,](?P<part>[0-9]{1,3}))?\s*k", re.IGNORECASE)
_AMOUNT = lazy_pattern(r"(?P<number>[0-9](?:.*?[0-9])?(?:\s*k\b)?)?\s*(?P<unit>[a-z][a-z ]*)?", re.IGNORECASE)


def read_number(text: str) -> int | None:
    """Read a whole number; None if the text is none."""
    text = text.strip()
    if _GROUPED.fullmatch(text):
        return int(re.sub(r"\D", "", text))
    if found := _THOUSANDS.fullmatch(text):
        return int(found["whole"]) * 1000 + int((found["part"] or "0").ljust(3, "0"))
    return None


def read_amount(text: str) -> tuple[int | None, str] | None:
    """Read `2k words` as a number and a unit in lower case; None or "" for the part that is missing.

    None if the text is not an amount: it is empty, or what is before the unit is not a number.
    """
    found = _AMOUNT.fullmatch(text.strip())
    if not found or not found[0]:
        return None
    number = read_number(found["number"]) if found["number"] else None
    if found["number"] and number is None:
        return None
    return number, (found["unit"] or "").lower()
