"""The copies that sync tools leave where two devices changed a note: they take no part, or all would count twice.

Only what a tool's own name tells is taken for one: `The Conflict.md` and `Draft (1).md` are a writer's.
"""

from __future__ import annotations

import re

from milestoned.light.patterns import lazy_pattern
from milestoned.vault.globs import canonical

# Dropbox writes both words in the language of the computer, with its user's name and the date around them.
_CONFLICT = (
    "conflict|conflit|conflito|konflikt|berkonflik|bercanggah|motstrid|modstrid|ristirii|çakış|ütköz|συγκρου|διένεξ"
    "|конфликт|конфлікт|競合|冲突|衝突|충돌|ขัดแย้ง|xung đột|תנגש|متعارض"
)
_COPY = (
    "cop(?:y|ie|ia)|cópia|kop(?:ie|ia|i|io|ya)|másolat|αντίγραφο|копия|копія|コピー|副本|複本|사본|복사본|salinan|สำเนา"
    "|bản sao|עותק|نسخة"
)
_DATE = r"\d{4}[-./ ]?\d\d[-./ ]?\d\d"
_MARKED = lazy_pattern(
    rf"[(\[](?=[^()\[\]]*(?:{_CONFLICT}))(?=[^()\[\]]*(?:{_COPY}|{_DATE}|sfconflict))[^()\[\]]*[)\]](?: ?\(\d+\))?\Z"
    r"|\((?:case|unicode encoding|selective sync|white ?space) conflict(?: \d+)?\)\Z"
    r"|conflicted copy"
    r"|\.sync-conflict-"
    r"|_conflict-\d{8}-\d{6}\Z"  # ownCloud, and Nextcloud before 2.6
    r"|_[^_]*\d[^_]*_conflict\Z"  # Synology Drive
)
# OneDrive adds the computer's name, which can be told if Windows gave it.
_COMPUTER = lazy_pattern(r"-(?:DESKTOP|LAPTOP|WIN)-[0-9A-Z]{7,11}(?:-\d+)?\Z")
_SUFFIX = lazy_pattern(r"\.(?:md|markdown)\Z", re.IGNORECASE)


def is_conflict_copy(name: str) -> bool:
    """Return True if a file's or a folder's name is one that a sync tool gives to a copy in conflict."""
    if _is_plain(name):
        return False
    stem = _SUFFIX.sub("", canonical(name))
    return _MARKED.search(stem.lower()) is not None or _COMPUTER.search(stem) is not None


def _is_plain(name: str) -> bool:
    """Return True for a name without anything that such a name has something of: most have not, and ask no pattern."""
    lower = name.lower()
    return (
        name.isascii()
        and "(" not in name
        and "[" not in name
        and "conflict" not in lower
        and "-DESKTOP-" not in name
        and "-LAPTOP-" not in name
        and "-WIN-" not in name
    )
