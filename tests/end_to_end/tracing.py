"""strace around the program, where a process may be traced."""

from __future__ import annotations

import shutil

import pytest

from tests.fileio.stepping import can_step

CAN_TRACE = shutil.which("strace") is not None and can_step()
NEEDS_TRACING = pytest.mark.skipif(not CAN_TRACE, reason="no strace, or not allowed to trace")


def slow_notes(milliseconds: int, first: int = 1) -> tuple[str, ...]:
    """Return options of strace that make the writing of each note take so long, from the first given one on.

    On a busy machine a test that comes in the middle of a pass would else come too late. The delay is at the call that
    puts a note's time back, which is made once a note.
    """
    delay = f"delay_enter={milliseconds * 1000}"
    return ("-e", "trace=utimensat", "-e", f"inject=utimensat:{delay}:when={first}+")
