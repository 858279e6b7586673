"""Vaults for the benchmarks beside plain prose: notes of all shapes, and real prose that a Debian package ships."""

from __future__ import annotations

import gzip
import random
from pathlib import Path

from tests.benchmarks.generate import sentence, vocabulary

HEAD = "---\ntitle: {title}\nmilestone: 1000 words\nmilestone-goal: 5000\n---\n\n"
LENGTHS = (5, 50, 600, 600, 600, 2_000, 20_000)
# Debian's `anarchism`: an FAQ of 1.5 million words in Markdown.
_PROSE = Path("/usr/share/doc/anarchism/markdown")


def shapes_vault(root: Path, notes: int) -> None:
    """Write notes of 5 to 20,000 words: prose, markup, lists, tasks, tables, Chinese, with a last newline and without."""
    rng = random.Random(4)
    words = vocabulary()
    root.mkdir(parents=True)
    makers = (_prose, _markup, _list, _tasks, _table, _chinese)
    for number in range(notes):
        make = makers[number % len(makers)]
        # The lengths and the makers have no common divisor: each shape comes in each length.
        body = make(rng, words, LENGTHS[number % len(LENGTHS)])
        text = HEAD.format(title=f"Note {number}") + body + rng.choice(("", "\n"))
        (root / f"note-{number:05}.md").write_text(text, encoding="utf-8")


def prose_vault(root: Path) -> bool:
    """Write the package's notes, each opted in; False if it is not installed."""
    found = sorted(_PROSE.glob("*.md.gz")) if _PROSE.is_dir() else []
    for number, path in enumerate(found):
        root.mkdir(parents=True, exist_ok=True)
        text = gzip.decompress(path.read_bytes()).decode(errors="replace")
        (root / f"{number:03}-{path.stem}").write_text(
            HEAD.format(title=f"Part {number}") + text, encoding="utf-8"
        )
    return bool(found)


def _blocks(rng: random.Random, words: list[str], length: int, size: int) -> list[str]:
    """Return so many words in blocks of about `size` sentences."""
    blocks: list[str] = []
    while (
        sum(len(block.split()) for block in blocks[-1:]) and len(blocks) * size * 15 < length
    ) or not blocks:
        blocks.append(" ".join(sentence(rng, words) for _ in range(size)))
    if length < 15:
        return [" ".join(blocks[0].split()[:length])]
    return blocks


def _prose(rng: random.Random, words: list[str], length: int) -> str:
    return "\n\n".join(_blocks(rng, words, length, 5))


def _markup(rng: random.Random, words: list[str], length: int) -> str:
    marks = ("**{}**", "`{}`", "[[{}]]", "#{}", "<b>{}</b>", "[^1] {}", "~~{}~~", "{}")
    blocks = [
        " ".join(rng.choice(marks).format(word) if rng.random() < 0.1 else word for word in block.split())
        for block in _blocks(rng, words, length, 4)
    ]
    return "\n\n".join(blocks) + "\n\n[^1]: A footnote.\n\n```\ncode\n```\n"


def _list(rng: random.Random, words: list[str], length: int) -> str:
    return "\n".join(f"{'  ' * (n % 3)}- {item}" for n, item in enumerate(_blocks(rng, words, length, 1)))


def _tasks(rng: random.Random, words: list[str], length: int) -> str:
    return "\n".join(f"- [{rng.choice(' x')}] {item}" for item in _blocks(rng, words, length, 1))


def _table(rng: random.Random, words: list[str], length: int) -> str:
    rows = [f"| {row} | {len(row)} |" for row in _blocks(rng, words, length, 1)]
    return "\n".join(["| what | size |", "| --- | ---: |", *rows])


def _chinese(rng: random.Random, _words: list[str], length: int) -> str:
    signs = [chr(rng.randint(0x4E00, 0x9FA5)) for _ in range(length)]
    return "\n\n".join("".join(signs[at : at + 120]) + "。" for at in range(0, length, 120))
