"""The page of `milestoned report` as a file: written once, or kept up to date."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

from milestoned import __version__
from milestoned.cli.output import shown, with_hint
from milestoned.cli.report_source import gather
from milestoned.errors import MilestonedError
from milestoned.fileio.atomic import private_folder
from milestoned.fileio.own_file import write_own
from milestoned.report.page import MARK, render
from milestoned.vault import user_dirs
from milestoned.vault.root import FOLDER, find_root, given_path, is_note_name

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from milestoned.cli.output import Output

# Seconds after a change: at once, when a daemon has recorded it, and when that has settled.
_LOOKS = (0.2, 1.0, 4.0)
_LONGEST = 60.0


def _say_to(output: Output) -> Callable[[str, str], None]:
    return lambda text, hint: output.say(with_hint(shown(text), hint))


class Page:
    """A page of one PATH, and the file that it is written to."""

    def __init__(self, path: str, file: Path, *, live: bool) -> None:
        self.file = file
        self._path = path
        self._live = live
        self._written = ""
        self._root = find_root(given_path(path))
        self._compiled = _folder_for_templates(self._root)

    def text(self) -> str | None:
        """Return the page as it is now; None while the writer writes and wants no numbers. Raises MilestonedError."""
        source = gather(self._path)
        return render(source, live=self._live, compiled=self._compiled) if source else None

    def write(self, text: str) -> None:
        """Write it, if it says something new. Raises MilestonedError."""
        if text != self._written:
            write_own(self.file, text.encode(), MARK)
            self._written = text

    def keep(self, output: Output) -> None:
        """Write it again whenever something changes, until Ctrl-C."""
        from milestoned.watch.folder_monitor import FolderMonitor  # noqa: PLC0415 - it loads watchdog

        changes = _Changes()
        monitor = FolderMonitor(self._root, changes.told, _say_to(output), poll=False)
        monitor.start()
        output.say("keeping it up to date; Ctrl-C ends it")
        try:
            while True:
                changes.wait(monitor.next_due())
                now = time.monotonic()
                there = monitor.is_there(now, empty=False)
                if there and (monitor.is_time_to_rescan(now) or changes.due(now)):
                    self._again(output)
        except KeyboardInterrupt:
            pass
        finally:
            monitor.stop()

    def _again(self, output: Output) -> None:
        try:
            text = self.text()
            if text is not None:
                self.write(text)
        except MilestonedError as error:
            output.say(f"milestoned: {error.message}\n  {error.hint}")


def _folder_for_templates(root: Path) -> str:
    """Return where compiled templates are kept; "" where nothing can be kept."""
    folder = user_dirs.vault_cache(root) / f"templates-{__version__}"
    try:
        return str(private_folder(folder))
    except OSError:
        return ""


class _Changes:
    """When to look again: some times after each change of a note, of the record or of the configuration."""

    def __init__(self) -> None:
        self._news = threading.Event()
        self._lock = threading.Lock()
        self._looks: list[float] = []

    def told(self, path: str, _arrived: bool) -> None:  # noqa: FBT001 - the monitor's signature
        """Take in that something changed at a path; called on any thread."""
        if path and not path.endswith("/") and not is_note_name(path) and not path.startswith(f"{FOLDER}/"):
            return
        now = time.monotonic()
        with self._lock:
            self._looks = [*self._looks[:1], *(now + after for after in _LOOKS)]
        self._news.set()

    def wait(self, latest: float) -> None:
        """Wait for a change, a look that is due, or the moment given (monotonic), a minute at most."""
        with self._lock:
            ends = [latest, *self._looks]
        self._news.wait(max(0.0, min(min(ends) - time.monotonic(), _LONGEST)))
        self._news.clear()

    def due(self, now: float) -> bool:
        """Return True if a look is due, and take it off the list."""
        with self._lock:
            due = any(look <= now for look in self._looks)
            self._looks = [look for look in self._looks if look > now]
        return due
