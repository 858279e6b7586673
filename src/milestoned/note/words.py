"""What a word is, and how many a text has. The rules, with their reasons, are in docs/format.md."""

from __future__ import annotations

import re
import unicodedata
from enum import Enum

# Raised whenever a rule changes what any text counts; kept with every recorded count.
RULES_VERSION = 1


class WordRule(Enum):
    """Which runs of characters are words."""

    PROSE = "prose"  # a run that holds a letter or a digit, in visible prose
    OFFICE = "office"  # every run of visible prose, as LibreOffice counts
    ALL = "all"  # as PROSE, with code, tags and math
    WC = "wc"  # every run between blanks of the body as it stands


# The scripts that set no spaces and in which each character counts as a word.
_IDEOGRAPH = re.compile(
    "[\u3005\u3007\u3021-\u3029\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f\U0001b000-\U0001b16f\U00020000-\U000323af]"
)
_NEEDS_CARE = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u200b\u2013\u2014\u2e3a\u2e3b\u3005-\U000323af]")
_BREAK = re.compile("[\u200b\u2013\u2014\u2e3a\u2e3b]|--")
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://\S+")
_COUNTABLE = re.compile(r"[^\W_]")

# Scripts without spaces: mean characters a word, measured on running text. An estimate, and documented as one.
_UNSPACED = re.compile(
    "(?P<thai>[\u0e00-\u0e7f]+)|(?P<lao>[\u0e80-\u0eff]+)|(?P<burmese>[\u1000-\u109f]+)|(?P<khmer>[\u1780-\u17ff]+)"
)
_CHARACTERS_A_WORD = {"thai": 4.03, "lao": 3.5, "burmese": 3.5, "khmer": 5.0}


def count_words(text: str, *, every_run: bool = False) -> int:
    """Count the words of visible text. With `every_run`, a run without letter or digit is a word too."""
    if "://" in text:
        text = _URL.sub("url", text)
    extra = 0
    if "--" in text:
        text = _BREAK.sub(" ", text)
    if not text.isascii() and _NEEDS_CARE.search(text):
        text = _BREAK.sub(" ", text)
        extra, text = _count_unspaced(text)
    runs = text.split()
    return extra + (len(runs) if every_run else count_runs(runs))


def count_runs(runs: list[str]) -> int:
    """Count the runs that hold a letter or a digit."""
    search = _COUNTABLE.search
    return len(runs) - sum(1 for run in runs if not (run.isalnum() or search(run)))


def _count_unspaced(text: str) -> tuple[int, str]:
    """Count the scripts that set no spaces, and give back the rest of the text with gaps in their place."""
    text, ideographs = _IDEOGRAPH.subn(" ", text)
    estimate = 0
    for match in _UNSPACED.finditer(text):
        estimate += max(1, round(len(match[0]) / _CHARACTERS_A_WORD[match.lastgroup or "thai"]))
    return ideographs + estimate, _UNSPACED.sub(" ", text)


def count_characters(text: str) -> int:
    """Count the characters of visible text as a word processor does: composed (NFC), each run of blanks one."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    return len(" ".join(text.split()))
