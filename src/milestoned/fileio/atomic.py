"""Writing files of our own so that they are there whole, or not at all."""

from __future__ import annotations

import os
from contextlib import suppress

from milestoned.light.typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_CREATE = os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NOFOLLOW", 0)


def create(path: Path) -> int:
    """Create a private file (mode 0600) and return its descriptor. Raises FileExistsError where it is there."""
    return os.open(path, _CREATE, 0o600)


def private_folder(folder: Path) -> Path:
    """Create a folder, and the one above it, for their owner alone; close one that is open to others. Return it."""
    # A mode is given to the last folder of a path only.
    folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.stat().st_mode & 0o077:
        folder.chmod(0o700)
    return folder


def write_all(descriptor: int, data: bytes) -> None:
    """Write every byte from the current position on; raises OSError (ENOSPC and its like)."""
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def create_whole(path: Path, data: bytes, *, durable: bool, mtime_ns: int = 0) -> None:
    """Make a file appear under its name with all its bytes; durable: they outlast a power cut, too.

    With `mtime_ns` that is its modification time.
    """
    create_of_pieces(path, (data,), durable=durable, mtime_ns=mtime_ns)


def create_of_pieces(path: Path, pieces: Iterable[bytes], *, durable: bool, mtime_ns: int = 0) -> None:
    """Make a file as `create_whole` does, of pieces that are asked for one after the other."""
    part = path.with_name(f".{path.name}.part")
    descriptor = create(part)
    try:
        try:
            for piece in pieces:
                write_all(descriptor, piece)
            if mtime_ns:
                os.utime(descriptor, ns=(mtime_ns, mtime_ns))
            if durable:
                os.fsync(descriptor)
        finally:
            os.close(descriptor)
        part.replace(path)
    except BaseException:
        with suppress(OSError):
            part.unlink()
        raise
    if durable:
        sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder outlast a power cut (where folders can be synced: not on Windows)."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
