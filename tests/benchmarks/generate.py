"""Vaults for the benchmarks: prose of a writer's shape, the same on every machine."""

from __future__ import annotations

import random
from pathlib import Path

_SAMPLE = Path(__file__).parents[2] / "sample-vault" / "novel" / "chapters"


def vocabulary() -> list[str]:
    """Return the words of the sample novel, as often as they stand in it."""
    text = " ".join(path.read_text(encoding="utf-8") for path in sorted(_SAMPLE.glob("*.md")))
    return [word for word in text.split() if word.isalpha()]


def sentence(rng: random.Random, words: list[str]) -> str:
    """Return a sentence of 6 to 24 words; one in twelve has a word in italics, one in forty a link."""
    chosen = [rng.choice(words).lower() for _ in range(rng.randint(6, 24))]
    if rng.random() < 1 / 12:
        chosen[2] = f"*{chosen[2]}*"
    if rng.random() < 1 / 40:
        chosen[3] = f"[{chosen[3]}](notes/{chosen[4]}.md)"
    return " ".join(chosen).capitalize() + rng.choice([".", ".", ".", "?", ", she said."])


def note(rng: random.Random, words: list[str], length: int = 600) -> str:
    """Return an opted-in note of about `length` words, its own values not yet in it."""
    title = " ".join(rng.choice(words) for _ in range(3)).title()
    lines = [
        "---",
        f"title: {title}",
        "milestone: 1000 words",
        "milestone-goal: 5000",
        "---",
        "",
        f"# {title}",
        "",
    ]
    written = 0
    while written < length:
        paragraph = " ".join(sentence(rng, words) for _ in range(rng.randint(3, 8)))
        written += len(paragraph.split())
        lines += [paragraph, ""]
        if rng.random() < 1 / 8:
            lines += [f"## {rng.choice(words).title()}", ""]
    return "\n".join(lines)


def vault(root: Path, notes: int, seed: int = 1) -> None:
    """Write a vault of opted-in notes of 600 words, a hundred to a folder."""
    rng = random.Random(seed)
    words = vocabulary()
    for number in range(notes):
        folder = root / f"part-{number // 100:03}"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"note-{number:05}.md").write_text(note(rng, words), encoding="utf-8")
