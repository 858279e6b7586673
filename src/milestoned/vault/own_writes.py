"""The texts that were written last: the event of our own write is known by them.

As a rule it is known by the file's stamp. A stamp younger than the file system's tick is not believed, and a note that
is written right after its save has such a one: then it is read once more and compared, which costs less than parsing it.
"""

from __future__ import annotations

# A chapter and the index notes above it are written one after the other.
_MOST = 4
# Bytes. A longer text is parsed again: it is not worth its memory.
_LONGEST = 2_000_000


class OwnWrites:
    """Keeps what a few notes held when we had written them."""

    def __init__(self) -> None:
        self._texts: dict[str, bytes] = {}

    def __contains__(self, path: str) -> bool:
        return path in self._texts

    def keep(self, path: str, text: bytes) -> None:
        """Keep the text of a note that was just written, in the place of the one that was written first."""
        self._texts.pop(path, None)
        if len(text) <= _LONGEST:
            self._texts[path] = text
        if len(self._texts) > _MOST:
            del self._texts[next(iter(self._texts))]

    def is_as_written(self, path: str, text: bytes) -> bool:
        """Return True if a note holds just what we wrote."""
        return self._texts.get(path) == text
