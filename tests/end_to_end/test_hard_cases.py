"""Disks that are full, notes that may not be written, clocks and times that mislead: told in words, and no byte lost."""

from __future__ import annotations

import os
import shutil
import subprocess
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from tests.end_to_end.mounts import WHY_NOT, bind, can_mount, fill, mounted, unmount, use_up_inodes
from tests.end_to_end.program import OPTED_IN
from tests.end_to_end.running import Daemon, note, waits_for_words, words_in

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.end_to_end.program import Sandbox

_needs_mount = pytest.mark.skipif(not can_mount(), reason=WHY_NOT)
_FULL = "a.md: the disk is full; the note is unchanged\n  free some space"
_PAGE = 4096


@pytest.fixture
def small_disk(box: Sandbox) -> Iterator[Path]:
    """Give the vault on a file system of 1 MiB."""
    with mounted(box.root):
        yield box.root


@contextmanager
def _read_by_somebody(path: Path) -> Iterator[None]:
    with subprocess.Popen(["tail", "-f", str(path)], stdout=subprocess.PIPE) as process:
        assert process.stdout
        process.stdout.read(1)
        yield
        process.kill()


@_needs_mount
def test_a_full_disk_is_told_and_the_note_is_served_once_there_is_room(
    box: Sandbox, small_disk: Path
) -> None:
    """A note that fills its last block cannot grow: not a byte of it changes."""
    path = small_disk / "a.md"
    words = "word " * ((_PAGE - len(OPTED_IN)) // 5)
    path.write_text((OPTED_IN + words).ljust(_PAGE - 1, "x") + "\n")
    before = path.read_bytes()
    filler = fill(small_disk)
    ran = box.run("update")
    assert (ran.code, path.read_bytes()) == (1, before)
    assert _FULL in ran.err
    assert {entry.name for entry in small_disk.iterdir()} <= {"a.md", filler.name, ".milestoned"}
    filler.unlink()
    assert box.run("update").code == 0
    assert path.read_bytes().endswith(before[len(OPTED_IN) - 4 :])


@_needs_mount
def test_no_room_for_a_second_file_is_told(box: Sandbox) -> None:
    """While somebody reads the note it is written through a file beside it: with no inode left, it is not."""
    with mounted(box.root, "size=1m,nr_inodes=20"):
        path = box.note("a.md")
        before = path.read_bytes()
        others = use_up_inodes(box.root)
        with _read_by_somebody(path):
            ran = box.run("update")
            assert (ran.code, path.read_bytes()) == (1, before)
            assert _FULL in ran.err
            for other in others:
                other.unlink()
            assert box.run("update").code == 0
        assert words_in(path) == 3


@_needs_mount
def test_no_room_for_the_rollback_journal_is_told(box: Sandbox) -> None:
    """What cannot be undone is not begun: a full disk of the state folder leaves the notes as they are."""
    path = box.note("a.md")
    before = path.read_bytes()
    state = box.folder / "state"
    with mounted(state):
        assert box.run("status").code in (0, 1)
        fill(state)
        ran = box.run("update")
    assert (ran.code, path.read_bytes()) == (1, before)
    assert "No space left on device" in ran.err or "disk is full" in ran.err
    assert box.run("update").code == 0


@_needs_mount
@pytest.mark.daemon
def test_a_vault_that_is_unmounted_and_mounted_again_is_served(box: Sandbox) -> None:
    """An empty mount point is no vault without notes: nothing is concluded, and nothing written into it."""
    disk = box.folder / "disk"
    with mounted(disk):
        (disk / "a.md").write_text(note(3))
        bind(disk, box.root)
        with Daemon(box.root, box.folder) as daemon:
            waits_for_words(box.root / "a.md", 3)
            unmount(box.root)
            daemon.waits_for_log("is not there, or empty: waiting for it to come back")
            assert list(box.root.iterdir()) == []
            (disk / "a.md").write_text(note(5))
            bind(disk, box.root)
            daemon.waits_for_log("is back")
            waits_for_words(box.root / "a.md", 5)
            (box.root / "a.md").write_text(note(6))
            waits_for_words(box.root / "a.md", 6)
        unmount(box.root)


@pytest.mark.daemon
def test_a_folder_of_the_vault_that_is_gone_for_a_moment_keeps_its_part_of_the_sum(box: Sandbox) -> None:
    """Half of the notes gone at once are an unmounted disk or half a sync, not a writer's decision."""
    for number in range(10):
        box.note(f"chapters/{number}.md", 3)
    index = box.write("book.md", "---\nmilestone: words\nmilestone-notes: chapters/*.md\n---\n")
    with Daemon(box.root, box.folder) as daemon:
        waits_for_words(index, 30)
        (box.root / "chapters").rename(box.folder / "away")
        box.note("other.md", 3)
        daemon.waits_for_log("other.md: unchanged")
        assert words_in(index) == 30
        (box.folder / "away").rename(box.root / "chapters")
        (box.root / "chapters" / "0.md").write_text(note(5))
        waits_for_words(index, 32)
        daemon.waits_for_writes("book.md", 2)
        assert daemon.writes("book.md") == 2


@pytest.mark.daemon
def test_a_note_that_turns_bad_is_told_once_and_served_again_when_mended(box: Sandbox) -> None:
    """Invalid UTF-8, UTF-16, NUL, merge markers, too large, read-only: left alone byte for byte, then counted."""
    box.config("max_size: 2 KiB\n")
    path = box.note("a.md", 3)
    bad: list[tuple[bytes, str]] = [
        (OPTED_IN.encode() + b"\xff\n", "a.md:6: the note is not UTF-8"),
        (OPTED_IN.encode("utf-16"), "a.md:1: the note is UTF-16"),
        (OPTED_IN.encode() + b"\0", "a.md:6: the note holds a NUL byte"),
        (
            OPTED_IN.encode() + b"<<<<<<< a\nx\n=======\ny\n>>>>>>> b\n",
            "a.md:6: the note has merge-conflict markers",
        ),
        (OPTED_IN.encode() + b"word " * 600, "more than `max_size`"),
    ]
    with Daemon(box.root, box.folder) as daemon:
        waits_for_words(path, 3)
        for words, (data, message) in enumerate(bad, 4):
            path.write_bytes(data)
            daemon.waits_for_log(message)
            assert path.read_bytes() == data
            path.write_text(note(words))
            waits_for_words(path, words)
            assert daemon.log.count(message) == 1


@pytest.mark.daemon
def test_a_note_made_read_only_is_told_and_served_once_it_may_be_written(box: Sandbox) -> None:
    """A writer who made a note read-only meant it, even if the daemon could write it."""
    path = box.note("a.md", 3)
    path.chmod(0o444)
    before = path.read_bytes()
    with Daemon(box.root, box.folder) as daemon:
        daemon.waits_for_log("a.md: the note is read-only")
        assert path.read_bytes() == before
        path.chmod(0o644)
        waits_for_words(path, 3)


def test_a_note_in_a_read_only_folder_is_written_in_place(box: Sandbox) -> None:
    """Nothing needs to be made beside it, so the folder's mode is no hindrance."""
    path = box.note("folder/a.md")
    path.parent.chmod(0o555)
    ran = box.run_as_others("update")
    path.parent.chmod(0o755)
    assert ran.code == 0
    assert words_in(path) == 3


def test_a_note_with_two_names_keeps_both(box: Sandbox) -> None:
    """It is written in place; while somebody has it open, which would cut the names apart, it waits."""
    path = box.note("a.md")
    os.link(path, box.folder / "other-name")
    assert box.run("update").code == 0
    assert (box.folder / "other-name").samefile(path)
    path.write_text(note(5))
    with _read_by_somebody(path):
        ran = box.run("update")
    assert "second name (hard link)" in ran.err
    assert (box.folder / "other-name").samefile(path)
    assert words_in(path) is None


@pytest.mark.daemon
def test_pipes_devices_and_links_that_appear_stop_nothing(box: Sandbox) -> None:
    """Each is told and left alone, and a note saved after them is served."""
    outside = box.folder / "outside.md"
    outside.write_text(note(3))
    path = box.note("a.md")
    with Daemon(box.root, box.folder) as daemon:
        os.mkfifo(box.root / "pipe.md")
        (box.root / "out.md").symlink_to(outside)
        (box.root / "dangling.md").symlink_to("nowhere.md")
        (box.root / "loop.md").symlink_to("loop.md")
        path.write_text(note(7))
        waits_for_words(path, 7)
        (box.root / "pipe.md").rename(box.root / "pipe2.md")
        (box.root / "new\nline \x1b[1m.md").write_text(note(4))
        waits_for_words(box.root / "new\nline \x1b[1m.md", 4)
    assert outside.read_text() == note(3)
    assert "\x1b" not in daemon.log


@pytest.mark.skipif(
    shutil.which("faketime") is None, reason="faketime is not installed (Debian package faketime)"
)
def test_a_clock_set_back_hides_no_change(box: Sandbox) -> None:
    """A note from the future, changed again in the past without a change of size, is read again."""
    path = box.note("a.md", head=OPTED_IN.replace("10", "20"))
    for offset, text in (("+2d", "aa bb cc\n"), ("-2d", "a bb c d\n"), ("-9d", "a b c dd\n")):
        path.write_text(path.read_text().rpartition("\n\n")[0] + "\n\n" + text)
        command = [
            "faketime",
            "-f",
            offset,
            "python3",
            "-c",
            "import os, sys; os.utime(sys.argv[1])",
            str(path),
        ]
        subprocess.run(command, check=True)
        assert box.run("update").code == 0
        assert words_in(path) == len(text.split())
        assert box.run("update", "--check").code == 0


def test_what_is_written_knows_no_time_zone(box: Sandbox) -> None:
    """The same note is the same bytes on both sides of the date line."""
    path = box.note("a.md", head=OPTED_IN.replace("---\n\n", "milestone-due: 2026-12-31\n---\n\n"))
    assert box.run("update", TZ="Pacific/Kiritimati").code == 0
    counted = path.read_bytes()
    assert box.run("update", "--check", TZ="Pacific/Pago_Pago").code == 0
    assert path.read_bytes() == counted


def test_times_of_two_seconds_hide_no_change(box: Sandbox) -> None:
    """As on FAT: a second save of the same size within the same tick is counted as well."""
    path = box.note("a.md", 4)
    assert box.run("update").code == 0
    even = path.stat().st_mtime_ns // 2_000_000_000 * 2_000_000_000
    text = path.read_text()
    for ending in ("word word word word\n", "word word word-word\n"):
        path.write_text(text.rpartition("\n\n")[0] + "\n\n" + ending)
        os.utime(path, ns=(even, even))
        assert box.run("update").code == 0
        assert words_in(path) == len(ending.split())
        assert path.stat().st_mtime_ns == even


@pytest.mark.daemon
def test_a_note_renamed_by_case_only_stays_one_note(box: Sandbox) -> None:
    """`.MD` is a note, too, and a new spelling of its name is followed."""
    box.note("a.MD", 3)
    index = box.write("book.md", "---\nmilestone: words\nmilestone-notes: '[aA].*'\n---\n")
    with Daemon(box.root, box.folder):
        waits_for_words(index, 3)
        (box.root / "a.MD").rename(box.root / "A.md")
        (box.root / "A.md").write_text(note(5))
        waits_for_words(box.root / "A.md", 5)
        waits_for_words(index, 5)
