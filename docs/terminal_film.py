"""Draws what a terminal showed from moment to moment as one SVG that moves by CSS alone, without a script.

Only lines that change are drawn more than once. Where nothing may move (`prefers-reduced-motion`, or a viewer that
knows no animations) the last picture is shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from rich.style import Style
from rich.text import Text

from docs import terminal_svg

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pyte

_CURSOR = "#e0e2ea"
_BAR_WIDTH = 0.2
_CSS = (
    ".m{visibility:hidden}.l{visibility:visible}"
    "@media(prefers-reduced-motion:no-preference){.m,.l{animation:%gs step-end infinite}}"
)
_Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Picture:
    """What is shown for so many milliseconds: each line as SVG."""

    milliseconds: int
    lines: tuple[str, ...]


def picture(screen: pyte.Screen, milliseconds: int, *, bar: bool = False) -> Picture:
    """Draw a screen as it is now. `bar`: the cursor stands between two characters."""
    plain = screen.buffer[0][screen.columns - 1]
    lines = [_line(screen.buffer[number], screen.columns, number, plain) for number in range(screen.lines)]
    cursor = screen.cursor
    width, strength = (_BAR_WIDTH, 1.0) if bar else (1.0, 0.5)
    lines[cursor.y] += terminal_svg.background(cursor.x, width, cursor.y, _CURSOR, strength)
    return Picture(milliseconds, tuple(lines))


def draw(pictures: Sequence[Picture], columns: int, title: str) -> str:
    """Draw pictures one after the other, for ever, in a window so many columns wide."""
    whole = sum(one.milliseconds for one in pictures)
    names: dict[tuple[_Span, ...], str] = {}
    drawn = []
    for number in range(len(pictures[0].lines)):
        for line, spans in _shown(pictures, number).items():
            drawn.append(line if spans == [(0, whole)] else _moving(line, tuple(spans), whole, names))
    style = _CSS % (whole / 1000) + "".join(_keyframes(name, spans, whole) for spans, name in names.items())
    return terminal_svg.window(drawn, (columns, len(pictures[0].lines)), title, style)


def _line(cells: Mapping[int, pyte.screens.Char], columns: int, number: int, plain: pyte.screens.Char) -> str:
    text = Text()
    row = (cells[column] for column in range(columns))
    for style, alike in groupby(row, key=lambda cell: _style(cell, plain)):
        text.append("".join(cell.data for cell in alike), style)
    return "".join(terminal_svg.line(text, number))


def _style(cell: pyte.screens.Char, plain: pyte.screens.Char) -> Style:
    color, back = (cell.bg, cell.fg) if cell.reverse else (cell.fg, cell.bg)
    return Style(
        color=None if color in ("default", plain.fg) else f"#{color}",
        bgcolor=None if back in ("default", plain.bg) else f"#{back}",
        bold=cell.bold,
        italic=cell.italics,
    )


def _shown(pictures: Sequence[Picture], number: int) -> dict[str, list[_Span]]:
    """Return what a line shows, and from when to when (milliseconds)."""
    shown: dict[str, list[_Span]] = {}
    start = 0
    for one in pictures:
        end = start + one.milliseconds
        spans = shown.setdefault(one.lines[number], [])
        if spans and spans[-1][1] == start:
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
        start = end
    return {line: spans for line, spans in shown.items() if line}


def _moving(line: str, spans: tuple[_Span, ...], whole: int, names: dict[tuple[_Span, ...], str]) -> str:
    name = names.setdefault(spans, f"a{len(names)}")
    kind = "l" if spans[-1][1] == whole else "m"
    return f'<g class="{kind}" style="animation-name:{name}">{line}</g>'


def _keyframes(name: str, spans: tuple[_Span, ...], whole: int) -> str:
    steps = [(0, "hidden")] if spans[0][0] > 0 and spans[-1][1] == whole else []
    for start, end in spans:
        steps += [(start, "visible")] + ([(end, "hidden")] if end < whole else [])
    frames = "".join(f"{round(100 * at / whole, 2):g}%{{visibility:{how}}}" for at, how in steps)
    return f"@keyframes {name}{{{frames}}}"
