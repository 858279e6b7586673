"""What the server says by itself: diagnostics, a hint that has changed, edits; and whether the editor took them."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any

from lsprotocol import types

from milestoned.lsp import uris
from milestoned.lsp.client import Client
from milestoned.lsp.convert import Units
from milestoned.lsp.diagnostics import diagnostics
from milestoned.lsp.settings_errors import SettingsError, settings_error

if TYPE_CHECKING:
    from concurrent.futures import Future
    from pathlib import Path

    from lsprotocol.types import Diagnostic, TextEdit

    from milestoned.lsp.document import Document
    from milestoned.lsp.open_documents import OpenDocuments
    from milestoned.lsp.protocol import QuietServer
    from milestoned.lsp.vaults import Counted

log = logging.getLogger(__name__)

# Seconds without a key before what is wrong is shown: text is half typed most of the time.
_QUIET = 0.2


class Outlet:
    """Sends to one editor. It waits for no answer: an editor may never give one."""

    def __init__(self, server: QuietServer, documents: OpenDocuments) -> None:
        self.client = Client(Units(None))
        self._server = server
        self._documents = documents
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._published: dict[str, list[Diagnostic]] = {}
        self._shown: dict[str, str] = {}
        self._expected: dict[str, Counted] = {}
        self._wrong_settings: dict[Path, SettingsError] = {}

    def changed(self, uri: str) -> None:
        """Schedule an update of what is shown of a document, once it has been quiet for a moment."""
        key = uris.key(uri)
        if task := self._tasks.get(key):
            task.cancel()
        self._tasks[key] = asyncio.get_running_loop().create_task(self._show(uri))

    def closed(self, uri: str) -> None:
        """Take back what is shown of a document."""
        key = uris.key(uri)
        if task := self._tasks.pop(key, None):
            task.cancel()
        self._shown.pop(key, None)
        self._expected.pop(key, None)
        if self._published.pop(key, None):
            self._publish(uri, [], None)
        if not any(self._documents):
            for root in list(self._wrong_settings):
                self._show_settings(root, None)

    def answered(self, counted: Counted) -> None:
        """Take in which hint the editor was given."""
        self._shown[uris.key(counted.document.uri)] = counted.line

    def expect(self, counted: Counted) -> None:
        """Take in which text an edit will lead to."""
        self._expected[uris.key(counted.document.uri)] = counted

    def check(self, document: Document) -> None:
        """Log it if the text that comes after an edit is another one: then the editor did not take it as it was."""
        counted = self._expected.pop(uris.key(document.uri), None)
        if counted and counted.document is not document and document.text != counted.new:
            log.info("the edit of version %s was not taken: %s", counted.document.version, document.uri)

    def send(self, edits: list[TextEdit], counted: Counted) -> None:
        """Ask the editor to make edits to the version of a document that was counted."""
        if not self.client.takes_edits:
            log.warning("the editor takes no edits by itself: %s", counted.document.uri)
            return
        if self.client.edits_on_save and counted.document.version <= 0:
            # Neovim compares no version 0: a key that comes in between would have the edit in the wrong place.
            self._say("Save the note: its status is written with it")
            return
        params = types.ApplyWorkspaceEditParams(self.workspace_edit(edits, counted), "milestoned: update")
        self._request(types.WORKSPACE_APPLY_EDIT, params)

    def workspace_edit(self, edits: list[TextEdit], counted: Counted) -> types.WorkspaceEdit:
        """Return edits for the version that was counted, where the editor knows versions."""
        document = counted.document
        if not self.client.versions_edits:
            return types.WorkspaceEdit(changes={document.uri: edits})
        named = types.OptionalVersionedTextDocumentIdentifier(document.uri, document.version)
        return types.WorkspaceEdit(document_changes=[types.TextDocumentEdit(named, list(edits))])

    async def _show(self, uri: str) -> None:
        await asyncio.sleep(_QUIET)
        counted = await self._documents.counted(uri)
        if counted is None:
            return
        self._show_settings(counted.root, settings_error(counted.trouble))
        found = diagnostics(counted, self.client.units)
        key = uris.key(uri)
        if found != self._published.get(key, []):
            self._published[key] = found
            self._publish(uri, found, counted.document.version)
        if self.client.refreshes_hints and self._shown.get(key, counted.line) != counted.line:
            self._shown[key] = counted.line
            self._request(types.WORKSPACE_INLAY_HINT_REFRESH, None)

    def _show_settings(self, root: Path, found: SettingsError | None) -> None:
        """Show what is wrong with a vault's configuration, and take back what was."""
        before = self._wrong_settings.pop(root, None)
        if found:
            self._wrong_settings[root] = found
        if found == before:
            return
        if before and (found is None or found.uri != before.uri):
            self._publish(before.uri, [], None)
        if found:
            self._publish(found.uri, [found.diagnostic], None)

    def _say(self, text: str) -> None:
        self._server.window_show_message(types.ShowMessageParams(types.MessageType.Info, text))

    def _publish(self, uri: str, found: list[Diagnostic], version: int | None) -> None:
        self._server.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, found, version))

    def _request(self, method: str, params: Any) -> None:
        self._server.protocol.send_request(method, params).add_done_callback(_logged)


def _logged(answer: Future[Any]) -> None:
    if not answer.cancelled() and (error := answer.exception()):
        log.warning("the editor refused: %s", error)
