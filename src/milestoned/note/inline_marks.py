"""Inline marks that Obsidian, pandoc and Zettlr add to CommonMark, as patterns: for the parser, and for who does without."""

from __future__ import annotations

import re

from milestoned.light.patterns import lazy_pattern

WIKILINK = lazy_pattern(r"\[\[([^\[\]\n|]+)(?:\|([^\[\]\n]*))?\]\]")
EMBED = lazy_pattern(r"!\[\[[^\[\]\n]*\]\]")
FOOTNOTE_MARK = lazy_pattern(r"\[\^[^\]\s]+\]")
CITATION = lazy_pattern(r"\[(?:[^\[\]\n@]*[\s;(-])?-?@[\w{][^\[\]\n]*\](?![\[(:])")
# Obsidian help, "Tags": no blanks and no punctuation but / - _, and something in it that is not a digit.
_TAG_END = r"\s\x00-,.:-@\[-^`{-\x7f\u00a1\u00ab\u00bb\u00bf\u2000-\u206f\u2e00-\u2e7f\u3000-\u3004\u3008-\u3020\uff00-\uff0f\uff1a-\uff20"
TAG = lazy_pattern(rf"#(?=[^{_TAG_END}]*[^\W\d])[^{_TAG_END}]+")
INLINE_COMMENT = lazy_pattern(r"%%.*?%%", re.DOTALL)
# pandoc manual, extension tex_math_dollars: no blank inside the dollars, no digit after the closing one.
INLINE_MATH = lazy_pattern(
    r"\$\$(?=\S)(?:[^$\\]|\\.)+?\$\$|\$(?![\s$])(?:[^$\\]|\\.)*?(?<![\s\\])\$(?!\d)", re.DOTALL
)
# Tags that a reader sees as a gap between words.
HTML_GAP = lazy_pattern(
    r"</?(?:p|div|br|hr|li|ul|ol|td|th|tr|h[1-6]|table|blockquote|section|article|dd|dt)\b", re.IGNORECASE
)
