"""What a word is, and how many a text has. The rules, with their reasons, are in docs/format.md."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

# The scripts that set no spaces and in which each character counts as a word (UAX #24: Han, Hiragana, Katakana).
IDEOGRAPH = re.compile(
    "[\u3005\u3007\u3021-\u3029\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f\U0001b000-\U0001b16f\U00020000-\U000323af]"
)
_UNSPACED_SCRIPT = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\U000323af]")
# Besides blanks: the zero-width space; the en, em, two-em and three-em dashes; two hyphens.
_BREAKS = ("\u200b", "\u2013", "\u2014", "\u2e3a", "\u2e3b", "--")
# RFC 3986, section 3.1. A URL ends at a blank, an em dash or the punctuation of a script that sets no blanks.
URL = re.compile(
    r"(?<![A-Za-z0-9])[A-Za-z](?:[A-Za-z0-9+.]|-(?!-)){0,30}://[^\s\u200b\u2014\u3001\u3002\u3008-\u3011\uff01-\uff0f\uff1a-\uff1f]+"
)
LETTER_OR_DIGIT = re.compile(r"[^\W_]")

# Scripts without spaces, their punctuation and currency left out: mean characters a word, measured on running text.
# An estimate, and documented as one.
UNSPACED = re.compile(
    "(?P<thai>[\u0e01-\u0e3a\u0e40-\u0e4e\u0e50-\u0e59]+)|(?P<lao>[\u0e80-\u0eff]+)"
    "|(?P<burmese>[\u1000-\u1049\u1050-\u109f]+)|(?P<khmer>[\u1780-\u17d3\u17dc\u17dd\u17e0-\u17f9]+)"
)
CHARACTERS_A_WORD = {"thai": 4.03, "lao": 3.5, "burmese": 3.5, "khmer": 5.0}


# Marks that are no letter, digit or blank: for telling words apart, as good as an apostrophe.
_TYPOGRAPHY = "“”‘’…"
# To str.split, these four are blanks; to bytes.split, they are not.
_BLANKS = bytes.maketrans(b"\x1c\x1d\x1e\x1f", b"    ")
_MARKS = bytes(code for code in range(128) if not chr(code).isalnum() and not chr(code).isspace())


@dataclass(frozen=True, slots=True)
class Counted:
    """The words and the characters of a text."""

    words: int
    characters: int


def break_at_dashes(text: str) -> str:
    """Return a text with a blank where a word ends without one; the same text where nothing is to be broken."""
    for dash in _BREAKS:
        text = text.replace(dash, " ")
    return text


def count(text: str, *, every_run: bool = False) -> Counted:
    """Count visible text. With `every_run`, a run without letter or digit is a word too.

    Characters are as a word processor has them: composed (UAX #15, NFC), each run of blanks one, none at either end.
    """
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    characters = len(" ".join(text.split()))
    broken = break_at_dashes(URL.sub("url", text) if "://" in text else text)
    extra = 0
    if not broken.isascii() and _UNSPACED_SCRIPT.search(broken):
        extra, broken = _count_unspaced(broken)
    counted = len(broken.split()) if every_run else _count_runs(broken)
    return Counted(extra + counted, characters)


def _count_runs(text: str) -> int:
    """Count the runs that hold a letter or a digit."""
    for mark in _TYPOGRAPHY:
        text = text.replace(mark, "'")
    if text.isascii():
        # Four times as fast as looking at each run: what is not a letter, digit or blank is taken out at once.
        return len(text.encode("ascii").translate(_BLANKS, _MARKS).split())
    runs = text.split()
    search = LETTER_OR_DIGIT.search
    return len(runs) - sum(1 for run in runs if not run.isalnum() and not search(run))


def count_words(text: str) -> int:
    """Return how many words a visible text has."""
    return count(text).words


def _count_unspaced(text: str) -> tuple[int, str]:
    """Count the scripts that set no spaces, and give back the rest of the text with gaps in their place."""
    text, ideographs = IDEOGRAPH.subn(" ", text)
    estimate = 0
    for match in UNSPACED.finditer(text):
        estimate += max(1, round(len(match[0]) / CHARACTERS_A_WORD[match.lastgroup or "thai"]))
    return ideographs + estimate, UNSPACED.sub(" ", text)


# Private use: no writer's word has it.
_URL_MARK = "\ue001"

_PIECES = re.compile(f"(?P<ideograph>{IDEOGRAPH.pattern})|{UNSPACED.pattern}")


def list_words(text: str) -> list[str]:
    """Return as many words as `count_words` counts, in order; a script without spaces is cut evenly."""
    if "://" not in text and (text.isascii() or not _UNSPACED_SCRIPT.search(text)):
        search = LETTER_OR_DIGIT.search
        return [run for run in break_at_dashes(text).split() if run.isalnum() or search(run)]
    # As in counting, a URL is one word whatever is in it: it sits out the cutting behind a mark.
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
