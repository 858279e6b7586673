"""What a word is, and how many a text has. The rules, with their reasons, are in docs/format.md."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from milestoned.light.named_tuples import NamedTuple
from milestoned.light.patterns import lazy_pattern

# The scripts that set no spaces and in which each character counts as a word (UAX #24: Han, Hiragana, Katakana).
_IDEOGRAPH = (
    "[\u3005\u3007\u3021-\u3029\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f\U0001b000-\U0001b16f\U00020000-\U000323af]"
)
# A text without any of these has no script without spaces; one with them may have. The exact patterns take their time
# to compile, and most notes need none of them.
_FAR_EAST = lazy_pattern("[^\x00-\u0dff\u2000-\u2fff]")
_UNSPACED_SCRIPT = "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\U000323af]"
# Besides blanks: the zero-width space; the en, em, two-em and three-em dashes; two hyphens.
_WIDE_BREAKS = ("\u200b", "\u2013", "\u2014", "\u2e3a", "\u2e3b")
_BREAKS = (*_WIDE_BREAKS, "--")
# RFC 3986, section 3.1. A URL ends at a blank, an em dash or the punctuation of a script that sets no blanks.
URL = lazy_pattern(
    r"(?<![A-Za-z0-9])[A-Za-z](?:[A-Za-z0-9+.]|-(?!-)){0,30}://[^\s\u200b\u2014\u3001\u3002\u3008-\u3011\uff01-\uff0f\uff1a-\uff1f]+"
)
# A URL that would be several words if it were not one.
_BROKEN_URL = lazy_pattern(r"://\S*?(?:--|[^\x00-\x7f\s])")
LETTER_OR_DIGIT = lazy_pattern(r"[^\W_]")

# Scripts without spaces, their punctuation and currency left out: mean characters a word, measured on running text.
# An estimate, and documented as one.
_UNSPACED = (
    "(?P<thai>[\u0e01-\u0e3a\u0e40-\u0e4e\u0e50-\u0e59]+)|(?P<lao>[\u0e80-\u0eff]+)"
    "|(?P<burmese>[\u1000-\u1049\u1050-\u109f]+)|(?P<khmer>[\u1780-\u17d3\u17dc\u17dd\u17e0-\u17f9]+)"
)
CHARACTERS_A_WORD = {"thai": 4.03, "lao": 3.5, "burmese": 3.5, "khmer": 5.0}


# A text is counted at the speed of C: with one byte for each character, of which there are two kinds in the end, blanks
# and others. What ends a word without being a blank is the byte that no note holds.
_TYPOGRAPHY = "“”‘’…„‚‹›•"
_BREAK = "\0"
_BYTES = "".join(map(chr, range(256)))
_MARKS = bytes(ord(sign) for sign in _BYTES if sign != _BREAK and not (sign.isalnum() or sign.isspace()))
_AS_RUNS = bytes(ord(" " if sign.isspace() else "a") for sign in _BYTES)
_AS_BROKEN_RUNS = b" " + _AS_RUNS[1:]
# Different characters that Latin-1 does not have, up to which they are looked at one by one.
_MOST_SIGNS = 16


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
    if "://" in text and _BROKEN_URL.search(text):
        text = unicodedata.normalize("NFC", text)
        return Counted(_count(URL.sub("url", text), every_run).words, _count(text, every_run).characters)
    return _count(text, every_run)


def _count(text: str, every_run: bool) -> Counted:  # noqa: FBT001 - as `count`
    signs = text.encode() if text.isascii() else _one_byte_each(text)
    if signs is None:
        return _count_run_by_run(text, every_run)
    runs = signs.translate(_AS_RUNS)
    characters = len(runs) - runs.count(b" ") + _starts(runs) - 1
    broken = signs.replace(b"--", b" ").translate(_AS_BROKEN_RUNS, b"" if every_run else _MARKS)
    return Counted(_starts(broken), max(0, characters))


def _starts(runs: bytes) -> int:
    """Count the runs of what is not blank by where they start."""
    return runs.count(b" a") + runs.startswith(b"a")


def _one_byte_each(text: str) -> bytes | None:
    """Return a text with one byte for each character, that counts the same; None if that takes long to find."""
    for mark in _TYPOGRAPHY:
        text = text.replace(mark, "'")
    for dash in _WIDE_BREAKS:
        text = text.replace(dash, _BREAK)
    for turn in range(_MOST_SIGNS):
        try:
            return text.encode("latin-1")
        except UnicodeEncodeError as error:
            sign = text[error.start]
        if not turn:
            text = unicodedata.normalize("NFC", text)
        elif _has_unspaced(sign):
            return None
        else:
            text = text.replace(sign, "a" if sign.isalnum() else " " if sign.isspace() else "'")
    return None


def _count_run_by_run(text: str, every_run: bool) -> Counted:  # noqa: FBT001 - as `count`
    text = unicodedata.normalize("NFC", text)
    extra, broken = 0, break_at_dashes(text)
    if _has_unspaced(broken):
        extra, broken = _count_unspaced(broken)
    runs = broken.split()
    if not every_run:
        search = LETTER_OR_DIGIT.search
        extra -= sum(1 for run in runs if not run.isalnum() and not search(run))
    return Counted(extra + len(runs), len(" ".join(text.split())))


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
