"""When the daemon may write a note: Obsidian, Emacs and other devices make it wait. Times are of a clock in the test."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from milestoned.vault import config
from milestoned.vault.vault import Vault
from milestoned.watch import write_policy
from milestoned.watch.write_policy import WritePolicy

if TYPE_CHECKING:
    from pathlib import Path


class Clock:
    """A steady clock that the test sets."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.began = time.time() - self.now

    def monotonic(self) -> float:
        """Return the time that the test set."""
        return self.now

    def time(self) -> float:
        """Return the time of day, which moves with the steady clock."""
        return self.began + self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Replace the policy's clock."""
    clock = Clock()
    monkeypatch.setattr(write_policy, "time", clock)
    return clock


@pytest.fixture
def note(root: Path) -> Path:
    """Give a vault with one note."""
    path = root / "a.md"
    path.write_text("---\nmilestone: words\n---\n")
    return path


def _policy(root: Path) -> WritePolicy:
    return WritePolicy(Vault(root, config.load(root)))


def test_nobody_in_the_way_a_note_is_written_at_once(root: Path, note: Path, clock: Clock) -> None:
    """Without Obsidian, editors and other devices nothing waits and nothing is touched."""
    policy = _policy(root)
    policy.changed(note.name, clock.now, arrived=False)
    assert policy.settle == 0.3
    assert policy.hold_for_write(note.name, size_changes=True) is None
    policy.written(note.name, clock.now)
    assert policy.next_touch() is None


def test_beside_obsidian_a_change_of_size_waits_for_ten_seconds_of_quiet(
    root: Path, note: Path, clock: Clock
) -> None:
    """A change that keeps the size does not wait."""
    (root / ".obsidian").mkdir()
    policy = _policy(root)
    policy.changed(note.name, clock.now, arrived=False)
    clock.now += 4.0
    assert policy.hold_for_write(note.name, size_changes=False) is None
    hold = policy.hold_for_write(note.name, size_changes=True)
    assert hold
    assert hold.seconds == 6.0
    clock.now += 6.0
    assert policy.hold_for_write(note.name, size_changes=True) is None


def test_beside_obsidian_a_written_note_is_touched_once_it_rests(
    root: Path, note: Path, clock: Clock
) -> None:
    """Two minutes after the write, or after the next change; and once."""
    (root / ".obsidian").mkdir()
    policy = _policy(root)
    policy.written(note.name, clock.now)
    policy.changed(note.name, clock.now + 50.0, arrived=False)
    assert policy.next_touch() == clock.now + 170.0
    assert policy.rested(clock.now + 169.9) == []
    assert policy.rested(clock.now + 170.0) == [note.name]
    assert policy.rested(clock.now + 999.0) == []


def test_what_a_sync_tool_brought_is_left_to_the_other_device(root: Path, note: Path, clock: Clock) -> None:
    """It is written here only if it is still stale after `remote_settle`: 10 minutes."""
    policy = _policy(root)
    policy.changed(note.name, clock.now, arrived=True)
    assert not policy.is_local(note.name)
    hold = policy.hold_for_write(note.name, size_changes=False)
    assert hold
    assert hold.seconds == 600.0
    clock.now += 600.0
    assert policy.hold_for_write(note.name, size_changes=False) is None
    assert policy.is_local(note.name)


def test_an_edit_here_makes_a_note_local_again(root: Path, note: Path, clock: Clock) -> None:
    """Who changed it last writes it."""
    policy = _policy(root)
    policy.changed(note.name, clock.now, arrived=True)
    policy.changed(note.name, clock.now + 1.0, arrived=False)
    assert policy.is_local(note.name)
    assert policy.shared


def test_an_index_note_goes_with_the_note_that_changed(root: Path, clock: Clock) -> None:
    """Its sum is written by the device that the note was edited on."""
    policy = _policy(root)
    policy.changed("far.md", clock.now, arrived=True)
    policy.spread("far.md", "index.md")
    assert not policy.is_local("index.md")
    policy.spread("near.md", "index.md")
    assert policy.is_local("index.md")


def test_in_a_vault_that_nobody_shares_a_stale_note_is_ours(root: Path, clock: Clock) -> None:
    """Found stale at the start, it waits for another device only where there is one."""
    policy = _policy(root)
    policy.found_stale("a.md", clock.now)
    assert policy.is_local("a.md")
    (root / ".stfolder").mkdir()
    shared = _policy(root)
    assert shared.shared
    shared.found_stale("a.md", clock.now)
    assert not shared.is_local("a.md")


def test_a_vault_that_comes_to_be_shared_is_noticed(root: Path) -> None:
    """`look_who_shares` looks again, and what it found once it keeps."""
    policy = _policy(root)
    assert not policy.look_who_shares()
    (root / ".stfolder").mkdir()
    assert policy.look_who_shares()
    (root / ".stfolder").rmdir()
    assert policy.look_who_shares()


def test_a_forgotten_note_leaves_nothing_behind(root: Path, clock: Clock) -> None:
    """A note that is gone and made again starts from nothing."""
    (root / ".obsidian").mkdir()
    policy = _policy(root)
    policy.changed("a.md", clock.now, arrived=True)
    policy.written("a.md", clock.now)
    policy.forget("a.md")
    assert policy.is_local("a.md")
    assert policy.next_touch() is None
