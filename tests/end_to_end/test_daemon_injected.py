"""System calls that fail for a while: the daemon lives, says it once, and everything is right afterwards."""

from __future__ import annotations

import signal
import subprocess
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.end_to_end.running import Daemon, note, wait_until, waits_for_words
from tests.end_to_end.tracing import NEEDS_TRACING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager


from contextlib import contextmanager

pytestmark = [
    pytest.mark.daemon,
    NEEDS_TRACING,
]

_CALLS = {
    "stat": "newfstatat,statx,stat,lstat,fstat",
    "open": "openat,open",
    "lock": "flock",
    "list": "getdents64",
    "sync": "fsync,fdatasync",
    "write": "write,pwrite64",
}


@contextmanager
def injected(daemon: Daemon, calls: str, error: str) -> Iterator[None]:
    """Let some system calls of a running daemon fail; its log is left out where they are writes."""
    log = daemon.home / "strace.log"
    command = ["strace", "-f", "-qq", "-o", str(log), "-p", str(daemon.pid), "-e", f"trace={calls}"]
    with subprocess.Popen(
        [*command, "-e", f"inject={calls}:error={error}"], stderr=subprocess.DEVNULL
    ) as strace:
        try:
            wait_until(lambda: _is_traced(daemon.pid), "strace is there")
            yield
        finally:
            strace.send_signal(signal.SIGINT)
            strace.wait()


def _is_traced(pid: int) -> bool:
    with Path(f"/proc/{pid}/status").open(encoding="ascii") as status:
        return any(line.startswith("TracerPid:") and line.split()[1] != "0" for line in status)


def _fails(daemon: Daemon, call: str, error: str) -> AbstractContextManager[None]:
    return injected(daemon, _CALLS[call], error)


@pytest.mark.parametrize("error", ["EIO", "EMFILE", "ENOLCK", "EACCES"])
@pytest.mark.parametrize("call", ["stat", "open", "lock", "list", "sync"])
def test_calls_that_fail_for_a_while_stop_nothing(tmp_path: Path, call: str, error: str) -> None:
    """What was saved meanwhile is counted when it is over; nothing is taken for deleted; a stop still works."""
    vault = tmp_path / "vault"
    (vault / ".milestoned").mkdir(parents=True)
    paths = [vault / f"{name}.md" for name in "abc"]
    for path in paths:
        path.write_text(note(3))
    (vault / "book.md").write_text(note(1, "milestone: 100 words\nmilestone-notes: '?.md'"))
    with Daemon(vault, tmp_path / "home") as daemon:
        waits_for_words(vault / "book.md", 9)
        with _fails(daemon, call, error):
            for words in (4, 5):
                for path in paths:
                    path.write_text(note(words))
                time.sleep(0.7)  # the daemon tries, and fails: that shows nowhere else
        assert not daemon.has_ended, daemon.log
        for path in paths:
            waits_for_words(path, 5)
        waits_for_words(vault / "book.md", 15)
        assert ": gone" not in daemon.log
