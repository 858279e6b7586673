"""Words as numbers: what texts are compared by, and kept as."""

from __future__ import annotations

from array import array
from itertools import chain
from typing import TYPE_CHECKING
from zlib import crc32

from milestoned.note.words import list_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

SPELLINGS = 30_000
"""Remembered at once: a novel's vocabulary, in 3 MB."""


_MANY = 150
"""Blocks. Of a note with more, the numbers of each block are kept: most of them are the same at its next save."""
_KEPT = 8_192
"""Blocks whose numbers are kept at the most; a novel has 2,000."""


class Printer(dict[str, int]):
    """Turns words into numbers, each spelling once; case and outer punctuation do not matter."""

    def __init__(self) -> None:
        super().__init__()
        self._blocks = _Blocks(self)

    def __missing__(self, word: str) -> int:
        bare = word.casefold().strip(".,;:!?…\"'“”‘’„‚«»()[]{}*_~`") or word
        self[word] = number = crc32(bare.encode("utf-8", "surrogatepass"))
        return number

    def prints(self, words: Iterable[str]) -> array[int]:
        """Turn a list of words into their numbers."""
        if len(self) > SPELLINGS:
            self.clear()
        return array("I", map(self.__getitem__, words))

    def prints_of(self, texts: Sequence[str]) -> array[int]:
        """Turn the words of visible text, block by block, into their numbers, in order."""
        if len(texts) <= _MANY:
            return self.prints(chain.from_iterable(map(list_words, texts)))
        found = array("I")
        found.frombytes(b"".join(map(self._blocks.__getitem__, texts)))
        return found


class _Blocks(dict[str, bytes]):
    """The numbers of each block of a long note, as bytes."""

    def __init__(self, printer: Printer) -> None:
        super().__init__()
        self._printer = printer

    def __missing__(self, text: str) -> bytes:
        if len(self) >= _KEPT:
            self.clear()
        self[text] = found = self._printer.prints(list_words(text)).tobytes()
        return found
