"""What was promised, and how it ended."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from milestoned.light.typing import TYPE_CHECKING
from milestoned.report.text import clip, day_name, number, pledge, so_far

if TYPE_CHECKING:
    from milestoned.report.source import Json, Source

_SHOWN = 10
_ORDER = ("kept", "open", "missed", "renegotiated", "withdrawn")
_MARKS = {"kept": "✓", "open": "○", "missed": "–", "renegotiated": "→", "withdrawn": "×"}
_LENGTH = 120


class Promise(NamedTuple):
    """A promise as a line of the page."""

    what: str
    by: str
    state: str
    mark: str
    far: str


class Promises(NamedTuple):
    """The promises, the last one first: those shown at once, and those before them."""

    said: str
    latest: tuple[Promise, ...]
    earlier: tuple[Promise, ...]


def promises(source: Source) -> Promises:
    """Return the promises, and a sentence that counts them by what became of them."""
    found = [_promise(source, one) for one in reversed(source.commitments)]
    counts = Counter(one["state"] for one in source.commitments)
    said = ", ".join(f"{number(counts[state])} {state}" for state in _ORDER if counts[state])
    return Promises(said, tuple(found[:_SHOWN]), tuple(found[_SHOWN:]))


def _promise(source: Source, one: Json) -> Promise:
    name = day_name(one["by"], source.day) if one["by"] else "standing"
    return Promise(clip(pledge(one), _LENGTH), name, one["state"], _MARKS.get(one["state"], "·"), _far(one))


def _far(one: Json) -> str:
    if one["state"] != "open" or not one["by"]:
        return ""
    return ", ".join(so_far(one))
