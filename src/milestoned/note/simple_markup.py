"""Markup that means the same whatever is around it, as a pattern: most paragraphs hold no other.

Text; emphasis of one sign, perhaps with emphasis of the other in it; links; brackets that are none. Where there is
nothing else, no mark is left over that could pair up with another one: each pair is what the pattern takes for one.
That the parser says the same is held by tests/properties/test_fast_outline.py and test_inline_reader.py.
"""

from __future__ import annotations

import re
import string

# Signs that may be markup. Only longer rules know what most of them mean; some are seen at once to be text.
SIGNS = r"\\`*_\[\]<&$#~{}^%:@"
TEXT_SIGNS = r":(?!:)|%(?![%>}])|&(?!#?\w+;)"
# CommonMark 0.31.2, section 6.2. What is beside a mark has to be known: a blank, punctuation, a letter or a digit.
_PUNCTUATION = re.escape(string.punctuation) + "“”‘’…–—«»"
_OPENS = rf"(?<![^ \t\n{_PUNCTUATION}])"
_CLOSES = rf"(?![^ \t\n{_PUNCTUATION}])"
_TEXT_AHEAD = rf"(?=[^\W_]|[{_PUNCTUATION}])"
_TEXT_BEHIND = rf"(?<=[^\W_]|[{_PUNCTUATION}])"
# CommonMark 0.31.2, section 6.3: a target that is the same however it is written.
_TARGET = rf"\((?:https?://)?[A-Za-z0-9./_=?,#-]++(?: \"[^\n\"{SIGNS}]*+\")?\)"
_LINK = re.compile(r"\[([^\[\]]*+)\]\(([^\s)]*+)(?: \"([^\"]*+)\")?\)")


def simple_markup(line_end: str) -> str:
    """Return the pattern of a text of simple markup, in which a line's end is what `line_end` takes."""
    text = rf"[^\n{SIGNS}]++|{TEXT_SIGNS}|{line_end}"
    link = rf"(?<!!)\[(?:{text})+\]{_TARGET}"
    bracket = rf"(?<!!)\[(?:{text})+\](?![(\[:])"
    stars = _emphasis("[*]", "stars", f"{text}|{link}|{bracket}|{_emphasis('_', 'lines_in_stars', text)}")
    lines = _emphasis("_", "lines", f"{text}|{link}|{bracket}|{_emphasis('[*]', 'stars_in_lines', text)}")
    inside = f"{text}|{_emphasis('[*]', 'stars_in_bracket', text)}|{_emphasis('_', 'lines_in_bracket', text)}"
    return rf"(?:{text}|{stars}|{lines}|{link}|(?<!!)\[(?:{inside})+\](?![(\[:]))+"


def _emphasis(sign: str, name: str, inside: str) -> str:
    """Return the pattern of emphasis: marks that can open, and as many that can close.

    Whatever else they can, nothing is open that they could close, and no other mark comes between.
    """
    marks = rf"(?P<{name}>{sign}{{1,3}}+)"
    return rf"{_OPENS}{marks}{_TEXT_AHEAD}(?:{inside})+{_TEXT_BEHIND}(?P={name})(?!{sign}){_CLOSES}"


def without_marks(text: str, hidden: list[tuple[str, str]]) -> str:
    """Return what is seen of a text of simple markup; the targets of its links are added to what is hidden."""
    if "](" in text:

        def label(link: re.Match[str]) -> str:
            hidden.append(("link targets", f"{link[2]} {link[3] or ''}"))
            return link[1]

        text = _LINK.sub(label, text)
    return text.replace("*", "").replace("_", "")
