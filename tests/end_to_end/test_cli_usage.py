"""Wrong usage, help and version."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import milestoned

if TYPE_CHECKING:
    from tests.end_to_end.program import Sandbox


def test_version_and_help_go_to_stdout(box: Sandbox) -> None:
    """What was asked for is data."""
    assert box.run("--version").out == f"milestoned {milestoned.__version__}\n"
    ran = box.run("--help")
    assert (ran.code, ran.err) == (0, "")
    for command in ("init", "start", "update", "watch", "status", "count"):
        assert re.search(rf"^  {command} ", ran.out, re.MULTILINE)


@pytest.mark.parametrize(
    "arguments",
    [
        ("staus",),
        ("status", "--jsn"),
        ("status", "no-such-folder"),
        ("update", "no-such-note.md"),
        ("update", "text.txt"),
        ("status", "a.md", "b.md"),
        ("start",),
        ("count",),
        ("-v", "-q", "status"),
        (),
    ],
)
def test_wrong_usage_exits_2_and_says_so_on_stderr(box: Sandbox, arguments: tuple[str, ...]) -> None:
    """Nothing on stdout, nothing written, a way out on stderr."""
    box.note("a.md")
    box.write("text.txt", "---\nmilestone: words\n---\n")
    before = box.stamps()
    ran = box.run(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert len(ran.err.splitlines()) >= 2
    assert box.stamps() == before


def test_a_mistyped_command_is_answered_with_the_nearest(box: Sandbox) -> None:
    """As for configuration keys."""
    assert "did you mean `status`?" in box.run("staus").err


def test_a_reader_that_leaves_is_no_error(box: Sandbox) -> None:
    """`milestoned status | head -1` ends quietly."""
    # More than a pipe holds.
    for number in range(600):
        box.note(f"{number}.md")
    process = subprocess.Popen(
        [sys.executable, "-m", "milestoned", "update", "--diff"],
        cwd=box.root,
        env=box.env,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.readline()
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait(300) == 1


def test_shell_completion_is_there(box: Sandbox) -> None:
    """The line that docs/install.md tells to put into the shell's configuration prints a script."""
    ran = box.run(_MILESTONED_COMPLETE="bash_source")
    assert ran.code == 0
    assert "complete" in ran.out


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_output_that_cannot_be_written_is_told(box: Sandbox) -> None:
    """A full disk behind `>`: a message, exit 1, no traceback."""
    box.note("a.md")
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "milestoned", "status"],
            cwd=box.root,
            env=box.env,
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert (done.returncode, done.stderr) == (1, b"milestoned: No space left on device\n")
