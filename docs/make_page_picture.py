"""Draws docs/page.png: the page of `milestoned report` in Chromium, after four weeks in which the sample's novel is written.

Each day's paragraphs are the sample's own; the program sees them on a clock that libfaketime sets.
"""

from __future__ import annotations

import base64
import os
import re
import shutil
import subprocess
import sys
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

from docs.make_picture import ZONE, clock

from tests.report.browser import LAPTOP, chromium

PICTURE = Path(__file__).with_name("page.png")
_VAULT = Path(__file__).parents[1] / "sample-vault"
_CHAPTERS = "novel/chapters"
_FIRST_DAY = datetime(2026, 10, 30, 7, 40, tzinfo=ZONE)
# Words of each day, as a writer's days are; what is left of the novel comes on the last.
_DAYS = (
    180,
    260,
    0,
    210,
    320,
    0,
    150,
    240,
    90,
    0,
    280,
    310,
    200,
    0,
    120,
    260,
    340,
    0,
    0,
    220,
    180,
    300,
    250,
    0,
    160,
    270,
    310,
    230,
)
_HEIGHT = 860  # fmt: skip


def page(folder: Path) -> Path:
    """Live the four weeks in a folder, and return the page that the program writes then."""
    vault = folder / "sample-vault"
    shutil.copytree(_VAULT, vault)
    chapters = sorted((vault / _CHAPTERS).glob("0[1-5]-*.md"))
    waiting = [part for chapter in chapters for part in _emptied(chapter)]
    _run(folder, _FIRST_DAY - timedelta(hours=2), "update")
    for number, words in enumerate(_DAYS):
        moment = _FIRST_DAY + timedelta(days=number, minutes=37 * number % 90)
        last = number == len(_DAYS) - 1
        if words:
            _write(waiting, words if not last else sys.maxsize, moment)
            _run(folder, moment, "update")
    written = folder / "report.html"
    _run(folder, _FIRST_DAY + timedelta(days=len(_DAYS) - 1, hours=2), "report", "-o", str(written))
    return written


def _emptied(chapter: Path) -> list[tuple[Path, str]]:
    """Leave a chapter its heading, and return its paragraphs."""
    head, text = re.fullmatch(r"(---\n.*?\n---\n\s*# [^\n]*\n)(.*)", chapter.read_text(), re.DOTALL).groups()
    chapter.write_text(head)
    return [(chapter, part) for part in text.strip("\n").split("\n\n") if part]


def _write(waiting: list[tuple[Path, str]], words: int, moment: datetime) -> None:
    """Add the next paragraphs to their chapters."""
    while waiting and words > 0:
        chapter, part = waiting.pop(0)
        chapter.write_text(f"{chapter.read_text()}\n{part}\n")
        os.utime(chapter, (moment.timestamp(), moment.timestamp()))
        words -= len(part.split())


def _run(folder: Path, moment: datetime, *command: str) -> None:
    own = {f"XDG_{kind}_HOME": f"{folder}/{kind}" for kind in ("CACHE", "STATE", "CONFIG")}
    subprocess.run(
        [sys.executable, "-m", "milestoned", "-q", *command],
        cwd=folder / "sample-vault",
        env={**os.environ, **own, **clock(f"{moment:%Y-%m-%d %H:%M}")},
        check=True,
    )


def photograph(written: Path, folder: Path) -> bytes:
    """Return the upper part of a page as PNG, as a laptop shows it."""
    with chromium(folder) as browser:
        browser.shows(written, width=LAPTOP)
        clip = {"x": 0, "y": 0, "width": LAPTOP, "height": _HEIGHT, "scale": 1}
        taken = browser.chrome.execute_cdp_cmd("Page.captureScreenshot", {"format": "png", "clip": clip})
    return base64.b64decode(taken["data"])


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        PICTURE.write_bytes(photograph(page(Path(place)), Path(place)))
