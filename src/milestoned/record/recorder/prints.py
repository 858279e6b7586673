"""Words as 32-bit numbers: what texts are compared by, and kept as."""

from __future__ import annotations

import sys
from array import array
from itertools import chain
from zlib import crc32

from milestoned.light.typing import TYPE_CHECKING
from milestoned.note.words import is_word, list_words, plain_runs

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

SPELLINGS = 30_000
"""Remembered at once: a novel's vocabulary, in 3 MB."""
WIDTH = array("I").itemsize
"""Bytes of a number."""
_KEPT = 2_000_000
"""Characters of blocks whose numbers are kept at the most: of a novel, or of the notes that are being written."""


def number_of(word: str) -> int:
    """Return a word's number: case and outer punctuation do not matter."""
    bare = word.casefold().strip(".,;:!?…\"'“”‘’„‚«»()[]{}*_~`") or word
    return crc32(bare.encode("utf-8", "surrogatepass"))


class Printer(dict[str, int]):
    """Turns words into numbers, each spelling once."""

    def __init__(self) -> None:
        super().__init__()
        self._runs = _Runs()
        self._blocks = _Blocks(self._runs)

    def __missing__(self, word: str) -> int:
        self[word] = number = number_of(word)
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
        found = array("I")
        if keep:
            found.frombytes(b"".join(map(self._blocks.__getitem__, texts)))
        else:
            found.frombytes(self._runs.packed(texts))
        return found


class _Runs(dict[str, bytes]):
    """The number of each run of a text, as bytes; none of a run that is no word."""

    def __missing__(self, run: str) -> bytes:
        self[run] = found = number_of(run).to_bytes(WIDTH, sys.byteorder) if is_word(run) else b""
        return found

    def packed(self, texts: Sequence[str]) -> bytes:
        """Return the numbers of the words of some texts, in order."""
        if len(self) > SPELLINGS:
            self.clear()
        # A blank ends every word, and so does the end of a block.
        runs = plain_runs("\n".join(texts))
        words = chain.from_iterable(map(list_words, texts)) if runs is None else runs
        return b"".join(map(self.__getitem__, words))


class _Blocks(dict[str, bytes]):
    """The numbers of the words of each block, as bytes."""

    def __init__(self, runs: _Runs) -> None:
        super().__init__()
        self._runs = runs
        self._size = 0

    def __missing__(self, text: str) -> bytes:
        self._size += len(text)
        if self._size > _KEPT:
            self.clear()
            self._size = len(text)
        self[text] = found = self._runs.packed((text,))
        return found
