"""After a save: the record hears of it, once, and the writer of a milestone that was reached."""

from __future__ import annotations

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from lsprotocol import types

from milestoned.errors import MilestonedError
from milestoned.light.dataclasses import replace
from milestoned.lsp.client import Client
from milestoned.lsp.convert import Units
from milestoned.record.open import open_record
from milestoned.record.queries import summary
from milestoned.record.recorder.vault_recorder import Trigger, VaultRecorder
from milestoned.vault import config
from milestoned.vault.catalog import Catalog
from milestoned.vault.parsed_notes import ParsedNotes
from milestoned.vault.root import find_root, is_vault
from milestoned.vault.vault import Vault
from milestoned.watch.daemon_lock import holder

if TYPE_CHECKING:
    from pathlib import Path

    from milestoned.lsp.document import Document
    from milestoned.lsp.open_documents import OpenDocuments
    from milestoned.lsp.protocol import QuietServer

log = logging.getLogger(__name__)

# Seconds. A daemon believes a milestone once it has stood for a moment; so long it is looked out for after a save.
_LOOKS_FOR = 8.0
_LOOKS_EVERY = 0.5


class Saves:
    """Follows the saves of one editor."""

    def __init__(self, server: QuietServer, documents: OpenDocuments) -> None:
        self.client = Client(Units(None))
        self._server = server
        self._documents = documents
        # Apart from the thread that counts: the record may take longer than a key.
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="record")
        self._reached: dict[tuple[Path, str], int] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}

    def opened(self, document: Document) -> None:
        """Take in how far a note has come already."""
        self._begin(document, self._know(document))

    def saved(self, document: Document) -> None:
        """Record a save where no daemon does, and look out for a milestone."""
        self._begin(document, self._follow(document))

    def _begin(self, document: Document, work: Any) -> None:
        if task := self._tasks.get(document.uri):
            task.cancel()
        self._tasks[document.uri] = asyncio.get_running_loop().create_task(work)

    async def _know(self, document: Document) -> None:
        await self._beside(self._news, document)

    async def _follow(self, document: Document) -> None:
        loop = asyncio.get_running_loop()
        await self._beside(_record, document)
        end = loop.time() + _LOOKS_FOR
        while loop.time() < end:
            for text in await self._beside(self._news, document):
                self._server.window_show_message(types.ShowMessageParams(types.MessageType.Info, text))
            await asyncio.sleep(_LOOKS_EVERY)

    async def _beside(self, work: Any, document: Document) -> Any:
        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, work, document)
        except (MilestonedError, OSError) as error:
            log.warning("the record cannot be asked: %s", error)
            return []

    def _news(self, document: Document) -> list[str]:
        """Return what is to be told of milestones of a note that were reached since the last call; nothing at the first."""
        root = find_root(document.path)
        if not is_vault(root):
            return []
        settings = config.load(root)
        path = Vault(root, settings).relative(document.path)
        earned = _earned(root, path)
        before = self._reached.get((root, path), len(earned))
        self._reached[root, path] = len(earned)
        wanted = settings.notify if self.client.messages is None else self.client.messages
        return [f"Chunk {one['number']} reached" for one in earned[before:]] if wanted else []


def _earned(root: Path, path: str) -> list[dict[str, Any]]:
    opened = open_record(root)
    try:
        return [one for one in summary.milestones(opened.record) if one["note"] == path]
    finally:
        opened.record.close()


def _as_saved(catalog: Catalog, document: Document) -> ParsedNotes:
    """Let the catalog know a note as this save left it, and return its text: it may be saved again by now."""
    read = ParsedNotes()
    path = catalog.vault.relative(document.path)
    there = catalog.entries.get(path)
    if there is None or there.is_index or document.data is None:
        return read
    saved = catalog.examine(path, document.data, sums=False)
    if saved.entry.counts and saved.entry.counts != there.counts:
        catalog.keep(replace(saved.entry, stamp=there.stamp))
        read.keep(path, saved.note)
    return read


def _record(document: Document) -> list[str]:
    """Record a save as `update` does, but for a vault whose daemon does it."""
    root = find_root(document.path)
    if not is_vault(root) or holder(root) is not None:
        return []
    catalog = Catalog(Vault(root, config.load(root)))
    catalog.refresh()
    read = _as_saved(catalog, document)
    recorder = VaultRecorder(catalog, log.info)
    recorder.begin_pass()
    recorder.notes(sorted(catalog.entries), Trigger.BY_HAND, read)
    recorder.sweep()
    recorder.rest()
    recorder.close()
    catalog.save()
    return []
