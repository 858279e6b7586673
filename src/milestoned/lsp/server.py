"""The server's handlers: each takes a message, asks the open documents, and answers in the protocol's terms."""

from __future__ import annotations

import asyncio
import logging
from functools import partial
from typing import TYPE_CHECKING, Any

from lsprotocol import types

from milestoned import __version__
from milestoned.lsp import uris
from milestoned.lsp.actions import ACTIONS
from milestoned.lsp.client import Client
from milestoned.lsp.completion import offers
from milestoned.lsp.convert import Units
from milestoned.lsp.document import Document
from milestoned.lsp.edits import text_edits
from milestoned.lsp.hints import hints
from milestoned.lsp.holds import Holds
from milestoned.lsp.hover import hover
from milestoned.lsp.looks import Looks
from milestoned.lsp.open_documents import OpenDocuments
from milestoned.lsp.outlet import Outlet
from milestoned.lsp.parent import end_with
from milestoned.lsp.protocol import Protocol, QuietServer
from milestoned.lsp.saved import Saves
from milestoned.record.open import now

if TYPE_CHECKING:
    from lsprotocol.types import CodeAction, CompletionItem, InlayHint, TextEdit

    from milestoned.lsp.vaults import Counted

log = logging.getLogger(__name__)

UPDATE = "milestoned.update"
# Seconds. Editors wait for an answer before they save, Neovim for one second: a note that takes longer is saved as it is.
_SAVE_WAITS = 0.8
# Bytes. Above this an action's edit is worked out when it is chosen, where the editor asks for it then.
_LARGE = 64 * 1024


class Handlers:
    """Answers one editor."""

    def __init__(self, server: QuietServer) -> None:
        self._server = server
        self._documents = OpenDocuments()
        self._client = Client(Units(None))
        self._outlet = Outlet(server, self._documents)
        self._holds = Holds(self._documents)
        self._saves = Saves(server, self._documents)
        self._looks = Looks(self._documents, self._outlet)
        self._last = ""

    def initialize(self, params: types.InitializeParams) -> None:
        """Take in what the editor can do."""
        encoding = self._server.workspace.position_encoding
        self._client = Client.of(params.capabilities, encoding, params.initialization_options)
        self._outlet.client = self._saves.client = self._client
        if params.process_id is not None:
            end_with(params.process_id)

    def opened(self, params: types.DidOpenTextDocumentParams) -> None:
        """Take in a document, if it may be a note (`textDocument/didOpen`)."""
        item = params.text_document
        path = uris.note_path(item.uri)
        if path is None:
            log.info("left alone: no Markdown file on this machine: %s", item.uri)
            return
        document = Document(item.uri, path, item.version, item.text)
        self._documents.put(document)
        self._last = item.uri
        if self._client.edits_on_save:
            self._holds.take(document)
        self._outlet.changed(item.uri)
        self._saves.opened(document)
        self._looks.begin()

    def changed(self, params: types.DidChangeTextDocumentParams) -> None:
        """Take in changes of a document (`textDocument/didChange`)."""
        named = params.text_document
        document = self._documents.get(named.uri)
        if document is None:
            log.warning("a change of a document that is not open: %s", named.uri)
            return
        document = document.changed(named.version, params.content_changes, self._client.units)
        self._documents.put(document)
        self._last = named.uri
        self._outlet.check(document)
        self._outlet.changed(named.uri)

    def closed(self, params: types.DidCloseTextDocumentParams) -> None:
        """Forget a document; the daemon may write its note again (`textDocument/didClose`)."""
        document = self._documents.drop(params.text_document.uri)
        if document is None:
            log.warning("the end of a document that is not open: %s", params.text_document.uri)
            return
        self._holds.give_back(document)
        self._outlet.closed(document.uri)

    def saved(self, params: types.DidSaveTextDocumentParams) -> None:
        """Hand a save to the record, and to the index notes that are open (`textDocument/didSave`)."""
        document = self._documents.get(params.text_document.uri)
        if document is None:
            return
        self._outlet.check(document)
        self._saves.saved(document)
        self._documents.forget_sums()
        for other in self._documents:
            self._outlet.changed(other.uri)

    async def will_save(self, params: types.WillSaveTextDocumentParams) -> list[TextEdit]:
        """Return the edits that make the text what `update` would write (`textDocument/willSaveWaitUntil`).

        None are returned where counting takes too long: the save does not wait.
        """
        uri = params.text_document.uri
        try:
            counted = await asyncio.wait_for(self._documents.counted(uri, fresh=True), _SAVE_WAITS)
        except TimeoutError:
            log.warning("saved as it is, counting took too long: %s", uri)
            return []
        return self._edits(counted)

    async def update(self, *arguments: Any) -> None:
        """Bring a note up to date in the editor: the one named, else the one last opened or typed in."""
        counted = await self._documents.counted(_named(arguments) or self._last, fresh=True)
        if counted and (edits := self._edits(counted)):
            self._outlet.send(edits, counted)

    async def hints(self, params: types.InlayHintParams) -> list[InlayHint]:
        """Return the progress line, at its place (`textDocument/inlayHint`)."""
        counted = await self._documents.counted(params.text_document.uri)
        if counted is None:
            return []
        self._outlet.answered(counted)
        return hints(counted, self._client.units, params.range)

    async def hover(self, params: types.HoverParams) -> types.Hover | None:
        """Return more about the progress (`textDocument/hover`); None where nothing is known of the place."""
        counted = await self._documents.counted(params.text_document.uri)
        if counted is None:
            return None
        vault = await self._documents.beside(self._documents.vaults.of, counted.document)
        text = await self._documents.beside(hover, counted, params.position.line, vault)
        return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, text)) if text else None

    async def complete(self, params: types.CompletionParams) -> list[CompletionItem]:
        """Return keys and values for the frontmatter (`textDocument/completion`)."""
        document = self._documents.get(params.text_document.uri)
        if document is None:
            return []
        counted = await self._documents.counted(document.uri)
        document = self._documents.get(document.uri)
        if counted is None or document is None:
            return []
        source, units = document.source, self._client.units
        offset = units.offset(source, params.position)
        line = source.line_at(offset)
        begin = source.line_starts[line]
        found = offers(source, line, offset - begin, counted.settings.size.words, now().date())
        return [
            types.CompletionItem(
                label=offer.label,
                kind=types.CompletionItemKind.Property if offer.is_key else types.CompletionItemKind.Value,
                detail=offer.meaning or None,
                sort_text=f"{number:02}",
                text_edit=types.TextEdit(units.range(source, begin + offer.start, offset), offer.text),
            )
            for number, offer in enumerate(found)
        ]

    async def actions(self, params: types.CodeActionParams) -> list[CodeAction]:
        """Return what can be done to a note at a place (`textDocument/codeAction`)."""
        counted = await self._documents.counted(params.text_document.uri)
        wanted = params.context.only
        if counted is None or not (wanted is None or any(_is_refactoring(kind) for kind in wanted)):
            return []
        line = params.range.start.line
        later = self._client.resolves_edits and len(counted.document.text) > _LARGE
        found = [
            await self._action(counted, title, line, later=later and title not in _QUICK) for title in ACTIONS
        ]
        return [action for action in found if action]

    async def resolve(self, action: CodeAction) -> CodeAction:
        """Return an action with its edit, for the text as it is now (`codeAction/resolve`)."""
        data: Any = action.data
        if not isinstance(data, dict) or action.title not in ACTIONS:
            return action
        counted = await self._documents.counted(str(data.get("uri")))
        line = data.get("line")
        if counted is None or not isinstance(line, int):
            return action
        return await self._action(counted, action.title, line, later=False) or action

    async def _action(self, counted: Counted, title: str, line: int, *, later: bool) -> CodeAction | None:
        data = {"uri": counted.document.uri, "line": line}
        kind = types.CodeActionKind.Refactor
        if later:
            return types.CodeAction(title, kind, data=data) if counted.takes_part else None
        new = await self._documents.beside(self._acted, counted, title, line)
        edits = text_edits(counted.document, new, self._client.units) if new is not None else []
        if not edits:
            return None
        return types.CodeAction(title, kind, edit=self._outlet.workspace_edit(edits, counted), data=data)

    def _acted(self, counted: Counted, title: str, line: int) -> str | None:
        data = ACTIONS[title](counted, line, self._documents.vaults.of(counted.document))
        if data is None:
            return None
        text = data.decode("utf-8-sig")
        return counted.document.text[: counted.document.shift] + text

    def _edits(self, counted: Counted | None) -> list[TextEdit]:
        """Return the edits of a note for the very version that was counted."""
        if counted is None or counted.new is None:
            return []
        self._outlet.expect(counted)
        return text_edits(counted.document, counted.new, self._client.units)


