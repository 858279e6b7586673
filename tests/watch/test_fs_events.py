"""How the threads of the watch are scheduled: our own write to a note wakes them."""

from __future__ import annotations

import os
import sys
import threading
from typing import TYPE_CHECKING

import pytest

from milestoned.watch.fs_events import Watch

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has SCHED_BATCH")
def test_the_watch_waits_its_turn_and_the_thread_that_writes_does_not(tmp_path: Path) -> None:
    """A thread that took the processor in the middle of a write would leave the note's time moved for an editor to see."""
    before = {thread.native_id for thread in threading.enumerate()}
    watch = Watch(tmp_path, lambda _path, _arrived: None, lambda: None)
    watch.start()
    try:
        started = [thread.native_id for thread in threading.enumerate() if thread.native_id not in before]
        assert started
        assert {os.sched_getscheduler(number) for number in started if number} == {os.SCHED_BATCH}
        assert os.sched_getscheduler(0) == os.SCHED_OTHER
    finally:
        watch.stop()
