"""Markup that means the same whatever is around it, as a pattern: most paragraphs hold no other.

Text; code, tags, wikilinks, footnote marks and HTML tags of the simplest kind; emphasis of one sign, perhaps with
emphasis of the other in it; links; brackets that are none. Where there is nothing else, no mark is left over that could
pair up with another one: each pair is what the pattern takes for one. That the parser says the same is held by
tests/properties/test_fast_outline.py and test_inline_reader.py.
"""

from __future__ import annotations

from milestoned.light.patterns import lazy_pattern
from milestoned.light.typing import TYPE_CHECKING
from milestoned.note.inline_marks import HTML_GAP

if TYPE_CHECKING:
    import re

# Code points. In a longer paragraph the parser first looks if it holds more markup than can be read in time.
LONGEST = 5_000
# Signs that may be markup. Only longer rules know what most of them mean; some are seen at once to be text.
SIGNS = r"\\`*_\[\]<&$#~{}^%:@"
TEXT_SIGNS = r":(?!:)|%(?![%>}])|&(?!#?\w+;)"
# Each pattern of markup begins with the sign itself: only where it stands the rest is looked at.
_CODE = rf"`(?![`\s])[^\n{SIGNS}]++(?<!\s)`(?!`)"
_TAG = r"\#(?<!\S\#)[A-Za-z][A-Za-z0-9-]*+(?=[\s.,;!?)]|\Z)"
_HTML = r"<(?:/?[b-z]|/?[a-z][a-z0-9]{1,9}+)>"
# An exclamation mark before a bracket makes an image of it.
_BRACKET = r"\[(?<!!\[)"
_NO_LINK = r"(?![(\[:])"
_WIKILINK = rf"{_BRACKET}\[[^\n|{SIGNS}]++(?:\|[^\n{SIGNS}]++)?\]\]"
_FOOTNOTE = rf"{_BRACKET}\^[A-Za-z0-9]++\]{_NO_LINK}"
# CommonMark 0.31.2, section 6.2. What is beside a mark has to be known: a blank, a letter, a digit, or punctuation, which
# is that of ASCII, the quotes of Latin-1, and dashes, quotes and dots. Two sets are compiled faster than one of both.
_ASCII = r"!-/:-@\[-`{-~«»"
_OTHER = r"[\u2010-\u2027]"
_TEXT_AHEAD = rf"(?=[^\W_]|[{_ASCII}]|{_OTHER})"
_TEXT_BEHIND = rf"(?<=[^\W_]|[{_ASCII}]|{_OTHER})"
_CLOSES = rf"(?=[ \t\n{_ASCII}]|{_OTHER}|\Z)"
# CommonMark 0.31.2, section 6.3: a target that is the same however it is written.
_TARGET = rf"\((?:https?://)?[A-Za-z0-9./_=?,#-]++(?: \"[^\n\"{SIGNS}]*+\")?\)"
# Of a text of simple markup, what is not seen or not all.
_UNSEEN_BRACKET = lazy_pattern(
    r"\[(?:\[(?:[^\[\]|]++\|)?(?P<wikilink>[^\[\]]++)\]\]|(?P<footnote>\^[^\[\]]++\])"
    r"|(?P<label>[^\[\]]++)\]\((?P<target>[^\s)]++)(?: \"(?P<title>[^\"]*+)\")?\))"
)
_UNSEEN_SIGN = lazy_pattern(rf"{_HTML}|{_TAG}")


# How a line begins that can begin or continue a paragraph and do nothing else: the frequent ones of `LINE_START`.
_START = (
    r"(?=[^\W\d_]|[\"'(.,;!?\[]|[^\x00-\x7f\s]|[*_]++[^*_\s]|[0-9]++(?![.)](?:[ \t\n]|\Z))|`(?!``)|~~[^~]|\#[A-Za-z]"
    r"|<(?:b|i|u|s|em|strong|sub|sup|mark|small|kbd)>[^\s<])"
)
_LINE_END = rf"\n[ \t]*+{_START}"


