"""What one save costs: each note that it concerns is parsed once, and its new text once to prove it."""

from __future__ import annotations

import contextlib
import queue
import re
import time
from typing import TYPE_CHECKING

import pytest

from milestoned.fileio import snapshot
from milestoned.milestone import rewrite
from milestoned.note import note as note_module
from milestoned.vault import config, examine
from milestoned.vault.catalog import Catalog
from milestoned.vault.file_sink import FileSink
from milestoned.vault.updater import Result, Updater
from milestoned.vault.vault import Vault
from milestoned.watch.reporter import FileEvent, WatchedVault
from milestoned.watch.vault_watcher import VaultWatcher
from tests.watch.sayings import Sayings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

_CHAPTER = "---\nmilestone: 100 words\n---\n\n"
_BOOK = "---\nmilestone: 1000 words\nmilestone-notes: chapter.md\n---\n# The book\n"


class Counted:
    """Counts the calls of a function, wherever it was imported to."""

    def __init__(
        self, patch: pytest.MonkeyPatch, function: Callable[..., object], places: list[object]
    ) -> None:
        self.calls: list[object] = []
        self._function = function
        for place in places:
            patch.setattr(place, function.__name__, self)

    def __call__(self, first: object) -> object:
        """Call the function and count it."""
        self.calls.append(first)
        return self._function(first)


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> Counted:
    """Count what is parsed."""
    return Counted(monkeypatch, note_module.parse, [note_module, examine, rewrite])


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> Counted:
    """Count the notes that are read from disk."""
    from milestoned.vault import parallel_read

    return Counted(monkeypatch, snapshot.read_whole, [snapshot, parallel_read])


class Watch:
    """Watches a vault in the test's own thread."""

    def __init__(self, root: Path) -> None:
        self.log = Sayings()
        self._wakes: queue.SimpleQueue[FileEvent | None] = queue.SimpleQueue()
        watched = WatchedVault(Vault(root, config.load(root)), lambda _path: True)
        self.watcher = VaultWatcher(watched, self._wakes, self.log, lambda: False, poll=False)

    def work_until_seen_again(self, *paths: str) -> None:
        """Work until each of these notes was written, and the event of our own write was looked at as well."""
        self.log.said.clear()
        self.log.details.clear()
        end = time.monotonic() + 60
        while not all(self._is_seen_again(path) for path in paths):
            assert time.monotonic() < end, (self.log.said, self.log.details)
            with contextlib.suppress(queue.Empty):
                event = self._wakes.get(timeout=0.02)
                assert event
                event.changed(event.path, time.monotonic(), arrived=event.arrived)
            self.watcher.work(time.monotonic())

    def _is_seen_again(self, path: str) -> bool:
        return any(text.startswith(f"{path}: ") for text in self.log.said) and (
            f"{path}: unchanged" in self.log.details
        )


@pytest.fixture
def watch(root: Path) -> Iterator[Watch]:
    """Watch a vault with a chapter and a book above it, both up to date."""
    (root / "chapter.md").write_text(_CHAPTER + "one two three\n")
    (root / "book.md").write_text(_BOOK)
    watch = Watch(root)
    watch.watcher.lock()
    try:
        watch.watcher.recover()
        watch.watcher.read()
        watch.watcher.start()
        watch.work_until_seen_again("chapter.md", "book.md")
        yield watch
    finally:
        watch.watcher.close()


def test_one_save_of_a_note_under_an_index_note_is_four_parses(
    root: Path, watch: Watch, parsed: Counted, read: Counted
) -> None:
    """The note and its index note are each parsed when they are read, and proved when they are written."""
    chapter, book = root / "chapter.md", root / "book.md"
    chapter.write_text(chapter.read_text() + "four five\n")
    watch.work_until_seen_again("chapter.md", "book.md")
    assert _words(chapter) == _words(book) == 5
    assert len(parsed.calls) == 4
    assert read.calls == [chapter, book]


def test_after_an_update_nothing_is_read_again(root: Path, parsed: Counted, read: Counted) -> None:
    """What `update` wrote is known to the next command by the stamp that it has since."""
    chapter, book = root / "chapter.md", root / "book.md"
    chapter.write_text(_CHAPTER + "one two three\n")
    book.write_text(_BOOK)
    _wait_a_tick(chapter, book)
    vault = Vault(root, config.load(root))
    catalog = Catalog(vault)
    sink = FileSink.by_hand(vault)
    catalog.refresh()
    results = [update.result for update in Updater(catalog, sink).update_all(["book.md", "chapter.md"])]
    sink.writer.close()
    catalog.save()
    assert results == [Result.WRITTEN, Result.WRITTEN]
    parsed.calls.clear()
    read.calls.clear()

    again = Catalog(vault)
    again.refresh()
    assert not any(entry.stale for entry in again.entries.values())
    assert parsed.calls == []
    assert read.calls == []


def test_unsaved_text_is_counted_without_a_look_at_the_file(
    root: Path, parsed: Counted, read: Counted
) -> None:
    """Given the text of an editor, an index note too is parsed once and planned with its sum."""
    (root / "chapter.md").write_text(_CHAPTER + "one two three\n")
    (root / "book.md").write_text(_BOOK)
    catalog = Catalog(Vault(root, config.load(root)))
    catalog.refresh()
    parsed.calls.clear()
    read.calls.clear()
    examined = catalog.examine("book.md", f"{_BOOK}An unsaved line.\n".encode())
    assert examined.new
    assert examined.new.endswith(b"An unsaved line.\n")
    assert _number_in(examined.new.decode()) == 3
    assert len(parsed.calls) == 2  # one to read it, one to prove the edit
    assert read.calls == []


def _wait_a_tick(*paths: Path) -> None:
    """Wait until a change of these files would show in their times."""
    latest = max(path.stat().st_ctime_ns for path in paths)
    while time.time_ns() - latest < 30_000_000:
        time.sleep(0.005)


def _words(note: Path) -> int:
    return _number_in(note.read_text())


def _number_in(text: str) -> int:
    found = re.search(r"^milestone-words: *([0-9]+)$", text, re.MULTILINE)
    assert found
    return int(found[1])
