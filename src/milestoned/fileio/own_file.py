"""Writing a file of the program's under a name that the user chose: never over one that is not ours."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from pathlib import Path

from milestoned.errors import MilestonedError
from milestoned.fileio.atomic import create, write_all
from milestoned.light.typing import TYPE_CHECKING

if TYPE_CHECKING:
    from os import stat_result

_HEAD = 4096


def write_own(path: Path, data: bytes, mark: str) -> None:
    """Write a file whole, or not at all; one that is there must hold the mark near its beginning.

    Raises MilestonedError where it does not, or where the folder cannot be written to.
    """
    target = Path(os.path.realpath(path))
    found = _found(target)
    if found is not None:
        _must_be_ours(target, found, mark)
    part = target.with_name(f".{target.name[:200]}.{os.getpid()}.part")
    try:
        _fill(part, data, found)
        _put(part, target, found)
    except OSError as error:
        hint = "name a file in a folder that is there and can be written to"
        raise MilestonedError(f"{path}: cannot be written: {error.strerror or error}", hint) from error
    finally:
        with suppress(OSError):
            part.unlink()


def _found(target: Path) -> stat_result | None:
    try:
        return target.stat()
    except OSError:
        return None


def _must_be_ours(target: Path, found: stat_result, mark: str) -> None:
    hint = "name another file, or move this one away"
    if not stat.S_ISREG(found.st_mode):
        raise MilestonedError(f"{target}: is not an ordinary file", hint)
    try:
        with target.open("rb") as file:
            head = file.read(_HEAD)
    except OSError as error:
        raise MilestonedError(f"{target}: cannot be read: {error.strerror}", hint) from error
    if mark.encode() not in head:
        raise MilestonedError(f"{target}: is there already, and `milestoned report` did not write it", hint)


def _fill(part: Path, data: bytes, found: stat_result | None) -> None:
    descriptor = create(part)
    try:
        write_all(descriptor, data)
    finally:
        os.close(descriptor)
    if found is not None:
        part.chmod(stat.S_IMODE(found.st_mode))


def _put(part: Path, target: Path, found: stat_result | None) -> None:
    """Give the file its name. One that came to be there in the meantime stays, and is an error."""
    if found is None:
        try:
            os.link(part, target)  # unlike a rename it fails where the name is taken
        except FileExistsError:
            raise
        except OSError:
            pass  # a file system without hard links
        else:
            return
    now = _found(target)
    if (now and _stamp(now)) != (found and _stamp(found)):
        raise FileExistsError(0, "it changed this moment")
    part.replace(target)


def _stamp(found: stat_result) -> tuple[int, int, int]:
    return found.st_ino, found.st_size, found.st_mtime_ns
