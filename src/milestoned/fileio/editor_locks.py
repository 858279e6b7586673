"""Which editor uses a note in such a way that an outside write would disturb the author."""

from __future__ import annotations

import os
import time
from pathlib import Path

from milestoned.fileio import lease, processes
from milestoned.fileio.resolve import READ
from milestoned.light.dataclasses import dataclass

_SWAP_ENDINGS = (".swp", ".swo", ".swn")
_SWAP_SIZE = 1008
_PID = slice(24, 28)
_HOST = slice(68, 108)
_MODIFIED = 1007
_MODIFIED_MARK = 0x55
_FOREIGN_FRESH_S = 600.0
_BUSY_AGAIN_S = 1.0


@dataclass(frozen=True, slots=True)
class WriteDelay:
    """Why a note is not written now, and after how many seconds to ask again."""

    reason: str
    seconds: float


def busy_reason(path: Path, size_changes: bool) -> str | None:  # noqa: FBT001 - a fact, not a switch
    """Return who must not be disturbed, or None. Some stats and one lease in the normal case; never raises OSError.

    A lock of Emacs or of an office program always counts; unsaved text in vim, neovim or nano only when the
    write would change the note's size, since they ask about nothing else (docs/reliability.md).
    """
    return (
        _emacs_lock(path)
        or _office_lock(path)
        or (_unsaved_text(path) if size_changes else None)
        or _open_for_writing(path)
    )


def _emacs_lock(path: Path) -> str | None:
    lock = _beside(path, f".#{path.name}")
    try:
        holder = os.readlink(lock)  # noqa: PTH115 - a dangling link whose text is not a path
    except FileNotFoundError:
        return None
    except OSError:
        return "Emacs has unsaved text in it" if os.path.lexists(lock) else None
    return None if _is_stale(holder) else "Emacs has unsaved text in it"


def emacs_with(path: Path) -> str:
    """Return the Emacs of this machine that is changing a note now, for `processes.still_runs`; "" when there is none.

    Other editors that set such a lock do not ask about a change of size, so they do not count here.
    """
    try:
        pid = _local_holder(os.readlink(path.with_name(f".#{path.name}")))  # noqa: PTH115 - as above
        name = Path(f"/proc/{pid}/comm").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    return processes.mark(pid) if pid and name.startswith("emacs") else ""


def _is_stale(holder: str) -> bool:
    """Return True if a crashed editor of this machine left it behind: then it locks nothing."""
    pid = _local_holder(holder)
    return bool(pid) and not processes.is_alive(pid)


def _local_holder(holder: str) -> int:
    """Return the process in `user@host.pid:boot`; 0 if it is none of this machine's."""
    host, _, process = holder.partition("@")[2].rpartition(".")
    pid = process.partition(":")[0]
    return int(pid) if host == _host_name() and pid.isdigit() else 0


def _host_name() -> str:
    import socket  # noqa: PLC0415 - few notes have a lock beside them

    return socket.gethostname()


def _office_lock(path: Path) -> str | None:
    if os.path.lexists(_beside(path, f".~lock.{path.name}#")):
        return "an office program has it open"
    return None


def _unsaved_text(path: Path) -> str | None:
    for swap in _swap_files(path):
        header = _header(swap)
        if not (_is_modified(header) and _is_in_use(header, swap)):
            continue
        if b"nano" not in header[2:12]:
            return "vim has unsaved text in it"
        if not _is_older(swap, path):
            return "nano has unsaved text in it"
    return None


def _beside(path: Path, name: str) -> str:
    """Return the path of another name in a note's folder, as text: a first pass asks for eight of them a note."""
    return os.path.join(os.path.dirname(path), name)  # noqa: PTH118, PTH120


def _swap_files(path: Path) -> list[str]:
    """Beside the note, as vim and nano have them, and where neovim keeps them: the whole path, `/` as `%`."""
    hidden = path.name if path.name.startswith(".") else f".{path.name}"
    state = os.environ.get("XDG_STATE_HOME") or f"{Path.home()}/.local/state"
    whole = str(path if path.is_absolute() else path.absolute()).replace("/", "%")
    beside = [_beside(path, hidden + ending) for ending in _SWAP_ENDINGS]
    return beside + [f"{state}/nvim/swap/{whole}{ending}" for ending in _SWAP_ENDINGS]


def _header(swap: str) -> bytes:
    try:
        with open(swap, "rb") as file:  # noqa: PTH123 - as text, see `_beside`
            return file.read(_SWAP_SIZE)
    except OSError:
        return b""


def _is_modified(header: bytes) -> bool:
    return len(header) == _SWAP_SIZE and header.startswith(b"b0") and header[_MODIFIED] == _MODIFIED_MARK


def _is_older(swap: str, note: Path) -> bool:
    """Return True if the note was saved since: nano marks its file at the first new key after a save, and never unmarks it."""
    try:
        return Path(swap).stat().st_mtime_ns <= note.stat().st_mtime_ns
    except OSError:
        return True


def _is_in_use(header: bytes, swap: str) -> bool:
    """Return True if its editor runs: here by its number; elsewhere (a container, a share) if it wrote lately."""
    host = header[_HOST].partition(b"\0")[0]
    if host == os.fsencode(_host_name())[: len(host)]:
        return processes.is_alive(int.from_bytes(header[_PID], "little"))
    try:
        return time.time() - Path(swap).stat().st_mtime < _FOREIGN_FRESH_S
    except OSError:
        return False


def _open_for_writing(path: Path) -> str | None:
    """Ask for a lease, which answers in one call; search /proc only if that says yes, or cannot say."""
    try:
        descriptor = os.open(path, READ & ~getattr(os, "O_NOFOLLOW", 0))
    except OSError:
        return None
    try:
        grant = lease.take(descriptor, lease.LeaseKind.READ)
        lease.release(descriptor)
    finally:
        os.close(descriptor)
    if grant is lease.Grant.GRANTED:
        return None
    program = processes.open_writer_of(path)
    if program:
        return f"{program} has it open for writing"
    return "another program has it open for writing" if grant is lease.Grant.IN_USE else None


def hold_for_editor(path: Path, *, size_changes: bool) -> WriteDelay | None:
    """Return why to wait if an editor uses the note so that the write would disturb its author; None if none does."""
    reason = busy_reason(path, size_changes)
    return WriteDelay(reason, _BUSY_AGAIN_S) if reason else None
