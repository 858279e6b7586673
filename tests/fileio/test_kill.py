"""kill -9 at every system call of a write: the note is old or new, and the next start mends the rest."""

from __future__ import annotations

import os
import sys
from contextlib import nullcontext
from typing import TYPE_CHECKING

import pytest

from milestoned.fileio import processes
from milestoned.fileio.byte_change import Change
from milestoned.fileio.rollback_journal import JournalEntry, RollbackJournal
from milestoned.fileio.snapshot import take
from milestoned.fileio.writer import Outcome, Writer, WriteStrategy
from tests.fileio.stepping import can_step, run_and_kill
from tests.fileio.vaults import GROWN, LONG_AGO_NS, SAME_SIZE, SHRUNK, TEXT, Vault

if TYPE_CHECKING:
    from pathlib import Path

NOT_YET_MENDED = {
    GROWN[:4096] + TEXT[4096:],  # half-written by the test itself
    SHRUNK + TEXT[len(SHRUNK) :],  # written, and not cut off yet
}
FAR_APART = b"1" + TEXT[1:-1] + b"1"

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="ptrace is asked for as Linux has it"),
    pytest.mark.skipif(not can_step(), reason="this machine does not let processes be traced"),
]


@pytest.fixture(autouse=True)
def _without_a_search_of_proc(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out some thousand system calls that only read."""
    monkeypatch.setattr(processes, "_PROC", "/nonexistent")


def write_once(vault: Vault, new: bytes, way: WriteStrategy) -> None:
    writer = Writer(vault.state, vault.root)
    writer._way = way
    writer._reader_patience = ()
    assert writer.write(vault.snapshot(), new).outcome is Outcome.WRITTEN
    writer.close(wait=0)


@pytest.mark.parametrize(
    "new", [SAME_SIZE, GROWN, SHRUNK, FAR_APART], ids=["same", "grown", "shrunk", "far apart"]
)
def test_a_kill_at_any_system_call_in_place_leaves_the_note_old_or_new(tmp_path: Path, new: bytes) -> None:
    kill_at_every_call(Vault(tmp_path), new, WriteStrategy.LEASE)


@pytest.mark.parametrize("way", [WriteStrategy.EXCHANGE, WriteStrategy.REPLACE])
def test_a_kill_at_any_system_call_of_a_swap_leaves_the_note_old_or_new(
    tmp_path: Path, way: WriteStrategy
) -> None:
    kill_at_every_call(Vault(tmp_path), GROWN, way)


def test_a_kill_at_any_system_call_of_an_exchange_under_a_read_lease_leaves_it_old_or_new(
    tmp_path: Path,
) -> None:
    vault = Vault(tmp_path)
    kill_at_every_call(vault, GROWN, WriteStrategy.LEASE, reader=True)


def kill_at_every_call(vault: Vault, new: bytes, way: WriteStrategy, *, reader: bool = False) -> None:
    seen = set()
    stop = 0
    while True:
        with vault.note.open("rb") if reader else nullcontext():
            if run_and_kill(lambda: write_once(vault, new, way), stop) != -1:
                break
        seen.add(healed(vault, new))
        vault.fill(TEXT)
        stop += 2  # a stop at the entry to each call: its exit leaves the disk as the next entry finds it
    assert seen == {TEXT, new}
    assert stop > 120, "the write was really stepped through"


def test_a_kill_at_any_system_call_of_the_mending_leaves_the_note_to_the_next_one(tmp_path: Path) -> None:
    vault = Vault(tmp_path)
    stop = 0
    while True:
        leave_half_written(vault)
        if run_and_kill(lambda: heal_once(vault), stop) != -1:
            break
        assert healed(vault, GROWN) == TEXT
        assert set(vault.kept()) == {GROWN[:4096] + TEXT[4096:]}
        stop += 2
    assert stop > 60


def leave_half_written(vault: Vault) -> None:
    """Kill a growing write between the record of its pre-image and its first byte, then write a page of it."""
    for kept in (vault.state / "kept").iterdir():
        kept.unlink()
    for entry in (vault.state / "rollback").iterdir():
        entry.unlink()
    vault.fill(TEXT)
    entry_of = JournalEntry(
        str(vault.note), vault.note.stat().st_ino, LONG_AGO_NS, Change.between(TEXT, GROWN)
    )
    RollbackJournal(vault.state).record(entry_of, durable=True)
    with vault.note.open("r+b") as note:
        note.write(GROWN[:4096])


def heal_once(vault: Vault) -> None:
    assert len(Writer(vault.state, vault.root).recover()) == 1


def healed(vault: Vault, new: bytes) -> bytes:
    """Start again after the kill, and check that nothing is left of it but one of the two texts."""
    assert vault.note.read_bytes() in {TEXT, new, *NOT_YET_MENDED}
    Writer(vault.state, vault.root).recover()
    assert vault.leftovers() == []
    assert vault.note.stat().st_mtime_ns == LONG_AGO_NS
    assert oct(vault.note.stat().st_mode & 0o777) == "0o644"
    return vault.note.read_bytes()


def test_a_kill_at_any_system_call_of_a_group_leaves_each_note_old_or_new(tmp_path: Path) -> None:
    """The pre-images of the group lie in one file; what a stop leaves of it is taken apart and worked off."""
    vault = Vault(tmp_path)
    notes = {vault.root / f"{name}.md": new for name, new in zip("abcd", GROUP, strict=True)}
    seen: set[tuple[bool, ...]] = set()
    stop = 0
    while True:
        for note in notes:
            note.write_bytes(TEXT)
            os.utime(note, ns=(LONG_AGO_NS, LONG_AGO_NS))
        if run_and_kill(lambda: write_together(vault, notes), stop) != -1:
            break
        seen.add(healed_group(vault, notes))
        stop += 2
    assert {(False,) * 4, (True, False, False, False), (True,) * 4} <= seen
    assert stop > 150, "the writes were really stepped through"


GROUP = (GROWN, SHRUNK, SAME_SIZE, FAR_APART)


def write_together(vault: Vault, notes: dict[Path, bytes]) -> None:
    writer = Writer(vault.state, vault.root)
    writer._way = WriteStrategy.LEASE
    writer._reader_patience = ()
    results = writer.write_all([(take(note), new) for note, new in notes.items()])
    assert {result.outcome for result in results} == {Outcome.WRITTEN}


def healed_group(vault: Vault, notes: dict[Path, bytes]) -> tuple[bool, ...]:
    """Start again after the kill; return which notes hold the new text. The others hold the old one."""
    Writer(vault.state, vault.root).recover()
    assert vault.leftovers() == []
    for note, new in notes.items():
        assert note.read_bytes() in {TEXT, new}
        assert note.stat().st_mtime_ns == LONG_AGO_NS
    return tuple(note.read_bytes() == new for note, new in notes.items())


def test_a_kill_while_a_left_group_is_taken_apart_leaves_it_to_the_next_start(tmp_path: Path) -> None:
    vault = Vault(tmp_path)
    notes = [vault.root / f"{name}.md" for name in "abc"]
    stop = 0
    while True:
        for note in notes:
            note.write_bytes(GROWN)
        entries = [
            JournalEntry(str(note), note.stat().st_ino, LONG_AGO_NS, Change.between(TEXT, GROWN))
            for note in notes
        ]
        RollbackJournal(vault.state).record_group(entries)
        notes[0].write_bytes(GROWN[:4096] + TEXT[4096:])
        if run_and_kill(lambda: recover_once(vault), stop) != -1:
            break
        Writer(vault.state, vault.root).recover()
        assert [note.read_bytes() for note in notes] == [TEXT, GROWN, GROWN]
        assert vault.leftovers() == []
        stop += 2
    assert stop > 60


def recover_once(vault: Vault) -> None:
    Writer(vault.state, vault.root).recover()
