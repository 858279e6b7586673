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


class GitIndex:
    """Git's index, as the file holds it. Names that are asked for in its own order are found at once."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._version = int.from_bytes(data[4:8], "big") if data[:4] == b"DIRC" else 0
        self._last = 0
        self._names: dict[bytes, list[tuple[int, int]]] | None = None

    def holds_time(self, name: bytes, mtime_ns: int) -> bool:
        """Return True if the index holds a file with this very modification time: saved since, it would have another.

        `name` is the path in the work tree, `mtime_ns` in nanoseconds. False for an index of a version above 4, and
        for bytes that are none.
        """
        if not self._version:
            return False
        second, rest = divmod(mtime_ns, 1_000_000_000)
        times = self._times(name) if self._version in (2, 3) else self._times_in_version_4(name)
        return any((seconds, part or rest) == (second, rest) for seconds, part in times)

    def _times(self, name: bytes) -> Iterator[tuple[int, int]]:
        """Find the times of a name, behind the one that was found last before anywhere else."""
        at = self._data.find(name + b"\0", self._last)
        if at >= 0:
            self._last = at
            yield from _times_at(self._data, at)
        yield from _times_of(self._data, name)

    def _times_in_version_4(self, name: bytes) -> list[tuple[int, int]]:
        """Find the times of a name in version 4, where a name says only how it differs from the one before it."""
        if self._names is None:
            self._names = {}
            for hashed in (20, 32):
                for known, entry in _entries(self._data, 40 + hashed):
                    self._names.setdefault(known, []).append(_time_at(self._data, entry))
        return self._names.get(name, [])


def _time_at(index: bytes, entry: int) -> tuple[int, int]:
    """Return the seconds and nanoseconds of the entry that begins there."""
    return (
        int.from_bytes(index[entry + 8 : entry + 12], "big"),
        int.from_bytes(index[entry + 12 : entry + 16], "big"),
    )


def _times_at(index: bytes, at: int) -> Iterator[tuple[int, int]]:
    """Return the times of the entry whose name stands there, wherever the entry may begin before it."""
    return (_time_at(index, at - before) for before in _BEFORE_NAME if at - before >= _HEADER)


def _times_of(index: bytes, name: bytes) -> Iterator[tuple[int, int]]:
    """Find the times of a name where names are written out."""
    at = index.find(name + b"\0")
    while at >= 0:
        yield from _times_at(index, at)
        at = index.find(name + b"\0", at + 1)


def _entries(index: bytes, flags_at: int) -> Iterator[tuple[bytes, int]]:
    """Return each name of version 4, and where its entry begins."""
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
        yield before, entry
        entry = end + 1


def _varint(index: bytes, at: int) -> tuple[int, int]:
    """Read a number as git packs it, seven bits a byte; return it, and where it ends."""
    value = -1
    for place in range(at, min(at + 10, len(index))):
        value = ((value + 1) << 7) | (index[place] & 0x7F)
        if not index[place] & 0x80:
            return value, place + 1
    return len(index), at
