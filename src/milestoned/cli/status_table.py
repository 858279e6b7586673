"""The book at a glance: `status` as lines for a terminal of any width."""

from __future__ import annotations

from rich.cells import cell_len
from rich.text import Text

from milestoned.cli import status_words as words
from milestoned.cli.status_view import fraction
from milestoned.light.typing import TYPE_CHECKING
from milestoned.milestone.progress_line import bar

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from milestoned.cli.status_view import Row

_STACKED = 76
"""Below so many columns a note takes lines of its own for its title and its bar."""
_NARROWEST = 24
_BARS = ((_STACKED, 8), (110, 14), (160, 20))
_MOST_TITLE = 60
_GAP = "  "
# Never broken between the two.
_NEAREST = " ←\u00a0nearest"
_PROGRESS = len("1,000 words to finish chunk 3 of 5")
_ROOMY = 100


def drawn(rows: Sequence[Row], today: date, columns: int) -> list[Text]:
    """Draw the notes and the summary for a terminal so many columns wide; no line is wider."""
    columns = max(_NARROWEST, columns)
    layout = _stacked if columns < _STACKED else _Columns(rows, columns).lines
    lines = [line for row in rows for line in layout(row, today, columns)]
    lines.append(Text())
    for sentence in words.summary(rows):
        lines += map(Text, _wrapped(sentence, columns))
    return lines


def _stacked(row: Row, today: date, columns: int) -> Iterable[Text]:
    """Draw a note in lines of its own: title and figures, then the bar and what is next."""
    indent = "  " * min(row.depth, 3)
    figures = words.figures(row.note)
    room = columns - cell_len(indent) - cell_len(figures) - 2
    if room >= 10:
        title = _fitted(words.title(row.note), room)
        gap = columns - cell_len(indent) - cell_len(title) - cell_len(figures)
        yield Text.assemble(indent, (title, _title_style(row)), " " * gap, figures)
    else:
        yield Text.assemble(
            indent, (_fitted(words.title(row.note), columns - cell_len(indent)), _title_style(row))
        )
        yield from (Text(indent + part) for part in _wrapped(figures, columns - cell_len(indent)))
    before = Text.assemble(indent, "  ", *_bar(row, 8), _GAP)
    yield from _beside(before, _progress(row), columns)
    yield from _beside(Text(" " * before.cell_len), (words.due(row.note, today), "dim"), columns)


class _Columns:
    """The widths of the columns that fit all rows: title, bar, figures, and what is next."""

    def __init__(self, rows: Sequence[Row], columns: int) -> None:
        self._bar = max(width for least, width in _BARS if columns >= least)
        self._figures = min(columns // 3, max((cell_len(words.figures(row.note)) for row in rows), default=0))
        titles = max((cell_len(_indent(row) + words.title(row.note)) for row in rows), default=0)
        room = columns - self._bar - self._figures - 3 * len(_GAP)
        beside = _PROGRESS + (cell_len(_NEAREST) if columns >= _ROOMY else 0)
        self._title = min(titles, _MOST_TITLE, max(16, room - beside))

    def lines(self, row: Row, today: date, columns: int) -> Iterable[Text]:
        """Draw a note as one line; what does not fit goes on below it."""
        title = _fitted(_indent(row) + words.title(row.note), self._title)
        figures = _fitted(words.figures(row.note), self._figures)
        before = Text.assemble(
            (title, _title_style(row)),
            " " * (self._title - cell_len(title)) + _GAP,
            *_bar(row, self._bar),
            _GAP + " " * (self._figures - cell_len(figures)) + figures + _GAP,
        )
        yield from _beside(before, _progress(row), columns)
        below = " " * (self._title + len(_GAP))
        yield from _beside(Text(below), (words.due(row.note, today), "dim"), columns)


def _indent(row: Row) -> str:
    return "  " * row.depth


def _progress(row: Row) -> tuple[str, str]:
    """Return what is beside a note's bar, and its style."""
    if row.is_nearest:
        return words.progress(row) + _NEAREST, "bold yellow"
    return words.progress(row), {"done": "green", "not started": "dim"}.get(row.note["status"], "")


def _beside(before: Text, said: tuple[str, str], columns: int) -> Iterable[Text]:
    """Set a text beside what precedes it, on as many lines as it needs; an empty one on none."""
    text, style = said
    width = before.cell_len
    for part in _wrapped(text, columns - width):
        yield Text.assemble(before, (part.replace("\u00a0", " "), style))
        before = Text(" " * width)


def _bar(row: Row, width: int) -> tuple[tuple[str, str], tuple[str, str]]:
    drawn = bar(fraction(row.note), width)
    full = drawn.count(drawn[0]) if drawn[0] != "░" else 0
    style = "green" if row.note["status"] == "done" else "bold yellow" if row.is_nearest else "cyan"
    return (drawn[:full], style), (drawn[full:], "dim")


def _title_style(row: Row) -> str:
    if row.is_book or row.is_nearest:
        return "bold"
    return "dim" if row.note["status"] == "not started" else ""


def _fitted(text: str, width: int) -> str:
    """Shorten a text to so many columns, the last of them an ellipsis."""
    fitted = Text(text)
    fitted.truncate(max(1, width), overflow="ellipsis")
    return fitted.plain


def _wrapped(text: str, width: int) -> list[str]:
    """Break a text between words into lines so many columns wide; a word that is wider is cut."""
    lines = [""]
    for word in text.split(" "):
        joined = f"{lines[-1]} {word}" if lines[-1] else word
        if cell_len(joined) <= width:
            lines[-1] = joined
        else:
            lines.append(_fitted(word, width))
    return [line for line in lines if line]
