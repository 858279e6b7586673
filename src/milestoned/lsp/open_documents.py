"""The open documents, and what each one's present text counts to. Counting is done beside the protocol's own thread."""

from __future__ import annotations

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from milestoned.light.dataclasses import dataclass
from milestoned.lsp import uris
from milestoned.lsp.vaults import Counted, Vaults, settings_stamp

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from milestoned.lsp.document import Document

# Seconds that the sum in an index note is taken for the present one, unless it is to be written.
_SUM_HOLDS = 1.0
# Without a key the sum in an index note is made anew after so many seconds, and so many times what it took.
_SUM_RESTS = 3.0
_SUM_RESTS_TIMES = 20


@dataclass(slots=True)
class _Count:
    """A count that was begun, perhaps finished, of one version of a document."""

    document: Document
    began: float
    future: asyncio.Future[Counted | None]
    took: float = 0.0

    def finished(self, _future: object) -> None:
        """Take in how long it took, in seconds."""
        self.took = time.monotonic() - self.began

    @property
    def result(self) -> Counted | None:
        """What came out, if it is through."""
        done = self.future.done() and not self.future.cancelled() and not self.future.exception()
        return self.future.result() if done else None


class OpenDocuments:
    """Holds the documents that the editor has open."""

    def __init__(self) -> None:
        self._documents: dict[str, Document] = {}
        self._counts: dict[str, _Count] = {}
        self._vaults = Vaults()
        # One thread: whoever types on makes the count before useless, and it is then not begun.
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="count")

    def __iter__(self) -> Iterator[Document]:
        return iter(list(self._documents.values()))

    def get(self, uri: str) -> Document | None:
        """Return an open document that may be a note; None for any other."""
        return self._documents.get(uris.key(uri))

    def put(self, document: Document) -> None:
        """Take in a document, or a new version of one."""
        self._documents[uris.key(document.uri)] = document

    def drop(self, uri: str) -> Document | None:
        """Forget a document that was closed, and return it; None if it was not open."""
        self._counts.pop(uris.key(uri), None)
        return self._documents.pop(uris.key(uri), None)

    def outdated(self) -> list[Document]:
        """Return the documents whose counts may have become wrong without a change of their texts."""
        return [
            count.document
            for key, count in self._counts.items()
            if self._documents.get(key) is count.document and _may_be_wrong(count)
        ]

    async def counted(self, uri: str, *, fresh: bool = False) -> Counted | None:
        """Count the present text of a document, however often it changes meanwhile. None if it is closed, or no note.

        With `fresh` the sum of an index note is made at this moment.
        """
        key = uris.key(uri)
        while (document := self._documents.get(key)) is not None:
            counted = await asyncio.shield(self._count(key, document).future)
            if fresh and counted and counted.is_index:
                counted = await self.beside(self._work, key, document, True)
            if self._documents.get(key) is document:
                return counted
        return None

    def forget_sums(self) -> None:
        """Drop the counts of index notes: a note was saved that may be among theirs."""
        sums = [key for key, count in self._counts.items() if count.result and count.result.is_index]
        for key in sums:
            del self._counts[key]
        self._thread.submit(self._vaults.forget_sums)

    async def beside(self, work: Callable[..., Any], *arguments: Any) -> Any:
        """Do work on the thread that counts: all that knows the vaults is done there."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, work, *arguments)

    @property
    def vaults(self) -> Vaults:
        """The vaults, for work that is done `beside`."""
        return self._vaults

    def _count(self, key: str, document: Document) -> _Count:
        known = self._counts.get(key)
        if known and known.document is document and not _is_outdated(known):
            return known
        future = asyncio.get_running_loop().run_in_executor(self._thread, self._work, key, document, False)
        count = self._counts[key] = _Count(document, time.monotonic(), future)
        future.add_done_callback(count.finished)
        return count

    def _work(self, key: str, document: Document, fresh: bool) -> Counted | None:  # noqa: FBT001 - for the executor
        if self._documents.get(key) is not document:
            return None
        return self._vaults.of(document).count(document, fresh=fresh)


def _is_outdated(count: _Count) -> bool:
    """Return True if a finished count may have become wrong without a change of the text."""
    counted = count.result
    if counted is None:
        return count.future.done()
    if counted.is_index and time.monotonic() - count.began > _SUM_HOLDS:
        return True
    return _has_other_settings(counted)


def _may_be_wrong(count: _Count) -> bool:
    """Return True if a finished count should be looked at again though nobody asks."""
    counted = count.result
    if counted is None:
        return False
    rests = max(_SUM_RESTS, _SUM_RESTS_TIMES * count.took)
    rested = time.monotonic() - count.began > rests
    return (counted.is_index and rested) or _has_other_settings(counted)


def _has_other_settings(counted: Counted) -> bool:
    return settings_stamp(counted.root) != counted.stamp
