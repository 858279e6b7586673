"""Looking at what changes without a key: the configuration, and the notes that an open index note sums up."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from milestoned.lsp.open_documents import OpenDocuments
    from milestoned.lsp.outlet import Outlet

_EVERY = 1.0


class Looks:
    """Looks again and again, for as long as a document is open."""

    def __init__(self, documents: OpenDocuments, outlet: Outlet) -> None:
        self._documents = documents
        self._outlet = outlet
        self._task: asyncio.Task[None] | None = None

    def begin(self) -> None:
        """Begin, unless it looks already."""
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._look())

    async def _look(self) -> None:
        while any(self._documents):
            await asyncio.sleep(_EVERY)
            for document in self._documents.outdated():
                self._outlet.changed(document.uri)
