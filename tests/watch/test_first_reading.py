"""What the daemon says while it reads a large vault for the first time."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from milestoned.watch import vault_watcher
from tests.watch.sayings import Sayings

if TYPE_CHECKING:
    import pytest


def test_it_says_how_far_it_is_after_a_second_and_each_further_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing in the first second, then one line a second."""
    clock = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: clock[0])
    log = Sayings()
    told = vault_watcher._ReadingLog(log)
    for number in range(12):
        told(400 * number, 10_000)
        clock[0] += 0.25
    assert log.said == ["read 1,600 of 10,000 notes", "read 3,200 of 10,000 notes"]
