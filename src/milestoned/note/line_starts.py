"""How lines begin, as patterns: what can begin or continue a paragraph and nothing else (CommonMark 0.31.2, chapter 4)."""

from __future__ import annotations

# No list item, heading, quote, fence, rule, table, HTML, comment, math, template, and no definition of a footnote.
LINE_START = (
    r"(?![0-9]{1,9}[.)](?:[ \t\n]|\Z))"
    r"(?:[^\W_]|[\"'(.,;!?)\]/@&^\\]|[^\x00-\x7f\s]|[*_]+[^*_\s]|_{1,2}[ \t]*(?=\n|\Z)|`(?!``)|~(?!~~)|\$(?!\$)|%(?!%)|#+[^#\s]"
    r"|\[(?!\^[^\]\s]+\]:)|[-+][^\W_]|-{2,3} ?[*_\"'(“]*[^\W_])"
)
# What else can continue one: a number that begins no list below a text.
GOES_ON = rf"(?:{LINE_START}|(?!0*1[.)])[0-9]{{1,9}}[.)](?=[ \t\n]|\Z))"
PARAGRAPH = rf" {{0,3}}{LINE_START}[^\n]*(?:\n[ \t]*{GOES_ON}[^\n]*)*\n?"
