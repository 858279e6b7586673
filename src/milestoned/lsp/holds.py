"""Holding the notes that are open here, so that the daemon leaves them to this editor's own saves."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from typing import TYPE_CHECKING

from milestoned.fileio.atomic import private_folder
from milestoned.vault import user_dirs
from milestoned.vault.editor_holds import EditorHolds

if TYPE_CHECKING:
    from pathlib import Path

    from milestoned.lsp.document import Document
    from milestoned.lsp.open_documents import OpenDocuments

log = logging.getLogger(__name__)


class Holds:
    """The notes of all vaults that this server holds. A lock is asked for beside the protocol's own thread."""

    def __init__(self, documents: OpenDocuments) -> None:
        self._documents = documents
        self._by_root: dict[Path, EditorHolds] = {}
        self._held: dict[str, tuple[EditorHolds, str]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def take(self, document: Document) -> None:
        """Hold a document's note."""
        self._begin(document, self._take)

    def give_back(self, document: Document) -> None:
        """Give a document's note back to the daemon."""
        self._begin(document, self._give_back)

    def _begin(self, document: Document, work: object) -> None:
        task = asyncio.get_running_loop().create_task(self._documents.beside(work, document))  # type: ignore[arg-type]
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _take(self, document: Document) -> None:
        vault = self._documents.vaults.of(document)
        path = vault.path_of(document)
        if path is None:
            return
        with contextlib.suppress(OSError):
            holds = self._by_root.setdefault(
                vault.root, EditorHolds(private_folder(user_dirs.vault_state(vault.root)))
            )
            if holds.hold(path):
                self._held[document.uri] = (holds, path)
                return
        log.warning("the note cannot be held; the daemon may write it, too: %s", document.uri)

    def _give_back(self, document: Document) -> None:
        if held := self._held.pop(document.uri, None):
            held[0].release(held[1])
