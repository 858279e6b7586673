"""What a plain scalar of the frontmatter means: YAML 1.2.2, section 10.3.2, the core schema."""

from __future__ import annotations

from milestoned.light.patterns import lazy_pattern

# `yes`, dates and `1_000` are text.
_CORE = (
    (lazy_pattern(r"~|null|Null|NULL|"), lambda _: None),
    (lazy_pattern(r"true|True|TRUE"), lambda _: True),
    (lazy_pattern(r"false|False|FALSE"), lambda _: False),
    (lazy_pattern(r"[-+]?[0-9]+"), int),
    (lazy_pattern(r"0o[0-7]+"), lambda text: int(text, 0)),
    (lazy_pattern(r"0x[0-9a-fA-F]+"), lambda text: int(text, 0)),
    (lazy_pattern(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?"), float),
    (lazy_pattern(r"[-+]?\.(inf|Inf|INF)"), lambda text: float(text.replace(".", ""))),
    (lazy_pattern(r"\.(nan|NaN|NAN)"), lambda _: float("nan")),
)

# Python refuses to read longer integers, and no writer's number is a hundredth as long.
_LONGEST_NUMBER = 400

# The first character of whatever the core schema reads as something else than text.
_CORE_STARTS = frozenset("~nNtTfF+-.0123456789")


def core_value(text: str) -> object:
    """Return what a plain scalar means: None, a boolean, a number; what nothing matches is text."""
    if text and (text[0] not in _CORE_STARTS or " " in text):
        return text
    if text.isdigit() and text.isascii() and len(text) <= _LONGEST_NUMBER:
        return int(text)
    for pattern, convert in _CORE if len(text) <= _LONGEST_NUMBER else ():
        if pattern.fullmatch(text):
            return convert(text)
    return text
