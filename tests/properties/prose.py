"""Documents of prose as writers write it, much of it marked up: runs of paragraphs, hard-wrapped or not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.properties.nasty import LINES, SPANS, STARTS, WORDS

if TYPE_CHECKING:
    import random

MARKS = ("*", "*", "**", "***", "_", "_", "__", "___", "****", "~~", "`")
TAME_MARKS = ("*", "**", "***", "_", "__", "~~")
SIGNS: tuple[str, ...] = (
    *"\".,!?:;()—–-'“”…&%+=/»",
    "...",
    "--",
    ". . .",
    "\xa0",
    "\u2009",
    "№",
    "€",
    "́",
    "5%",
    "R&D",
    "*.",
    "._",
    "@",
)
# What means the same wherever it is.
TAME_BITS: tuple[str, ...] = (
    "[sic]",
    "[a b](c.md)",
    '[t u](v.md#w_x "y z")',
    "[**Name**, p. 3]",
    "[see _it_ there]",
    "3.5",
    "x[y](z)w",
    "`code`",
    "`co de`",
    "[[wiki]]",
    "[[wiki page|the alias]]",
    "[^1]",
    "#tag",
    " #a-b",
    "<b>so</b>",
    "<br>",
    "</i>",
    "~~gone~~",
    "[`co`](de.md)",
    "http://a.b/c--d",
)
BITS: tuple[str, ...] = (
    *TAME_BITS,
    "[see [[wiki]]]",
    "#tag_x",
    "[^a]:",
    "[[wiki #1|the alias]]",
    "[@key, p. 3]",
    "[mail @ home]",
    "[a](<b c>)",
    "[a][b]",
    "![a](b.png)",
    "1986.",
    "2) ",
    "#1",
    "C#",
    "a_b",
    "<b>",
    "<a>",
    "<div>",
    "</T>",
    "``co`de``",
    "`*co*`",
    "` x `",
    "~one~",
    "~~~",
    "[[wiki]](x)",
    "![[embed]]",
    "#a/b",
    "#é",
    "a < b",
    "&amp;",
    "\\*",
)
TAME_WORDS: tuple[str, ...] = WORDS[:8]
TAME_GAPS = ("", " ", " ", " ", " ", "\n")
GAPS = ("", "", "", " ", " ", " ", " ", " ", " ", "\n", "  \n", "\n  ", "\t")
BREAKS = ("\n\n",) * 8 + ("\n", "\n\n\n", "\n \n", "\n\n \t\n", "\n\n    ")
UNDERLINES = (
    "\n===",
    "\n---",
    "\n-",
    "\n- item\n- item",
    "\n1. item",
    "\n2. item",
    "\n> quote",
    "\n| a |\n|---|",
    "\n***",
)


TAME = TAME_WORDS, SIGNS[:-3], TAME_BITS, TAME_MARKS
WILD = WORDS, SIGNS, BITS, MARKS


def paragraph(rng: random.Random, deep: int = 0) -> str:
    """Return a paragraph of words, marks and links, some of them between marks that fit; half of them hold no other."""
    tame = rng.random() < 0.5
    text = ""
    for _ in range(rng.randrange(1, 7 if deep else 9)):
        text += _part(rng, deep, tame=tame or deep > 0) + rng.choice(TAME_GAPS if tame else GAPS)
    return text.strip(" ") if deep else text


def _part(rng: random.Random, deep: int, *, tame: bool) -> str:
    words, signs, bits, marks = TAME if tame else WILD
    kind = rng.random()
    if kind < 0.45:
        return rng.choice(words)
    if kind < 0.6:
        return rng.choice(signs)
    if kind < 0.75 and deep < 3:
        mark = rng.choice(marks)
        return mark + paragraph(rng, deep + 1) + mark
    if kind < 0.85 or tame:
        return rng.choice(bits)
    return rng.choice(MARKS) if kind < 0.93 else rng.choice(SPANS)


def block(rng: random.Random) -> str:
    """Return a block: most are paragraphs."""
    kind = rng.random()
    text = paragraph(rng)
    if kind < 0.55:
        return text
    if kind < 0.63:
        return "#" * rng.randrange(1, 7) + " " + text
    if kind < 0.73:
        mark = rng.choice(("> ", "> ", ">", ">  "))
        return "\n".join(mark + line for line in f"{text}\n\n{paragraph(rng)}".split("\n"))
    if kind < 0.8:
        return text + rng.choice(UNDERLINES)
    if kind < 0.9:
        lines = rng.randrange(1, 6)
        return "\n".join(
            rng.choice(("- ", "- [ ] ", "  - ", "1. ", "* ")) + paragraph(rng) for _ in range(lines)
        )
    return rng.choice(LINES) if kind < 0.95 else rng.choice(STARTS) + text


def document(rng: random.Random) -> str:
    """Return a body, with a last newline or without."""
    body = "".join(block(rng) + rng.choice(BREAKS) for _ in range(rng.randrange(1, 9)))
    return rng.choice(("", "", "", "\n", " \n\n")) + (body if rng.random() < 0.5 else body.rstrip("\n"))
