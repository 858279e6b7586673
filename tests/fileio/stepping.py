"""Ending a process at any of its system calls, by ptrace: at the entry to each and at the exit from each."""

from __future__ import annotations

import ctypes
import os
import signal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_TRACEME = 0
_SYSCALL = 24
_libc = ctypes.CDLL(None, use_errno=True)
_libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]


def can_step() -> bool:
    """Whether this machine lets a process be traced."""
    return run_and_kill(lambda: None, stop=10**6) is not None


def run_and_kill(action: Callable[[], None], stop: int) -> int | None:
    """Run the action in a child, which is killed at the given stop.

    Gives the number of stops it made before it ended by itself, or -1 if it was killed; None if it cannot be traced.
    """
    child = os.fork()
    if child == 0:
        _be_traced(action)
    _, status = os.waitpid(child, 0)
    if not os.WIFSTOPPED(status):
        return None
    return _step(child, stop)


def _be_traced(action: Callable[[], None]) -> None:
    code = 1
    try:
        if _libc.ptrace(_TRACEME, 0, None, None) == 0:
            os.kill(os.getpid(), signal.SIGSTOP)
            action()
            code = 0
    finally:
        os._exit(code)


def _step(child: int, stop: int) -> int:
    forwarded = 0
    made = 0
    while True:
        if made == stop:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            return -1
        _libc.ptrace(_SYSCALL, child, None, forwarded)
        _, status = os.waitpid(child, 0)
        if not os.WIFSTOPPED(status):
            assert os.waitstatus_to_exitcode(status) == 0, "the action failed by itself"
            return made
        forwarded = 0 if os.WSTOPSIG(status) == signal.SIGTRAP else os.WSTOPSIG(status)
        made += 1
