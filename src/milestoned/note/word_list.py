"""The words of a text one by one, for comparing what was written with what stood there before."""

from __future__ import annotations

import re

from milestoned.note.words import (
    CHARACTERS_A_WORD,
    IDEOGRAPH,
    LETTER_OR_DIGIT,
    UNSPACED,
    URL,
    break_at_dashes,
)

# Private use: no writer's word has it.
_URL_MARK = "\ue001"

_PIECES = re.compile(f"(?P<ideograph>{IDEOGRAPH.pattern})|{UNSPACED.pattern}")


def list_words(text: str) -> list[str]:
    """Return as many words as `count_words` counts, in order; a script without spaces is cut evenly."""
    # As in counting, a URL is one word whatever stands in it: it sits out the cutting behind a mark.
    urls = iter(URL.findall(text) if "://" in text else [])
    runs = break_at_dashes(URL.sub(_URL_MARK, text)).split()
    pieces = (piece for run in runs for piece in ([run] if run.isascii() else _pieces(run)))
    words = (piece.replace(_URL_MARK, next(urls, "")) if _URL_MARK in piece else piece for piece in pieces)
    return [word for word in words if LETTER_OR_DIGIT.search(word)]


def _pieces(run: str) -> list[str]:
    pieces: list[str] = []
    position = 0
    for match in _PIECES.finditer(run):
        pieces.append(run[position : match.start()])
        pieces += _cut(match)
        position = match.end()
    return [*pieces, run[position:]]


def _cut(match: re.Match[str]) -> list[str]:
    text, script = match[0], match.lastgroup
    if script is None or script == "ideograph":
        return [text]
    words = max(1, round(len(text) / CHARACTERS_A_WORD[script]))
    return [text[len(text) * n // words : len(text) * (n + 1) // words] for n in range(words)]
