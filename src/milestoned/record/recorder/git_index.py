"""Git's index: the modification times that git knows the files of a work tree by."""

from __future__ import annotations

from milestoned.light.typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_HEADER = 12
_BEFORE_NAME = (62, 64, 74, 76)
"""Bytes between the beginning of an entry and its name: with SHA-1 and SHA-256, without and with further flags."""
_FURTHER_FLAGS = 0x40
_MODE = 24
_FILE_MODE = b"\0\0"


def holds_time(index: bytes, name: bytes, mtime_ns: int) -> bool:
    """Return True if git's index holds a file with this very modification time: saved since, it would have another.

    `index` is the whole file, `name` the path in the work tree, `mtime_ns` in nanoseconds. False for an index of a
    version above 4, and for bytes that are none.
    """
    version = int.from_bytes(index[4:8], "big") if index[:4] == b"DIRC" else 0
    times = _times_of(index, name) if version in (2, 3) else _times_in_version_4(index, name)
    second, rest = divmod(mtime_ns, 1_000_000_000)
    return any((seconds, part or rest) == (second, rest) for seconds, part in times if version)


def _time_at(index: bytes, entry: int) -> tuple[int, int]:
    """Return the seconds and nanoseconds of the entry that begins there."""
    return (
        int.from_bytes(index[entry + 8 : entry + 12], "big"),
        int.from_bytes(index[entry + 12 : entry + 16], "big"),
    )


def _times_of(index: bytes, name: bytes) -> Iterator[tuple[int, int]]:
    """Find the times of a name where names are written out, wherever an entry may begin before it."""
    at = index.find(name + b"\0")
    while at >= 0:
        yield from (_time_at(index, at - before) for before in _BEFORE_NAME if at - before >= _HEADER)
        at = index.find(name + b"\0", at + 1)


def _times_in_version_4(index: bytes, name: bytes) -> Iterator[tuple[int, int]]:
    """Find the times of a name in version 4, where a name says only how it differs from the one before it."""
    for hashed in (20, 32):
        yield from _entries(index, name, 40 + hashed)


def _entries(index: bytes, name: bytes, flags_at: int) -> Iterator[tuple[int, int]]:
    entry, before = _HEADER, b""
    for _ in range(int.from_bytes(index[8:12], "big")):
        if index[entry + _MODE : entry + _MODE + 2] != _FILE_MODE or entry + flags_at >= len(index):
            return
        further = 2 if index[entry + flags_at] & _FURTHER_FLAGS else 0
        strip, at = _varint(index, entry + flags_at + 2 + further)
        end = index.find(b"\0", at)
        if end < 0 or strip > len(before):
            return
        before = before[: len(before) - strip] + index[at:end]
        if before == name:
            yield _time_at(index, entry)
        entry = end + 1


def _varint(index: bytes, at: int) -> tuple[int, int]:
    """Read a number as git packs it, seven bits a byte; return it, and where it ends."""
    value = -1
    for place in range(at, min(at + 10, len(index))):
        value = ((value + 1) << 7) | (index[place] & 0x7F)
        if not index[place] & 0x80:
            return value, place + 1
    return len(index), at
