"""Two devices share a vault by Syncthing, a daemon on each: every edit arrives, and nobody gets in anybody's way."""

from __future__ import annotations

import itertools
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from tests.devices.syncthing import PROGRAM, Device, two_devices
from tests.end_to_end.running import Daemon, home_environment, note, wait_until, waits_for_words, words_in

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = [
    pytest.mark.daemon,
    pytest.mark.skipif(PROGRAM is None, reason="Syncthing is not installed (Debian package syncthing)"),
]

_TRAVELS_WITHIN = 180.0
# Long enough for a count to arrive behind its text, short enough for a test. A count that keeps size and time does
# not travel by itself: Syncthing takes it for no news.
_REMOTE_SETTLE = 15
_CHAPTERS = ("chapters/01.md", "chapters/02.md")
_INDEX = "book.md"
_INDEX_TEXT = "---\nmilestone: 100 words\nmilestone-notes: chapters/*.md\n---\n"


@pytest.fixture
def devices(tmp_path: Path) -> Iterator[tuple[Device, Device]]:
    """Give two devices that share a vault of two chapters and an index note, all counted."""
    with two_devices(tmp_path) as (first, second):
        (first.vault / "chapters").mkdir()
        for chapter in _CHAPTERS:
            (first.vault / chapter).write_text(note(10))
        (first.vault / _INDEX).write_text(_INDEX_TEXT)
        for name in (*_CHAPTERS, _INDEX):
            _arrives(first, second, name)
        _count_all_by_hand(first)
        for name in (*_CHAPTERS, _INDEX):
            _arrives(first, second, name)
        yield first, second


def _arrives(here: Device, there: Device, name: str) -> None:
    sent, arrived = here.vault / name, there.vault / name
    wait_until(
        lambda: sent.read_bytes() == arrived.read_bytes(),
        f"{name} of the {here.name} device is on the {there.name} one",
        _TRAVELS_WITHIN,
    )


def _configure(device: Device, text: str) -> None:
    own = device.home / ".config" / "milestoned"
    own.mkdir(parents=True, exist_ok=True)
    (own / "config.yaml").write_text(text)


def _save_in_place(path: Path, text: str) -> None:
    path.write_text(text)


def _save_by_rename(path: Path, text: str) -> None:
    beside = path.with_name(f"{path.name}.tmp")
    beside.write_text(text)
    beside.replace(path)


def _uncounted(path: Path) -> str:
    """Return a chapter's text as an editor has it that never saw a count: the count then changes its size, and travels."""
    return f"{note(0).strip()}\n{path.read_text().rpartition('---' + chr(10))[2]}"


def _conflicts(*devices: Device) -> list[str]:
    return [path.name for device in devices for path in device.vault.rglob("*.sync-conflict-*")]


