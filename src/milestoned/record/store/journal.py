"""The journal on disk: lines are appended and read, never rewritten; one file a device."""

from __future__ import annotations

import errno
import os
import stat
from enum import Enum

from milestoned.errors import MilestonedError
from milestoned.fileio.plain_file import leads_out
from milestoned.light.dataclasses import dataclass
from milestoned.light.typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from milestoned.record.store.events import Event

FOLDER = ".milestoned/journal"
_PLAIN_FILE = getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)


class Durability(Enum):
    """Whether to wait for the disk: a save may be lost with the power, a milestone or a promise may not."""

    SOON = "soon"
    NOW = "now"


@dataclass(frozen=True, slots=True)
class Chapter:
    """What was read of one file: its whole lines, and the offset behind the last of them."""

    lines: tuple[bytes, ...]
    end: int


@dataclass(frozen=True, slots=True)
class Journal:
    """The journals of one vault."""

    folder: Path

    def append(self, device: str, events: Iterable[Event], durability: Durability) -> None:
        """Add events to a device's journal with one write; a torn tail is closed first, so that it cannot spoil them."""
        from milestoned.record.store.events import to_line  # noqa: PLC0415 - 5 ms that reading need not pay

        events = list(events)
        data = b"".join(to_line(event) for event in events)
        if not data:
            return
        _refuse_links_out(self.folder)
        try:
            _refuse_empty_mount(self.folder, events)
            # Never the vault itself: one that was moved or unmounted must not be made again by its record.
            self.folder.parent.mkdir(exist_ok=True)
            self.folder.mkdir(exist_ok=True)
            self._write(device, data, durability)
        except OSError as error:
            raise MilestonedError(
                f"{self.folder}: the journal cannot be written: {error.strerror}",
                "free some space, or allow writing to that folder; nothing that was recorded is lost",
            ) from error

    def _write(self, device: str, data: bytes, durability: Durability) -> None:
        path = self.folder / f"{device}.jsonl"
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | _PLAIN_FILE, 0o644)
        try:
            found = os.fstat(descriptor)
            if not stat.S_ISREG(found.st_mode):
                raise OSError(errno.EINVAL, "it is not a regular file")
            size = found.st_size
            if size and _byte_at(descriptor, size - 1) != b"\n":
                data = b"\n" + data
            while data:
                data = data[os.write(descriptor, data) :]
            if durability is Durability.NOW:
                os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def files(self) -> list[os.DirEntry[str]]:
        """List every journal in the folder, conflict copies of sync tools included, by name."""
        if _link_out(self.folder):
            return []
        try:
            with os.scandir(self.folder) as entries:
                # No pipe, which would never end, and no link, which may lead out of the vault.
                found = [
                    entry
                    for entry in entries
                    if entry.name.endswith(".jsonl") and entry.is_file(follow_symlinks=False)
                ]
        except (FileNotFoundError, NotADirectoryError):
            return []
        return sorted(found, key=lambda entry: entry.name)


def _refuse_links_out(folder: Path) -> None:
    if place := _link_out(folder):
        raise MilestonedError(
            f"{place}: is a link that leads out of the vault",
            "put a folder of the vault's own there; what is recorded meanwhile waits",
        )


def _refuse_empty_mount(folder: Path, events: Sequence[Event]) -> None:
    """Refuse to begin a journal where none of the notes that it would speak of is: the vault was unmounted this moment."""
    if folder.parent.exists():
        return
    root = folder.parent.parent
    notes = [root / event.path for event in events if event.path]
    if notes and not any(note.exists() for note in notes):
        raise MilestonedError(f"{root}: the vault is not there", "mount it: what is recorded meanwhile waits")


def _link_out(folder: Path) -> Path | None:
    """Return what leads the journal out of the vault: its folder, or the one above it."""
    places = (folder.parent, folder)
    return next((p for p in places if p.is_symlink() and leads_out(p, folder.parent.parent)), None)


def _byte_at(descriptor: int, offset: int) -> bytes:
    os.lseek(descriptor, offset, os.SEEK_SET)
    return os.read(descriptor, 1)


def read_from(path: str, offset: int) -> Chapter:
    """Read the whole lines from an offset on. A line without its newline is not there yet."""
    with open(path, "rb") as file:  # noqa: PTH123 - a DirEntry has its path as text
        file.seek(offset)
        data = file.read()
    whole = data.rfind(b"\n") + 1
    return Chapter(tuple(data[:whole].splitlines()), offset + whole)
