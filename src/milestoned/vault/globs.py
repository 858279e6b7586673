"""Globs over paths with `/`: `*` and `?` stay inside a folder, `**` crosses folders, `[abc]` is a choice."""

from __future__ import annotations

import re
from functools import lru_cache

_PIECES = re.compile(r"\*\*/|/\*\*$|\*\*|\*|\?|\[!?\]?[^\]/]*\]|.", re.DOTALL)

# One `**/` says as much as several, which would take time without end to match.
_REPEATED = re.compile(r"(?:\*\*/){2,}")


@lru_cache(maxsize=512)
def translate(glob: str) -> re.Pattern[str]:
    """Compile a glob; it matches a whole path. What is no choice (`[z-a]`) stands for itself."""
    pieces = _PIECES.findall(_REPEATED.sub("**/", glob))
    return re.compile("".join(_regex(piece) for piece in pieces), re.DOTALL)


def _regex(piece: str) -> str:
    simple = {"**/": r"(?:[^/]+/)*", "/**": r"/.+", "**": r".*", "*": r"[^/]*", "?": r"[^/]"}
    if piece in simple:
        return simple[piece]
    if len(piece) > 2 and piece.startswith("["):
        inner = (
            piece[1:-1].replace("\\", "\\\\").replace("[", "\\[").replace("&&", "&\\&").replace("~~", "~\\~")
        )
        choice = f"[^/{inner[1:]}]" if inner.startswith("!") else f"[{inner}]"
        return choice if _compiles(choice) else re.escape(piece)
    return re.escape(piece)


def _compiles(regex: str) -> bool:
    try:
        re.compile(regex)
    except re.error:
        return False
    return True


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
