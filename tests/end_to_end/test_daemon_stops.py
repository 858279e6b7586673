"""SIGTERM at any moment of a daemon's first seconds: it ends in time, with exit 0 and without a word of complaint."""

from __future__ import annotations

import random
import signal
import threading
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.end_to_end.running import Daemon, note, wait_until, waits_for_words

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.daemon

# Seconds after it has begun to listen for signals. It reads, then watches, then writes.
_MOMENTS = 1.5
_COMPLAINTS = ("Traceback", "Bad file descriptor", "internal error", "Exception ignored")


@contextmanager
def _saved_again_and_again(path: Path) -> Iterator[None]:
    """Save a note every 20 ms, in another thread."""
    over = threading.Event()

    def save() -> None:
        words = 1
        while not over.wait(0.02):
            words = words % 50 + 1
            path.write_text(note(words))

    thread = threading.Thread(target=save)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _listens(daemon: Daemon) -> bool:
    """Return True once the daemon has a handler for SIGTERM."""
    status = Path(f"/proc/{daemon.pid}/status").read_text(encoding="ascii")
    caught = next(line for line in status.splitlines() if line.startswith("SigCgt:"))
    return bool(int(caught.split()[1], 16) >> (signal.SIGTERM - 1) & 1)


def _stopped_after(daemon: Daemon, delay: float) -> None:
    daemon.launch()
    wait_until(lambda: _listens(daemon), "it listens for signals")
    time.sleep(delay)  # the moment is what is tried
    daemon.stop()
    assert not [complaint for complaint in _COMPLAINTS if complaint in daemon.log], (delay, daemon.log)


@pytest.mark.parametrize("times", [5, pytest.param(100, marks=pytest.mark.soak)])
@pytest.mark.parametrize("saving", [False, True], ids=["at rest", "while notes are saved"])
def test_a_stop_at_any_moment_is_an_ordinary_end(tmp_path: Path, times: int, *, saving: bool) -> None:
    vault = tmp_path / "vault"
    (vault / ".milestoned").mkdir(parents=True)
    paths = [vault / f"{number}.md" for number in range(40)]
    for path in paths:
        path.write_text(note(3))
    daemon = Daemon(vault, tmp_path / "home")
    chance = random.Random(f"{times} {saving}")
    for _ in range(times):
        delay = chance.uniform(0, _MOMENTS) ** 2
        if saving:
            with _saved_again_and_again(paths[0]):
                _stopped_after(daemon, delay)
        else:
            _stopped_after(daemon, delay)
    paths[0].write_text(note(7))
    with daemon:
        waits_for_words(paths[0], 7)
        waits_for_words(paths[-1], 3)
