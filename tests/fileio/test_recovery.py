"""What an interrupted write left is finished or undone; what the writer did since stays."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from milestoned.fileio import recovery
from milestoned.fileio.byte_change import Change
from milestoned.fileio.rollback_journal import JournalEntry, RollbackJournal
from tests.fileio.vaults import GROWN, LONG_AGO_NS, SAME_SIZE, TEXT, Vault

if TYPE_CHECKING:
    from pathlib import Path

HALF = GROWN[:4096] + TEXT[4096:]
NEWER = b"a newer text"


def interrupted(vault: Vault, *, temp: str = "", inode: int | None = None) -> Path:
    """Record a write from TEXT to GROWN that nobody ended."""
    inode = vault.note.stat().st_ino if inode is None else inode
    change = Change.between(TEXT, GROWN)
    return RollbackJournal(vault.state).record(
        JournalEntry(str(vault.note), inode, LONG_AGO_NS, change, temp), durable=True
    )


def overwrite(vault: Vault, data: bytes) -> None:
    """Give the note these bytes, inode and all else unchanged, its time being now."""
    with vault.note.open("r+b") as note:
        note.write(data)
        note.truncate()


@pytest.mark.parametrize("found", [TEXT, GROWN])
def test_a_note_that_is_whole_gets_its_time_back_and_no_word_is_said(vault: Vault, found: bytes) -> None:
    interrupted(vault)
    overwrite(vault, found)
    assert vault.writer.recover() == []
    assert vault.note.read_bytes() == found
    assert vault.note.stat().st_mtime_ns == LONG_AGO_NS
    assert vault.leftovers() == []


def test_a_half_written_note_gets_its_text_back_and_what_was_found_is_kept(vault: Vault) -> None:
    interrupted(vault)
    overwrite(vault, HALF)
    messages = vault.writer.recover()
    assert vault.note.read_bytes() == TEXT
    assert vault.note.stat().st_mtime_ns == LONG_AGO_NS
    assert vault.kept() == [HALF]
    assert "was undone" in messages[0]
    assert vault.leftovers() == []
    assert vault.writer.recover() == []


def test_a_write_cut_off_in_the_middle_of_a_block_is_undone(vault: Vault) -> None:
    interrupted(vault)
    cut = GROWN[: len(GROWN) // 2 + 1] + TEXT[len(GROWN) // 2 + 1 :]
    overwrite(vault, cut)
    messages = vault.writer.recover()
    assert vault.note.read_bytes() == TEXT
    assert vault.kept() == [cut]
    assert "was undone" in messages[0]


def test_a_later_save_that_looks_like_a_cut_off_write_stays(vault: Vault) -> None:
    """Taking out one letter can give the same bytes; the time tells it apart."""
    interrupted(vault)
    cut = GROWN[: len(GROWN) // 2 + 1] + TEXT[len(GROWN) // 2 + 1 :]
    overwrite(vault, cut)
    later = time.time_ns() + 60 * 10**9
    os.utime(vault.note, ns=(later, later))
    assert "saved again" in vault.writer.recover()[0]
    assert vault.note.read_bytes() == cut
    assert vault.kept() == [TEXT]


def test_a_note_saved_since_stays_and_the_text_before_is_kept(vault: Vault) -> None:
    interrupted(vault)
    overwrite(vault, NEWER)
    messages = vault.writer.recover()
    assert vault.note.read_bytes() == NEWER
    assert vault.kept() == [TEXT]
    assert "saved again" in messages[0]
    assert vault.leftovers() == []


def test_another_file_under_the_same_name_is_never_undone(vault: Vault) -> None:
    interrupted(vault, inode=1)
    overwrite(vault, HALF)
    assert len(vault.writer.recover()) == 1
    assert vault.note.read_bytes() == HALF
    assert vault.kept() == [TEXT]


def test_a_half_written_note_that_is_open_waits(vault: Vault) -> None:
    interrupted(vault)
    overwrite(vault, HALF)
    with vault.note.open("r+b"):
        assert "is undone once" in vault.writer.recover()[0]
        assert vault.note.read_bytes() == HALF
    vault.writer.recover()
    assert vault.note.read_bytes() == TEXT


def test_a_vault_that_is_not_mounted_is_mended_when_it_is_back(vault: Vault) -> None:
    interrupted(vault)
    overwrite(vault, HALF)
    away = vault.root.rename(vault.root.with_name("away"))
    assert vault.writer.recover() == []
    away.rename(vault.root)
    vault.writer.recover()
    assert vault.note.read_bytes() == TEXT


@pytest.mark.parametrize("spoilt", [b"", b"{}", b"\0" * 5000, b'{"version": 1}\n'])
def test_an_entry_that_a_power_cut_spoilt_is_dropped(vault: Vault, spoilt: bytes) -> None:
    place = interrupted(vault)
    place.write_bytes(spoilt)
    assert vault.writer.recover() == []
    assert vault.leftovers() == []
    assert vault.note.read_bytes() == TEXT


def test_an_entry_cut_short_is_dropped(vault: Vault) -> None:
    place = interrupted(vault)
    place.write_bytes(place.read_bytes()[:-1])
    assert vault.writer.recover() == []
    assert vault.leftovers() == []


@pytest.mark.parametrize("held", [TEXT, GROWN, GROWN[:100], b""])
def test_a_twin_that_holds_nothing_of_the_writers_is_swept(vault: Vault, held: bytes) -> None:
    temp = vault.root / ".milestoned-1-0123abcd.tmp"
    temp.write_bytes(held)
    interrupted(vault, temp=str(temp))
    assert vault.writer.recover() == []
    assert vault.leftovers() == []
    assert vault.note.read_bytes() == TEXT


def test_a_save_found_in_a_twin_is_put_in_the_place_of_our_text(vault: Vault) -> None:
    temp = vault.root / ".milestoned-1-0123abcd.tmp"
    temp.write_bytes(NEWER)
    interrupted(vault, temp=str(temp))
    overwrite(vault, GROWN)
    assert "in place again" in vault.writer.recover()[0]
    assert vault.note.read_bytes() == NEWER
    assert vault.leftovers() == []


def test_a_twin_of_a_living_process_is_left_to_it(vault: Vault) -> None:
    script = """
