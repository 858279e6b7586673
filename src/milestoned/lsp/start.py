"""Starting the server on stdin and stdout, with a log on stderr that holds no traceback and nobody's text."""

from __future__ import annotations

import logging
import sys

from milestoned.lsp.server import make_server

_LONGEST = 300


class _OneLine(logging.Formatter):
    """One short line a message."""

    def format(self, record: logging.LogRecord) -> str:
        text = record.getMessage().partition("\n")[0]  # what follows in pygls's messages is a traceback
        error = record.exc_info[1] if record.exc_info else None
        if error is not None:
            text = f"{text}: {type(error).__name__}"
        return f"milestoned: {text[:_LONGEST]}"


def serve(*, verbose: bool) -> None:
    """Serve one editor until it leaves."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_OneLine())
    logging.basicConfig(handlers=[handler], level=logging.WARNING)
    logging.getLogger("milestoned").setLevel(logging.DEBUG if verbose else logging.INFO)
    stdout, sys.stdout = sys.stdout, sys.stderr  # the protocol's alone
    make_server().start_io(sys.stdin.buffer, stdout.buffer)