def _simple_markup() -> str:
    """Return the pattern of a text of simple markup. Each sign is taken by one alternative only, or it would take for ever."""
    flat = rf"[^\n{SIGNS}]++|{TEXT_SIGNS}|{_CODE}"
    # Within marks a further line begins with one of fewer signs: less to compile.
    plain = rf"{flat}|\n[ \t]*+(?=[^\W\d_]|[\"'(.,;!?\[]|[*_]++[^*_\s])"
    atoms = rf"{_TAG}|{_HTML}|{_WIKILINK}|{_FOOTNOTE}|{_BRACKET}(?:{plain})+\]{_TARGET}"
    text = f"{plain}|{atoms}"
    bracket = rf"{_BRACKET}(?:{plain})+\]{_NO_LINK}"
    stars = _emphasis("[*]", "stars", f"{text}|{bracket}|{_emphasis('_', 'lines_in_stars', plain)}")
    lines = _emphasis("_", "lines", f"{text}|{bracket}|{_emphasis('[*]', 'stars_in_lines', plain)}")
    struck = _between("~~", "(?!~)", text, "~~(?!~)")
    inside = (
        f"{plain}|{_emphasis('[*]', 'stars_in_bracket', plain)}|{_emphasis('_', 'lines_in_bracket', plain)}"
    )
    return rf"(?:{flat}|{_LINE_END}|{atoms}|{stars}|{lines}|{struck}|{_BRACKET}(?:{inside})+\]{_NO_LINK})+"


def _emphasis(sign: str, name: str, inside: str) -> str:
    """Return the pattern of emphasis: marks that can open, and as many that can close.

    Whatever else they can, nothing is open that they could close, and no other mark comes between.
    """
    return _between(sign, rf"(?P<{name}>{sign}{{0,2}}+)", inside, rf"{sign}(?P={name})(?!{sign})")


def _between(sign: str, more: str, inside: str, closing: str) -> str:
    """Return the pattern of what is between marks that can open and marks that can close (CommonMark, section 6.2)."""
    opens = rf"{sign}(?:(?<=[ \t\n{_ASCII}]{sign})|(?<={_OTHER}{sign})|(?<![\s\S]{sign}))"
    return rf"{opens}{more}{_TEXT_AHEAD}(?:{inside})+{_TEXT_BEHIND}{closing}{_CLOSES}"


SIMPLE_PARAGRAPH = lazy_pattern(rf"{_START}({_simple_markup()})(?:\n(?:[ \t]*+\n)+|\n?\Z)")
"""A paragraph of simple markup, which is the first group, and the blank lines below it."""


def has_marks(text: str) -> bool:
    """Return True if a text of simple markup is more than text. A character alone is found faster than one of a set."""
    return (
        "*" in text or "_" in text or "[" in text or "`" in text or "#" in text or "<" in text or "~" in text
    )


def visible(text: str, hidden: list[tuple[str, str]]) -> str:
    """Return what is seen of a text of simple markup; what is not is added to what is hidden."""
    if "[" in text:
        text = _UNSEEN_BRACKET.sub(lambda match: _seen_of_bracket(match, hidden), text)
    if "#" in text or "<" in text:
        text = _UNSEEN_SIGN.sub(lambda match: _hide_sign(match, hidden), text)
    for sign in "*_`~":
        text = text.replace(sign, "")
    return text


def _seen_of_bracket(match: re.Match[str], hidden: list[tuple[str, str]]) -> str:
    if match["wikilink"]:
        return match["wikilink"]
    if match["footnote"]:
        hidden.append(("footnote marks", match[0]))
        return ""
    hidden.append(("link targets", f"{match['target']} {match['title'] or ''}"))
    return match["label"]


def _hide_sign(match: re.Match[str], hidden: list[tuple[str, str]]) -> str:
    hidden.append(("tags" if match[0][0] == "#" else "HTML tags and comments", match[0]))
    return " " if HTML_GAP.match(match[0]) else ""