# Actions that are offered or not by what the note is, without a look at its text.
_QUICK = ("Start a milestone here",)


def _is_refactoring(kind: str) -> bool:
    return kind == "" or types.CodeActionKind.Refactor.value.startswith(str(kind))


def _named(arguments: tuple[Any, ...]) -> str:
    """Return the URI among a command's arguments: by itself, or in what editors pass for a document."""
    first = arguments[0] if arguments else ""
    if isinstance(first, dict):
        first = first.get("uri") or first.get("textDocument", {}).get("uri")
    return first if isinstance(first, str) else ""


def make_server() -> QuietServer:
    """Return a server that is ready to be started."""
    server = QuietServer("milestoned", __version__, protocol_cls=Protocol)
    handlers = Handlers(server)
    refactorings = types.CodeActionOptions([types.CodeActionKind.Refactor], resolve_provider=True)
    keys = types.CompletionOptions(trigger_characters=[":"])
    for method, handler, options in (
        (types.INITIALIZE, handlers.initialize, None),
        (types.TEXT_DOCUMENT_DID_OPEN, handlers.opened, None),
        (types.TEXT_DOCUMENT_DID_CHANGE, handlers.changed, None),
        (types.TEXT_DOCUMENT_DID_CLOSE, handlers.closed, None),
        (types.TEXT_DOCUMENT_DID_SAVE, handlers.saved, None),
        (types.TEXT_DOCUMENT_WILL_SAVE_WAIT_UNTIL, handlers.will_save, None),
        (types.TEXT_DOCUMENT_INLAY_HINT, handlers.hints, None),
        (types.TEXT_DOCUMENT_HOVER, handlers.hover, None),
        (types.TEXT_DOCUMENT_COMPLETION, handlers.complete, keys),
        (types.TEXT_DOCUMENT_CODE_ACTION, handlers.actions, refactorings),
        (types.CODE_ACTION_RESOLVE, handlers.resolve, None),
    ):
        # pygls marks what it is given, and a method cannot be marked.
        server.feature(method, options)(partial(handler))
    server.command(UPDATE)(partial(handlers.update))
    return server
