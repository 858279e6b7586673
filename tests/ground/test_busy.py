"""`make test-busy` keeps the machine busy, stops at the first failure and leaves nothing running."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).with_name("run-busy")
needs_stress = pytest.mark.skipif(not shutil.which("stress-ng"), reason="stress-ng is not installed")


def _run(*arguments: str, path: str | None = None) -> subprocess.CompletedProcess[str]:
    environment = os.environ | ({"PATH": path} if path else {})
    return subprocess.run([SCRIPT, *arguments], env=environment, capture_output=True, text=True, check=False)


@needs_stress
def test_it_runs_again_and_again_beside_busy_processes(tmp_path: Path) -> None:
    """Each run finds the processors busy; afterwards they are free."""
    # At the first run it may not have begun yet.
    note = "until pgrep -P $PPID -x stress-ng >>runs; do sleep 0.01; done"
    run = subprocess.run(
        [SCRIPT, "3", "sh", "-c", note], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    stressing = (tmp_path / "runs").read_text().split()
    assert run.returncode == 0, run.stderr
    assert len(stressing) == 3
    assert len(set(stressing)) == 1
    assert run.stdout.splitlines()[-1] == "== passed 3 times in a row beside stress-ng --cpu 4"
    assert not Path("/proc", stressing[0]).exists()


@needs_stress
def test_it_stops_at_the_first_failure(tmp_path: Path) -> None:
    """Only a whole row counts."""
    note = "echo run >>runs; [ $(wc -l <runs) -lt 2 ]"
    run = subprocess.run(
        [SCRIPT, "5", "sh", "-c", note], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert run.returncode == 1
    assert run.stderr == "== run 2 of 5 failed\n"
    assert (tmp_path / "runs").read_text() == "run\nrun\n"


def test_without_stress_it_shows_nothing(tmp_path: Path) -> None:
    """A machine that is not busy proves nothing, so nothing is run."""
    (tmp_path / "sh").symlink_to(str(shutil.which("sh")))
    run = _run("5", "true", path=str(tmp_path))
    assert run.returncode == 1
    assert run.stderr.startswith("milestoned: `stress-ng` is not on the PATH\n")
