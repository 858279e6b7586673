"""Words as 32-bit numbers: what texts are compared by, and kept as."""

from __future__ import annotations

from array import array
from itertools import chain
from zlib import crc32

from milestoned.light.typing import TYPE_CHECKING
from milestoned.note.words import list_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

SPELLINGS = 30_000
"""Remembered at once: a novel's vocabulary, in 3 MB."""


_KEPT = 2_000_000
"""Characters of blocks whose numbers are kept at the most: of a novel, or of the notes that are being written."""


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
        """Return the number of each word, in order."""
        if len(self) > SPELLINGS:
            self.clear()
        return array("I", map(self.__getitem__, words))

    def prints_of(self, texts: Sequence[str], *, keep: bool) -> array[int]:
        """Return the number of each word of visible text, in order; `texts` holds one block each.

        With `keep`, the numbers of each block are remembered: most blocks are the same at the note's next save.
        """
        if not keep:
            return self.prints(chain.from_iterable(map(list_words, texts)))
        found = array("I")
        found.frombytes(b"".join(map(self._blocks.__getitem__, texts)))
        return found


class _Blocks(dict[str, bytes]):
    """The numbers of the words of each block, as bytes."""

    def __init__(self, printer: Printer) -> None:
        super().__init__()
        self._printer = printer
        self._size = 0

    def __missing__(self, text: str) -> bytes:
        self._size += len(text)
        if self._size > _KEPT:
            self.clear()
            self._size = len(text)
        self[text] = found = self._printer.prints(list_words(text)).tobytes()
        return found
