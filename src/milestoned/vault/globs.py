"""Globs over paths with `/`: `*` and `?` stay inside a folder, `**` crosses folders, `[abc]` is a choice.

A vault may come from somebody else, so no glob may take for ever: what lies between two stars is matched where it
first fits and never elsewhere (an atomic group), which finds the same paths without trying all combinations.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from milestoned.light.patterns import lazy_pattern

_PIECES = lazy_pattern(r"\*+|\?|\[!?\]?[^\]]*\]|.", re.DOTALL)
_LINK = lazy_pattern(r"\[\[(?P<name>[^\[\]|#]+)(?:[|#][^\[\]]*)?\]\]")
_SUFFIX = lazy_pattern(r"\.(?:md|markdown)\Z")
_FOLDERS = "(?:[^/]+/)*"


def canonical(name: str) -> str:
    """Return the one spelling of a name: composed on this machine and decomposed on another, it is the same name."""
    return name if name.isascii() else unicodedata.normalize("NFC", name)


def matches(glob: str, path: str) -> bool:
    """Return True if a glob names a path, or is that path to the letter, brackets and all."""
    glob, path = canonical(glob), canonical(path)
    return glob == path or translate(glob).fullmatch(path) is not None


def linked_name(glob: str) -> str | None:
    """Return the note that `[[name]]`, `[[folder/name|alias]]` or `[[name#heading]]` means; None for a glob."""
    match = _LINK.fullmatch(glob)
    return match["name"].strip() if match else None


def links_to(name: str, path: str) -> bool:
    """Return True if a link's name can mean the note at a path, in any case and with or without its ending."""
    wanted = _SUFFIX.sub("", canonical(name).casefold())
    have = _SUFFIX.sub("", canonical(path).casefold())
    return have == wanted or have.endswith("/" + wanted)


@lru_cache(maxsize=512)
def translate(glob: str) -> re.Pattern[str]:
    """Compile a glob; it matches a whole path. What is not a choice (`[z-a]`) means itself."""
    *folders, last = glob.split("/")
    runs = [""]
    for folder in folders:
        if folder == "**":
            runs.append("")
        else:
            runs[-1] += _name(folder) + "/"
    first, *middle, tail = runs if len(runs) > 1 else ["", *runs]
    between = "".join(f"(?>{_FOLDERS}?{run})" for run in middle if run)
    crossing = _FOLDERS if len(runs) > 1 else ""
    return re.compile(first + between + crossing + tail + (".+" if last == "**" else _name(last)), re.DOTALL)


def _name(glob: str) -> str:
    """Translate the part of a glob that one folder's or file's name is matched with."""
    fixed = [""]
    for piece in _PIECES.findall(glob):
        if piece.startswith("*"):
            fixed.append("")
        else:
            fixed[-1] += _one(piece)
    if len(fixed) == 1:
        return fixed[0]
    first, *middle, last = fixed
    return first + "".join(f"(?>[^/]*?{text})" for text in middle) + "[^/]*" + last


def _one(piece: str) -> str:
    """Translate a wildcard for one character."""
    if piece == "?":
        return "[^/]"
    if len(piece) == 1:
        return re.escape(piece)
    inner = piece[1:-1].replace("\\", "\\\\").replace("[", "\\[").replace("&&", "&\\&").replace("~~", "~\\~")
    choice = f"[^/{inner[1:]}]" if inner.startswith("!") else f"[{inner}]"
    return choice if _compiles(choice) else re.escape(piece)


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
