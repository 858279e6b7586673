"""Frontmatter of plain lines `key: value` without a YAML parser: what nearly every note has.

Whatever YAML could read as something else is left to it. That both read the same is held by
tests/properties/test_plain_frontmatter.py.
"""

from __future__ import annotations

from milestoned.light.patterns import lazy_pattern
from milestoned.note.pairs import Pair, Value
from milestoned.note.yaml_core import core_value

# Letters, digits and what stands in text; of other characters YAML refuses some, and ends a line at some.
_TEXT = r"\w!\"$-9;-~“”‘’…–—·«»"
# YAML 1.2.2, section 7.3.3: a plain scalar has no `: ` and no ` #` in it, and ends before the blanks at a line's end.
_LINE = lazy_pattern(
    rf"(?P<key>[A-Za-z][A-Za-z0-9_-]{{0,99}}):(?: +(?P<value>[^\W_](?:[{_TEXT} ]*[{_TEXT}])?))? *(?:\r\n|\r|\n)"
)


def read_plain_pairs(text: str) -> list[Pair] | None:
    """Read the inside of frontmatter, positions counted in it; None if only YAML knows what it says."""
    pairs: list[Pair] = []
    keys: set[str] = set()
    position = 0
    while position < len(text):
        match = _LINE.match(text, position)
        if match is None:
            return None
        key, value = match.groups("")
        keys.add(key.lower())
        key_end = position + len(key)
        start = match.start(2) if value else key_end + 1
        end = start + len(value)
        pairs.append(
            Pair(key, position, key_end, Value("scalar", core_value(value), start, end), end, plain=value)
        )
        position = match.end()
    return pairs if len(keys) == len(pairs) else None
