"""`milestoned sprint`: a sitting with a live bar and a bell at its end."""

from __future__ import annotations

import contextlib
import signal
import subprocess
import sys
import time

import click

from milestoned.cli.output import shown
from milestoned.cli.scope_words import say_scope, say_unrecorded
from milestoned.errors import MilestonedError
from milestoned.light.typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Self

    from milestoned.cli.output import Output
    from milestoned.cli.sprint_words import Asked, Sprint
    from milestoned.vault.catalog import Catalog
    from milestoned.vault.scope import Scope

# Seconds after a save: editors that save by many small writes are done by then.
_LOOKS = (0.1, 0.6)
_TICK = 1.0
# How long the daemon that was started for the sprint may take to write down its last words.
_LAST_WORDS = 10.0


@click.command("sprint")
@click.argument("arguments", nargs=-1, metavar="[N words | N min] [NOTE]")
@click.pass_obj
def command(output: Output, *, arguments: tuple[str, ...]) -> None:
    """Write for so many words or minutes, 25 minutes without a number: a bar follows your saves.

    A bell rings when it is done; Ctrl-C ends it sooner. It counts the NOTE, or all notes of the vault that have a
    milestone. The record keeps it as a session like any other, whether a daemon runs or not.
    """
    from milestoned.cli.sprint_words import read_sprint  # noqa: PLC0415 - --help needs none of it
    from milestoned.vault.scope import scopes  # noqa: PLC0415 - as above

    asked = read_sprint(arguments)
    target = scopes([asked.path or "."])[0]
    output.passed_over(target.passed_over())
    for name in ("SIGTERM", "SIGHUP"):
        # However it is ended, the daemon that it started is ended with it.
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.default_int_handler)
    with contextlib.suppress(KeyboardInterrupt):
        _sprint(output, target, asked)


def _sprint(output: Output, target: Scope, asked: Asked) -> None:
    from milestoned.cli.sprint_words import ending  # noqa: PLC0415 - as above
    from milestoned.cli.wording import amount  # noqa: PLC0415 - as above

    written = Written(target)
    say_scope(output, target, written.catalog)
    if not target.keeps_record:
        say_unrecorded(output, [target.vault])
    numbers = not target.vault.config.quiet
    where = shown(asked.path or target.vault.root.name)
    output.say(f"A sprint of {amount(asked.amount, asked.unit)} in {where}. Save as you go; Ctrl-C ends it.")
    with _recorded(target):
        with _Bar(output, numbers=numbers) as drawn:
            sprint = _follow(target, written, asked, drawn)
        # The bell is for the writer who looks at the editor, not here: it does not wait for the record.
        bell = "\a" if output.draws else ""
        output.data(bell + ending(sprint, numbers=numbers))


def _follow(target: Scope, written: Written, asked: Asked, drawn: _Bar) -> Sprint:
    """Follow the saves until the sprint is done or broken off."""
    from milestoned.cli.live import Changes, monitored  # noqa: PLC0415 - as above
    from milestoned.cli.sprint_words import Sprint  # noqa: PLC0415 - as above

    changes = Changes(_LOOKS)
    begun = time.monotonic()
    sprint = Sprint(asked)
    try:
        with monitored(target.vault.root, changes, lambda _text, _hint: None) as monitor:
            while not sprint.is_over:
                drawn.show(sprint)
                changes.wait(time.monotonic() + _TICK)
                now = time.monotonic()
                if changes.due(now) and monitor.is_there(now, empty=False):
                    written.look()
                sprint = Sprint(asked, written.words, now - begun)
            drawn.show(sprint)
    except KeyboardInterrupt:
        written.look()
        sprint = Sprint(asked, written.words, time.monotonic() - begun)
    return sprint


class Written:
    """The words that came into the notes since the sprint began; what is cut takes none away again.

    `catalog`: the notes as they were last looked at.
    """

    def __init__(self, target: Scope) -> None:
        self._target = target
        self.catalog = self._refreshed()
        self._before = self._counted()
        self._most: dict[str, int] = {}

    @property
    def words(self) -> int:
        """The words written so far."""
        return sum(self._most.values())

    def look(self) -> None:
        """Count the notes again."""
        self.catalog = self._refreshed()
        for path, words in self._counted().items():
            gained = words - self._before.get(path, 0)
            self._most[path] = max(self._most.get(path, 0), gained)

    def _counted(self) -> dict[str, int]:
        catalog = self.catalog
        return {path: words for path in catalog.entries if (words := self._words(catalog, path)) is not None}

    def _refreshed(self) -> Catalog:
        from milestoned.vault.catalog import Catalog  # noqa: PLC0415 - --help needs none of it

        catalog = Catalog(self._target.vault)
        catalog.refresh(self._target.scopes)
        return catalog

    def _words(self, catalog: Catalog, path: str) -> int | None:
        """Return the words of a note that was meant; of an index note those of its notes."""
        entry = catalog.entries[path]
        if entry.counts is None or entry.problem or not self._means(catalog, path):
            return None
        return entry.counts.words if entry.opted_in and not entry.is_index else None

    def _means(self, catalog: Catalog, path: str) -> bool:
        if self._target.names(path):
            return True
        books = [scope for scope in self._target.scopes if scope in catalog.entries]
        return any(
            catalog.entries.is_index(book) and path in catalog.index_totals().reached(book) for book in books
        )


class _Bar:
    """The bar, in its place on a terminal; nothing elsewhere."""

    def __init__(self, output: Output, *, numbers: bool) -> None:
        self._draws = output.draws
        self._numbers = numbers
        self._last = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._draws:
            click.echo("")

    def show(self, sprint: Sprint) -> None:
        """Draw the sprint's present state."""
        if not self._draws:
            return
        from milestoned.cli.screen import width  # noqa: PLC0415 - imports rich
        from milestoned.cli.sprint_words import line  # noqa: PLC0415 - as above

        drawn = line(sprint, width(), numbers=self._numbers)
        if drawn != self._last:
            self._last = drawn
            # To the line's beginning, and what is left behind the new text is cleared.
            click.echo(f"\r{drawn}\x1b[K", nl=False)


@contextlib.contextmanager
def _recorded(target: Scope) -> Iterator[None]:
    """Run a daemon that keeps the notes and the record while the sprint lasts, unless one runs already."""
    if not target.keeps_record:
        yield
        return
    # Where a daemon has the vault, this one says so and ends.
    daemon = _program("watch", target)
    try:
        yield
    finally:
        # A second Ctrl-C must not keep it from writing down what was written.
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)
        daemon.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            # Whether it was still reading the vault when the sprint was over is not known: a pass writes what it left.
            # It refuses where another daemon has the vault, which writes everything down.
            if daemon.wait(_LAST_WORDS) != MilestonedError.exit_code:
                _program("update", target).wait(_LAST_WORDS)
        signal.signal(signal.SIGINT, before)


def _program(command: str, target: Scope) -> subprocess.Popen[bytes]:
    """Start a command of this program on the vault, unheard."""
    return subprocess.Popen(
        [sys.executable, "-m", "milestoned", "-q", command, str(target.vault.root)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
