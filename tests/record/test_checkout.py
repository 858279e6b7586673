"""What git put there is told from what was written, and git's files are read again only when git has written them."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING
from unittest.mock import patch

import pytest

from milestoned.fileio.plain_file import read_plain
from milestoned.record.recorder import checkout
from milestoned.record.recorder.checkout import Checkouts

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(not shutil.which("git"), reason="git is not installed")

NAMES = [f"{folder}{number}.md" for folder in ("", "part/", "part/scene/") for number in range(12)]


class Repository:
    """A vault under git, with two branches."""

    def __init__(self, root: Path, version: int) -> None:
        self.root = root
        root.mkdir()
        self.git("init", "-q", "-b", "first")
        self.git("config", "index.version", str(version))
        for name in NAMES:
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(name)
        self.commit("first")
        self.git("checkout", "-qb", "second")
        for name in NAMES:
            (root / name).write_text(f"another {name}")
        self.commit("second")

    def git(self, *arguments: str) -> None:
        """Run git in the vault."""
        author = ("-c", "user.name=Writer", "-c", "user.email=writer@example.org")
        subprocess.run(["git", *author, "-C", str(self.root), *arguments], check=True)

    def commit(self, message: str) -> None:
        """Commit everything."""
        self.git("add", ".")
        self.git("commit", "-qm", message)

    def time(self, name: str) -> int:
        """Return when a note was saved."""
        return (self.root / name).stat().st_mtime_ns


@pytest.mark.parametrize("version", [2, 4])
def test_every_note_of_a_checkout_is_git_s_in_whatever_order_they_are_asked_for(
    tmp_path: Path, version: int
) -> None:
    """Also a second time, and after git has moved the work tree once more."""
    repository = Repository(tmp_path / "vault", version)
    checkouts = Checkouts(repository.root)
    for branch in ("first", "second"):
        repository.git("checkout", "-q", branch)
        for name in (*NAMES, *reversed(NAMES)):
            assert checkouts.wrote(name, repository.time(name)), (branch, name)
            assert not checkouts.wrote(name, repository.time(name) - 1_000_000_000), "saved before"
        (repository.root / NAMES[3]).write_text(f"written after {branch}")
        assert not checkouts.wrote(NAMES[3], repository.time(NAMES[3]))
        repository.git("checkout", "-q", NAMES[3])


def test_git_s_log_and_index_are_read_once_for_all_notes_of_a_checkout(tmp_path: Path) -> None:
    """And again once they are to be forgotten: an index may be large."""
    repository = Repository(tmp_path / "vault", 2)
    repository.git("checkout", "-q", "first")
    checkouts = Checkouts(repository.root)
    with patch.object(checkout, "read_plain", wraps=read_plain) as read:
        assert all(checkouts.wrote(name, repository.time(name)) for name in NAMES)
        assert read.call_count == 2
        checkouts.forget()
        assert checkouts.wrote(NAMES[0], repository.time(NAMES[0]))
        assert read.call_count == 4
