"""Which process something belongs to, told apart from a later one that was given the same number."""

from __future__ import annotations

import os
from pathlib import Path


def is_alive(pid: int) -> bool:
    """Whether a process of this number runs on this machine."""
    if pid <= 0:
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def mark(pid: int) -> str:
    """Name a process so that its number, used again, does not pass for it (exact where there is /proc)."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_bytes()
    except OSError:
        return str(pid)
    # The program's name may hold blanks and brackets: the fields are counted from the last one.
    started = stat.rpartition(b")")[2].split()[19].decode()
    return f"{pid}:{started}"


def still_runs(owner: str) -> bool:
    """Whether the process that `mark` named still runs."""
    pid = int(owner.partition(":")[0])
    return is_alive(pid) and mark(pid) == owner
