"""The state of a vault in two small files, so that a status bar only reads a file and starts no program."""

from __future__ import annotations

import json
import os
import time
from contextlib import suppress
from typing import NamedTuple

from milestoned.fileio.atomic import create_of_pieces, private_folder
from milestoned.fileio.file_lock import FileLock, LockTimeoutError
from milestoned.light.digests import sha256
from milestoned.light.typing import TYPE_CHECKING
from milestoned.vault import user_dirs
from milestoned.vault.index_notes import standing
from milestoned.vault.json_views import notes_json, trouble_json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from milestoned.milestone.deadline import NoteHistory, WritingDay
    from milestoned.record.recorder.vault_recorder import VaultRecorder
    from milestoned.vault.catalog import Catalog

# The JSON of a vault of 20,000 notes takes most of a second: writing it takes at most this share of the time.
_SHARE = 0.05
# Bytes that are written at a time.
_PIECE = 64 * 1024
# Notes of a vault whose JSON is kept: that of a larger one is not worth its memory.
_MOST_KEPT = 500


class _Kept(NamedTuple):
    """The JSON of a note, and what it was made of: the packed entry, and what the record knows."""

    entry: bytes | None
    history: NoteHistory | None
    data: bytes


class StatusFiles:
    """`<vault>.json` and `<vault>.txt` of one vault, in the runtime folder. What they hold: docs/status.md.

    They are written when something changed, and in 5 % of the time at most. A failure to write them is not reported.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._lock: FileLock | None = None
        self._stem: Path | None = None
        self._current = ""
        self._changed = True
        self._not_before = 0.0
        self._short: str | None = None
        self._on: WritingDay | None = None
        self._kept: dict[str, _Kept] = {}

    def changed(self, path: str, *, by_author: bool = True) -> None:
        """Make the files due: a note was read. `by_author`: it is the one being written, their current note."""
        self._changed = True
        if by_author:
            self._current = path

    def day_is(self, on: WritingDay) -> None:
        """Make the files due if this is another day than theirs: the days until a due date have changed."""
        self._changed |= self._on is not None and self._on != on

    def next_due(self) -> float | None:
        """Return when `write` is to be called (seconds of the monotonic clock); None where nothing changed."""
        return self._not_before if self._changed else None

    def put_off(self, until: float) -> None:
        """Write nothing until a time of the monotonic clock: the vault is not there."""
        self._not_before = max(self._not_before, until)

    def write(self, catalog: Catalog, recorder: VaultRecorder, names: Callable[[str], bool]) -> bool:
        """Write the files if something changed and it is time; return True then. `names` returns True for the notes in them."""
        begin = time.monotonic()
        if not self._changed or begin < self._not_before:
            return False
        with suppress(OSError):
            self._write(catalog, recorder, names)
        self._changed = False
        self._not_before = time.monotonic() + (time.monotonic() - begin) / _SHARE
        return True

    def remove(self) -> None:
        """Delete the files: nobody keeps them up to date any more."""
        if self._stem is None:
            return
        for file in (self._stem.with_name(f"{self._stem.name}.{kind}") for kind in ("json", "txt")):
            with suppress(OSError):
                file.unlink(missing_ok=True)
        if self._lock:
            self._lock.release()
        self._stem = None

    def _write(self, catalog: Catalog, recorder: VaultRecorder, names: Callable[[str], bool]) -> None:
        paths = sorted(path for path in catalog.entries if names(path))
        entry = catalog.entries.get(self._current or _newest(catalog, paths))
        found = standing(catalog.index_totals(), entry) if entry else None
        on, histories = recorder.known()
        if on != self._on or max(len(paths), len(self._kept)) > _MOST_KEPT:
            self._kept.clear()
        self._on = on
        notes = self._notes(catalog, paths, histories)
        current = b"".join(self._notes(catalog, [entry.path] if entry else [], histories))
        trouble = _bytes(trouble_json(catalog, paths, names))
        self._put("json", _in_pieces(catalog, notes, trouble, current))
        if self._short != (short := found.line if found else ""):
            self._put("txt", [(f"{short}\n" if short else "").encode(errors="replace")])
            self._short = short

    def _notes(
        self, catalog: Catalog, paths: list[str], histories: Mapping[str, NoteHistory]
    ) -> Iterable[bytes]:
        """Return the JSON of each note, that of one that did not change as it was made the last time."""
        for path in paths:
            entry, history = catalog.entries.row(path), histories.get(path)
            kept = self._kept.get(path)
            if kept and kept.entry == entry and kept.history == history:
                yield kept.data
                continue
            for note in notes_json(catalog, [path], on=self._on, histories=histories):
                data = _bytes(note)
                # Of an index note its entry does not say the sum, of a stale one not why it waits.
                if len(paths) <= _MOST_KEPT and not (catalog.entries.is_index(path) or note["stale"]):
                    self._kept[path] = _Kept(entry, history, data)
                yield data

    def _put(self, kind: str, pieces: Iterable[bytes]) -> None:
        stem = self._stem or self._choose_stem()
        file = stem.with_name(f"{stem.name}.{kind}")
        file.with_name(f".{file.name}.part").unlink(missing_ok=True)
        create_of_pieces(file, pieces, durable=False)

    def _choose_stem(self) -> Path:
        """Take the vault's own name; where another vault of that name is watched, one with a mark behind it."""
        folder = private_folder(user_dirs.runtime())
        name = self._root.name or "vault"
        for stem in (name, f"{name}-{sha256(os.fsencode(self._root))[:8]}"):
            lock = FileLock(folder / f".{stem}.lock")
            with suppress(LockTimeoutError):
                lock.acquire()
                self._lock, self._stem = lock, folder / stem
                return self._stem
        raise OSError("two daemons with one vault")


def _in_pieces(catalog: Catalog, notes: Iterable[bytes], trouble: bytes, current: bytes) -> Iterator[bytes]:
    """Yield the JSON in pieces: memory for 10,000 notes at once would not all be given back."""
    piece = bytearray(b'{"vault": ' + _bytes(catalog.vault.root.name) + b', "notes": [')
    between = b""
    for note in notes:
        piece += between + note
        between = b", "
        if len(piece) >= _PIECE:
            yield bytes(piece)
            piece.clear()
    yield bytes(piece) + b"], " + trouble[1:-1] + b', "current": ' + (current or b"null") + b"}"


def _bytes(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode(errors="replace")


def _newest(catalog: Catalog, paths: list[str]) -> str:
    """Return the note that was changed last before the daemon began."""
    entries = catalog.entries
    own = [path for path in paths if entries.is_served(path) and not entries.is_index(path)]

    def changed_at(path: str) -> int:
        stamp = entries.stamp(path)
        return stamp.mtime_ns if stamp else 0

    return max(own, key=changed_at, default="")
