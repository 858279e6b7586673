"""A document as its editor holds it: one text, one version. A change makes another one."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from lsprotocol.types import TextDocumentContentChangePartial

from milestoned.light.dataclasses import dataclass
from milestoned.note.text import BOM, SourceText

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from lsprotocol.types import TextDocumentContentChangeEvent

    from milestoned.lsp.convert import Units


@dataclass(frozen=True)
class Document:
    """One version of a document. `path` is where its note is on disk."""

    uri: str
    path: Path
    version: int
    text: str

    @cached_property
    def source(self) -> SourceText:
        """The text as the editor counts it: a BOM that it shows is a character like others."""
        return SourceText(self.text)

    @property
    def shift(self) -> int:
        """How many characters come before the note's first: a BOM, where the editor shows one."""
        return int(self.text.startswith(BOM))

    @cached_property
    def data(self) -> bytes | None:
        """The bytes that a save would write; None where the text holds half of a character."""
        try:
            return self.text.encode()
        except UnicodeEncodeError:
            return None

    def changed(
        self, version: int, changes: Iterable[TextDocumentContentChangeEvent], units: Units
    ) -> Document:
        """Return the document after changes, each made to what the one before it left."""
        source = self.source
        for change in changes:
            source = SourceText(_after(source, change, units))
        return Document(self.uri, self.path, version, source.text)


def _after(source: SourceText, change: TextDocumentContentChangeEvent, units: Units) -> str:
    if not isinstance(change, TextDocumentContentChangePartial):
        return change.text
    start = units.offset(source, change.range.start)
    end = max(start, units.offset(source, change.range.end))
    return source.text[:start] + change.text + source.text[end:]
