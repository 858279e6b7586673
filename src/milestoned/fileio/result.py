"""The result of an attempt to write a note, and its words for the writer."""

from __future__ import annotations

import errno
from enum import Enum

from milestoned.light.dataclasses import dataclass
from milestoned.light.typing import TYPE_CHECKING

if TYPE_CHECKING:
    from milestoned.fileio.snapshot import Stamp


class Outcome(Enum):
    """What became of one attempt to write a note."""

    WRITTEN = "written"
    PENDING = "pending"  # somebody is writing it or has unsaved text: try again later
    CONFLICT = "conflict"  # it no longer holds what was counted: count again
    REFUSED = "refused"  # it cannot be written at all: the user must act


@dataclass(frozen=True, slots=True)
class WriteResult:
    """The outcome, and for REFUSED and PENDING a message and a hint for the user.

    `stamp`: for WRITTEN, the file's stamp with exactly the new text in it. None where that is not certain.
    """

    outcome: Outcome
    message: str = ""
    hint: str = ""
    stamp: Stamp | None = None


WRITTEN = WriteResult(Outcome.WRITTEN)
CONFLICT = WriteResult(Outcome.CONFLICT)


def written(stamp: Stamp | None) -> WriteResult:
    """Return that the note was written, with the stamp that it has by that."""
    return WriteResult(Outcome.WRITTEN, stamp=stamp)


def refused(message: str, hint: str) -> WriteResult:
    """Return that the note cannot be written until the user acts."""
    return WriteResult(Outcome.REFUSED, message, hint)


def pending(message: str, hint: str = "it is written as soon as it is free") -> WriteResult:
    """Return that somebody else is using the note: it is written later."""
    return WriteResult(Outcome.PENDING, message, hint)


_WORDS = {
    errno.EACCES: ("permission denied", "give yourself write permission: `chmod u+w`"),
    errno.EPERM: (
        "the system does not allow writing it",
        "look at its owner and its flags: `ls -l`, `lsattr`",
    ),
    errno.EROFS: ("the file system is mounted read-only", "mount it for writing, or count it elsewhere"),
    errno.ENOSPC: ("the disk is full; the note is unchanged", "free some space, then save the note again"),
    errno.EDQUOT: (
        "the disk quota is used up; the note is unchanged",
        "free some of your space, then save it",
    ),
    errno.EIO: ("the disk reported an error", "check the disk and the connection, and keep a backup"),
    errno.EFBIG: ("the file would be too large for this file system", "split the note"),
    errno.ELOOP: ("the symlink leads in a circle", "point the link at a note"),
    errno.ENAMETOOLONG: ("the name is too long for a temporary file beside it", "shorten the name"),
    errno.EXDEV: ("the note is a mount of its own and cannot be replaced", "mount the folder instead"),
}
_VANISHED = {errno.ENOENT, errno.ENOTDIR, errno.ESTALE}
_IN_USE = {errno.EAGAIN, errno.EBUSY, errno.ETXTBSY, errno.EINTR}


def explain(error: OSError) -> WriteResult:
    """Return the result for an error with one note, with a message for the writer; a vanished note is a conflict."""
    if error.errno in _VANISHED:
        return CONFLICT
    if error.errno in _IN_USE:
        return pending("another program is using it")
    message, hint = _WORDS.get(
        error.errno or 0,
        (f"it cannot be written: {error.strerror or error}", "put right what the message names"),
    )
    return refused(message, hint)
