"""From the address of a document to the path of its note."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import unquote_to_bytes, urlsplit
from urllib.request import url2pathname

from milestoned.vault.root import is_note_name

_HERE = ("", "localhost")


def key(uri: str) -> str:
    """Return what an address is known by: clients do not escape it alike."""
    return unquote_to_bytes(uri.encode(errors="surrogatepass")).decode(errors="surrogateescape")


def note_path(uri: str) -> Path | None:
    """Return the path of a Markdown note on this machine; None for any other document."""
    try:
        parts = urlsplit(uri)
        path = url2pathname(parts.path) if os.name == "nt" else os.fsdecode(unquote_to_bytes(parts.path))
    except ValueError:
        return None
    if parts.scheme != "file" or parts.netloc not in _HERE or "\0" in path or not is_note_name(path):
        return None
    return Path(path) if Path(path).is_absolute() else None
