"""The journal, its index, and several devices."""

from __future__ import annotations

import itertools
import shutil
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from milestoned.errors import MilestonedError
from milestoned.record.queries import summary
from milestoned.record.recorder.observation import Trigger
from milestoned.record.store.database import open_database
from milestoned.record.store.events import Event, Kind, to_line
from milestoned.record.store.journal import Durability, Journal, read_from
from milestoned.record.store.line import from_line
from milestoned.vault.device import device_of
from tests.record.scene import Scene, new_words

if TYPE_CHECKING:
    from pathlib import Path


def event(seq: int, **more: Any) -> Event:
    at = datetime(2026, 11, 23, 10, tzinfo=UTC) + timedelta(minutes=seq)
    return Event(seq, at, "+00:00", at.date(), "here", Kind.EDIT, note="n", now=f"d{seq}", **more)


def answers(scene: Scene) -> list[Any]:
    record = scene.reopened().record
    return [
        summary.today(record),
        summary.log(record),
        summary.milestones(record),
        summary.all_commitments(record),
    ]


def test_a_journal_cut_at_every_byte_offset_loses_at_most_its_last_line(tmp_path: Path) -> None:
    """And it goes on: the next event is readable whatever the cut left behind."""
    journal = Journal(tmp_path / "journal")
    journal.append("here", [event(n, drafted=n, facts={"text": "é…"}) for n in range(1, 5)], Durability.SOON)
    path = tmp_path / "journal" / "here.jsonl"
    whole = path.read_bytes()
    ends = [at + 1 for at, byte in enumerate(whole) if byte == ord("\n")]
    for cut in range(len(whole) + 1):
        path.write_bytes(whole[:cut])
        journal.append("here", [event(9)], Durability.SOON)
        read = [one.seq for line in read_from(str(path), 0).lines if (one := from_line(line))]
        complete = sum(end <= cut for end in ends)
        # A line that lacks nothing but its newline is whole, and is healed by the next append.
        assert read in ([*range(1, complete + 1), 9], [*range(1, complete + 2), 9])
        assert len(read) == complete + 1 or cut + 1 in ends


def test_a_vault_that_is_not_there_is_not_made_again(tmp_path: Path) -> None:
    """An empty mount point gets no folder of ours: what is recorded waits."""
    journal = Journal(tmp_path / ".milestoned" / "journal")
    with pytest.raises(MilestonedError, match="not there"):
        journal.append("here", [event(1, path="a.md")], Durability.SOON)
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "a.md").touch()
    journal.append("here", [event(1, path="a.md")], Durability.SOON)
    assert [file.name for file in journal.files()] == ["here.jsonl"]


