"""What counting one note costs, in processor time: plain prose, prose with markup, and the full parse.

Run `python -m tests.benchmarks.bench_count`.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

from milestoned.note.counting import measure
from milestoned.note.counts import CountRules
from milestoned.note.fast_outline import scan
from milestoned.note.full_outline import outline
from milestoned.note.note import Note, parse

if TYPE_CHECKING:
    from collections.abc import Callable

CHAPTERS = Path(__file__).parents[2] / "sample-vault" / "novel" / "chapters"
HEAD = "---\nmilestone: 1000 words\nmilestone-goal: 5000\n---\n"
ROUNDS = 300


def _body(*, marked_up: bool) -> str:
    """Return about 600 words of the sample novel, with or without the paragraphs that hold markup."""
    note = parse((CHAPTERS / "01-arrival.md").read_bytes())
    assert isinstance(note, Note)
    chosen: list[str] = []
    for paragraph in note.body.split("\n\n"):
        if marked_up or not set(paragraph) & set("*_[]`<#"):
            chosen.append(paragraph)
        if len(" ".join(chosen).split()) > 600:
            break
    return "\n\n".join(chosen)


def _microseconds(work: Callable[[], object]) -> float:
    """Return the best of five runs: the others met somebody else's work."""
    times = []
    for _ in range(5):
        began = time.process_time()
        for _ in range(ROUNDS // 5):
            work()
        times.append((time.process_time() - began) / (ROUNDS // 5))
    return min(times) * 1e6


def main() -> None:
    """Print a line for each kind of note."""
    for name, body in (
        ("plain prose", _body(marked_up=False)),
        ("the chapter as it is", _body(marked_up=True)),
    ):
        print(f"{name}, {len(body.split())} words, microseconds:", _line(body))


def _line(body: str) -> str:
    data = (HEAD + body).encode()
    found = scan(body, cookies=True)
    costs = {
        "bytes.split": _microseconds(data.split),
        "frontmatter": _microseconds(lambda: parse(data)),
        "scan": _microseconds(lambda: scan(body, cookies=True)),
        "measure": _microseconds(lambda: measure(found, body, CountRules())),
        "full outline": _microseconds(lambda: outline(body, cookies=True)),
    }
    return ", ".join(f"{name} {cost:.0f}" for name, cost in costs.items())


if __name__ == "__main__":
    main()
