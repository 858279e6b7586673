"""Print the score of every style against every way of writing.

PYTHONPATH=src python -m tests.stress [SAVES]
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from milestoned.fileio.writer import Writer, WriteStrategy
from tests.stress.editor import STYLES
from tests.stress.race import Editor, Score, beside_a_reader, by_writer, naively, race, tending

PAUSES = {"in place": 0.003, "beside a reader": 0.015, "exchange": 0.08, "replace": 0.08, "naive": 0.003}
"""Each about as long as a write of that way takes, so that the two sides meet often."""


def main() -> None:
    """Let every style race against every way."""
    saves = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    for way in PAUSES:
        for style in STYLES:
            print(f"{way}, {style}: {score(way, style, saves)}", flush=True)


def score(way: str, style: str, saves: int) -> Score:
    """Race once, in a vault of its own."""
    with tempfile.TemporaryDirectory() as folder:
        note = Path(folder) / "vault" / "note.md"
        note.parent.mkdir()
        writer = Writer(Path(folder) / "state", note.parent)
        if way in {"exchange", "replace"}:
            writer._way = WriteStrategy[way.upper()]
        write = {"in place": by_writer, "beside a reader": beside_a_reader}.get(way, tending)(writer)
        patience = 0.02 if way == "naive" else 3.0
        editor = Editor(style, saves, PAUSES[way], patience)
        try:
            return race(note, editor, naively if way == "naive" else write)
        finally:
            writer.close()


if __name__ == "__main__":
    main()
