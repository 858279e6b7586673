"""The daemon sees a save, however an editor saves, and writes the note once."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.end_to_end.running import PATIENCE, Daemon, note, wait_until, waits_for_words, words_in

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.daemon

_Save = Callable[[Path, str], None]


@pytest.fixture(scope="module")
def daemon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Daemon]:
    """Run a daemon on a vault with one note."""
    vault = tmp_path_factory.mktemp("vault")
    (vault / ".milestoned").mkdir()
    with Daemon(vault, tmp_path_factory.mktemp("home")) as running:
        yield running


def _in_place(path: Path, text: str) -> None:
    path.write_text(text)


def _in_chunks(path: Path, text: str) -> None:
    with path.open("w") as file:
        for start in range(0, len(text), 7):
            file.write(text[start : start + 7])
            file.flush()
            time.sleep(0.01)  # an editor's pace is what is imitated here


def _temporary_and_rename(path: Path, text: str) -> None:
    temporary = path.with_name(f".{path.name}.new.tmp")
    temporary.write_text(text)
    temporary.replace(path)


def _backup_copied(path: Path, text: str) -> None:
    shutil.copy2(path, f"{path}~")
    path.write_text(text)
    Path(f"{path}~").unlink()


def _backup_renamed(path: Path, text: str) -> None:
    path.rename(f"{path}~")
    path.write_text(text)
    Path(f"{path}~").unlink()


def _renamed_from_elsewhere(path: Path, text: str) -> None:
    elsewhere = path.parents[1] / f"{path.name}.elsewhere"
    elsewhere.write_text(text)
    elsewhere.replace(path)


def _removed_and_made_anew(path: Path, text: str) -> None:
    path.unlink()
    path.write_text(text)


def _time_kept(path: Path, text: str) -> None:
    stat = path.stat()
    path.write_text(text)
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))


_SHAPES: list[_Save] = [
    _in_place,
    _in_chunks,
    _temporary_and_rename,
    _backup_copied,
    _backup_renamed,
    _renamed_from_elsewhere,
    _removed_and_made_anew,
    _time_kept,
]


@pytest.mark.parametrize("save", _SHAPES, ids=lambda save: save.__name__.lstrip("_"))
def test_every_shape_of_a_save_is_seen(save: _Save, daemon: Daemon) -> None:
    """A note saved three times in one shape says its words after each, and keeps the writer's text."""
    path = daemon.vault / f"{save.__name__.lstrip('_')}.md"
    path.write_text(note(3))
    waits_for_words(path, 3)
    for words in (11, 4, 120):
        save(path, note(words))
        waits_for_words(path, words)
        assert path.read_text().endswith(f"---\n{'word ' * words}\n")


def test_a_note_held_open_is_written_once_it_is_free(daemon: Daemon) -> None:
    """An editor that keeps its descriptor open and saves through it loses nothing, and the status comes in the end."""
    path = daemon.vault / "held.md"
    path.write_text(note(3))
    waits_for_words(path, 3)
    with path.open("r+") as file:
        for words in (9, 12):
            file.seek(0)
            file.truncate()
            file.write(note(words))
            waited = daemon.log.count("held.md: waits")
            file.flush()
            wait_until(lambda waited=waited: daemon.log.count("held.md: waits") > waited, "it waits")  # type: ignore[misc]
        assert path.read_text() == note(12)
    waits_for_words(path, 12)


def test_our_own_write_is_not_followed_by_another(daemon: Daemon) -> None:
    """After a save the note is written once: our write comes back as an event, and plans to nothing."""
    path = daemon.vault / "echo.md"
    path.write_text(note(3))
    waits_for_words(path, 3)
    daemon.waits_for_log("echo.md: unchanged")
    path.write_text(note(5))
    daemon.waits_for_writes("echo.md", 2)
    wait_until(
        lambda: "echo.md: unchanged" in daemon.said_since_writing("echo.md"),
        "the look at our own write",
    )
    assert daemon.writes("echo.md") == 2
    assert path.stat().st_size > 0


def test_a_note_that_takes_no_part_is_left_alone_until_it_opts_in(daemon: Daemon) -> None:
    """A new note without a milestone keeps its bytes; once its frontmatter asks for one, it is served."""
    path = daemon.vault / "new.md"
    path.write_text("Just words.\n")
    daemon.waits_for_log("new.md: unchanged")
    assert path.read_text() == "Just words.\n"
    path.write_text(note(2))
    waits_for_words(path, 2)


def test_a_note_saved_without_pause_is_written_in_time(tmp_path: Path) -> None:
    """Saving ten times a second holds the status back for `settle_latest`, and not for ever."""
    vault = tmp_path / "vault"
    (vault / ".milestoned").mkdir(parents=True)
    # No pause between two saves is as long as this `settle`, on the busiest machine.
    (vault / ".milestoned" / "config.yaml").write_text("settle: 4 s\nsettle_latest: 6 s\n")
    path = vault / "restless.md"
    with Daemon(vault, tmp_path / "home") as daemon:
        started, words = time.monotonic(), 0
        while daemon.writes("restless.md") == 0:
            words += 1
            path.write_text(note(words))
            assert time.monotonic() - started < PATIENCE
            time.sleep(0.05)  # the pace of the saves
        assert time.monotonic() - started > 5.9
        waits_for_words(path, words)


def test_what_editors_and_sync_tools_leave_is_no_note(daemon: Daemon) -> None:
    """Backups, conflict copies, hidden files and `node_modules` are never written."""
    names = [".hidden.md", "a.md~", "#a.md#", "x.sync-conflict-20260101-120000-ABC.md", "4913", ".git/a.md"]
    paths = [daemon.vault / name for name in [*names, "node_modules/a.md", "a (conflicted copy).md"]]
    for path in paths:
        path.parent.mkdir(exist_ok=True)
        path.write_text(note(4))
    beside = daemon.vault / "beside.md"
    beside.write_text(note(4))
    waits_for_words(beside, 4)
    assert [words_in(path) for path in paths] == [None] * len(paths)
