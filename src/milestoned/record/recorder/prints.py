"""Words as numbers: what texts are compared by, and kept as."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING
from zlib import crc32

if TYPE_CHECKING:
    from collections.abc import Iterable

SPELLINGS = 30_000
"""Remembered at once: a novel's vocabulary, in 3 MB."""


class Printer(dict[str, int]):
    """Turns words into numbers, each spelling once; case and outer punctuation do not matter."""

    def __missing__(self, word: str) -> int:
        bare = word.casefold().strip(".,;:!?…\"'“”‘’„‚«»()[]{}*_~`") or word
        self[word] = number = crc32(bare.encode("utf-8", "surrogatepass"))
        return number

    def prints(self, words: Iterable[str]) -> array[int]:
        """Turn a list of words into their numbers."""
        if len(self) > SPELLINGS:
            self.clear()
        return array("I", map(self.__getitem__, words))
