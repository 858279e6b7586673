"""What becomes of changed notes, step by step, with time as an argument."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING, Any

import pytest

from milestoned.fileio import group_commit
from milestoned.vault import config, examine
from milestoned.vault.vault import Vault
from milestoned.watch import half_saved
from milestoned.watch.change_handler import ChangeHandler
from milestoned.watch.half_saved import DONE_WITHIN
from milestoned.watch.reporter import Reporter, WatchedVault
from milestoned.watch.session import Session
from milestoned.watch.turns import Turns
from tests.end_to_end.running import words_in
from tests.vault.folders import Folder, rest
from tests.watch.sayings import Sayings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_GRACE = 2.0
_LONG = 60.0


class Bench:
    """A vault with a session and its handler, as the watcher has them, without events."""

    def __init__(self, folder: Folder) -> None:
        self.folder = folder
        self.log = Sayings()
        watched = WatchedVault(
            Vault(folder.root, config.load(folder.root)), lambda path: path != "unnamed.md"
        )
        self.session = Session.begin(watched, self.log, lambda: False)
        self.handler = ChangeHandler(self.session, Reporter(self.log), Turns(self.log), lambda: False)

    def read(self) -> None:
        """Read the vault and bring it up to date."""
        self.session.catalog.refresh()
        self.handler.queue_stale()
        self.bring_up_to_date()

    def bring_up_to_date(self, *paths: str) -> None:
        """Look at changed paths, and at all that follows from them."""
        self.handler.make_ready(paths)
        self.handler.look_at_ready(time.monotonic() + _LONG)
        self.handler.update_index_notes()

    def record(self) -> None:
        """Record all that is queued."""
        while self.session.record_queue:
            self.session.record_queue.record()

    def written(self) -> list[str]:
        """Return the notes that were written since the last call, in order."""
        said = [text.partition(": ")[0] for text in self.log.said]
        self.log.said.clear()
        return said


@pytest.fixture
def bench(root: Path) -> Iterator[Bench]:
    """Give a vault with an index note over two chapters, all up to date and long at rest."""
    (root / ".milestoned").rmdir()
    root.rmdir()
    folder = Folder(root)
    folder.note("a.md", 5)
    folder.note("b.md", 7)
    folder.index("index.md", "?.md")
    config_file = root / ".milestoned" / "config.yaml"
    config_file.write_text("settle: 0\n")
    bench = Bench(folder)
    bench.read()
    assert bench.written() == ["a.md", "b.md", "index.md"]
    yield bench
    bench.session.end()


def test_a_changed_note_is_written_and_then_its_index_note(bench: Bench) -> None:
    """The sum comes after all of its notes, once."""
    bench.folder.note("a.md", 8)
    bench.folder.note("b.md", 9)
    bench.bring_up_to_date("a.md", "b.md")
    assert bench.written() == ["a.md", "b.md", "index.md"]
    bench.bring_up_to_date("a.md", "b.md", "index.md")
    assert bench.written() == []


def test_the_event_of_our_own_write_has_the_note_parsed_no_second_time(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Written a moment after its save its stamp is too young to be believed: it is read, and is what we wrote."""
    bench.folder.note("a.md", 8)
    bench.bring_up_to_date("a.md")
    assert bench.written() == ["a.md", "index.md"]
    parsed: list[bytes] = []
    monkeypatch.setattr(examine, "parse", parsed.append)
    bench.bring_up_to_date("a.md", "index.md")
    assert parsed == []
    assert bench.log.details[-2:] == ["a.md: unchanged", "index.md: unchanged"]


def test_a_save_right_after_our_own_write_is_seen(bench: Bench) -> None:
    """Even one of the same size that puts the time back, as sync tools do: the change time shows it."""
    bench.folder.note("a.md", 8)
    bench.bring_up_to_date("a.md")
    note = bench.folder.root / "a.md"
    ours = note.read_bytes()
    times = note.stat()
    note.write_bytes(ours.replace(b"word word", b"word worm", 1))
    os.utime(note, ns=(times.st_atime_ns, times.st_mtime_ns))
    bench.bring_up_to_date("a.md")
    catalog = bench.session.catalog
    assert catalog.entries["a.md"].digest == catalog.examine("a.md").entry.digest


def test_a_note_that_is_emptied_is_given_a_moment_to_be_filled(bench: Bench) -> None:
    """Many editors empty a note before they write it: that is no state of the text to count and to record."""
    note = bench.folder.root / "a.md"
    text = note.read_bytes()
    note.write_bytes(b"")
    bench.bring_up_to_date("a.md")
    assert "a.md" in bench.session.debouncer
    assert bench.session.catalog.entries["a.md"].opted_in
    note.write_bytes(text + b"more\n")
    bench.bring_up_to_date("a.md")
    assert bench.written() == ["a.md", "index.md"]


