"""A vault of Obsidian's, with the note open in the app: no line is lost, and the app shows our value once all rests."""

from __future__ import annotations

import random
import time
from typing import TYPE_CHECKING

import pytest

from tests.end_to_end.obsidian import OpenNote
from tests.end_to_end.running import Daemon, note, value_in, wait_until, waits_for_words

if TYPE_CHECKING:
    from pathlib import Path

    from tests.end_to_end.program import Sandbox

pytestmark = pytest.mark.daemon

_QUIET = 10.0
_HELD = "a.md: waits: Obsidian may have it open"


@pytest.fixture
def vault(box: Sandbox) -> Path:
    """Give a vault that Obsidian has."""
    (box.root / ".obsidian").mkdir()
    return box.root


def test_what_changes_the_size_waits_for_quiet_and_the_app_shows_it_once_the_note_rests(
    box: Sandbox, vault: Path
) -> None:
    """The first count grows the note, 10 s after the last save; the next keeps its size, and comes at once."""
    box.config("touch_at_rest: 3 s\n")
    path = vault / "a.md"
    path.write_text(note(20))
    with Daemon(vault, box.folder) as daemon, OpenNote(path) as app:
        daemon.waits_for_writes("a.md", 1)  # what was stale before anybody typed is written at the start
        path.write_text(note(30))
        wait_until(lambda: "word " * 30 in app.shown, "the app has read the note")
        app.type_line("one more")
        wait_until(lambda: app.is_saved, "the app has saved")
        waits_for_words(path, 32)
        assert time.monotonic() - app.saved_at >= _QUIET
        held = daemon.log.count(_HELD)
        wait_until(lambda: value_in(app.shown, "words") == 32, "the app shows the count")
        app.type_line("again")
        wait_until(lambda: app.is_saved, "the app has saved")
        saved = path.stat().st_mtime_ns
        waits_for_words(path, 33)
        assert daemon.log.count(_HELD) == held
        wait_until(lambda: path.stat().st_mtime_ns > saved, "the note is touched")
        wait_until(lambda: value_in(app.shown, "words") == 33, "the app shows the count")
        assert app.merges == 0


def test_no_line_is_lost_while_somebody_types_and_pauses(box: Sandbox, vault: Path) -> None:
    """Twenty lines with pauses of all lengths: each is in the note in the end, and the app shows the right count."""
    box.config("settle: 2500 ms\nsettle_latest: 1 min\ntouch_at_rest: 3 s\n")
    path = vault / "a.md"
    path.write_text(note(5, "milestone: 8 words"))
    pauses = random.Random(7)
    with Daemon(vault, box.folder), OpenNote(path) as app:
        for line in range(20):
            app.type_line(f"line{line}")
            time.sleep(pauses.choice((0.05, 0.3, 0.6, 2.2)))  # a writer thinks
        waits_for_words(path, 25)
        wait_until(lambda: value_in(app.shown, "words") == 25, "the app shows the count")
        assert [line for line in range(20) if f"line{line}\n" not in path.read_text()] == []
        assert app.shown == path.read_text()


def test_update_by_hand_touches_at_once(box: Sandbox, vault: Path) -> None:
    """A person's own word: the app is to see it now, also where the size stays the same."""
    path = box.note("a.md", 3)
    with OpenNote(path) as app:
        for words in (3, 4):
            path.write_text(path.read_text().replace("word ", "word " * (words - 2), 1))
            before = path.stat().st_mtime_ns
            assert box.run("update").code == 0
            assert path.stat().st_mtime_ns > before
            wait_until(lambda words=words: value_in(app.shown, "words") == words, "the app shows it")  # type: ignore[misc]


def test_the_configuration_decides_otherwise(box: Sandbox, vault: Path) -> None:
    """With `settle` given, a size-changing write comes after it; `touch_at_rest: never` leaves the time alone."""
    box.config("settle: 200 ms\ntouch_at_rest: never\n")
    path = vault / "a.md"
    path.write_text("no milestone yet\n")
    with Daemon(vault, box.folder) as daemon:
        path.write_text(note(3))
        saved = path.stat().st_mtime_ns
        waits_for_words(path, 3)
        assert _HELD not in daemon.log
        (vault / "b.md").write_text(note(4))
        waits_for_words(vault / "b.md", 4)
        daemon.waits_for_log("b.md: unchanged")
        assert path.stat().st_mtime_ns == saved


def test_touching_can_be_asked_for_anywhere(box: Sandbox) -> None:
    """Without `.obsidian/` no time is touched, unless `touch_at_rest` says so."""
    box.config("touch_at_rest: 500 ms\n")
    path = box.note("a.md", 3)
    saved = path.stat().st_mtime_ns
    with Daemon(box.root, box.folder):
        waits_for_words(path, 3)
        wait_until(lambda: path.stat().st_mtime_ns > saved, "the note is touched")
