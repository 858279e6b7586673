"""A save that comes in the middle of an exchange, or late into the displaced file, is the writer's and wins."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

import pytest

from milestoned.fileio import displaced, exchange, temp_file
from milestoned.fileio.writer import Outcome, WriteStrategy
from tests.fileio.vaults import GROWN, SAME_SIZE, TEXT, Vault

if TYPE_CHECKING:
    from pathlib import Path

NEWER = b"a newer text"
NEWEST = b"the newest text"


@pytest.mark.parametrize("way", [WriteStrategy.EXCHANGE, WriteStrategy.REPLACE])
def test_a_late_save_into_the_displaced_file_is_put_in_place_again(vault: Vault, way: WriteStrategy) -> None:
    vault.writer._way = way
    with vault.note.open("r+b", buffering=0) as editor:
        assert vault.write(GROWN).outcome is Outcome.WRITTEN
        editor.write(NEWER)
        editor.truncate()
    messages = vault.writer.close()
    assert vault.note.read_bytes() == NEWER
    assert len(messages) == 1
    assert "in place again" in messages[0]
    assert vault.leftovers() == []


def test_a_late_save_wins_over_two_of_our_writes(vault: Vault) -> None:
    vault.writer._way = WriteStrategy.EXCHANGE
    with vault.note.open("r+b", buffering=0) as editor:
        vault.write(GROWN)
        vault.write(SAME_SIZE)
        editor.write(NEWER)
        editor.truncate()
    vault.writer.close()
    assert vault.note.read_bytes() == NEWER
    assert vault.leftovers() == []


def test_a_late_save_beside_another_one_is_kept_and_reported(vault: Vault) -> None:
    vault.writer._way = WriteStrategy.EXCHANGE
    with vault.note.open("r+b", buffering=0) as editor:
        vault.write(GROWN)
        vault.fill(NEWEST)
        editor.write(NEWER)
        editor.truncate()
    messages = vault.writer.close()
    assert vault.note.read_bytes() == NEWEST
    assert vault.kept() == [NEWER]
    assert "is kept as" in messages[0]
    assert vault.leftovers() == []


def test_an_emptied_displaced_file_is_a_save_that_has_only_begun(vault: Vault) -> None:
    vault.writer._way = WriteStrategy.EXCHANGE
    with vault.note.open("r+b", buffering=0) as editor:
        vault.write(GROWN)
        editor.truncate()
        for _ in range(2):
            assert vault.writer.tend() == []
            assert vault.writer.is_watching
            assert vault.note.read_bytes() == GROWN
            time.sleep(displaced.GRACE_S)
        editor.write(NEWER)
    vault.writer.close()
    assert vault.note.read_bytes() == NEWER


@pytest.mark.parametrize("saves", [1, 2, 3])
def test_saves_by_rename_in_the_middle_of_the_exchange_all_win(
    vault: Vault, monkeypatch: pytest.MonkeyPatch, saves: int
) -> None:
    """One save right before each of the first exchanges: the last of them has to stand in the end."""
    made: list[bytes] = []

    def saving_exchange(one: Path, other: Path) -> bool:
        if len(made) < saves:
            made.append(b"save %d" % len(made))
            fresh = vault.root / "fresh"
            fresh.write_bytes(made[-1])
            fresh.replace(vault.note)
        return real(one, other)

    real = temp_file.exchange
    monkeypatch.setattr(exchange, "exchange", saving_exchange)
    vault.writer._way = WriteStrategy.EXCHANGE
    assert vault.write(GROWN).outcome is Outcome.CONFLICT
    assert vault.note.read_bytes() == made[-1]
    vault.writer.close()
    assert vault.note.read_bytes() == made[-1]
    assert vault.leftovers() == []


def test_a_writer_who_opens_the_note_during_the_exchange_gets_it_back(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The open call waits for the read lease; seeing it wait, the exchange is undone before it is let in."""

    def saving_exchange(one: Path, other: Path) -> bool:
        if not opened:
            with pytest.raises(BlockingIOError):
                os.open(vault.note, os.O_WRONLY | os.O_NONBLOCK)
            opened.append(True)
        return real(one, other)

    opened: list[bool] = []
    real = temp_file.exchange
    monkeypatch.setattr(exchange, "exchange", saving_exchange)
    inode = vault.note.stat().st_ino
    with vault.note.open("rb"):
        assert vault.write(GROWN).outcome is Outcome.CONFLICT
    assert opened
    assert vault.note.stat().st_ino == inode
    assert vault.note.read_bytes() == TEXT
    vault.writer.close()
    assert vault.leftovers() == []


def test_a_note_moved_away_in_the_middle_of_the_exchange_loses_nothing(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The displaced save stays until the next start, which keeps it and says so."""

    def saving_exchange(one: Path, other: Path) -> bool:
        if moved.exists():
            return real(one, other)
        vault.note.write_bytes(NEWER)
        result = real(one, other)
        vault.note.rename(moved)
        return result

    moved = vault.root / "moved.md"
    real = temp_file.exchange
    monkeypatch.setattr(exchange, "exchange", saving_exchange)
    vault.writer._way = WriteStrategy.EXCHANGE
    assert vault.write(GROWN).outcome is Outcome.CONFLICT
    assert len(vault.writer.recover()) == 1
    assert vault.kept() == [NEWER]
    assert vault.leftovers() == []
