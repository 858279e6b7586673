"""A picture to share: the book, its bar, the chunks reached and the row of days. No line of a note is in it."""

from __future__ import annotations

import zlib
from typing import NamedTuple
from unicodedata import east_asian_width

from milestoned.light.typing import TYPE_CHECKING
from milestoned.report import bars
from milestoned.report.page import environment
from milestoned.report.text import amount, clean, number
from milestoned.report.today import Past, row

if TYPE_CHECKING:
    from milestoned.report.source import Json, Source

WIDTH, HEIGHT = 1200, 630
MARK = "milestoned report card"
"""What every card of ours holds near its beginning: only such a file is written over."""
_LINE = 28.0
"""How many letters of middle width fit into a line of the title."""
_PNG_HEAD = 33
"""The signature and the first chunk, IHDR, of a PNG file."""


class Card(NamedTuple):
    """What the card shows."""

    title: tuple[str, ...]
    figures: str
    bar: bars.Bar | None
    chunks: str
    days: str
    row: tuple[Past, ...]


def render(source: Source) -> str:
    """Return the card as SVG, in colours of its own: a picture knows no dark page around it."""
    drawn = (
        environment()
        .get_template("card.svg")
        .render(card=card(source), mark=MARK, width=WIDTH, height=HEIGHT)
    )
    return clean(drawn)


def card(source: Source) -> Card:
    """Return what to draw: of the book in work, else of the first one, else of the whole vault."""
    path = _subject(source)
    note = source.notes[path] if path else None
    part = note["milestones"][0] if note and note["milestones"] else None
    streak = source.today["streak"]
    in_a_row = f"{amount(streak['days'], 'days')} in a row, " if streak["days"] > 1 else ""
    return Card(
        tuple(_lines(source.title(path) if path else str(source.status["vault"]))),
        _figures(part) if part else amount(source.today["words"], "words"),
        bars.milestone_bar(part) if part else None,
        f"{amount(len(source.milestones), 'chunks')} reached",
        f"{in_a_row}{amount(streak.get('kept_days', 0), 'days')} kept",
        row(source),
    )


def _subject(source: Source) -> str | None:
    """Return the path of the note that the card is about; None where it is the whole vault."""
    if len(source.notes) == 1:
        return next(iter(source.notes))
    known = [book for book in source.books if book["path"] in source.notes]
    working = (source.today.get("next") or {}).get("note")
    ordered = sorted(known, key=lambda book: working not in book["notes"])
    return str(ordered[0]["path"]) if ordered else None


def _figures(part: Json) -> str:
    if part["goal"]:
        return f"{number(part['count'])} of {amount(part['goal'], part['unit'])}"
    return amount(part["count"], part["unit"])


def _lines(title: str) -> list[str]:
    """Break a title into at most two lines that fit, the second one cut off with an ellipsis."""
    rest = " ".join(title.split())
    lines: list[str] = []
    while rest and len(lines) < 2:
        end = _fitting(rest)
        if end < len(rest) and not lines:
            blank = rest.rfind(" ", 0, end + 1)
            end = blank if blank > 0 else end
        lines.append(rest[:end].rstrip())
        rest = rest[end:].lstrip()
    if rest:
        lines[-1] = f"{lines[-1][:-1].rstrip()}…"
    return lines


def _fitting(text: str) -> int:
    """Return how many characters fit into a line; wide ones take nearly two places."""
    used = 0.0
    for position, character in enumerate(text):
        used += 1.75 if east_asian_width(character) in "WF" else 1.3 if character.isupper() else 1.0
        if used > _LINE:
            return position
    return len(text)


def marked(png: bytes) -> bytes:
    """Return a PNG with our mark in it, as a text chunk right behind its head."""
    body = b"tEXtSoftware\0" + MARK.encode()
    chunk = (len(body) - 4).to_bytes(4, "big") + body + zlib.crc32(body).to_bytes(4, "big")
    return png[:_PNG_HEAD] + chunk + png[_PNG_HEAD:]
