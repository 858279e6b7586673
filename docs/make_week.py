"""Draws docs/week.svg: a week of writing, by real runs of the program on a clock that libfaketime sets."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

from docs.make_picture import ZONE, clock, library
from rich.text import Text

from docs import terminal_svg

__all__ = ["PICTURE", "draw", "library", "shown"]

PICTURE = Path(__file__).with_name("week.svg")
_COLUMNS = 96
_NOTE = "novel/01-arrival.md"
_VOCABULARY = [
    "the",
    "sea",
    "a",
    "lamp",
    "her",
    "mother",
    "rain",
    "in",
    "letter",
    "window",
    "on",
    "old",
    "house",
    "salt",
    "door",
    "and",
    "slow",
    "light",
    "of",
    "morning",
    "ship",
    "no",
    "one",
    "who",
    "had",
    "come",
    "back",
    "waited",
    "under",
    "low",
    "sky",
    "with",
    "cold",
    "hands",
    "for",
    "word",
    "that",
    "would",
    "not",
    "stay",
]
_SAVES = 3
_BETWEEN = timedelta(minutes=12)

# When, and what the writer does then: so many new words, so many cut, or a command.
_WEEK: tuple[tuple[str, int, int, tuple[str, ...]], ...] = (
    (
        "2026-11-23 08:30",
        0,
        0,
        ("commit", "2 chunks", "--by", "sunday", "--why", "Mother reads it on Monday"),
    ),
    ("2026-11-23 09:10", 420, 0, ()),
    ("2026-11-24 21:40", 380, 15, ()),
    ("2026-11-25 23:50", 310, 0, ()),
    ("2026-11-26 00:20", 140, 0, ("next", "She opens the letter.")),
    ("2026-11-27 07:05", 0, 0, ("unstick",)),
    ("2026-11-27 07:40", 260, 40, ()),
    ("2026-11-28 10:00", 350, 0, ()),
    ("2026-11-29 17:20", 510, 30, ("today",)),
    ("2026-11-29 17:30", 0, 0, ("log",)),
    ("2026-11-29 17:31", 0, 0, ("commitments",)),
)


def shown() -> str:
    """Live the week, and return what the program said, each line below the command that asked."""
    with tempfile.TemporaryDirectory() as folder:
        vault = Path(folder) / "vault"
        (vault / "novel").mkdir(parents=True)
        (vault / _NOTE).write_text(
            "---\nmilestone: 1000 words\nmilestone-goal: 5000\n---\n\n" + _words(0, 600)
        )
        _run(folder, "2026-11-22 20:00", "update")
        lines, made, gone = [], 600, 0
        for moment, new, cut, command in _WEEK:
            if new:
                gone += cut
                lines += _writes(folder, moment, (made, made + new), gone)
                made += new
            if command:
                lines += [f"$ milestoned {_typed(command)}", *_run(folder, moment, *command).splitlines(), ""]
        return "\n".join(lines).rstrip()


def _words(first: int, last: int) -> str:
    """Return the text between two words: the same words for the same numbers, in sentences, a line for each."""
    draw = random.Random(7)  # noqa: S311 - prose of a sort
    words = [draw.choice(_VOCABULARY) for _ in range(last)]
    for number in range(last):
        if number % 11 == 10 or number == last - 1:
            words[number] += "."
        if number % 11 == 0:
            words[number] = words[number].capitalize()
    sentences = [" ".join(words[max(start, first) : start + 11]) for start in range(0, last, 11)]
    return "\n".join(filter(None, sentences)) + "\n"


def _writes(folder: str, moment: str, made: tuple[int, int], gone: int) -> list[str]:
    """Save some times on the way from so many words to so many; what the program said last, and of milestones."""
    path = Path(folder) / "vault" / _NOTE
    end = datetime.fromisoformat(moment)
    said: list[str] = []
    for left in reversed(range(_SAVES)):
        head = path.read_text().rpartition("---\n")[0]
        words = made[1] - (made[1] - made[0]) * left // _SAVES
        path.write_text(f"{head}---\n\n{_words(gone, words)}")
        saved = end - left * _BETWEEN
        # Saved at the real time, in a week that is this one, it would be dated by that.
        os.utime(path, (saved.replace(tzinfo=ZONE).timestamp(),) * 2)
        said += _run(folder, str(saved), "update").splitlines()
    earned = [line for line in said if line.startswith("Chunk")]
    last = [line for line in said if not line.startswith("Chunk")][-1:]
    return [f"{end:%A %H:%M}", *earned, *last, ""]


def _typed(command: tuple[str, ...]) -> str:
    return " ".join(f'"{word}"' if " " in word else word for word in command)


def _run(folder: str, moment: str, *command: str) -> str:
    """Run the program at a moment, its own clock alone: the files have the times that they were given."""
    own = {f"XDG_{kind}_HOME": f"{folder}/{kind}" for kind in ("CACHE", "STATE", "CONFIG")}
    done = subprocess.run(
        [sys.executable, "-m", "milestoned", *command],
        cwd=Path(folder) / "vault",
        env={**os.environ, **own, **clock(moment)},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout + done.stderr


def draw(output: str) -> str:
    """Draw what was said as SVG: commands and days stand out, milestones most."""
    text = Text(output)
    text.highlight_regex(r"(?m)^\$ .*$", "bold")
    text.highlight_regex(r"(?m)^\w+day \d\d:\d\d$", "dim")
    text.highlight_regex(r"(?m)^Chunk .*$|^Reached.*$", "bold yellow")
    return terminal_svg.draw(list(text.split("\n", allow_blank=True)), _COLUMNS, "A week of writing")


if __name__ == "__main__":
    PICTURE.write_text(draw(shown()), encoding="utf-8")
