"""The hidden sibling that takes a note's place: its name, its attributes, and the swap itself."""

from __future__ import annotations

import ctypes
import errno
import os
import sys
from contextlib import suppress

from milestoned.fileio.atomic import create, write_all
from milestoned.light.patterns import lazy_pattern
from milestoned.light.typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_NAME = lazy_pattern(r"\.milestoned-(\d+)-[0-9a-f]{8}\.tmp")
_RENAME_EXCHANGE = 2
_RENAME_SWAP = 2
_AT_FDCWD = -100
_NO_EXCHANGE = {errno.EINVAL, errno.ENOSYS, errno.EOPNOTSUPP}
_SET_BY_THE_SYSTEM = ("security.", "trusted.")


def new_temp_name() -> str:
    """Return a free name for a file beside a note: `.milestoned-PID-RANDOM.tmp`."""
    return f".milestoned-{os.getpid()}-{os.urandom(4).hex()}.tmp"


def temp_owner(name: str) -> int | None:
    """Return the process number in a temporary file's name, or None for a file that is not ours."""
    found = _NAME.fullmatch(name)
    return int(found[1]) if found else None


def make_temp(temp: Path, original: int, data: bytes, *, touch: bool) -> int:
    """Create the temporary file with these bytes and the original's owner, mode, ACL, xattrs and times, and fsync it.

    Return its inode. Raises OSError, nothing being left, when the disk or an attribute refuses.
    """
    descriptor = create(temp)
    try:
        try:
            write_all(descriptor, data)
            _copy_attributes(original, descriptor)
            if not touch:
                stat = os.fstat(original)
                os.utime(descriptor, ns=(stat.st_atime_ns, stat.st_mtime_ns))
            os.fsync(descriptor)
            return os.fstat(descriptor).st_ino
        finally:
            os.close(descriptor)
    except OSError:
        with suppress(OSError):
            temp.unlink()
        raise


def exchange(one: Path, other: Path) -> bool:
    """Swap two names in one step; False where the file system cannot. Raises OSError otherwise."""
    number = _exchange(os.fsencode(one), os.fsencode(other))
    if number and number not in _NO_EXCHANGE:
        raise OSError(number, os.strerror(number), os.fspath(other))
    return number == 0


def _exchange(one: bytes, other: bytes) -> int:
    """Return the error number of the system's own call, 0 for success."""
    if os.name != "posix":
        return errno.ENOSYS
    library = ctypes.CDLL(None, use_errno=True)
    if sys.platform == "linux" and hasattr(library, "renameat2"):
        failed = library.renameat2(_AT_FDCWD, one, _AT_FDCWD, other, _RENAME_EXCHANGE)
    elif sys.platform == "darwin" and hasattr(library, "renamex_np"):
        failed = library.renamex_np(one, other, _RENAME_SWAP)
    else:
        return errno.ENOSYS
    return ctypes.get_errno() if failed else 0


def _copy_attributes(original: int, temp: int) -> None:
    if os.name == "nt":
        return
    stat, made = os.fstat(original), os.fstat(temp)
    if (stat.st_uid, stat.st_gid) != (made.st_uid, made.st_gid):
        os.fchown(temp, stat.st_uid, stat.st_gid)
    os.fchmod(temp, stat.st_mode & 0o7777)
    if sys.platform == "linux":
        _copy_xattrs(original, temp)


def _copy_xattrs(original: int, temp: int) -> None:
    if sys.platform != "linux":
        return
    try:
        names = os.listxattr(original)
    except OSError as error:
        if error.errno == errno.EOPNOTSUPP:
            return
        raise
    for name in names:
        try:
            os.setxattr(temp, name, os.getxattr(original, name))
        except OSError:
            # Labels of this kind are given by the system to every new file; losing another would be silent harm.
            if not name.startswith(_SET_BY_THE_SYSTEM):
                raise
