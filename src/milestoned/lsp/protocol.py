"""The protocol itself, where pygls leaves a wrong message without an answer or shows the writer an error."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from lsprotocol import types
from pygls.exceptions import JsonRpcException
from pygls.lsp.server import LanguageServer
from pygls.protocol import LanguageServerProtocol

if TYPE_CHECKING:
    from cattrs import Converter

log = logging.getLogger(__name__)

_OWN_DOCUMENTS = (
    types.TEXT_DOCUMENT_DID_OPEN,
    types.TEXT_DOCUMENT_DID_CHANGE,
    types.TEXT_DOCUMENT_DID_CLOSE,
)


class Protocol(LanguageServerProtocol):
    """pygls's protocol without its documents: theirs end lines at form feeds, too, and fail beyond a text's end."""

    def __init__(self, server: LanguageServer, converter: Converter) -> None:
        super().__init__(server, converter)
        self._ready = False
        for name in _OWN_DOCUMENTS:
            del self.fm.builtin_features[name]

    def structure_message(self, data: dict[str, Any]) -> Any:
        """Read a message. A request with wrong parameters is answered before the error is raised."""
        try:
            return super().structure_message(data)
        except JsonRpcException as error:
            if "method" in data and _is_id(data.get("id")):
                self.refuse(data["id"], error.code, "the parameters are not as the protocol has them")
            raise

    def handle_message(self, message: Any) -> None:
        """Handle a message, or refuse one that is not JSON-RPC or comes at the wrong time."""
        number = message.get("id") if isinstance(message, dict) else getattr(message, "id", None)
        method = getattr(message, "method", None)
        if not hasattr(message, "jsonrpc"):
            self.refuse(number, types.ErrorCodes.InvalidRequest, "not a JSON-RPC message")
        elif self._shutdown and method is not None and number is not None:
            self.refuse(number, types.ErrorCodes.InvalidRequest, "the server has been shut down")
        elif not self._ready and method not in (types.INITIALIZE, types.EXIT):
            log.warning("ignored before `initialize`: %s", method)
            if method is not None and number is not None:
                self.refuse(number, types.ErrorCodes.ServerNotInitialized, "send `initialize` first")
        else:
            self._ready = True
            super().handle_message(message)

    def refuse(self, number: object, code: int, text: str) -> None:
        """Answer a message with an error; the id is null where none can be read."""
        log.warning("refused: %s", text)
        error = {"code": int(code), "message": text}
        self._send_data({"jsonrpc": "2.0", "id": number if _is_id(number) else None, "error": error})


def _is_id(value: object) -> bool:
    return isinstance(value, str | int) and not isinstance(value, bool)


class QuietServer(LanguageServer):
    """A server that logs its errors and never shows them in a box."""

    protocol: Protocol

    def report_server_error(self, error: Exception, source: Any) -> None:
        """Log an error; what is not JSON at all is answered as the protocol says."""
        log.error("%s: %s", getattr(source, "__name__", source), error)
        if source is JsonRpcException and not isinstance(error, JsonRpcException):
            self.protocol.refuse(None, types.ErrorCodes.ParseError, "the message cannot be read as JSON")
