"""Notes of many paragraphs and random edits of them, as a writer makes them and worse."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random

PARTS = (
    "She went down to the harbour and waited there.",
    "He said *nothing at all*, and she **knew** it.\nThe second line of it.\nand a third one",
    "A [link](target.md) here, a [[wikilink|alias]], `code` and $x$ and #tag.",
    "Élan vital. 日本語の文章です。 ภาษาไทย 한국어",
    "One line\nwith another",
    "word — word -- and / or ~~gone~~ kept ^block",
    "# Heading one",
    "## Heading [/]",
    "## Heading [0/100 words]\ntext below it",
    "Setext heading\n===",
    "Another one\n---",
    "- item\n- item two\n  goes on\n- [ ] task\n  - [x] nested\n",
    "- [ ] open [/]\n  - [x] done\n\n  a paragraph of the item",
    "1. one\n2. two\n\n   still two",
    "* loose\n\n* list\n\n      code in it",
    "> quote\n> goes on\n\n> another",
    "> [!note] callout\n> - [ ] a task",
    "a | b\n--|--\n1 | 2",
    "    indented code\n\n    goes on",
    "***",
    "<div>\ntext in html\n</div>",
    "text with <b>tags</b> and a < b",
    "text::\nkey:: value\n(other:: value)",
    "::: warning\ntext\n:::",
    "{#id .class} and {:.x}",
    "\ttab indented",
)
RARE = (
    "```\ncode\n\nmore code\n```",
    "~~~ x",
    "```",
    "$$\nmath\n\nmath\n$$",
    "%%\ncomment\n\nover blocks\n%%",
    "text %% open",
    "<!-- comment\n\nover blocks -->",
    "<!-- milestone -->\n<!-- /milestone -->",
    "<script>\n\nx",
    "[ref]: target",
    "[^1]: a footnote\n\n    goes on",
    "{{< short >}}\n\ntext\n\n{{< /short >}}",
    "{>> remark\n\n<<}",
)
SNIPPETS = (
    *(
        "x",
        " word ",
        "\n",
        "\n\n",
        "\n\n\n",
        "- ",
        "  ",
        "    ",
        "\t",
        "# ",
        "[ ] ",
        "[/]",
        "> ",
        "|",
        "*",
        "**",
        "_",
    ),
    *(
        "`",
        "[",
        "]",
        "[[",
        "<",
        ">",
        "\\",
        "===\n",
        "---\n",
        "\n---\n",
        "1. ",
        "^id",
        "#tag ",
        "::",
        "é",
        "日",
        "&amp;",
    ),
    *("\n \n", "\n\t\n", "\n\nnew paragraph here\n\n", "\u2028", "\x0c", "{", "}"),
)


def made_up(source: random.Random) -> str:
    """Return a body, most of it paragraphs."""
    parts = [
        source.choice(RARE)
        if source.random() < 0.01
        else source.choice(PARTS if source.random() < 0.4 else PARTS[:6])
        for _ in range(source.randrange(4, 30))
    ]
    return "".join(part + source.choice(("\n\n", "\n\n", "\n\n", "\n\n\n", "\n", "\n \n")) for part in parts)


def edited(body: str, source: random.Random) -> str:
    """Return a body with one random edit: something typed, cut, replaced, pasted or moved."""
    at = source.randrange(len(body) + 1)
    end = min(len(body), at + source.choice((0, 0, 0, 1, 1, 2, 5, 40, 300)))
    kind = source.random()
    if kind < 0.6:
        typed = source.choice(SNIPPETS)
    elif kind < 0.8:
        typed = "\n\n" + source.choice(PARTS if source.random() < 0.9 else RARE) + "\n\n"
    elif kind < 0.9:
        typed = body[end : end + 200]
    else:
        typed = ""
    return body[:at] + typed + body[end:]
