"""Many notes are read by several processes as one alone reads them, whatever becomes of a helper."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

import pytest

from milestoned.vault import parallel_read
from milestoned.vault.packed import unpack

if TYPE_CHECKING:
    from collections.abc import Iterable

    from milestoned.vault.entry import Entry
    from milestoned.vault.vault import Vault
    from tests.vault.folders import Folder

NOTES = 300


@pytest.fixture
def vault(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> Vault:
    """Make a vault of notes of all lengths, one of them not UTF-8, on a machine of three cores."""
    for number in range(NOTES):
        folder.note(f"{number}.md", number)
    (folder.root / "broken.md").write_bytes(b"\xff\xff")
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1, 2}, raising=False)
    return folder.catalog().vault


def _by_path(read: Iterable[tuple[str, bytes]]) -> dict[str, Entry]:
    rows = list(read)
    found = {path: unpack(path, row) for path, row in rows}
    assert len(found) == len(rows)
    return found


def _paths(vault: Vault) -> list[str]:
    return [*vault.walk().notes, "gone.md"]


def test_helpers_find_what_one_process_finds(vault: Vault) -> None:
    """Each note once, with its stamp; and a note that is gone is a problem."""
    alone = _by_path(parallel_read.read_notes(vault, _paths(vault), parallel=False))
    together = _by_path(parallel_read.read_notes(vault, _paths(vault), parallel=True))
    assert together == alone
    assert len(together) == NOTES + 2
    assert together["gone.md"].problem
    assert together["broken.md"].problem


def test_what_a_helper_leaves_that_is_ended_is_read_all_the_same(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Here each helper ends itself at its second batch."""
    alone = _by_path(parallel_read.read_notes(vault, _paths(vault), parallel=False))
    first, read = os.getpid(), parallel_read._read
    done: list[str] = []

    def read_a_few(vault: Vault, path: str) -> tuple[str, bytes]:
        if os.getpid() != first and len(done) == parallel_read._BATCH:
            os.kill(os.getpid(), signal.SIGKILL)
        done.append(path)
        return read(vault, path)

    monkeypatch.setattr(parallel_read, "_read", read_a_few)
    assert _by_path(parallel_read.read_notes(vault, _paths(vault), parallel=True)) == alone


def test_helpers_end_with_who_asked_for_them(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who breaks off, as Ctrl-C does, leaves no process behind."""
    fork = os.fork
    helpers: list[int] = []

    def noted_fork() -> int:
        helpers.append(fork())
        return helpers[-1]

    monkeypatch.setattr(os, "fork", noted_fork)
    read = iter(parallel_read.read_notes(vault, _paths(vault), parallel=True))
    next(read)
    read.close()  # type: ignore[attr-defined]
    assert len(helpers) == 2
    for helper in helpers:
        with pytest.raises(ProcessLookupError):
            os.kill(helper, 0)
