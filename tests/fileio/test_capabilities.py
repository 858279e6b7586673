"""What a vault's file system can do is found out by trying, and leases are not trusted where they cannot bind."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from milestoned.fileio import capabilities, lease
from milestoned.fileio.capabilities import WriteStrategy, file_system, probe
from milestoned.fileio.writer import Outcome, Writer
from tests.fileio.test_lease import wait_until
from tests.fileio.vaults import GROWN, LONG_AGO_NS, Vault

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def through_fuse(tmp_path: Path) -> Iterator[Path]:
    """Give a folder that is reached through a FUSE file system."""
    if shutil.which("bindfs") is None or not os.access("/dev/fuse", os.W_OK):
        pytest.skip("bindfs or /dev/fuse is missing")
    behind, folder = tmp_path / "behind", tmp_path / "fuse"
    behind.mkdir()
    folder.mkdir()
    with subprocess.Popen(["bindfs", "-f", behind, folder]) as daemon:
        wait_until(lambda: os.path.ismount(folder) or daemon.poll() is not None)
        yield folder
        subprocess.run(["umount", folder], check=True)


def test_on_fuse_a_note_is_replaced_since_a_lease_binds_this_machine_alone(
    tmp_path: Path, through_fuse: Path
) -> None:
    vault = Vault(through_fuse)
    vault.writer = Writer(tmp_path / "state", vault.root)
    vault.state = tmp_path / "state"
    assert file_system(vault.root) == "fuse"
    assert vault.writer.way in {WriteStrategy.EXCHANGE, WriteStrategy.REPLACE}
    assert vault.write(GROWN).outcome is Outcome.WRITTEN
    vault.writer.close()
    assert vault.note.read_bytes() == GROWN
    assert vault.note.stat().st_mtime_ns // 1000 == LONG_AGO_NS // 1000, "FUSE may keep microseconds only"
    assert vault.leftovers() == []


@pytest.mark.parametrize("kind", ["nfs4", "cifs", "fuse.sshfs", "9p", "virtiofs"])
def test_a_file_system_that_other_machines_write_is_not_leased(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setattr(capabilities, "file_system", lambda _folder: kind)
    assert probe(tmp_path) is not WriteStrategy.LEASE


@pytest.mark.skipif(sys.platform != "linux", reason="the mount table is read from /proc")
def test_the_kind_of_file_system_is_named_or_left_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert " " not in file_system(tmp_path)
    monkeypatch.setattr(capabilities, "_MOUNTS", "/nonexistent")
    assert file_system(tmp_path) == ""


@pytest.mark.parametrize("way", [WriteStrategy.EXCHANGE, WriteStrategy.REPLACE])
def test_without_leases_the_next_way_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: WriteStrategy
) -> None:
    monkeypatch.setattr(lease, "take", lambda _descriptor, _kind: lease.Grant.UNSUPPORTED)
    if way is WriteStrategy.REPLACE:
        monkeypatch.setattr(capabilities, "exchange", lambda _one, _other: False)
    assert probe(tmp_path) is way
    assert list(tmp_path.iterdir()) == []


def test_the_probe_is_made_in_the_vaults_own_folder_if_there_is_one(tmp_path: Path) -> None:
    own = tmp_path / ".milestoned"
    own.mkdir()
    os.utime(tmp_path, ns=(LONG_AGO_NS, LONG_AGO_NS))
    probe(tmp_path)
    assert list(own.iterdir()) == []
    assert tmp_path.stat().st_mtime_ns == LONG_AGO_NS


def test_a_vault_that_takes_no_new_files_leaves_it_to_every_single_write(tmp_path: Path) -> None:
    assert probe(tmp_path / "missing") is WriteStrategy.LEASE
