"""Globs over paths with `/`: `*` and `?` stay inside a folder, `**` crosses folders, `[abc]` is a choice."""

from __future__ import annotations

import re
from functools import lru_cache

_PIECES = re.compile(r"\*\*/|/\*\*$|\*\*|\*|\?|\[!?\]?[^\]/]*\]|.", re.DOTALL)


@lru_cache(maxsize=512)
def translate(glob: str) -> re.Pattern[str]:
    """Compile a glob; it matches a whole path."""
    return re.compile("".join(_regex(piece) for piece in _PIECES.findall(glob)), re.DOTALL)


def _regex(piece: str) -> str:
    simple = {"**/": r"(?:[^/]+/)*", "/**": r"/.+", "**": r".*", "*": r"[^/]*", "?": r"[^/]"}
    if piece in simple:
        return simple[piece]
    if len(piece) > 2 and piece.startswith("["):
        inner = (
            piece[1:-1].replace("\\", "\\\\").replace("[", "\\[").replace("&&", "&\\&").replace("~~", "~\\~")
        )
        return f"[^/{inner[1:]}]" if inner.startswith("!") else f"[{inner}]"
    return re.escape(piece)


def resolve(base: str, glob: str) -> str | None:
    """Make a glob that is relative to a folder (`""` is the root) relative to the root; None if it leads out."""
    parts: list[str] = [part for part in base.split("/") if part]
    if glob.endswith("/"):
        glob += "*.md"
    for part in glob.replace("\\", "/").split("/"):
        if part == "..":
            if not parts:
                return None
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)
