"""An editor at the other end of the real server: it holds texts, applies edits by the protocol, and remembers messages."""

from __future__ import annotations

import asyncio
import re
import sys
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from lsprotocol import types
from lsprotocol.converters import get_converter
from pytest_lsp import LanguageClient, client_capabilities, make_test_lsp_client

from tests.end_to_end.running import PATIENCE, home_environment

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Sequence
    from pathlib import Path

_SIZES = {"utf-8": "utf-8", "utf-16": "utf-16-le", "utf-32": "utf-32-le"}
_UNIT = {"utf-8": 1, "utf-16": 2, "utf-32": 4}
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")


@dataclass
class Session:
    """One editor. `texts` is what it holds, by URI; its positions are worked out apart from the server's code."""

    client: LanguageClient
    root: Path
    encoding: str = "utf-16"
    texts: dict[str, str] = field(default_factory=dict)
    versions: dict[str, int] = field(default_factory=dict)
    applied: list[types.ApplyWorkspaceEditParams] = field(default_factory=list)
    refreshes: int = 0
    takes_edits: bool = True

    def uri(self, name: str) -> str:
        """Return the address of a note."""
        return (self.root / name).as_uri()

    def open(self, name: str, text: str | None = None, version: int = 1) -> str:
        """Open a note, as it is on disk or as it never was."""
        uri = self.uri(name)
        self.texts[uri] = (self.root / name).read_bytes().decode() if text is None else text
        self.versions[uri] = version
        item = types.TextDocumentItem(uri, "markdown", version, self.texts[uri])
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(item))
        return uri

    def replace(self, uri: str, old: str, new: str) -> None:
        """Replace a part of a text, as typing does."""
        text = self.texts[uri]
        start = text.index(old)
        where = types.Range(self.position(text, start), self.position(text, start + len(old)))
        self.texts[uri] = text[:start] + new + text[start + len(old) :]
        self.change(uri, types.TextDocumentContentChangePartial(range=where, text=new))

    def change(self, uri: str, *changes: types.TextDocumentContentChangeEvent) -> None:
        """Send changes; `texts` is left to the caller."""
        self.versions[uri] = self.versions.get(uri, 0) + 1
        named = types.VersionedTextDocumentIdentifier(uri=uri, version=self.versions[uri])
        self.client.text_document_did_change(types.DidChangeTextDocumentParams(named, list(changes)))

    async def save(self, uri: str, path: Path) -> list[types.TextEdit]:
        """Save as an editor does that takes edits on save: asked first, then written, then told."""
        edits = await self.will_save(uri)
        if edits:
            self.take(uri, edits)
        await asyncio.to_thread(path.write_bytes, self.texts[uri].encode())
        self.client.text_document_did_save(types.DidSaveTextDocumentParams(types.TextDocumentIdentifier(uri)))
        return edits

    async def will_save(self, uri: str) -> list[types.TextEdit]:
        """Ask for the edits of a save, once the text is counted: a busy machine may take longer than a save waits."""
        await self.hint(uri)
        answer = await self.client.text_document_will_save_wait_until_async(
            types.WillSaveTextDocumentParams(
                types.TextDocumentIdentifier(uri), types.TextDocumentSaveReason.Manual
            )
        )
        assert answer is not None
        return list(answer)

    def take(self, uri: str, edits: Sequence[types.TextEdit]) -> None:
        """Apply edits to a text, and tell of it."""
        self.texts[uri] = self.after(uri, edits)
        self.change(uri, types.TextDocumentContentChangeWholeDocument(self.texts[uri]))

    def after(self, uri: str, edits: Sequence[types.TextEdit]) -> str:
        """Return a text after edits."""
        text = self.texts[uri]
        placed = [
            (self.offset(text, edit.range.start), self.offset(text, edit.range.end), edit.new_text)
            for edit in edits
        ]
        for start, end, new in sorted(placed, reverse=True):
            text = text[:start] + new + text[end:]
        return text

    async def hint(self, uri: str) -> types.InlayHint | None:
        """Ask for the hint of a whole note."""
        whole = types.Range(types.Position(0, 0), types.Position(10**6, 0))
        params = types.InlayHintParams(types.TextDocumentIdentifier(uri), whole)
        found = await self.client.text_document_inlay_hint_async(params)
        assert found is None or len(found) <= 1
        return found[0] if found else None

    async def label(self, uri: str) -> str:
        """Ask for the hint's text."""
        found = await self.hint(uri)
        return str(found.label) if found else ""

    async def actions(self, uri: str, line: int = 0) -> dict[str, types.CodeAction]:
        """Ask what can be done at a line."""
        here = types.Range(types.Position(line, 0), types.Position(line, 0))
        params = types.CodeActionParams(types.TextDocumentIdentifier(uri), here, types.CodeActionContext([]))
        found = await self.client.text_document_code_action_async(params) or []
        return {action.title: action for action in found if isinstance(action, types.CodeAction)}

    async def acted(self, uri: str, title: str, line: int = 0) -> str:
        """Return a text after an action."""
        action = (await self.actions(uri, line))[title]
        if action.edit is None:
            action = await self.client.code_action_resolve_async(action)
        assert action.edit
        return self.after(uri, self.edits_of(action.edit, uri))

    def edits_of(self, edit: types.WorkspaceEdit, uri: str) -> list[types.TextEdit]:
        """Return the edits of a note, and check that they are for the version it has."""
        if edit.changes:
            assert list(edit.changes) == [uri]
            return list(edit.changes[uri])
        assert edit.document_changes
        (change,) = edit.document_changes
        assert isinstance(change, types.TextDocumentEdit)
        assert (change.text_document.uri, change.text_document.version) == (uri, self.versions[uri])
        return [one for one in change.edits if isinstance(one, types.TextEdit)]

    def position(self, text: str, offset: int) -> types.Position:
        """Return where an offset is, in the units agreed on."""
        for line, match in enumerate(_LINE.finditer(text)):
            if match.start() <= offset < match.end() or match.end() == len(text):
                return types.Position(line, self._units(text[match.start() : offset]))
        raise AssertionError(offset)

    def offset(self, text: str, position: types.Position) -> int:
        """Return the offset of a position, which must be in the text."""
        starts = [match.start() for match in _LINE.finditer(text)]
        for at in range(starts[position.line], len(text) + 1):
            if self._units(text[starts[position.line] : at]) == position.character:
                return at
        raise AssertionError(position)

    def _units(self, text: str) -> int:
        return len(text.encode(_SIZES[self.encoding], "surrogatepass")) // _UNIT[self.encoding]

    async def until(self, condition: Callable[[], bool], what: str) -> None:
        """Wait for a condition."""
        end = asyncio.get_running_loop().time() + PATIENCE
        while not condition():
            assert asyncio.get_running_loop().time() < end, what
            await asyncio.sleep(0.01)


