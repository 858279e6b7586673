"""The journal on disk: several devices, torn lines, a lost cache."""

from __future__ import annotations

import itertools
import json
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from tests.end_to_end.writer import Writer

if TYPE_CHECKING:
    from pathlib import Path


def _all(writer: Writer) -> list[Any]:
    return [writer.asks(command) for command in ("today", "log", "milestones", "commitments", "export")]


def _journals(writer: Writer) -> list[Path]:
    return sorted((writer.box.root / ".milestoned" / "journal").glob("*.jsonl"))


@pytest.fixture
def busy(tmp_path: Path) -> Writer:
    """Give a writer with three days behind them, a milestone and a promise."""
    writer = Writer(tmp_path / "desk", "2026-11-23 10:00")
    writer.begins("a.md", 900)
    writer.updates()
    writer.run("commit", "300 words", "--by", "wednesday")
    for words in (150, 120, 70):
        writer.writes("a.md", words, minutes=10)
        writer.later(days=1)
    return writer


def test_a_lost_cache_and_a_new_index_lose_nothing(busy: Writer) -> None:
    """Deleting the cache, `reindex`, and both: every answer is the same as before."""
    before = _all(busy)
    assert before[1][0]["drafted"] == 70
    shutil.rmtree(busy.box.cache)
    assert _all(busy) == before
    assert busy.asks("reindex")["events"] > 5
    assert _all(busy) == before
    (base,) = busy.box.cache.rglob("record/*.db")
    base.write_bytes(b"spoilt" * 1000)
    assert _all(busy) == before


def test_a_torn_last_line_is_skipped_and_healed(busy: Writer) -> None:
    """Half a line at the end is not read; the next event begins a line of its own, and no byte before it changes."""
    (journal,) = _journals(busy)
    before, whole = _all(busy), journal.read_bytes()
    torn = whole + whole.splitlines()[-1][:40]
    journal.write_bytes(torn)
    assert _all(busy) == before
    busy.writes("a.md", 30)
    assert journal.read_bytes().startswith(torn + b"\n")
    assert busy.today()["drafted"] == 30
    shutil.rmtree(busy.box.cache)
    assert busy.today()["drafted"] == 30


def test_a_journal_cut_in_its_last_line_loses_that_line_alone(busy: Writer) -> None:
    """The last save was torn off by a crash: the days before stand as they were."""
    (journal,) = _journals(busy)
    days = busy.asks("log")
    journal.write_bytes(journal.read_bytes()[:-25])
    assert busy.asks("log") == days[1:]


def test_the_journal_only_ever_grows(busy: Writer) -> None:
    """Every command that writes appends."""
    (journal,) = _journals(busy)
    before = journal.read_bytes()
    made = busy.asks("commit", "2 chunks", "--by", "friday")
    busy.asks("commit", "--renegotiate", made["id"], "--by", "in 2 weeks")
    busy.asks("amend", "monday", "--drafted", "200")
    busy.asks("next", "The letter.")
    busy.asks("unstick")  # too young a record for advice
    busy.asks("reindex")
    after = journal.read_bytes()
    assert after.startswith(before)
    lines = [json.loads(line) for line in after[len(before) :].splitlines()]
    assert [line["kind"] for line in lines] == [
        "commit", "commit", "renegotiate", "amend", "next",
    ]  # fmt: skip
    assert all(line["v"] == 1 for line in after.splitlines() for line in [json.loads(line)])


def _devices(folder: Path) -> list[Writer]:
    """Three devices on copies of one vault, each with a note of its own to write in, over two days."""
    devices = []
    for number, name in enumerate(("desk", "laptop", "phone")):
        device = Writer(folder / name, f"2026-11-23 1{number}:00")
        device._made = number * 100_000
        device.begins(f"{name}.md", 950)
        device.updates()
        device.writes(f"{name}.md", 100 + number, minutes=30)
        device.writes(f"{name}.md", 10 + number, days=1)
        devices.append(device)
    return devices


def test_three_devices_merged_in_any_order_give_the_same_record(tmp_path: Path) -> None:
    """Journals that arrive one after another, asked about in between: the same record at the end, on each device."""
    devices = _devices(tmp_path)
    journals = [journal for device in devices for journal in _journals(device)]
    assert len({journal.name for journal in journals}) == 3
    answers = []
    for number, order in enumerate(itertools.permutations(journals)):
        reader = Writer(tmp_path / f"reader-{number}", "2026-11-24 20:00")
        for journal in order:
            folder = reader.box.root / ".milestoned" / "journal"
            folder.mkdir(parents=True, exist_ok=True)
            shutil.copy(journal, folder)
            today = reader.today()
        answers.append((today, reader.asks("export")))
    assert all(answer == answers[0] for answer in answers)
    days, earned = answers[0][1]["days"], answers[0][1]["milestones"]
    assert (today["drafted"], today["words"]) == (33, 3 * 950 + 303 + 33)
    assert [day["drafted"] for day in days] == [303, 33]
    assert [one["note"] for one in earned] == ["desk.md", "laptop.md", "phone.md"]


def test_what_another_device_wrote_is_not_credited_again(tmp_path: Path) -> None:
    """A note and its journal come over by a sync tool: `update` here finds nothing new to count."""
    context = Writer(tmp_path / "desk", "2026-11-23 10:00")
    context.begins("a.md", 100)
    context.updates()
    context.writes("a.md", 200, minutes=5)
    laptop = Writer(tmp_path / "laptop", "2026-11-23 12:00")
    shutil.copytree(context.box.root, laptop.box.root, dirs_exist_ok=True)
    laptop.updates()
    said = laptop.today()
    assert (said["drafted"], said["words"]) == (200, 300)
    laptop.notes["a.md"] = [*context.notes["a.md"], *(f"here{n}" for n in range(40))]
    laptop.saves("a.md")
    laptop.later(minutes=5)
    laptop.updates()
    assert laptop.today()["drafted"] == 240