import sys
from pathlib import Path
from milestoned.fileio.snapshot import take
from milestoned.fileio.writer import WriteStrategy, Writer
root, state = Path(sys.argv[1]), Path(sys.argv[2])
writer = Writer(state, root)
writer._way = WriteStrategy.EXCHANGE
counted = take(root / "note.md")
print(writer.write(counted, counted.data.replace(b"12", b"99")).outcome.value, flush=True)
sys.stdin.read()
"""
    command = [sys.executable, "-c", script, str(vault.root), str(vault.state)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout
        assert other.stdout.readline() == b"written\n"
        assert vault.writer.recover() == []
        assert len(vault.leftovers()) == 2
        other.communicate()
    assert vault.writer.recover() == []
    assert vault.leftovers() == []


def test_an_unknown_twin_of_a_dead_process_is_moved_out_of_the_vault(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    (vault.root / "chapters").mkdir()
    temp = vault.root / "chapters" / ".milestoned-999999999-0123abcd.tmp"
    temp.write_bytes(NEWER)
    assert vault.writer.recover() == []
    assert temp.exists(), "one that was made a moment ago may belong to another machine"
    monkeypatch.setattr(recovery, "_FRESH_S", -1.0)
    assert len(vault.writer.recover()) == 1
    assert not temp.exists()
    assert vault.kept() == [NEWER]


def test_files_of_others_with_a_similar_name_are_no_twins(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recovery, "_FRESH_S", -1.0)
    for name in (
        ".milestoned-1.tmp",
        "milestoned-999999999-0123abcd.tmp",
        ".milestoned-999999999-0123abcd.tmp.md",
    ):
        (vault.root / name).write_bytes(NEWER)
    assert vault.writer.recover() == []
    assert len(list(vault.root.iterdir())) == 4


def test_the_writers_own_touch_after_the_crash_keeps_its_time(vault: Vault) -> None:
    place = interrupted(vault)
    os.utime(place, ns=(LONG_AGO_NS, LONG_AGO_NS))
    overwrite(vault, GROWN)
    touched = vault.note.stat().st_mtime_ns
    vault.writer.recover()
    assert vault.note.stat().st_mtime_ns == touched


@pytest.mark.skipif(sys.platform != "linux", reason="process starting times are read from /proc")
def test_a_process_number_used_again_does_not_pass_for_its_former_owner() -> None:
    from milestoned.fileio import processes

    assert processes.still_runs(processes.mark(os.getpid()))
    assert not processes.still_runs(f"{os.getpid()}:1")
    assert not processes.still_runs("999999999:1")


def test_a_kept_text_has_its_notes_name_even_if_that_is_long(vault: Vault) -> None:
    place = RollbackJournal(vault.state).keep(SAME_SIZE, "/vault/" + "ж" * 120 + ".md")
    assert place.read_bytes() == SAME_SIZE
    assert "жжж" in place.name
