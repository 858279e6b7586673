"""Drawing on a terminal: lines once, or in place again and again."""

from __future__ import annotations

import shutil
import signal
import threading

from rich.console import Console, Group
from rich.live import Live
from rich.text import Text

from milestoned.cli.live import Changes
from milestoned.errors import MilestonedError
from milestoned.light.typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Self


def width() -> int:
    """Return how many columns the terminal has."""
    return shutil.get_terminal_size().columns


def console(*, color: bool) -> Console:
    """Return a console on stdout that changes nothing about the lines it is given."""
    return Console(no_color=not color, highlight=False, width=width(), emoji=False, markup=False)


def print_lines(lines: Sequence[Text], *, color: bool) -> None:
    """Print lines that fit the terminal."""
    shown = console(color=color)
    for line in lines:
        shown.print(line, no_wrap=True, overflow="crop", crop=True)


class InPlace:
    """Lines that stay in their place on the terminal while their text changes."""

    def __init__(self, draw: Callable[[], list[Text]], *, color: bool) -> None:
        self._draw = draw
        self._color = color
        self.changes = Changes()

    def __enter__(self) -> Self:
        self._console = Console(no_color=not self._color, highlight=False, emoji=False, markup=False)
        self._live = Live(
            self._lines(), console=self._console, auto_refresh=False, screen=True, vertical_overflow="crop"
        )
        self._live.start(refresh=True)
        if hasattr(signal, "SIGWINCH") and threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGWINCH, lambda *_: self.changes.told(""))
        return self

    def __exit__(self, *_: object) -> None:
        self._live.stop()
        print_lines(self._last, color=self._color)

    def again(self) -> None:
        """Draw what is true now."""
        self._live.update(self._lines(), refresh=True)

    def _lines(self) -> Group:
        try:
            self._last = self._draw()
        except MilestonedError as error:
            self._last = [Text(f"milestoned: {error.message}"), Text(f"  {error.hint}")]
        for line in self._last:
            line.no_wrap, line.overflow = True, "crop"
        return Group(*self._last)
