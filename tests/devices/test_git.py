"""A vault under git while the daemon runs: whatever git makes of the notes, they say the right thing in the end."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from tests.end_to_end.running import Daemon, home_environment, note, wait_until, waits_for_words, words_in

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.daemon

# A few, and not one a note: each pause that git makes may bring one more.
_SUMS_AT_MOST = 10


class Repository:
    """A vault that is a git repository, with a daemon at work."""

    def __init__(self, folder: Path) -> None:
        self.vault = folder / "vault"
        self.home = folder / "home"
        self.vault.mkdir()
        self.home.mkdir()
        self.git("init", "--quiet", "--initial-branch=main")
        # The journal grows a moment after each save: as docs/record.md says, git leaves it to a file sync.
        # What the program puts beside a note is there for a moment, and is no note.
        (self.vault / ".gitignore").write_text(".milestoned/journal/\n.milestoned-*.tmp\n")

    def git(self, *arguments: str) -> str:
        """Run git, as an author without a configuration of their own."""
        who = {
            f"GIT_{role}_{what}": "writer@example.org"
            for role in ("AUTHOR", "COMMITTER")
            for what in ("NAME", "EMAIL")
        }
        alone = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.home),
            "GIT_CONFIG_NOSYSTEM": "1",
            "LC_ALL": "C",
        }
        done = subprocess.run(
            ["git", *arguments], cwd=self.vault, env=alone | who, capture_output=True, text=True, check=False
        )
        return done.stdout + done.stderr

    def commit(self) -> None:
        """Commit everything as it stands."""
        assert self.git("add", "--all") == ""
        assert self.git("commit", "--quiet", "--message", "more") == ""

    def count_by_hand(self) -> None:
        """Bring every note up to date."""
        command = [sys.executable, "-m", "milestoned", "update", str(self.vault)]
        subprocess.run(command, env=home_environment(self.home), capture_output=True, check=True)

    @property
    def changed(self) -> str:
        """What git says is changed."""
        return self.git("status", "--short")


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """Give an empty repository."""
    return Repository(tmp_path)


@pytest.fixture
def running(repository: Repository) -> Iterator[Daemon]:
    """Give a daemon that watches a repository with one committed note of three words."""
    (repository.vault / "a.md").write_text(note(3))
    with Daemon(repository.vault, repository.home) as daemon:
        waits_for_words(repository.vault / "a.md", 3)
        repository.commit()
        yield daemon


def _append(path: Path, text: str) -> None:
    path.write_text(path.read_text() + text)


def test_a_checkout_shows_each_branch_with_its_own_count(repository: Repository, running: Daemon) -> None:
    """Counts that were committed with the text need no write; a branch committed without them is counted."""
    path = repository.vault / "a.md"
    repository.git("checkout", "-b", "longer")
    _append(path, "four five\n")
    waits_for_words(path, 5)
    repository.commit()
    repository.git("checkout", "-b", "uncounted")
    path.write_text(note(7))
    repository.git("commit", "--all", "--quiet", "--message", "without a count")
    waits_for_words(path, 7)
    repository.git("checkout", "--force", "main")
    waits_for_words(path, 3)
    repository.git("checkout", "longer")
    waits_for_words(path, 5)
    assert repository.changed == ""
    repository.git("checkout", "uncounted")
    waits_for_words(path, 7)


def test_a_conflicted_merge_is_reported_left_alone_and_served_once_settled(
    repository: Repository, running: Daemon
) -> None:
    """While the markers stand no byte is written; when the writer has chosen, the note is counted."""
    path = repository.vault / "a.md"
    repository.git("checkout", "-b", "theirs")
    _append(path, "theirs theirs\n")
    waits_for_words(path, 5)
    repository.commit()
    repository.git("checkout", "main")
    waits_for_words(path, 3)
    _append(path, "ours\n")
    waits_for_words(path, 4)
    repository.commit()
    assert "CONFLICT" in repository.git("merge", "theirs")
    conflicted = path.read_bytes()
    running.waits_for_log("a.md:3: the note has merge-conflict markers")
    (repository.vault / "b.md").write_text(note(1))
    waits_for_words(repository.vault / "b.md", 1)
    assert path.read_bytes() == conflicted
    path.write_text(note(3) + "theirs theirs\nours\n")
    waits_for_words(path, 6)
    assert running.log.count("merge-conflict markers") == 1


def test_a_stash_takes_the_count_back_with_the_text_and_brings_both_again(
    repository: Repository, running: Daemon
) -> None:
    """Neither way leaves anything to write, since text and count travel together."""
    path = repository.vault / "a.md"
    _append(path, "four five\n")
    waits_for_words(path, 5)
    assert "Saved" in repository.git("stash")
    waits_for_words(path, 3)
    assert repository.changed == ""
    assert "Dropped" in repository.git("stash", "pop")
    waits_for_words(path, 5)
    running.waits_for_writes("a.md", 2)
    running.stop()
    assert running.writes("a.md") == 2


def _checkout_changes_many(repository: Repository, notes: int, within: float) -> None:
    names = [f"{number % 10}/{number}.md" for number in range(notes)]
    index = repository.vault / "book.md"
    index.write_text("---\nmilestone: 100 words\nmilestone-notes: '*/*.md'\n---\n")
    for words, branch in ((5, "five"), (7, "seven")):
        repository.git("checkout", "-b", branch)
        for name in names:
            (repository.vault / name).parent.mkdir(exist_ok=True)
            (repository.vault / name).write_text(note(words))
        repository.commit()
    counted = {index: 7 * notes} | {repository.vault / name: 7 for name in names}
    repository.git("checkout", "five")
    repository.count_by_hand()
    assert words_in(index) == 5 * notes
    with Daemon(repository.vault, repository.home) as daemon:
        writes = daemon.writes("book.md")
        started = time.monotonic()
        repository.git("checkout", "--force", "seven")
        checked_out = time.monotonic()
        wait_until(
            lambda: all(words_in(path) == words for path, words in counted.items()),
            "all is counted anew",
            within,
        )
        took = time.monotonic() - checked_out
        print(f"checkout of {notes} notes {checked_out - started:.1f} s, right {took:.1f} s later")
        print(f"{daemon.writes('book.md') - writes} writes of the sum")
        assert daemon.writes("book.md") - writes <= _SUMS_AT_MOST


def test_a_checkout_that_changes_a_thousand_notes(repository: Repository) -> None:
    """All of them are counted anew, and the sum above them is written a few times, not a thousand."""
    _checkout_changes_many(repository, 1_000, 300)


@pytest.mark.soak
def test_a_checkout_that_changes_ten_thousand_notes(repository: Repository) -> None:
    """As above, with more events than the system queues."""
    _checkout_changes_many(repository, 10_000, 1800)
