"""What cannot be written is left as it is, and the writer is told why and what to do."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from milestoned.fileio.result import explain
from milestoned.fileio.snapshot import Snapshot, Stamp
from milestoned.fileio.writer import Outcome, Writer, WriteResult, WriteStrategy
from tests.fileio.vaults import GROWN, SAME_SIZE, TEXT, Vault

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT_ONLY = pytest.mark.skipif(
    sys.platform != "linux" or os.geteuid() != 0, reason="needs the superuser's rights"
)
NOBODY = 65534
ALL_WAYS = pytest.mark.parametrize("way", list(WriteStrategy))


def refusal(vault: Vault, words: str, new: bytes = GROWN) -> WriteResult:
    """Write, and check that the note was refused in these words and is as it was."""
    before = vault.note.read_bytes()
    result = vault.write(new)
    assert result.outcome is Outcome.REFUSED
    assert words in result.message
    assert result.hint
    assert vault.note.read_bytes() == before
    assert vault.leftovers() == []
    return result


def test_a_read_only_note_is_refused_even_to_the_superuser(vault: Vault) -> None:
    vault.note.chmod(0o444)
    assert "chmod" in refusal(vault, "read-only").hint


def test_a_symlink_inside_the_vault_is_followed_and_stays_one(vault: Vault) -> None:
    real = vault.note.rename(vault.root / "real.md")
    vault.note.symlink_to("real.md")
    assert vault.write(GROWN).outcome is Outcome.WRITTEN
    assert vault.note.is_symlink()
    assert real.read_bytes() == GROWN


def test_a_symlink_out_of_the_vault_is_refused(vault: Vault) -> None:
    vault.note.rename(vault.root.parent / "outside.md")
    vault.note.symlink_to("../outside.md")
    refusal(vault, "out of the vault")


def test_a_folder_that_is_a_symlink_out_of_the_vault_is_refused(vault: Vault) -> None:
    outside = vault.root.parent / "outside"
    outside.mkdir()
    vault.note.rename(outside / "note.md")
    (vault.root / "folder").symlink_to(outside)
    vault.note = vault.root / "folder" / "note.md"
    refusal(vault, "out of the vault")


def test_a_vault_that_is_itself_reached_by_a_symlink_is_a_vault(vault: Vault, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(vault.root)
    vault.writer = Writer(vault.state, tmp_path / "link")
    vault.note = tmp_path / "link" / "note.md"
    assert vault.write(GROWN).outcome is Outcome.WRITTEN


@pytest.mark.parametrize(("leads_to", "words"), [("nowhere.md", "leads nowhere"), ("note.md", "in a circle")])
def test_a_symlink_that_leads_nowhere_is_refused(vault: Vault, leads_to: str, words: str) -> None:
    counted = vault.snapshot()
    vault.note.unlink()
    vault.note.symlink_to(leads_to)
    result = vault.writer.write(counted, GROWN)
    assert result.outcome is Outcome.REFUSED
    assert words in result.message


def test_a_pipe_named_like_a_note_is_refused_without_waiting_for_it(vault: Vault) -> None:
    vault.note.unlink()
    os.mkfifo(vault.note)
    result = vault.writer.write(Snapshot(vault.note, TEXT, Stamp.of(vault.note.stat())), GROWN)
    assert result.outcome is Outcome.REFUSED
    assert "regular file" in result.message


@pytest.mark.parametrize("way", [WriteStrategy.EXCHANGE, WriteStrategy.REPLACE])
def test_a_hard_linked_note_is_refused_where_it_cannot_be_written_in_place(
    vault: Vault, way: WriteStrategy
) -> None:
    os.link(vault.note, vault.root / "second.md")
    vault.writer._way = way
    refusal(vault, "hard link")


@pytest.mark.parametrize(
    "number", [errno.EDQUOT, errno.ENOSPC, errno.EIO, errno.EROFS, errno.EPERM, errno.ENXIO]
)
def test_trouble_with_the_disk_is_told_with_a_hint_and_without_a_number(number: int) -> None:
    result = explain(OSError(number, os.strerror(number)))
    assert result.outcome is Outcome.REFUSED
    assert result.message
    assert result.hint
    assert "rrno" not in result.message


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Give a file system of 256 KiB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=256k", "none", folder], check=False)
    if mounted.returncode != 0:
        pytest.skip("no file system can be mounted here")
    yield folder
    subprocess.run(["umount", folder], check=True)


@ROOT_ONLY
@ALL_WAYS
def test_on_a_full_disk_the_note_stays_as_it_was(
    tmp_path: Path, small_disk: Path, way: WriteStrategy
) -> None:
    vault = Vault(small_disk)
    vault.state = tmp_path / "state"
    vault.writer = Writer(vault.state, vault.root)
    vault.writer._way = way
    size = 4096 * 3
    vault.fill(TEXT.ljust(size, b"."))
    fill_up(small_disk)
    refusal(vault, "disk is full", b"n: 1\n" * 4000 + vault.note.read_bytes())


@ROOT_ONLY
def test_on_a_full_disk_a_write_of_the_same_size_still_goes_through(tmp_path: Path, small_disk: Path) -> None:
    vault = Vault(small_disk)
    vault.writer = Writer(tmp_path / "state", vault.root)
    fill_up(small_disk)
    assert vault.write(SAME_SIZE).outcome is Outcome.WRITTEN
    assert vault.note.read_bytes() == SAME_SIZE


@ROOT_ONLY
def test_without_room_for_the_journal_the_note_is_not_begun(tmp_path: Path, small_disk: Path) -> None:
    vault = Vault(tmp_path)
    vault.state = small_disk / "state"
    vault.writer = Writer(vault.state, vault.root)
    fill_up(small_disk)
    refusal(vault, "disk is full")


@ROOT_ONLY
@ALL_WAYS
def test_on_a_read_only_file_system_the_note_is_refused(
    tmp_path: Path, small_disk: Path, way: WriteStrategy
) -> None:
    vault = Vault(small_disk)
    vault.writer = Writer(tmp_path / "state", vault.root)
    vault.writer._way = way
    counted = vault.snapshot()
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)
    result = vault.writer.write(counted, GROWN)
    assert result.outcome is Outcome.REFUSED
    assert "mounted read-only" in result.message


@pytest.fixture
def as_nobody() -> Iterator[Path]:
    """Act as a user without rights in a folder of theirs (the folders of pytest are closed to others)."""
    with tempfile.TemporaryDirectory() as name:
        os.chown(name, NOBODY, NOBODY)
        os.seteuid(NOBODY)
        try:
            yield Path(name)
        finally:
            os.seteuid(0)


@ROOT_ONLY
def test_in_a_read_only_folder_a_note_is_written_in_place_and_else_refused(as_nobody: Path) -> None:
    vault = Vault(as_nobody)
    vault.root.chmod(0o555)
    vault.writer._way = WriteStrategy.EXCHANGE
    refusal(vault, "permission denied")
    vault.writer._way = WriteStrategy.LEASE
    assert vault.write(GROWN).outcome is Outcome.WRITTEN


@ROOT_ONLY
def test_a_note_of_somebody_else_is_never_exchanged_for_one_of_ours(as_nobody: Path) -> None:
    """Only a file's owner may lease it, and only the superuser may give a file away."""
    vault = Vault(as_nobody)
    vault.note.chmod(0o666)
    os.seteuid(0)
    os.chown(vault.note, 1234, 1234)
    os.seteuid(NOBODY)
    refusal(vault, "does not allow")
    assert vault.note.stat().st_uid == 1234


@ROOT_ONLY
def test_a_note_closed_to_us_is_refused(as_nobody: Path) -> None:
    vault = Vault(as_nobody)
    os.seteuid(0)
    os.chown(vault.note, 1234, 1234)
    os.seteuid(NOBODY)
    refusal(vault, "read-only")


def fill_up(folder: Path) -> None:
    with (folder / "filler").open("wb", buffering=0) as filler, suppress(OSError):
        while filler.write(b"." * 4096):
            pass
