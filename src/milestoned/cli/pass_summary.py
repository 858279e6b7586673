"""What is said of one pass over the notes: a line a note, of many notes one line, and a bar while it takes long."""

from __future__ import annotations

import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from milestoned.cli.output import Output, shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rich.progress import Progress

    from milestoned.vault.updater import Update

# Over so many written notes one line says it all.
_LINES = 20
# Seconds. A pass that is over sooner needs no bar.
_BAR_AFTER = 1.0


class PassSummary:
    """Collects what happened to the notes; problems are said at once."""

    def __init__(self, output: Output) -> None:
        self._output = output
        self._lines: list[str] = []
        self.written = 0
        self.fine = True

    def add(self, update: Update) -> None:
        """Take up what happened to a note."""
        from milestoned.vault.updater import Result  # noqa: PLC0415 - --help needs none of it

        if update.problem:
            self._output.problem(update.path, update.problem)
            self.fine = False
        elif update.result is Result.PENDING:
            self._output.say(f"{shown(update.path)}: waits: {update.line}")
            self.fine = False
        elif update.result is Result.WRITTEN:
            self._lines.append(f"{shown(update.path)}: {update.line}")
            self.written += 1

    def lines(self) -> list[str]:
        """Return a line for each note that was written, or one for all of them."""
        return self._lines if self.written <= _LINES else [f"{self.written:,} notes brought up to date"]


@contextmanager
def progress(output: Output, total: int) -> Iterator[Callable[[], None]]:
    """Yield a function to call after each note: on a terminal a bar is drawn once the pass takes over a second."""
    if output.quiet or not total or not sys.stderr.isatty():
        yield lambda: None
        return
    begun, done, bar = time.monotonic(), 0, _Bar(total, color=output.color)

    def advance() -> None:
        nonlocal done
        done += 1
        if time.monotonic() - begun > _BAR_AFTER:
            bar.show(done)

    try:
        yield advance
    finally:
        bar.close()


@contextmanager
def reading(output: Output) -> Iterator[Callable[[int, int], None]]:
    """Give a function to call with how much is read, and of how much: a bar on a terminal after a second."""
    if output.quiet or not sys.stderr.isatty():
        yield lambda _done, _of: None
        return
    begun, bars = time.monotonic(), list[_Bar]()

    def told(done: int, of: int) -> None:
        if time.monotonic() - begun > _BAR_AFTER:
            bars.extend([] if bars else [_Bar(of, color=output.color)])
            bars[0].show(done)

    try:
        yield told
    finally:
        for bar in bars:
            bar.close()


class _Bar:
    """A bar on stderr that leaves nothing behind."""

    def __init__(self, total: int, *, color: bool) -> None:
        self._total = total
        self._color = color
        self._drawn: Progress | None = None

    def show(self, done: int) -> None:
        """Draw how many notes are done."""
        if self._drawn is None:
            self._drawn = self._begun()
        self._drawn.update(self._drawn.task_ids[0], completed=done)

    def close(self) -> None:
        """Take the bar away."""
        if self._drawn:
            self._drawn.stop()

    def _begun(self) -> Progress:
        from rich.console import Console  # noqa: PLC0415 - slow to load, and most passes are over in a moment
        from rich.progress import BarColumn, MofNCompleteColumn, Progress  # noqa: PLC0415

        console = Console(stderr=True, no_color=not self._color)
        drawn = Progress(BarColumn(), MofNCompleteColumn(), console=console, transient=True)
        drawn.start()
        drawn.add_task("", total=self._total)
        return drawn
