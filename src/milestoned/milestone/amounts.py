"""Amounts as a person reads them: on the screen and on the page digits are grouped, in notes they are not."""

from __future__ import annotations

from milestoned.light.patterns import lazy_pattern

_AMOUNT = lazy_pattern(
    r"(?<![\d.,-])[0-9]{4,15}(?=(?: of [0-9]+)? (?:word|character|task|chunk|milestone)s?\b)"
)


def amount(count: int, unit: str) -> str:
    """Return `1 word`, `1,250 words`; `unit` is a plural."""
    return f"{count:,} {unit.removesuffix('s') if count == 1 else unit}"


def grouped(text: str) -> str:
    """Group the digits of the amounts in a text of the program's: `1000 words` becomes `1,000 words`."""
    return _AMOUNT.sub(lambda found: f"{int(found[0]):,}", text)
