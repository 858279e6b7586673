"""A vault on FUSE (bindfs), where no lease is to be had: saves by renaming, `settle: 0`, and none is lost."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.end_to_end.running import Daemon, home_environment, note, waits_for_words

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = [
    pytest.mark.daemon,
    pytest.mark.skipif(not shutil.which("bindfs") or not Path("/dev/fuse").exists(), reason="no bindfs here"),
]


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Path]:
    """Give a vault that is reached through FUSE."""
    real, vault = tmp_path / "real", tmp_path / "vault"
    (real / ".milestoned").mkdir(parents=True)
    (real / ".milestoned" / "config.yaml").write_text("settle: 0\n")
    vault.mkdir()
    with _bound(real, vault):
        yield vault


@contextmanager
def _bound(real: Path, vault: Path) -> Iterator[None]:
    bound = subprocess.run(["bindfs", str(real), str(vault)], capture_output=True, text=True, check=False)
    if bound.returncode:
        pytest.skip(f"bindfs cannot mount here: {bound.stderr.strip()}")
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(vault)], check=True)


def _save(path: Path, words: int) -> str:
    text = note(words)
    new = path.with_suffix(".new")
    new.write_text(text)
    new.replace(path)
    return text.rpartition("---\n")[2]


@pytest.mark.parametrize("bursts", [5, pytest.param(150, marks=pytest.mark.soak)], ids=["quick", "soak"])
def test_no_save_by_renaming_is_lost(vault: Path, tmp_path: Path, bursts: int) -> None:
    """Bursts of saves, and after each a write: what was saved last always stands, from the first moment on."""
    path, rng = vault / "a.md", random.Random(1)
    _save(path, 1)
    with Daemon(vault, tmp_path / "home", options=("--poll",)) as daemon:
        waits_for_words(path, 1)
        for burst in range(bursts):
            for turn in range(20):
                words = 2 + 20 * burst + turn
                saved = _save(path, words)
                time.sleep(rng.random() * 0.06)
                assert path.read_text().rpartition("---\n")[2] == saved
            waits_for_words(path, words)
            assert path.read_text().rpartition("---\n")[2] == saved
        daemon.waits_for_writes("a.md", bursts)


def test_an_update_waits_until_the_note_has_rested(vault: Path, tmp_path: Path) -> None:
    """By hand it takes up to two seconds, and then the note is written."""
    path = vault / "a.md"
    _save(path, 4)
    started = time.time()
    ran = subprocess.run(
        [sys.executable, "-m", "milestoned", "update", str(vault)],
        env=home_environment(tmp_path / "home"),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.returncode, "97" in path.read_text() or "96" in path.read_text()) == (0, True), ran.stderr
    assert time.time() - started > 1
