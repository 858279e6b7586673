"""What the editor at the other end can do, as it has said itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pygls.capabilities import get_capability

from milestoned.light.dataclasses import dataclass
from milestoned.lsp.convert import Units

if TYPE_CHECKING:
    from lsprotocol.types import ClientCapabilities


@dataclass(frozen=True, slots=True)
class Client:
    """An editor's abilities. `messages` is whether the writer wants to read of milestones reached."""

    units: Units
    edits_on_save: bool = False
    takes_edits: bool = False
    versions_edits: bool = False
    refreshes_hints: bool = False
    resolves_edits: bool = False
    messages: bool | None = None

    @classmethod
    def of(cls, capabilities: ClientCapabilities, encoding: str | None, options: object) -> Client:
        """Read what a client said when it began."""

        def can(name: str) -> bool:
            return bool(get_capability(capabilities, name, False))

        later = get_capability(capabilities, "text_document.code_action.resolve_support.properties", ())
        chosen: Any = options.get("messages") if isinstance(options, dict) else None
        return cls(
            Units(encoding),
            edits_on_save=can("text_document.synchronization.will_save_wait_until"),
            takes_edits=can("workspace.apply_edit"),
            versions_edits=can("workspace.workspace_edit.document_changes"),
            refreshes_hints=can("workspace.inlay_hint.refresh_support"),
            resolves_edits="edit" in (later or ()) and can("text_document.code_action.data_support"),
            messages=chosen if isinstance(chosen, bool) else None,
        )
