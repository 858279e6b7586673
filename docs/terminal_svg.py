"""Draws what stands on a terminal as SVG, cell by cell: bars are shapes and each text has its length.

So everything lines up in every viewer, whatever font it has.
"""

from __future__ import annotations

import html
import re
from io import StringIO
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.console import Console

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.style import Style
    from rich.text import Text

_CELL, _LINE, _SIZE = 8.4, 20, 14
_MARGIN, _HEAD = 18, 40
# By their ANSI numbers: green, yellow, cyan.
_COLORS = {2: "#8fce8f", 3: "#f0c674", 6: "#6fb7d6"}
_TEXT, _BACK, _EDGE = "#d8dce4", "#1b1e26", "#3a3f4b"
_FONT = "ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace"
# What is drawn as a shape: how much of the cell's height it fills, and how strongly.
_SHAPES = {
    "█": (0.8, 1.0), "░": (0.8, 0.22), "▁": (0.1, 1.0), "▂": (0.22, 1.0), "▄": (0.42, 1.0), "▆": (0.62, 1.0),
}  # fmt: skip
# Viewers fold blanks into one: what stands behind two of them is a text of its own.
_RUN = re.compile("([█░▁▂▄▆]+|  +)")


def draw(lines: Sequence[Text], columns: int, title: str) -> str:
    """Draw lines of text as a window so many columns wide."""
    drawn = [shape for number, text in enumerate(lines) for shape in line(text, number)]
    return window(drawn, (columns, len(lines)), title)


def window(drawn: Sequence[str], cells: tuple[int, int], title: str, style: str = "") -> str:
    """Return an SVG of what is drawn, in a window of so many columns and lines. `style` is CSS for it."""
    columns, lines = cells
    width = round(columns * _CELL + 2 * _MARGIN)
    height = lines * _LINE + _HEAD + _MARGIN
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" aria-label="{html.escape(title)}">',
            *([f"<style>{style}</style>"] if style else []),
            f'<rect x="0.5" y="0.5" width="{width - 1}" height="{height - 1}" rx="9" fill="{_BACK}" stroke="{_EDGE}"/>',
            *(f'<circle cx="{20 + 18 * n}" cy="18" r="5" fill="{_EDGE}"/>' for n in range(3)),
            f'<g font-family="{_FONT}" font-size="{_SIZE}" fill="{_TEXT}">',
            *drawn,
            "</g>",
            "</svg>",
            "",
        ]
    )


def line(text: Text, number: int) -> Iterator[str]:
    """Draw one line of a window, counted from 0."""
    at, top = 0, _HEAD + number * _LINE
    for part, style in _styled(text):
        if style and style.bgcolor and style.bgcolor.triplet:
            yield background(at, cell_len(part), number, style.bgcolor.triplet.hex)
        for run in _RUN.split(part):
            look = _look(style)
            if run and run[0] in _SHAPES:
                yield from _shapes(run, at, top, look)
            elif run.strip():
                yield _text(run, at, top, look)
            at += cell_len(run)


def background(at: int, cells: float, number: int, color: str, strength: float = 1) -> str:
    """Draw a surface behind so many cells of a line, from a cell on."""
    top = _HEAD + number * _LINE
    width, strong = round(cells * _CELL, 1), f' fill-opacity="{strength}"' if strength < 1 else ""
    return f'<rect x="{_x(at)}" y="{top}" width="{width}" height="{_LINE}" fill="{color}"{strong}/>'


def _styled(line: Text) -> Iterator[tuple[str, Style | None]]:
    console = Console(file=StringIO(), force_terminal=True, width=500, color_system="truecolor")
    for segment in line.render(console):
        yield segment.text, segment.style


def _look(style: Style | None) -> str:
    if style is None:
        return ""
    color = _color(style)
    said = [f' fill="{color}"'] if color else []
    said += [' font-weight="bold"'] if style.bold else []
    said += [' opacity="0.65"'] if style.dim else []
    said += [' font-style="italic"'] if style.italic else []
    return "".join(said)


def _color(style: Style) -> str | None:
    if style.color is None:
        return None
    own = style.color.triplet
    return own.hex if own else _COLORS.get(style.color.number or 0)


def _text(run: str, at: int, top: float, look: str) -> str:
    bare = run.rstrip()
    begins = at + len(bare) - len(bare.lstrip())
    bare = bare.lstrip()
    x, length = _x(begins), round(cell_len(bare) * _CELL, 1)
    return (
        f'<text x="{x}" y="{top + 14}" textLength="{length}" lengthAdjust="spacingAndGlyphs"{look}>'
        f"{html.escape(bare, quote=False)}</text>"
    )


def _shapes(run: str, at: int, top: float, look: str) -> Iterator[str]:
    """Draw a run of bars: what is the same side by side in one shape, the heights of days each on its own."""
    for same in re.finditer(r"█+|░+|.", run):
        share, strength = _SHAPES[same[0][0]]
        height = round(share * _LINE, 1)
        narrower = 0 if len(same[0]) > 1 or "░" in run else 1.5
        strong = f' fill-opacity="{strength}"' if strength < 1 else ""
        yield (
            f'<rect x="{_x(at + same.start())}" y="{round(top + _LINE * 0.9 - height, 1)}" '
            f'width="{round(len(same[0]) * _CELL - narrower, 1)}" height="{height}"{look.replace(chr(34) + "0.65", chr(34) + "1")}{strong}/>'
        )


def _x(cell: int) -> float:
    return round(_MARGIN + cell * _CELL, 1)