def test_an_unfinished_line_is_left_for_the_next_reading(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_bytes(b'{"a":1}\n{"b"')
    assert read_from(str(path), 0).end == 8
    path.write_bytes(b'{"a":1}\n{"b":2}\n')
    assert read_from(str(path), 8).lines == (b'{"b":2}',)


def test_an_event_comes_back_as_it_was_written() -> None:
    one = event(3, drafted=2, cut=1, held=-4, counted=False, facts={"to": "x"})
    assert from_line(to_line(one)) == one


@pytest.mark.parametrize(
    "line", [b"", b"{", b"[]", b'{"v":2,"seq":1}', b'{"v":1}', b"\xff\xfe", b'{"v":1,"seq":"x"}']
)
def test_foreign_lines_are_passed_over(line: bytes) -> None:
    assert from_line(line) is None


def test_a_device_keeps_its_name_and_two_devices_have_two(tmp_path: Path) -> None:
    assert device_of(tmp_path / "a") == device_of(tmp_path / "a")
    assert device_of(tmp_path / "a") != device_of(tmp_path / "b")
    (tmp_path / "a" / "device").write_text("../../evil")
    assert "/" not in device_of(tmp_path / "a")


def test_the_index_may_be_lost_spoilt_or_rebuilt_without_loss(scene: Scene) -> None:
    scene.look("a.md", new_words(900))
    scene.later(hours=1)
    scene.look("a.md", new_words(1100))
    before = answers(scene)
    [database] = (scene.folder / "cache-here").rglob("*.db")
    scene.recorder.close()
    database.write_bytes(b"not a database, but long enough to be read as one" * 50)
    assert answers(scene) == before
    scene.recorder.close()
    database.unlink()
    assert answers(scene) == before
    assert scene.record.index.rebuild() == 3
    assert answers(scene) == before


def test_a_journal_that_is_replaced_by_an_older_one_is_read_anew(scene: Scene) -> None:
    scene.look("a.md", new_words(10))
    [path] = (scene.root / ".milestoned" / "journal").iterdir()
    old = path.read_bytes()
    scene.look("a.md", new_words(30))
    assert summary.today(scene.record)["drafted"] == 20
    path.write_bytes(old)
    assert summary.today(scene.record)["drafted"] == 0


def test_a_conflict_copy_of_a_journal_counts_once(scene: Scene) -> None:
    scene.look("a.md", new_words(10))
    scene.look("a.md", new_words(30))
    before = answers(scene)
    [path] = (scene.root / ".milestoned" / "journal").iterdir()
    shutil.copy(path, path.with_name("here.sync-conflict-20261123-101010-ABCDEF.jsonl"))
    assert answers(scene) == before


def test_three_devices_merged_in_any_order_give_the_same_record(tmp_path: Path) -> None:
    """Each wrote a note of its own, and two of them took the same change of a shared note for theirs."""
    folders = []
    for number, name in enumerate("abc"):
        (tmp_path / name).mkdir()
        scene = Scene(tmp_path / name, device=name)
        scene.look("shared.md", new_words(500))
        scene.later(hours=1 + number)
        scene.look(f"{name}.md", [])
        for step in range(3):
            scene.later(minutes=5)
            scene.look(f"{name}.md", new_words(400 * (step + 1), name))
        if name in "ab":
            scene.look("shared.md", new_words(540))
        folders.append(scene.root / ".milestoned" / "journal")
    merged = []
    for order in itertools.permutations(folders):
        whole = tmp_path / "".join(str(folders.index(one)) for one in order)
        whole.mkdir()
        scene = Scene(whole, now=datetime(2026, 11, 23, 20, tzinfo=UTC))
        for folder in order:
            shutil.copytree(folder, scene.root / ".milestoned" / "journal", dirs_exist_ok=True)
            answers(scene)
        merged.append(answers(scene))
    assert all(one == merged[0] for one in merged)
    assert merged[0][0]["drafted"] == 3 * 1200 + 40
    assert merged[0][0]["words"] == 3 * 1200 + 540
    assert len(merged[0][2]) == 3


def test_a_change_that_another_device_wrote_down_is_not_ours(tmp_path: Path) -> None:
    one = Scene(tmp_path, device="one")
    two = Scene(tmp_path, device="two")
    for scene in (one, two):
        scene.look("a.md", new_words(300))
    one.later(hours=1)
    one.look("a.md", new_words(350))
    two.later(hours=2)
    two.look("a.md", new_words(350))
    assert summary.today(two.record)["drafted"] == 50
    assert one.journal().count('"kind":"edit"') == 1


def test_two_processes_record_one_change_once(scene: Scene) -> None:
    """`update` by hand while the daemon runs: whoever comes second finds it written."""
    scene.look("a.md", new_words(300))
    daemon = scene.recorder
    scene.later(hours=1)
    scene.reopened()
    scene.look("a.md", new_words(350))
    daemon.observe(scene.seen("a.md"))
    assert summary.today(scene.record)["drafted"] == 50
    daemon.close()


def test_a_database_of_another_version_begins_anew(tmp_path: Path) -> None:
    base = open_database(tmp_path / "x" / "y.db", "CREATE TABLE one(a)", 1)
    base.execute("INSERT INTO one VALUES (1)")
    base.close()
    base = open_database(tmp_path / "x" / "y.db", "CREATE TABLE one(a)", 2)
    assert base.execute("SELECT count(*) FROM one").fetchone() == (0,)
    base.close()


def test_the_day_of_an_event_is_frozen_whatever_the_zone_is_later(scene: Scene) -> None:
    scene.look("a.md", new_words(30))
    scene.look("a.md", new_words(50))
    assert [day["day"] for day in summary.log(scene.reopened().record)] == [date(2026, 11, 23).isoformat()]


def test_an_index_that_is_spoilt_behind_its_header_is_made_anew(scene: Scene) -> None:
    scene.look("a.md", new_words(900))
    scene.look("a.md", new_words(1100))
    before = answers(scene)
    scene.recorder.close()
    [database] = (scene.folder / "cache-here").rglob("*.db")
    data = database.read_bytes()
    database.write_bytes(data[:4096] + b"\xff" * (len(data) - 4096))
    assert answers(scene) == before


def test_a_state_folder_that_cannot_be_used_is_said_in_words(scene: Scene) -> None:
    (scene.folder / "state-here").write_text("in the way")
    with pytest.raises(MilestonedError, match="cannot be used"):
        scene.look("a.md", new_words(10))


def test_a_claim_that_comes_late_counts_instead_of_the_guess(tmp_path: Path) -> None:
    """Here nobody told of it within `remote_settle`; the journal of the device that wrote it comes the day after."""
    (tmp_path / "far").mkdir()
    far = Scene(tmp_path / "far", device="far")
    here = Scene(tmp_path, device="here")
    for scene in (far, here):
        scene.look("a.md", new_words(10))
        scene.later(hours=1)
    far.look("a.md", new_words(30))
    far.later(minutes=20)
    far.look("a.md", new_words(50))
    far.recorder.flush()
    here.look("a.md", new_words(50), how=Trigger.CATCH_UP, unclaimed=True)
    assert summary.today(here.record)["drafted"] == 40
    journal = far.root / ".milestoned" / "journal"
    shutil.copytree(journal, here.root / ".milestoned" / "journal", dirs_exist_ok=True)
    assert summary.today(here.reopened().record)["drafted"] == 40
    here.record.index.rebuild()
    assert summary.today(here.record)["drafted"] == 40
