"""A first pass that Ctrl-C breaks off on a real terminal: the next one goes on, and nothing is earned or lost by it."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.end_to_end.running import wait_until
from tests.end_to_end.tracing import NEEDS_TRACING, slow_notes

if TYPE_CHECKING:
    from pathlib import Path

    from tests.end_to_end.program import Sandbox

_NOTES = 700
_NOTE = (
    "---\nmilestone: 100 words\n---\n# A title\n\n"
    + "Some words that are here, *and* more of them. " * 60
    + "\n"
)
_CTRL_C = b"\x03"


def _first_pass(box: Sandbox, command: str, *tracing: str) -> tuple[int, int]:
    """Begin on a terminal of its own, traced so; return the process and the terminal's other side."""
    pid, terminal = pty.fork()
    if pid == 0:
        try:
            os.chdir(box.root)
            strace = ["strace", "-qq", "-o", str(_log(box)), *tracing]
            program = [sys.executable, "-m", "milestoned", command]
            os.execvpe("strace", strace + program, box.env | {"TERM": "xterm"})  # noqa: S606 - a terminal is all it needs
        finally:
            os._exit(127)
    return pid, terminal


def _log(box: Sandbox) -> Path:
    return box.folder / "strace"


def _rest_of(terminal: int) -> bytes:
    shown = b""
    while True:
        try:
            chunk = os.read(terminal, 65_536)
        except OSError:
            return shown
        if not chunk:
            return shown
        shown += chunk


def _written(box: Sandbox) -> int:
    """Count the notes that have a status, by their sizes: a note that is being read would have to wait for its status."""
    return sum(path.stat().st_size > len(_NOTE) for path in box.root.rglob("*.md"))


def _broken_off(box: Sandbox, command: str, when: int) -> tuple[int, str]:
    """Break a pass off once so many notes are written; return the exit code and all that was shown."""
    pid, terminal = _first_pass(box, command, *slow_notes(100, first=when))
    wait_until(lambda: _written(box) >= when, f"{when} notes are written", within=120)
    os.write(terminal, _CTRL_C)
    shown = _rest_of(terminal)
    _, status = os.waitpid(pid, 0)
    os.close(terminal)
    return os.waitstatus_to_exitcode(status), shown.decode(errors="replace")


def _bodies(root: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes().rpartition(b"---\n")[2] for path in root.rglob("*.md")}


def _big(box: Sandbox) -> None:
    for number in range(_NOTES):
        box.write(f"part-{number // 100}/{number:04}.md", _NOTE)


@NEEDS_TRACING
@pytest.mark.parametrize("when", [pytest.param(1, marks=pytest.mark.soak), 300])
def test_ctrl_c_in_a_first_pass_leaves_what_the_next_one_goes_on_from(box: Sandbox, when: int) -> None:
    """Exit 130 and no traceback; afterwards every note is up to date, not a byte else has changed, nothing is earned."""
    _big(box)
    before = _bodies(box.root)
    code, shown = _broken_off(box, "update", when)
    assert code == 130, shown
    assert "Traceback" not in shown
    assert _written(box) < _NOTES, "it was over before it could be broken off"
    again = box.run("update")
    assert (again.code, _written(box)) == (0, _NOTES)
    assert _bodies(box.root) == before
    assert not any(note["stale"] for note in box.run("status", "--json").json["notes"])
    today = box.run("today", "--json").json
    assert (today["drafted"], today["held"], today["earned"]) == (0, 0, [])
    assert box.run("milestones", "--json").json == []


@NEEDS_TRACING
def test_ctrl_c_while_status_reads_is_no_error(box: Sandbox) -> None:
    """A first `status` that is broken off says nothing, and the next one knows everything."""
    _big(box)
    pid, terminal = _first_pass(box, "status", "-e", "trace=openat")
    wait_until(lambda: '.md"' in _log(box).read_text(), "the first note is read")
    os.write(terminal, _CTRL_C)
    shown = _rest_of(terminal).decode()
    _, status = os.waitpid(pid, 0)
    assert "Traceback" not in shown
    # It may be over already, or in the interpreter's last moment, when a signal ends a process as it ends any other.
    assert os.waitstatus_to_exitcode(status) in (130, 0, -signal.SIGINT)
    assert len(box.run("status", "--json").json["notes"]) == _NOTES


def test_ctrl_c_in_an_import_that_runs_text_exits_with_130(box: Sandbox, tmp_path: Path) -> None:
    """`python -m` ends by SIGINT after a Ctrl-C in `exec`, which makes a dataclass, unless it is made to forget it."""
    (tmp_path / "sitecustomize.py").write_text(
        "import milestoned.cli.run\n"
        "milestoned.cli.run._called = lambda arguments: exec('raise KeyboardInterrupt')\n"
    )
    command = [sys.executable, "-m", "milestoned", "update"]
    ended = subprocess.run(
        command,
        cwd=box.root,
        env=box.env | {"PYTHONPATH": os.pathsep.join((str(tmp_path), box.env["PYTHONPATH"]))},
        check=False,
        timeout=60,
    )
    assert ended.returncode == 130
