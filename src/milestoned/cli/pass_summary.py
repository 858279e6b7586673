"""What is printed of one pass over the notes: a line a note, of many notes one line, and a bar while it takes long."""

from __future__ import annotations

import sys
import time
from contextlib import contextmanager

from milestoned.cli.output import Output, shown
from milestoned.light.typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rich.progress import Progress

    from milestoned.vault.updater import Update

# Over so many written notes one line says it all.
_LINES = 20
# Seconds. A pass that is over sooner needs no bar.
_BAR_AFTER = 1.0


class PassSummary:
    """Collects what happened to the notes; problems are printed at once."""

    def __init__(self, output: Output) -> None:
        self._output = output
        self._lines: list[str] = []
        self.written = 0
        self.fine = True

    def add(self, update: Update) -> None:
        """Add what happened to a note."""
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
    """Yield a function to call after each of so many notes: on a terminal a bar is drawn once it takes over a second."""
    done = 0
    with reading(output) as show:

        def advance() -> None:
            nonlocal done
            done += 1
            show(done, total)

        yield advance


@contextmanager
def reading(output: Output) -> Iterator[Callable[[int, int], None]]:
    """Yield a function to call with how much is done, and of how much: on a terminal a bar is drawn after a second."""
    if output.quiet or not sys.stderr.isatty():
        yield lambda _done, _of: None
        return
    begun, bar = time.monotonic(), _Bar(color=output.color)

    def show(done: int, of: int) -> None:
        if time.monotonic() - begun > _BAR_AFTER:
            bar.show(done, of)

    try:
        yield show
    finally:
        bar.close()


class _Bar:
    """A bar on stderr that leaves nothing behind."""

    def __init__(self, *, color: bool) -> None:
        self._color = color
        self._drawn: Progress | None = None

    def show(self, done: int, of: int) -> None:
        """Draw how much is done, and of how much."""
        if self._drawn is None:
            self._drawn = self._begun(of)
        self._drawn.update(self._drawn.task_ids[0], completed=done)

    def close(self) -> None:
        """Take the bar away."""
        if self._drawn:
            self._drawn.stop()

    def _begun(self, of: int) -> Progress:
        from rich.console import Console  # noqa: PLC0415 - slow to load, and most passes are over in a moment
        from rich.progress import BarColumn, MofNCompleteColumn, Progress  # noqa: PLC0415

        console = Console(stderr=True, no_color=not self._color)
        drawn = Progress(BarColumn(), MofNCompleteColumn(), console=console, transient=True)
        drawn.start()
        drawn.add_task("", total=of)
        return drawn
