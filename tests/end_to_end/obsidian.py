"""Obsidian's own rule for a note that is open in it, as measured with the real app."""

from __future__ import annotations

import difflib
import threading
import time
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from pathlib import Path

# Seconds. It is told of changes, and looks at once; the emulation looks often.
_LOOKS_EVERY = 0.02
_SAVES_AFTER = 2.0


class OpenNote:
    """A note open in Obsidian.

    It is read again only when its size or modification time differ from what was seen last; what changed on disk is
    then merged into text that is not saved yet; it is saved in place, 2 seconds after the last key.
    Used as a context: the app runs inside, and saves at the end.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self._app = threading.Thread(target=self._run)
        self._typed_at: float | None = None
        self._load()
        self.shown = self._base
        self.merges = 0
        self.saved_at = 0.0

    def __enter__(self) -> Self:
        self._app.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._closing.set()
        self._app.join()
        if self._typed_at is not None:
            self._save()

    def type_line(self, line: str) -> None:
        """Type a line at the end of the note."""
        with self._lock:
            self.shown += f"{line}\n"
            self._typed_at = time.monotonic()

    @property
    def is_saved(self) -> bool:
        """Whether all that was typed is on disk."""
        return self._typed_at is None

    def _run(self) -> None:
        while not self._closing.wait(_LOOKS_EVERY):
            with self._lock:
                self._look()
                if self._typed_at is not None and time.monotonic() - self._typed_at >= _SAVES_AFTER:
                    self._save()

    def _look(self) -> None:
        if self._stamp() == self._seen:
            return
        before = self._base
        self._load()
        if self._typed_at is None:
            self.shown = self._base
        else:
            self.merges += 1
            self.shown = _merged(before, self.shown, self._base)

    def _load(self) -> None:
        while True:  # what is changed while it is read is read again
            self._seen = self._stamp()
            self._base = self._path.read_text()
            if self._stamp() == self._seen:
                return

    def _stamp(self) -> tuple[int, int]:
        stat = self._path.stat()
        return stat.st_size, stat.st_mtime_ns

    def _save(self) -> None:
        self.saved_at = time.monotonic()
        self._path.write_text(self.shown)
        self._typed_at = None
        self._load()


def _merged(base: str, ours: str, theirs: str) -> str:
    """Apply to our text what was changed from base to theirs, where it was changed.

    Right for typing below the change only: above it, the places are those of something else, and lines get lost.
    """
    merged = ours
    for kind, start, end, to_start, to_end in reversed(
        difflib.SequenceMatcher(a=base, b=theirs, autojunk=False).get_opcodes()
    ):
        if kind != "equal":
            merged = merged[:start] + theirs[to_start:to_end] + merged[end:]
    return merged
