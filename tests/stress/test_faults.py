"""The daemon under a fault injector: every few seconds something else goes wrong, and in the end every note is right."""

from __future__ import annotations

import random
import re
import time
from typing import TYPE_CHECKING

import pytest

from tests.end_to_end.running import Daemon, note, wait_until, waits_for_words, words_in
from tests.stress.injector import Injector

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.daemon

_NOTES = 6


@pytest.mark.parametrize("minutes", [0.4, pytest.param(20, marks=pytest.mark.soak)], ids=["quick", "soak"])
def test_every_note_is_right_after_all_that_goes_wrong(tmp_path: Path, minutes: float) -> None:
    """Notes are saved all the while. None is lost, each is counted in the end, and nothing is said over and over."""
    vault, rng = tmp_path / "vault", random.Random(8)
    (vault / ".milestoned").mkdir(parents=True)
    (vault / ".milestoned" / "config.yaml").write_text("settle: 0.1\n")
    words = {vault / f"{number}.md": 1 for number in range(_NOTES)}
    for path in words:
        path.write_text(note(1))
    (vault / "book.md").write_text(note(1, "milestone: 100 words\nmilestone-notes: '?.md'"))
    with Daemon(vault, tmp_path / "home") as daemon:
        waits_for_words(vault / "book.md", _NOTES)
        injector = Injector(daemon, rng)
        end = time.monotonic() + minutes * 60
        while time.monotonic() < end:
            for path in rng.sample(list(words), 2):
                words[path] += rng.randint(1, 9)
                path.write_text(note(words[path]))
            injector.one(rng.uniform(0.5, 3))
            assert not daemon.has_ended, (injector.done, daemon.log)
        wait_until(
            lambda: all(words_in(path) == count for path, count in words.items()),
            lambda: f"all are right after {injector.done}; the log says:\n{daemon.log[-3000:]}",
        )
        waits_for_words(vault / "book.md", sum(words.values()))
        assert all(path.read_text().endswith("word " * count + "\n") for path, count in words.items())
        assert not re.search(r" (\d|book)\.md: gone", daemon.log)
        print(injector.done)