# Helix 25.01, by its source (helix-lsp/src/client.rs); pytest-lsp has no file of it.
HELIX = {
    "workspace": {
        "applyEdit": True,
        "workspaceEdit": {"documentChanges": True},
        "inlayHint": {"refreshSupport": False},
    },
    "textDocument": {
        "inlayHint": {"dynamicRegistration": False},
        "publishDiagnostics": {"versionSupport": True},
        "codeAction": {"resolveSupport": {"properties": ["edit", "command"]}, "dataSupport": True},
    },
    "general": {"positionEncodings": ["utf-8", "utf-32", "utf-16"]},
}


def capabilities(name: str) -> types.ClientCapabilities:
    """Return what an editor says that it can do."""
    if name == "helix":
        return get_converter().structure(HELIX, types.ClientCapabilities)
    return client_capabilities(name)


@asynccontextmanager
async def session(
    root: Path,
    home: Path,
    editor: str = "visual-studio-code",
    options: dict[str, Any] | None = None,
    process_id: int | None = None,
) -> AsyncIterator[Session]:
    """Run the server for an editor of the given kind."""
    client = make_test_lsp_client()
    chosen = Session(client, root)

    @client.feature(types.WORKSPACE_APPLY_EDIT)
    def apply(params: types.ApplyWorkspaceEditParams) -> types.ApplyWorkspaceEditResult:
        chosen.applied.append(params)
        return types.ApplyWorkspaceEditResult(applied=True)

    @client.feature(types.WORKSPACE_INLAY_HINT_REFRESH)
    def refresh(_params: None) -> None:
        chosen.refreshes += 1

    await client.start_io(sys.executable, "-m", "milestoned", "lsp", env=home_environment(home))
    answer = await client.initialize_session(
        types.InitializeParams(
            capabilities(editor),
            root_uri=root.as_uri(),
            initialization_options=options,
            process_id=process_id,
        )
    )
    chosen.encoding = str(answer.capabilities.position_encoding or "utf-16")
    try:
        yield chosen
    finally:
        await client.shutdown_session()
        await client.stop()  # type: ignore[no-untyped-call]
