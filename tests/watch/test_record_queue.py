"""What waits to be recorded is recorded as it was read, however far its writer has come since."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from milestoned.light.dataclasses import replace
from milestoned.note.counts import Counts
from milestoned.record.recorder.vault_recorder import VaultRecorder
from milestoned.record.store.events import Kind
from milestoned.vault import config
from milestoned.vault.catalog import Catalog
from milestoned.vault.file_sink import FileSink
from milestoned.vault.parsed_notes import ParsedNotes
from milestoned.vault.updater import Updater
from milestoned.vault.vault import Vault
from milestoned.watch import record_queue
from milestoned.watch.record_queue import RecordQueue
from milestoned.watch.write_policy import WritePolicy

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class Watcher:
    """Looks at notes and records them, each when the test says so."""

    def __init__(self, root: Path) -> None:
        vault = Vault(root, config.load(root))
        self.root = root
        self.catalog = Catalog(vault)
        self.recorder = VaultRecorder(self.catalog, lambda _text: None)
        self.queue = RecordQueue(self.recorder, WritePolicy(vault), lambda: False)
        self._sink = FileSink(vault, lambda _path, _size_changes: None)
        self._updater = Updater(self.catalog, self._sink)

    def looks_at(self, path: str) -> None:
        """Bring a note up to date, as after a save."""
        self.queue.add(path, self._updater.update(path).note)

    def records(self) -> None:
        """Record all that waits."""
        while self.queue:
            self.queue.record()

    def events(self) -> list[tuple[str, int]]:
        """Return the kind of each event of the journal, and the words drafted in it."""
        rows = self.recorder._recorder.record.index.base.execute(
            "SELECT kind, drafted FROM event ORDER BY at, seq"
        )
        return [(kind, drafted) for kind, drafted in rows]

    def close(self) -> None:
        """Close the files."""
        self.recorder.close()
        self._sink.writer.close(0)


@pytest.fixture
def watcher(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Watcher]:
    for kind in ("STATE", "CACHE", "CONFIG"):
        monkeypatch.setenv(f"XDG_{kind}_HOME", str(tmp_path / kind.lower()))
    root = tmp_path / "vault"
    (root / ".milestoned").mkdir(parents=True)
    made = Watcher(root)
    yield made
    made.close()


def test_a_note_saved_again_before_it_is_recorded_is_recorded_as_it_was_read(watcher: Watcher) -> None:
    """Each look counts for what it saw: typed in three saves, a new note came in no single piece."""
    note = watcher.root / "new.md"
    words: list[str] = []
    for save in range(3):
        words += [f"w{save}x{number}" for number in range(40)]
        _save(note, words)
        watcher.looks_at("new.md")
        _save(note, [*words, "more"])  # not seen yet
        watcher.records()
    assert sum(drafted for kind, drafted in watcher.events() if kind == Kind.EDIT) == 120


def test_what_was_found_at_the_start_stays_found_at_the_start(watcher: Watcher) -> None:
    """Looked at again before it is recorded, a note of before is still no news."""
    _save(watcher.root / "old.md", ["word"] * 40)
    watcher.catalog.refresh()
    watcher.queue.catch_up(["old.md"])
    watcher.looks_at("old.md")
    watcher.records()
    assert watcher.events() == [(Kind.BASELINE, 0)]


def test_of_very_many_notes_that_wait_not_all_are_kept_in_memory(watcher: Watcher) -> None:
    """After a checkout the notes beyond the first are read once more, and none is left out."""
    watcher.queue._read = ParsedNotes(most=1_000)
    for number in range(60):
        _save(watcher.root / f"{number}.md", [f"w{number}x{word}" for word in range(5)])
        watcher.looks_at(f"{number}.md")
    assert 0 < len(watcher.queue._read) < 60
    watcher.records()
    assert watcher.events() == [(Kind.EDIT, 5)] * 60


def test_where_many_notes_wait_they_are_recorded_before_the_room_is_full(
    watcher: Watcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One turn goes on until half of the room is free: what has no room is read from the disk once more."""
    monkeypatch.setattr(record_queue, "_RECORD_FOR", 0.0)
    monkeypatch.setattr(record_queue, "_RECORD_FOR_MANY", 1e9)
    watcher.queue._read = ParsedNotes(most=2_000)
    for number in range(60):
        _save(watcher.root / f"{number}.md", [f"w{number}x{word}" for word in range(5)])
        watcher.looks_at(f"{number}.md")
    kept = len(watcher.queue._read)
    watcher.queue.record()
    assert not watcher.queue._read.is_filling
    assert 0 < len(watcher.events()) <= kept
    watcher.queue.record()
    assert len(watcher.queue._read) > 0


def test_a_note_that_cannot_be_recorded_costs_only_itself(watcher: Watcher) -> None:
    """The other notes of its batch are recorded, and the batch is not tried for ever."""
    for number in range(20):
        _save(watcher.root / f"{number}.md", ["word"] * 5)
        watcher.looks_at(f"{number}.md")
    # No counts at all: what a defect of ours may leave, of which this note must be the only one to suffer.
    damaged = Counts("none")  # type: ignore[arg-type]
    watcher.catalog.entries["7.md"] = replace(watcher.catalog.entries["7.md"], counts=damaged)
    with pytest.raises(TypeError):
        watcher.records()
    watcher.records()
    assert watcher.events() == [(Kind.EDIT, 5)] * 19


def _save(path: Path, words: list[str]) -> None:
    path.write_text(f"---\nmilestone: 100 words\n---\n\n{' '.join(words)}\n")


def test_a_note_whose_inode_takes_all_64_bits_is_recorded(watcher: Watcher) -> None:
    """As some file systems of their own number their files."""
    _save(watcher.root / "a.md", ["word"] * 5)
    watcher.looks_at("a.md")
    entry = watcher.catalog.entries["a.md"]
    assert entry.stamp is not None
    watcher.catalog.entries["a.md"] = replace(entry, stamp=entry.stamp._replace(inode=2**64 - 1))
    watcher.records()
    assert watcher.events() == [(Kind.EDIT, 5)]


def test_when_something_is_to_be_settled_is_asked_once_after_each_use(
    watcher: Watcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is recorded may wait to be written: the answer of before does not hold any more."""
    asked: list[float | None] = []
    ask = watcher.recorder.next_due

    def counted() -> float | None:
        asked.append(ask())
        return asked[-1]

    monkeypatch.setattr(watcher.recorder, "next_due", counted)
    note = watcher.root / "a.md"
    note.write_text("---\nmilestone: 100 words\n---\n\none\n")
    for more in ("", "two\n", "three\n"):
        note.write_text(note.read_text() + more)
        watcher.looks_at("a.md")
        watcher.records()
        before = len(asked)
        dues = {watcher.queue.next_due(0.0) for _ in range(3)}
        assert len(dues) == 1
        assert len(asked) - before <= 1
    assert dues != {None}
    before = len(asked)
    watcher.queue.record()
    assert len(asked) == before
    watcher.queue.used()
    watcher.queue.next_due(0.0)
    assert len(asked) == before + 1
