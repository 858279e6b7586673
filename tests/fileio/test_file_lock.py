"""The lock between processes: one holder, freed with the process that holds it."""

from __future__ import annotations

import errno
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from milestoned.fileio.file_lock import FileLock, LockTimeoutError

if TYPE_CHECKING:
    from pathlib import Path

_HOLD = """
import sys, pathlib
from milestoned.fileio.file_lock import FileLock
lock = FileLock(pathlib.Path(sys.argv[1]))
lock.acquire()
print("held", flush=True)
sys.stdin.read()
"""


def _holder(path: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", _HOLD, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    assert process.stdout.readline() == "held\n"
    return process


def test_another_process_keeps_us_out_until_it_is_killed(tmp_path: Path) -> None:
    """The system frees the lock of a process that is killed."""
    lock = FileLock(tmp_path / "lock")
    with _holder(tmp_path / "lock") as holder:
        with pytest.raises(LockTimeoutError):
            lock.acquire()
        holder.kill()
        holder.wait()
        lock.acquire(timeout=30)
    lock.release()


def test_it_waits_as_long_as_it_was_told(tmp_path: Path) -> None:
    """`with` gives up after the timeout, not before."""
    held = FileLock(tmp_path / "lock")
    held.acquire()
    before = time.monotonic()
    with pytest.raises(LockTimeoutError), FileLock(tmp_path / "lock", timeout=0.2):
        pass
    assert time.monotonic() - before >= 0.2
    held.release()


def test_released_it_can_be_taken_again(tmp_path: Path) -> None:
    """After `with` the next one has it, and to release it twice does no harm."""
    with FileLock(tmp_path / "lock"):
        pass
    lock = FileLock(tmp_path / "lock")
    lock.acquire()
    lock.release()
    lock.release()


def test_a_lock_file_that_was_removed_keeps_nobody_out(tmp_path: Path) -> None:
    """Whoever removes the state folder gets a lock that works on the file that is there."""
    held = FileLock(tmp_path / "lock")
    held.acquire()
    (tmp_path / "lock").unlink()
    other = FileLock(tmp_path / "lock")
    other.acquire()
    with pytest.raises(LockTimeoutError):
        FileLock(tmp_path / "lock").acquire()
    other.release()
    held.release()


def test_a_lock_that_cannot_be_unlocked_is_free_once_it_is_closed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the system refuses for a moment keeps nobody out for ever."""
    fcntl = pytest.importorskip("fcntl")
    flock = fcntl.flock

    def failing(descriptor: int, operation: int) -> None:
        if operation == fcntl.LOCK_UN:
            raise OSError(errno.EIO, "Input/output error")
        flock(descriptor, operation)

    monkeypatch.setattr(fcntl, "flock", failing)
    with FileLock(tmp_path / "lock"):
        pass
    FileLock(tmp_path / "lock").acquire()


def test_no_folder_is_an_error_of_the_system(tmp_path: Path) -> None:
    """Where no lock can be had, the error says why."""
    with pytest.raises(FileNotFoundError):
        FileLock(tmp_path / "none" / "lock").acquire()