def test_a_note_that_is_being_written_is_given_a_moment_to_be_closed(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it holds until then may be half of it; one that stays open is looked at all the same, and waits."""
    # However busy the machine is, the first look comes right after the write.
    monkeypatch.setattr(half_saved, "_JUST_NOW", 10**12)
    note = bench.folder.root / "a.md"
    before = bench.session.catalog.entries["a.md"]
    text = note.read_bytes()
    with note.open("wb") as file:
        file.write(text + b"half of a li")
        file.flush()
        bench.bring_up_to_date("a.md")
        assert bench.session.catalog.entries["a.md"] == before
        assert "a.md" in bench.session.debouncer
        time.sleep(DONE_WITHIN)
        bench.bring_up_to_date("a.md")
        assert bench.session.catalog.entries["a.md"] != before
        assert bench.written() == ["index.md"]
    bench.bring_up_to_date("a.md")
    assert bench.written() == ["a.md"]


def test_a_note_that_stays_empty_is_taken_as_it_is(bench: Bench) -> None:
    """Once it has been empty for a moment it takes no part any more."""
    (bench.folder.root / "a.md").write_bytes(b"")
    bench.bring_up_to_date("a.md")
    entry = bench.session.catalog.entries["a.md"]
    assert entry.opted_in
    time.sleep(DONE_WITHIN)
    bench.bring_up_to_date("a.md")
    assert not bench.session.catalog.entries["a.md"].opted_in
    assert bench.written() == ["index.md"]


def test_of_many_notes_one_that_is_emptied_is_given_a_moment_too(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So many at once are looked at together."""
    # However long the others take.
    monkeypatch.setattr(half_saved, "DONE_WITHIN", _LONG)
    for number in range(20):
        bench.folder.note(f"{number}.md", 8)
    (bench.folder.root / "a.md").write_bytes(b"")
    bench.bring_up_to_date("a.md", *(f"{number}.md" for number in range(20)))
    assert "a.md" in bench.session.debouncer
    assert bench.session.catalog.entries["a.md"].opted_in
    assert "a.md" not in bench.written()


def test_a_note_that_is_filled_while_its_empty_text_is_recorded_is_served(bench: Bench) -> None:
    """The record counts a note that takes no part any more: what it finds then may take part again."""
    note = bench.folder.note("alone.md", 8)
    bench.bring_up_to_date("alone.md")
    bench.record()
    note.write_bytes(b"")
    bench.bring_up_to_date("alone.md")
    time.sleep(DONE_WITHIN)
    bench.bring_up_to_date("alone.md")
    assert not bench.session.catalog.entries["alone.md"].opted_in
    bench.folder.note("alone.md", 9)
    rest(note)
    bench.record()
    bench.bring_up_to_date("alone.md")
    assert words_in(note) == 9


def test_a_note_that_was_not_named_is_not_written(bench: Bench) -> None:
    """The command line named others."""
    bench.folder.note("unnamed.md", 8)
    bench.bring_up_to_date("unnamed.md")
    assert bench.written() == []


def test_a_missing_note_stays_in_the_sum_until_it_is_believed_gone(bench: Bench) -> None:
    """After the grace time the sum is written without it."""
    (bench.folder.root / "a.md").unlink()
    now = time.monotonic()
    bench.bring_up_to_date("a.md")
    assert bench.written() == []
    bench.handler.believe_gone(now)
    assert "a.md" in bench.session.catalog.entries
    bench.handler.believe_gone(time.monotonic() + _GRACE)
    assert "a.md" not in bench.session.catalog.entries
    bench.bring_up_to_date()
    assert bench.written() == ["index.md"]


def test_a_renamed_note_never_counts_twice(bench: Bench) -> None:
    """Its new name is known at once; the sum waits until the old one is gone, even if the index note changes."""
    root = bench.folder.root
    (root / "a.md").rename(root / "c.md")
    (root / "index.md").write_text((root / "index.md").read_text() + "A remark.\n")
    bench.bring_up_to_date("a.md", "c.md", "index.md")
    assert bench.written() == []
    bench.handler.believe_gone(time.monotonic() + _GRACE)
    bench.bring_up_to_date()
    assert bench.written() == []  # what it says is still right
    assert bench.session.catalog.index_totals().members("index.md") == ["b.md", "c.md"]


def test_a_note_that_is_back_in_time_was_never_gone(bench: Bench) -> None:
    """What happened to the sum meanwhile is written then."""
    note = bench.folder.root / "a.md"
    text = note.read_bytes()
    note.unlink()
    bench.folder.note("b.md", 9)
    bench.bring_up_to_date("a.md", "b.md")
    assert bench.written() == ["b.md"]
    note.write_bytes(text)
    bench.bring_up_to_date("a.md")
    assert bench.written() == ["index.md"]
    bench.handler.believe_gone(time.monotonic() + _LONG)
    assert "a.md" in bench.session.catalog.entries


def test_a_second_look_finds_a_note_that_came_back_without_an_event(bench: Bench) -> None:
    """No delete is believed without a look."""
    note = bench.folder.root / "a.md"
    text = note.read_bytes()
    note.unlink()
    bench.bring_up_to_date("a.md")
    note.write_bytes(text + b"two words\n")
    bench.handler.believe_gone(time.monotonic() + _GRACE)
    bench.bring_up_to_date()
    assert bench.written() == ["a.md", "index.md"]


def test_a_folder_that_is_gone_misses_its_notes_and_a_new_one_has_them_settle(bench: Bench) -> None:
    """A folder's notes are looked at one by one: it may be half copied."""
    part = bench.folder.root / "part"
    bench.folder.note("part/1.md", 5)
    bench.bring_up_to_date("part/")
    assert bench.written() == []
    assert "part/1.md" in bench.session.debouncer
    bench.bring_up_to_date("part/1.md")
    assert bench.written() == ["part/1.md"]
    (part / "1.md").unlink()
    part.rmdir()
    bench.bring_up_to_date("part/")
    assert bench.session.deletions.holds_any(["part/1.md"])


def test_a_rescan_finds_what_no_event_told_of(bench: Bench) -> None:
    """Changed notes settle first; missing ones get their grace time."""
    bench.folder.note("b.md", 70)
    (bench.folder.root / "a.md").unlink()
    bench.handler.rescan(time.monotonic())
    assert "b.md" in bench.session.debouncer
    assert bench.session.deletions.holds_any(["a.md"])


def test_a_vault_that_is_not_there_proves_nothing(bench: Bench) -> None:
    """All that was to be done is forgotten: the next look at all stamps finds it again."""
    (bench.folder.root / "a.md").unlink()
    bench.bring_up_to_date("a.md")
    bench.session.debouncer.changed("b.md", 0.0)
    bench.handler.make_ready(["b.md"])
    bench.handler.clear()
    assert len(bench.session.debouncer) == 0
    assert bench.session.deletions.next_due(3) is None
    bench.bring_up_to_date()
    assert bench.written() == []


def test_another_session_takes_over_what_was_not_looked_at(bench: Bench) -> None:
    """A changed configuration loses no change."""
    bench.folder.note("a.md", 8)
    bench.handler.make_ready(["a.md"])
    bench.session.end()
    other = Bench(bench.folder)
    other.session.catalog.refresh()
    other.handler.take_over(bench.handler)
    other.bring_up_to_date()
    assert other.written() == ["a.md"]
    other.session.end()


def test_a_problem_is_logged_and_the_others_are_served(bench: Bench) -> None:
    """One bad note keeps no other from being written."""
    bench.folder.note("a.md", 5, keys="milestone: lots")
    bench.folder.note("b.md", 9)
    bench.bring_up_to_date("a.md", "b.md")
    assert "b.md" in bench.written()
    assert bench.log.problems[0][0] == "a.md"


def test_very_many_changed_notes_are_all_served_and_then_their_index_note_once(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A checkout changes thousands: they are written together, and one that cannot be written is told of by itself."""
    names = [f"{letter}.md" for letter in "abcdefghijklmnopqrstuvwxyz"]
    for words, name in enumerate(names, 20):
        bench.folder.note(name, words)
    bench.folder.note("c.md", 5, keys="milestone: lots")
    bench.folder.note("unnamed.md", 8)
    missing = bench.folder.root / "d.md"
    missing.unlink()
    groups: list[int] = []
    write = group_commit.write_group

    def counted(members: list[group_commit.Member], *rest: Any, **more: Any) -> group_commit.GroupResult:
        groups.append(len(members))
        return write(members, *rest, **more)

    monkeypatch.setattr(group_commit, "write_group", counted)
    bench.bring_up_to_date(*names, "unnamed.md")
    written = bench.written()
    assert groups == [24]
    assert written[-1] == "index.md"
    assert sorted(written[:-1]) == [name for name in names if name not in {"c.md", "d.md"}]
    assert [path for path, _ in bench.log.problems][:1] == ["c.md"]
    for name in set(names) - {"c.md", "d.md"}:
        assert words_in(bench.folder.root / name) == 20 + names.index(name)
    bench.bring_up_to_date(*names)
    assert bench.written() == []


def test_an_index_note_that_is_new_among_very_many_is_summed_up(bench: Bench) -> None:
    """A branch may bring an index note together with all of its notes."""
    names = [f"new/{number}.md" for number in range(30)]
    for name in names:
        bench.folder.note(name, 3)
    bench.folder.index("new.md", "new/*.md")
    bench.bring_up_to_date("new.md", *names)
    assert sorted(set(bench.written())) == sorted([*names, "new.md"])
    assert words_in(bench.folder.root / "new.md") == 90


def test_a_sum_waits_while_very_many_notes_are_changing(bench: Bench) -> None:
    """It is written once, after a checkout, and not over and over in the middle of it."""
    now = time.monotonic()
    for number in range(20):
        bench.session.debouncer.changed(f"{number}.md", now)
    bench.folder.note("a.md", 8)
    bench.bring_up_to_date("a.md")
    assert bench.written() == ["a.md"]
    bench.session.debouncer.clear()
    bench.handler.update_index_notes()
    assert bench.written() == ["index.md"]
