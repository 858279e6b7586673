"""Writing and setting a time with nothing in between: an editor that looks at the time with every key asks if it sees it moved.

`os.pwrite` gives the interpreter's lock up, and the watcher's thread, woken by that very write, takes it: the
modification time stood moved for 0.4 ms in the mean (0.03 to 0.1 ms with these calls, which keep the lock).
On a busy machine the system itself halts one write in ten between the two calls, for milliseconds, where this thread has
used up its slice of the processor: `begin_slice` makes that rare, and `watch.fs_events` has its threads wait their turn.
"""

from __future__ import annotations

import ctypes
import os
import sys
from functools import cache

_SECOND = 10**9


class _Timespec(ctypes.Structure):
    _fields_ = (("seconds", ctypes.c_long), ("nanoseconds", ctypes.c_long))


@cache
def _library() -> ctypes.PyDLL | None:
    """Return the C library; None where its types are not those of 64-bit Linux."""
    if sys.platform != "linux" or ctypes.sizeof(ctypes.c_long) != 8:
        return None
    library = ctypes.PyDLL(None, use_errno=True)
    library.pwrite.argtypes = (ctypes.c_int, ctypes.c_char_p, ctypes.c_size_t, ctypes.c_long)
    library.pwrite.restype = ctypes.c_ssize_t
    library.futimens.argtypes = (ctypes.c_int, ctypes.POINTER(_Timespec * 2))
    return library


def begin_slice() -> None:
    """Let what waits for the processor run now, rather than in the middle of what follows."""
    if sys.platform != "win32":
        os.sched_yield()


def pwrite(descriptor: int, data: bytes, offset: int) -> int:
    """Write at an offset, as `os.pwrite` does; return how many bytes were written. Raises OSError."""
    library = _library()
    if library is None:
        return os.pwrite(descriptor, data, offset)
    written = int(library.pwrite(descriptor, data, len(data), offset))
    if written < 0:
        _raise()
    return written


def set_times(descriptor: int, atime_ns: int, mtime_ns: int) -> None:
    """Set both times (nanoseconds since 1970), as `os.utime` does with `ns`. Raises OSError."""
    library = _library()
    if library is None:
        os.utime(descriptor, ns=(atime_ns, mtime_ns))
        return
    times = (_Timespec * 2)(_Timespec(*divmod(atime_ns, _SECOND)), _Timespec(*divmod(mtime_ns, _SECOND)))
    if library.futimens(descriptor, ctypes.byref(times)) < 0:
        _raise()


def _raise() -> None:
    number = ctypes.get_errno()
    raise OSError(number, os.strerror(number))
