"""Whether a vault's folder is there, and when to look at all of it. Times are arguments, in seconds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from milestoned.watch.folder_monitor import FolderMonitor

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def said() -> list[str]:
    """Keep what the monitor says."""
    return []


@pytest.fixture
def monitor(root: Path, said: list[str]) -> Iterator[FolderMonitor]:
    """Watch a vault by looking, without events."""
    monitor = FolderMonitor(
        root, lambda _path, _arrived: None, lambda text, _hint: said.append(text), poll=True
    )
    monitor.start()
    yield monitor
    monitor.stop()


def test_a_vault_that_goes_and_comes_back_is_said_and_looked_at_whole(
    root: Path, monitor: FolderMonitor, said: list[str]
) -> None:
    """While it is away nothing is due but the next look for it; once back, all stamps are."""
    assert monitor.is_there(0.0, empty=False)
    assert monitor.is_time_to_rescan(0.0)
    root.rename(root.with_name("elsewhere"))
    assert not monitor.is_there(1.0, empty=False)
    assert not monitor.is_there(2.0, empty=False)
    assert monitor.next_due() == 3.0
    root.with_name("elsewhere").rename(root)
    assert monitor.is_there(3.0, empty=False)
    assert monitor.is_time_to_rescan(3.0)
    assert said == [f"{root} is not there, or empty: waiting for it to come back", f"{root} is back"]


def test_an_empty_folder_is_a_mount_that_is_missing(
    root: Path, monitor: FolderMonitor, said: list[str]
) -> None:
    """Unless the vault had no notes before."""
    (root / ".milestoned").rmdir()
    assert monitor.is_there(0.0, empty=True)
    assert not monitor.is_there(1.0, empty=False)
    assert said


def test_a_mount_point_with_only_our_own_folder_is_a_mount_that_is_missing(
    root: Path, monitor: FolderMonitor, said: list[str]
) -> None:
    """A record that was written the moment the vault went does not make a vault of what is left."""
    assert monitor.is_there(0.0, empty=False)
    root.rename(root.with_name("elsewhere"))
    (root / ".milestoned").mkdir(parents=True)
    assert not monitor.is_there(1.0, empty=False)
    (root / "a.md").touch()
    assert monitor.is_there(2.0, empty=False)
    assert said[-1] == f"{root} is back"


def test_another_folder_in_its_place_is_looked_at_whole(root: Path, monitor: FolderMonitor) -> None:
    """A vault moved away and another one put there: no event speaks of its notes."""
    assert monitor.is_there(0.0, empty=False)
    assert monitor.is_time_to_rescan(0.0)
    assert not monitor.is_time_to_rescan(0.1)
    root.rename(root.with_name("elsewhere"))
    (root / "sub").mkdir(parents=True)
    assert monitor.is_there(1.0, empty=False)
    assert monitor.is_time_to_rescan(1.0)


def test_looking_instead_of_watching_comes_every_two_seconds(root: Path, monitor: FolderMonitor) -> None:
    """With `--poll` all stamps are due again after 2 s."""
    assert root.is_dir()
    assert monitor.is_time_to_rescan(10.0)
    assert not monitor.is_time_to_rescan(11.9)
    assert monitor.is_time_to_rescan(12.0)


def test_with_events_all_of_it_is_looked_at_every_five_minutes(root: Path, said: list[str]) -> None:
    """A change that no event told of is found then."""
    monitor = FolderMonitor(
        root, lambda _path, _arrived: None, lambda text, _hint: said.append(text), poll=False
    )
    monitor.start()
    try:
        assert monitor.is_time_to_rescan(10.0)
        assert not monitor.is_time_to_rescan(309.0)
        assert monitor.is_time_to_rescan(310.0)
    finally:
        monitor.stop()
    assert said == []


def test_lost_events_and_what_happens_to_the_folder_itself_are_due_at_once(
    root: Path, monitor: FolderMonitor
) -> None:
    """But a vault that is away is looked for now and then, and not all the time."""
    assert monitor.is_there(0.0, empty=False)
    assert monitor.is_time_to_rescan(0.0)
    assert monitor.next_due() > 0.0
    monitor.look_soon()
    assert monitor.next_due() == 0.0
    assert monitor.is_there(1.0, empty=False)
    monitor.lost_events()
    assert monitor.next_due() == 0.0
    root.rename(root.with_name("elsewhere"))
    assert not monitor.is_there(2.0, empty=False)
    assert monitor.next_due() == 3.0
