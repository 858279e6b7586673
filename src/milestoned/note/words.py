"""What a word is, and how many a text has. The rules, with their reasons, are in docs/format.md."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import NamedTuple

# The scripts that set no spaces and in which each character counts as a word (UAX #24: Han, Hiragana, Katakana).
_IDEOGRAPH = (
    "[\u3005\u3007\u3021-\u3029\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f\U0001b000-\U0001b16f\U00020000-\U000323af]"
)
# A text without any of these has no script without spaces; one with them may have. The exact patterns take their time
# to compile, and most notes need none of them.
_FAR_EAST = re.compile("[^\x00-\u0dff\u2000-\u2fff]")
_UNSPACED_SCRIPT = "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\U000323af]"
# Besides blanks: the zero-width space; the en, em, two-em and three-em dashes; two hyphens.
_WIDE_BREAKS = ("\u200b", "\u2013", "\u2014", "\u2e3a", "\u2e3b")
_BREAKS = (*_WIDE_BREAKS, "--")
# RFC 3986, section 3.1. A URL ends at a blank, an em dash or the punctuation of a script that sets no blanks.
URL = re.compile(
    r"(?<![A-Za-z0-9])[A-Za-z](?:[A-Za-z0-9+.]|-(?!-)){0,30}://[^\s\u200b\u2014\u3001\u3002\u3008-\u3011\uff01-\uff0f\uff1a-\uff1f]+"
)
LETTER_OR_DIGIT = re.compile(r"[^\W_]")

# Scripts without spaces, their punctuation and currency left out: mean characters a word, measured on running text.
# An estimate, and documented as one.
_UNSPACED = (
    "(?P<thai>[\u0e01-\u0e3a\u0e40-\u0e4e\u0e50-\u0e59]+)|(?P<lao>[\u0e80-\u0eff]+)"
    "|(?P<burmese>[\u1000-\u1049\u1050-\u109f]+)|(?P<khmer>[\u1780-\u17d3\u17dc\u17dd\u17e0-\u17f9]+)"
)
CHARACTERS_A_WORD = {"thai": 4.03, "lao": 3.5, "burmese": 3.5, "khmer": 5.0}


# Marks that are no letter, digit or blank: for telling words apart, as good as an apostrophe.
_TYPOGRAPHY = "“”‘’…"
# Every ASCII blank of str.split becomes a space.
_BLANKS = bytes.maketrans(b"\t\n\v\f\r\x1c\x1d\x1e\x1f", b" " * 9)
_SPACE = ord(" ")
_MARKS = bytes(code for code in range(128) if not chr(code).isalnum() and not chr(code).isspace())


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _has_unspaced(text: str) -> bool:
    """Return True if a text has a script without spaces."""
    found = _FAR_EAST.search(text)
    return found is not None and _compiled(_UNSPACED_SCRIPT).search(text, found.start()) is not None


class Counted(NamedTuple):
    """The words and the characters of a text."""

    words: int
    characters: int


def break_at_dashes(text: str) -> str:
    """Return a text with a blank where a word ends without one; the same text where nothing is to be broken."""
    if text.isascii():
        return text.replace("--", " ")
    for dash in _BREAKS:
        text = text.replace(dash, " ")
    return text


def count(text: str, *, every_run: bool = False) -> Counted:
    """Count visible text. With `every_run`, a run without letter or digit is a word too.

    Characters are as a word processor has them: composed (UAX #15, NFC), each run of blanks one, none at either end.
    """
    if not text.isascii():
        text = _simplified(unicodedata.normalize("NFC", text))
    broken = break_at_dashes(URL.sub("url", text) if "://" in text else text)
    extra = 0
    if not broken.isascii() and _has_unspaced(broken):
        extra, broken = _count_unspaced(broken)
    counted = len(broken.split()) if every_run else _count_runs(broken)
    return Counted(extra + counted, _count_characters(text))


def _simplified(text: str) -> str:
    """Put an apostrophe for marks that are as good as one, so that most texts are ASCII."""
    for mark in _TYPOGRAPHY:
        text = text.replace(mark, "'")
    return text


def _count_characters(text: str) -> int:
    """Count the characters, each run of blanks as one, none at either end."""
    if not text.isascii():
        for dash in _WIDE_BREAKS:
            text = text.replace(dash, "-")
        if not text.isascii():
            return len(" ".join(text.split()))
    spaced = text.encode("ascii").translate(_BLANKS)
    return max(0, len(spaced) - spaced.count(b" ") + _count_spaced(spaced) - 1)


def _count_runs(text: str) -> int:
    """Count the runs that hold a letter or a digit."""
    if text.isascii():
        # Many times as fast as looking at each run: what is not a letter, digit or blank is taken out at once.
        return _count_spaced(text.encode("ascii").translate(_BLANKS, _MARKS))
    runs = text.split()
    search = LETTER_OR_DIGIT.search
    return len(runs) - sum(1 for run in runs if not run.isalnum() and not search(run))


def _count_spaced(text: bytes) -> int:
    """Count the runs between blanks, which are all spaces. Where each is one, only they have to be counted."""
    if not text or b"  " in text or text[0] == _SPACE or text[-1] == _SPACE:
        return len(text.split())
    return text.count(b" ") + 1


def count_words(text: str) -> int:
    """Return how many words a visible text has."""
    return count(text).words


def _count_unspaced(text: str) -> tuple[int, str]:
    """Count the scripts that set no spaces, and give back the rest of the text with gaps in their place."""
    before = len(text)
    text, runs = _compiled(f"{_IDEOGRAPH}+").subn(" ", text)
    ideographs = before - len(text) + runs
    estimate = 0
    unspaced = _compiled(_UNSPACED)
    for match in unspaced.finditer(text):
        estimate += max(1, round(len(match[0]) / CHARACTERS_A_WORD[match.lastgroup or "thai"]))
    return ideographs + estimate, unspaced.sub(" ", text)


def plain_runs(text: str) -> list[str] | None:
    """Return the runs, words or not, of a text that is cut at blanks and dashes alone; None of any other text."""
    if "://" in text or (not text.isascii() and _has_unspaced(text)):
        return None
    return break_at_dashes(text).split()


def is_word(run: str) -> bool:
    """Return True if a run of `plain_runs` is a word."""
    return run[0].isalnum() or LETTER_OR_DIGIT.search(run) is not None


# Private use: no writer's word has it.
_URL_MARK = "\ue001"


def list_words(text: str) -> list[str]:
    """Return as many words as `count_words` counts, in order; a script without spaces is cut evenly."""
    if (plain := plain_runs(text)) is not None:
        search = LETTER_OR_DIGIT.search
        return [run for run in plain if run[0].isalnum() or search(run)]
    # As in counting, a URL is one word whatever is in it: it sits out the cutting behind a mark.
    urls = iter(URL.findall(text) if "://" in text else [])
    runs = break_at_dashes(URL.sub(_URL_MARK, text)).split()
    pieces = (piece for run in runs for piece in ([run] if run.isascii() else _pieces(run)))
    words = (piece.replace(_URL_MARK, next(urls, "")) if _URL_MARK in piece else piece for piece in pieces)
    return [word for word in words if LETTER_OR_DIGIT.search(word)]


def _pieces(run: str) -> list[str]:
    pieces: list[str] = []
    position = 0
    for match in _compiled(f"(?P<ideograph>{_IDEOGRAPH})|{_UNSPACED}").finditer(run):
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