def _count_all_by_hand(device: Device) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "milestoned", "update", str(device.vault)],
        env=home_environment(device.home),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def _alternate(devices: tuple[Device, Device], edits: int) -> None:
    """Add a word here, then there, and so on, each once the last one and its count have arrived."""
    for device in devices:
        _configure(device, f"remote_settle: {_REMOTE_SETTLE} s\n")
    daemons = [Daemon(device.vault, device.home) for device in devices]
    saves = itertools.cycle((_save_in_place, _save_in_place, _save_by_rename, _save_by_rename))
    words = dict.fromkeys(_CHAPTERS, 10)
    with daemons[0], daemons[1]:
        for edit in range(edits):
            chapter = _CHAPTERS[edit // 2 % 2]
            words[chapter] += 1
            path = devices[edit % 2].vault / chapter
            next(saves)(path, f"{_uncounted(path)}edit{edit}\n")
            devices[edit % 2].sends_at_once(chapter)
            for device in devices:
                waits_for_words(device.vault / chapter, words[chapter], _TRAVELS_WITHIN)
            assert not _conflicts(*devices), f"after edit {edit}"
        for name in (*_CHAPTERS, _INDEX):
            _arrives(devices[0], devices[1], name)
            waits_for_words(devices[0].vault / name, words.get(name, sum(words.values())), _TRAVELS_WITHIN)
            _arrives(devices[0], devices[1], name)
    assert not _conflicts(*devices)
    for device in devices:
        text = "".join((device.vault / chapter).read_text() for chapter in _CHAPTERS)
        assert [edit for edit in range(edits) if f"edit{edit}\n" not in text] == []
    _writes_are_bounded(daemons, edits)


def _writes_are_bounded(daemons: list[Daemon], edits: int) -> None:
    """Hold each device to one write an edit made on it, though each text came to the other before its count."""
    chapters = [sum(daemon.writes(chapter) for chapter in _CHAPTERS) for daemon in daemons]
    index_totals = [daemon.writes(_INDEX) for daemon in daemons]
    print(f"{edits} edits: {chapters} writes of chapters, {index_totals} of the index note, no conflict copy")
    own = (edits + 1) // 2
    # A count that took longer than `remote_settle` to arrive is written by both, with the same bytes.
    late = edits // 10
    assert all(own - 1 <= written <= own + late for written in chapters)
    assert all(written <= edits for written in index_totals)


def test_edits_that_alternate_all_arrive_and_are_written_once_where_they_were_made(
    devices: tuple[Device, Device],
) -> None:
    """Twenty edits: each is on both devices with its count, no conflict copy, one write an edit."""
    started = time.monotonic()
    _alternate(devices, 20)
    print(f"took {time.monotonic() - started:.0f} s")


@pytest.mark.soak
def test_two_hundred_edits_that_alternate(devices: tuple[Device, Device]) -> None:
    """As above, for longer."""
    _alternate(devices, 200)


def test_text_of_another_device_is_left_to_it_even_after_a_restart(devices: tuple[Device, Device]) -> None:
    """While the other's daemon is away, a stale note that arrives is not written, also when found at the start."""
    first, second = devices
    chapter = second.vault / _CHAPTERS[0]
    with Daemon(second.vault, second.home) as daemon:
        _add_a_word(first)
        daemon.waits_for_log("01.md: waits: it was edited on another device", _TRAVELS_WITHIN)
    with Daemon(second.vault, second.home) as daemon:
        daemon.waits_for_log("01.md: waits: it was edited on another device")
        assert words_in(chapter) == 10
        _save_in_place(chapter, f"{chapter.read_text()}mine\n")
        waits_for_words(chapter, 12)
        waits_for_words(second.vault / _INDEX, 22)
    with Daemon(first.vault, first.home) as daemon:
        _arrives(second, first, _CHAPTERS[0])
    assert daemon.writes(_CHAPTERS[0]) == 0
    assert not _conflicts(*devices)


def test_text_that_stays_stale_is_written_here_after_remote_settle(devices: tuple[Device, Device]) -> None:
    """With a `remote_settle` of 5 seconds, the device that only received the text counts it then, once."""
    first, second = devices
    _configure(second, "remote_settle: 5 s\n")
    with Daemon(second.vault, second.home) as daemon:
        _add_a_word(first)
        waits_for_words(second.vault / _CHAPTERS[0], 11, _TRAVELS_WITHIN)
        waits_for_words(second.vault / _INDEX, 21)
        for name in (_CHAPTERS[0], _INDEX):
            daemon.waits_for_writes(name, 1)
        before = daemon.said_before_writing(_CHAPTERS[0])
        assert f"{_CHAPTERS[0]}: waits: it was edited on another device" in before
        assert [daemon.writes(name) for name in (*_CHAPTERS, _INDEX)] == [1, 0, 1], daemon.log
    assert not _conflicts(*devices)


def _add_a_word(device: Device) -> None:
    path = device.vault / _CHAPTERS[0]
    path.write_text(f"{path.read_text()}theirs\n")
