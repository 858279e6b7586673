"""The demo shows what a person sees, wherever it runs."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest

ROOT = Path(__file__).parents[2]
PROGRAM = Path(sys.executable).with_name("milestoned")


def _demo(folder: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """Run the demo of a copy of this repository in `folder`, with a home that cannot be written."""
    shutil.copy(ROOT / "demo.sh", folder)
    shutil.copytree(ROOT / "sample-vault", folder / "sample-vault")
    (folder / "bin").symlink_to(PROGRAM.parent)
    environment = os.environ | {"HOME": "/proc", "TERM": "dumb", "NO_COLOR": "1"} | more
    return subprocess.run(
        ["./demo.sh", "bin/milestoned"],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_demo_shows_bars_and_colours(tmp_path: Path) -> None:
    """Also piped, in a folder with a blank in its name, and where the surroundings want neither."""
    folder = tmp_path / "a clone"
    folder.mkdir()
    shown = _demo(folder)
    assert shown.returncode == 0, shown.stderr
    table = [line for line in shown.stdout.splitlines() if "░" in line and "\x1b[" in line]
    assert any("\x1b[1;33m" in line and "█" in line for line in table), "the nearest milestone stands out"
    assert "\r" not in shown.stdout
    assert "milestone-words: " in shown.stdout
    assert "1,504 words" in shown.stdout


def test_the_demo_changes_no_note_of_the_sample_vault(tmp_path: Path) -> None:
    """It works on a copy, and takes it away at the end."""
    folder = tmp_path / "clone"
    temporary = tmp_path / "temporary"
    for each in (folder, temporary):
        each.mkdir()
    assert _demo(folder, TMPDIR=str(temporary)).returncode == 0
    assert list(temporary.iterdir()) == []
    assert _notes(folder / "sample-vault") == _notes(ROOT / "sample-vault")


def _notes(vault: Path) -> dict[str, bytes]:
    return {str(each.relative_to(vault)): each.read_bytes() for each in vault.rglob("*") if each.is_file()}


def test_a_demo_that_fails_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A step that does not work ends the demo with an error, not with a picture of nothing."""
    monkeypatch.chdir(tmp_path)
    shutil.copy(ROOT / "demo.sh", tmp_path)
    (tmp_path / "sample-vault").mkdir()
    (tmp_path / "sample-vault" / "empty.md").touch()
    failed = subprocess.run(
        ["./demo.sh", str(PROGRAM)], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    assert failed.returncode != 0
