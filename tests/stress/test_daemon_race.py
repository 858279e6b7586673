"""A writer saves in every style at random moments while the daemon counts and writes: nothing of theirs is lost."""

from __future__ import annotations

import itertools
import random
import time
from typing import TYPE_CHECKING

import pytest

from tests.end_to_end.running import PATIENCE, Daemon
from tests.stress.editor import FILLER, STYLES

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.daemon

# The editor's text has none of the daemon's keys: each save takes them away, and the next write puts them in again.
_HEAD = b"---\nmilestone: 100 words\n---\n"


def _text(number: int) -> bytes:
    return _HEAD + b"Save %d.\n" % number + FILLER + b"word " * (number % 7) + b"\nEnd %d.\n" % number


def _body(note: Path) -> bytes:
    """Return the writer's text below the frontmatter, or nothing while a save by renaming is half done."""
    try:
        return note.read_bytes().split(b"---\n", 2)[-1]
    except FileNotFoundError:
        return b""


def _holds(note: Path, expected: bytes) -> bool:
    deadline = time.monotonic() + PATIENCE
    while _body(note) != expected:
        if time.monotonic() > deadline:
            return False
        time.sleep(0.001)
    return True


@pytest.mark.parametrize("saves", [120, pytest.param(10_000, marks=pytest.mark.soak)], ids=["quick", "soak"])
@pytest.mark.parametrize("style", STYLES)
def test_no_save_is_lost_while_the_daemon_writes(tmp_path: Path, style: str, saves: int) -> None:
    vault = tmp_path / "vault"
    (vault / ".milestoned").mkdir(parents=True)
    (vault / ".milestoned" / "config.yaml").write_text("settle: 0\n")
    note = vault / "note.md"
    note.write_bytes(_text(0))
    rng = random.Random(style)
    lost = []
    with Daemon(vault, tmp_path / "home") as daemon:
        for number in itertools.count(1):
            if number > saves and daemon.writes("note.md") > saves // 20:
                break  # a daemon that is not let often has written seldom, and shows nothing yet
            assert number <= 20 * saves, "the daemon hardly wrote: this shows nothing"
            STYLES[style](note, _text(number))
            time.sleep(rng.random() * 0.03)
            if not _holds(note, _text(number).split(b"---\n", 2)[2]):
                lost.append(number)
                break
    assert lost == []
