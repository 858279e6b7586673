"""A note is written where it stands, keeps all that makes it the writer's file, and only if it was not changed."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

import pytest

from milestoned.fileio.snapshot import Stamp
from milestoned.fileio.writer import Outcome, Writer, WriteStrategy
from tests.fileio.vaults import GROWN, LONG_AGO_NS, SAME_SIZE, SHRUNK, TEXT, Vault
from tests.vault.folders import rest

if TYPE_CHECKING:
    from pathlib import Path

ALL_SIZES = pytest.mark.parametrize("new", [SAME_SIZE, GROWN, SHRUNK], ids=["same", "grown", "shrunk"])
ALL_WAYS = pytest.mark.parametrize("way", list(WriteStrategy))


@ALL_SIZES
@ALL_WAYS
def test_the_note_holds_the_new_text_and_keeps_its_time_mode_and_attributes(
    vault: Vault, new: bytes, way: WriteStrategy
) -> None:
    vault.note.chmod(0o640)
    os.setxattr(vault.note, "user.colour", b"blue")
    vault.writer._way = way
    assert vault.write(new).outcome is Outcome.WRITTEN
    vault.writer.close()
    assert vault.note.read_bytes() == new
    found = vault.note.stat()
    assert found.st_mtime_ns == LONG_AGO_NS
    assert stat.S_IMODE(found.st_mode) == 0o640
    assert os.getxattr(vault.note, "user.colour") == b"blue"
    assert vault.leftovers() == []


@ALL_SIZES
@ALL_WAYS
def test_a_write_gives_the_stamp_that_the_note_has_by_it(
    vault: Vault, new: bytes, way: WriteStrategy
) -> None:
    """The stamp is the file's, so that a look at it needs no reading; a touched note is to be read again."""
    vault.writer._way = way
    result = vault.write(new)
    assert result.stamp == Stamp.of(vault.note.stat())
    assert vault.writer.write(vault.snapshot(), TEXT, touch=True).stamp is None


@pytest.mark.skipif(os.geteuid() != 0, reason="only the superuser can give a note to somebody else")
def test_a_note_of_another_owner_with_an_access_list_keeps_both_when_exchanged(vault: Vault) -> None:
    # Version 2, then: the owner reads and writes, user 999 reads, the group reads, the mask, and nobody else.
    entries = (
        "01000600ffffffff",
        "02000400e7030000",
        "04000400ffffffff",
        "10000400ffffffff",
        "20000000ffffffff",
    )
    access = bytes.fromhex("02000000" + "".join(entries))
    os.chown(vault.note, 1234, 1234)
    os.setxattr(vault.note, "system.posix_acl_access", access)
    vault.writer._way = WriteStrategy.EXCHANGE
    assert vault.write(GROWN).outcome is Outcome.WRITTEN
    found = vault.note.stat()
    assert (found.st_uid, found.st_gid) == (1234, 1234)
    assert os.getxattr(vault.note, "system.posix_acl_access") == access


@ALL_SIZES
def test_in_place_the_inode_and_the_second_name_stay(vault: Vault, new: bytes) -> None:
    second = vault.root / "second.md"
    os.link(vault.note, second)
    inode = vault.note.stat().st_ino
    assert vault.write(new).outcome is Outcome.WRITTEN
    assert second.read_bytes() == new
    assert vault.note.stat().st_ino == inode


@ALL_WAYS
def test_a_note_that_was_saved_since_it_was_counted_is_left_alone(vault: Vault, way: WriteStrategy) -> None:
    vault.writer._way = way
    counted = vault.snapshot()
    vault.fill(b"another text")
    assert vault.writer.write(counted, GROWN).outcome is Outcome.CONFLICT
    assert vault.note.read_bytes() == b"another text"
    assert vault.leftovers() == []


def test_a_note_that_is_gone_is_to_be_looked_at_again(vault: Vault) -> None:
    counted = vault.snapshot()
    vault.note.unlink()
    assert vault.writer.write(counted, GROWN).outcome is Outcome.CONFLICT
    assert not vault.note.exists()


def test_an_empty_note_waits_since_its_creator_may_not_have_begun(vault: Vault) -> None:
    vault.fill(b"")
    assert vault.write(b"n: 1\n").outcome is Outcome.PENDING
    assert vault.note.read_bytes() == b""


@pytest.mark.parametrize("new", [TEXT, SAME_SIZE, GROWN], ids=["unchanged", "same", "grown"])
@ALL_WAYS
def test_touch_moves_the_modification_time(vault: Vault, new: bytes, way: WriteStrategy) -> None:
    vault.writer._way = way
    assert vault.writer.write(vault.snapshot(), new, touch=True).outcome is Outcome.WRITTEN
    assert vault.note.stat().st_mtime_ns > LONG_AGO_NS
    assert vault.note.read_bytes() == new


def test_touch_alone_does_not_move_the_time_of_a_note_saved_since(vault: Vault) -> None:
    counted = vault.snapshot()
    vault.fill(SAME_SIZE)
    assert vault.writer.write(counted, counted.data, touch=True).outcome is Outcome.CONFLICT
    assert vault.note.stat().st_mtime_ns == LONG_AGO_NS


def test_nothing_to_change_touches_nothing(vault: Vault) -> None:
    rest(vault.note)
    before = vault.note.stat()
    assert vault.write(TEXT).outcome is Outcome.WRITTEN
    assert vault.note.stat().st_ctime_ns == before.st_ctime_ns


def test_a_large_note_is_written_within_its_bytes(vault: Vault) -> None:
    large = TEXT + b"x" * 10_000_000
    vault.fill(large)
    grown = large.replace(b":   12", b":   123456")
    assert vault.write(grown).outcome is Outcome.WRITTEN
    assert vault.note.read_bytes() == grown


def test_any_bytes_at_all_are_carried_over(vault: Vault) -> None:
    strange = b"\xef\xbb\xbf---\r\nn: 1\r\n---\r\n\xff\xfe\x00\x00\r\x0c\xe2\x80\xa8end without a line end"
    vault.fill(strange)
    assert vault.write(strange.replace(b"n: 1", b"n: 22")).outcome is Outcome.WRITTEN
    assert vault.note.read_bytes() == strange.replace(b"n: 1", b"n: 22")


@ALL_WAYS
def test_a_name_that_is_not_utf8_and_holds_a_line_break_is_a_name(vault: Vault, way: WriteStrategy) -> None:
    vault.note = vault.note.rename(os.fsdecode(os.fsencode(vault.root) + b"/od\xffd\nname.md"))
    vault.writer._way = way
    assert vault.write(GROWN).outcome is Outcome.WRITTEN
    assert vault.note.read_bytes() == GROWN


def test_the_state_folder_is_for_its_owner_alone(vault: Vault) -> None:
    vault.write(GROWN)
    assert stat.S_IMODE(vault.state.stat().st_mode) == 0o700


def test_a_second_process_waits_for_the_first(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    other = Writer(vault.state, vault.root)
    other._lock.timeout = 0.05
    with vault.writer._lock:
        result = other.write(vault.snapshot(), GROWN)
    assert result.outcome is Outcome.PENDING
    assert "another milestoned" in result.message


def test_the_way_is_probed_without_a_trace(tmp_path: Path) -> None:
    vault = Vault(tmp_path)
    assert vault.writer.way in set(WriteStrategy)
    assert vault.leftovers() == []
