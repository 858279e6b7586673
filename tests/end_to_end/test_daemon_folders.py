"""Folders and notes that come, go and get other names while the daemon runs; and the index notes above them."""

from __future__ import annotations

import itertools
import shutil
import time
from typing import TYPE_CHECKING

import pytest

from tests.end_to_end.running import PATIENCE, Daemon, note, wait_until, waits_for_words, words_in

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.daemon

# Less than the seconds for which a note that is missing may be half a rename.
_BELIEVED_GONE_AFTER = 1.9
_INDEX = "milestone: 1000 words\nmilestone-notes: {}"


@pytest.fixture
def daemon(tmp_path: Path) -> Iterator[Daemon]:
    """Run a daemon on a vault with an index note over two chapters of 5 and 7 words."""
    vault = tmp_path / "vault"
    (vault / ".milestoned").mkdir(parents=True)
    (vault / "book").mkdir()
    (vault / "book" / "1.md").write_text(note(5))
    (vault / "book" / "2.md").write_text(note(7))
    (vault / "index.md").write_text(note(1, _INDEX.format("book/**/*.md")))
    with Daemon(vault, tmp_path / "home") as running:
        waits_for_words(vault / "index.md", 12)
        yield running


def test_a_folder_made_with_notes_in_it_is_seen(daemon: Daemon) -> None:
    """Nested folders that are made and filled at once are watched, and so are later saves in them."""
    deep = daemon.vault / "book" / "Part 1. Arrival" / "deep"
    deep.mkdir(parents=True)
    (deep / "3.md").write_text(note(3))
    waits_for_words(deep / "3.md", 3)
    (deep / "3.md").write_text(note(4))
    waits_for_words(deep / "3.md", 4)
    waits_for_words(daemon.vault / "index.md", 16)


def test_a_renamed_folder_is_followed(daemon: Daemon) -> None:
    """Notes in a renamed folder are served at their new place, and counted once, with a dot in the name as well."""
    parts = [daemon.vault / "book" / name for name in ("one", "v1.2 draft", "three")]
    parts[0].mkdir()
    (parts[0] / "3.md").write_text(note(3))
    waits_for_words(daemon.vault / "index.md", 15)
    for old, new in itertools.pairwise(parts):
        old.rename(new)
        daemon.waits_for_log(f"book/{old.name}/3.md: gone")
        words = 10 + len(new.name)
        (new / "3.md").write_text(note(words))
        waits_for_words(new / "3.md", words)
        waits_for_words(daemon.vault / "index.md", 12 + words)


def test_a_folder_moved_out_and_in_again_is_followed(daemon: Daemon) -> None:
    """The sum follows a folder out of the vault and back, and its notes are served again."""
    outside = daemon.vault.parent / "outside"
    (daemon.vault / "book" / "more").mkdir()
    (daemon.vault / "book" / "more" / "3.md").write_text(note(8))
    waits_for_words(daemon.vault / "index.md", 20)
    (daemon.vault / "book" / "more").rename(outside)
    waits_for_words(daemon.vault / "index.md", 12)
    (outside / "3.md").write_text(note(9))
    outside.rename(daemon.vault / "book" / "back")
    waits_for_words(daemon.vault / "book" / "back" / "3.md", 9)
    waits_for_words(daemon.vault / "index.md", 21)


def test_a_deleted_folder_leaves_the_sum(daemon: Daemon) -> None:
    """A folder that is deleted whole is taken out of the sum, and one of the same name is watched again."""
    more = daemon.vault / "book" / "more"
    for words in (3, 6):
        more.mkdir()
        (more / "3.md").write_text(note(words))
        waits_for_words(daemon.vault / "index.md", 12 + words)
        shutil.rmtree(more)
        waits_for_words(daemon.vault / "index.md", 12)


def test_an_index_note_follows_its_notes(daemon: Daemon) -> None:
    """Notes that are added, edited and removed move the sum; a note that takes no part is counted in it, too."""
    record = daemon.vault / "book"
    (record / "3.md").write_text(note(10))
    waits_for_words(daemon.vault / "index.md", 22)
    (record / "1.md").write_text(note(6))
    waits_for_words(daemon.vault / "index.md", 23)
    (record / "notes.md").write_text("four words without milestone\n")
    waits_for_words(daemon.vault / "index.md", 27)
    (record / "notes.md").write_text("only three words\n")
    waits_for_words(daemon.vault / "index.md", 26)
    (record / "2.md").unlink()
    waits_for_words(daemon.vault / "index.md", 19)


def test_an_index_note_shows_a_changed_goal(daemon: Daemon) -> None:
    """The table in an index note follows a chapter's milestone, although no word of it changed."""
    index = daemon.vault / "index.md"
    index.write_text(index.read_text() + "\n<!-- milestone -->\n<!-- /milestone -->\n")
    wait_until(lambda: "95 words to finish" in index.read_text(), "the table")
    (daemon.vault / "book" / "1.md").write_text(note(5, "milestone: 50 words"))
    wait_until(lambda: "45 words to finish" in index.read_text(), "the table follows")


def test_a_sum_never_moves_while_a_note_is_renamed(daemon: Daemon) -> None:
    """A renamed note is in the sum exactly once at any moment, however long the other half of the news takes."""
    record, index = daemon.vault / "book", daemon.vault / "index.md"
    seen = set()
    for number in range(3):
        old, new = (
            (record / "1.md", record / "first.md")
            if number % 2 == 0
            else (record / "first.md", record / "1.md")
        )
        gone = daemon.log.count(": gone")
        old.rename(new)
        end = time.monotonic() + PATIENCE
        while daemon.log.count(": gone") == gone:
            seen.add(words_in(index))
            assert time.monotonic() < end, "the old name is never believed gone"
            time.sleep(0.005)
    assert seen == {12}
    (record / "first.md").write_text(note(6))
    waits_for_words(index, 13)


def test_a_note_that_is_back_in_time_was_never_gone(daemon: Daemon) -> None:
    """While a note is missing for a moment, a save beside it waits to be summed up, and is not forgotten."""
    book, index = daemon.vault / "book", daemon.vault / "index.md"
    away = daemon.vault.parent / "1.md"
    words = 7
    for _ in range(20):
        gone, before, started = daemon.log.count("gone"), 5 + words, time.monotonic()
        words += 1
        (book / "1.md").rename(away)
        (book / "2.md").write_text(note(words))
        waits_for_words(book / "2.md", words)
        while_away = words_in(index)
        away.rename(book / "1.md")
        in_time = time.monotonic() - started < _BELIEVED_GONE_AFTER
        waits_for_words(index, 5 + words)
        if in_time:
            assert while_away == before
            assert daemon.log.count("gone") == gone
            return
    pytest.skip("this machine is too busy to have a note back in time")


def test_a_note_in_a_new_folder_settles_before_it_is_written(daemon: Daemon) -> None:
    """A note that is still being copied into a new folder is not written in between."""
    part = daemon.vault / "book" / "part"
    part.mkdir()
    with (part / "3.md").open("w") as file:
        file.write("---\nmilestone: 100 words\n---\n")
        for _ in range(15):
            file.write("word ")
            file.flush()
            time.sleep(0.1)  # the copy's pace
    waits_for_words(part / "3.md", 15)
    daemon.waits_for_writes("book/part/3.md", 1)
    daemon.waits_for_log("book/part/3.md: unchanged")
    assert daemon.writes("book/part/3.md") == 1
