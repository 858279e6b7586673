"""Leases: the kernel keeps every other opener out of a note, or says that somebody has it open.

A broken lease is announced by a signal that ends a process by default. Each descriptor therefore asks for
SIGURG, which is ignored by default; SIGIO, the kernel's second choice, is ignored for the whole process.
"""

from __future__ import annotations

import errno
import signal
import sys
import threading
from contextlib import suppress
from enum import Enum

if sys.platform == "linux":
    import fcntl


class LeaseKind(Enum):
    """What a lease keeps out: WRITE every opener, READ those that open for writing."""

    READ = "read"
    WRITE = "write"


class Grant(Enum):
    """The kernel's answer: GRANTED, IN_USE by another opener, or UNSUPPORTED for this file."""

    GRANTED = "granted"
    IN_USE = "in use"
    UNSUPPORTED = "unsupported"


def ignore_break_signals() -> None:
    """Keep a broken lease from ending the process.

    Signal handlers can only be set in the main thread: elsewhere, and where the program handles SIGIO itself,
    nothing is changed, and SIGURG, set for each descriptor, is enough.
    """
    if sys.platform != "linux" or threading.current_thread() is not threading.main_thread():
        return
    if signal.getsignal(signal.SIGIO) is signal.SIG_DFL:
        signal.signal(signal.SIGIO, signal.SIG_IGN)


def take(descriptor: int, kind: LeaseKind) -> Grant:
    """Ask for a lease. WRITE is granted while nobody else has the file open, READ while nobody writes it.

    READ needs a descriptor open for reading only, since an own one for writing counts as a writer.
    """
    if sys.platform != "linux":
        return Grant.UNSUPPORTED
    try:
        fcntl.fcntl(descriptor, fcntl.F_SETSIG, signal.SIGURG)
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, _number(kind))
    except OSError as error:
        # EACCES: only the owner of a file may lease it. EINVAL: this file system has none.
        return Grant.IN_USE if error.errno == errno.EAGAIN else Grant.UNSUPPORTED
    return Grant.GRANTED


def is_held(descriptor: int, kind: LeaseKind) -> bool:
    """Return True if the lease is still whole: no opener waits for it, and none has been let in."""
    if sys.platform != "linux":
        return False
    return fcntl.fcntl(descriptor, fcntl.F_GETLEASE) == _number(kind)


def release(descriptor: int) -> None:
    """Let the openers in. Closing the descriptor does the same."""
    if sys.platform == "linux":
        with suppress(OSError):
            fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_UNLCK)


def _number(kind: LeaseKind) -> int:
    if sys.platform != "linux":
        return 0
    return fcntl.F_WRLCK if kind is LeaseKind.WRITE else fcntl.F_RDLCK
