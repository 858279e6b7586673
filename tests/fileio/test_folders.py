"""A folder whose name is given to a link in the middle of a write: nothing of ours comes to lie where it leads."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from milestoned.fileio import exchange, lease, temp_file
from milestoned.fileio.writer import Outcome, Writer, WriteStrategy
from tests.fileio.vaults import GROWN, SAME_SIZE, TEXT, Vault

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture
def inner(vault: Vault) -> Vault:
    """Give a vault whose note is in a folder."""
    folder = vault.root / "chapters"
    folder.mkdir()
    vault.note = vault.note.rename(folder / "note.md")
    vault.writer = Writer(vault.state, vault.root)
    return vault


def _swap_before(vault: Vault, act: Callable[..., object]) -> Callable[..., object]:
    """Return a call that first puts a link to a folder outside in the place of the note's folder."""
    folder, outside = vault.note.parent, vault.root.parent / "outside"

    def swapped(*arguments: object, **named: object) -> object:
        if not folder.is_symlink():
            outside.mkdir()
            (outside / "note.md").write_bytes(TEXT)
            folder.rename(vault.root / "moved")
            folder.symlink_to(outside)
        return act(*arguments, **named)

    return swapped


def _outside(vault: Vault) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (vault.root.parent / "outside").iterdir()}


@pytest.mark.parametrize("way", [WriteStrategy.EXCHANGE, WriteStrategy.REPLACE])
def test_an_exchange_stays_in_the_folder_that_it_began_in(
    inner: Vault, monkeypatch: pytest.MonkeyPatch, way: WriteStrategy
) -> None:
    inner.writer._way = way
    monkeypatch.setattr(exchange, "make_temp", _swap_before(inner, temp_file.make_temp))
    inner.write(GROWN)
    inner.writer.close()
    assert _outside(inner) == {"note.md": TEXT}
    assert [path.name for path in (inner.root / "moved").iterdir()] == ["note.md"]
    assert (inner.root / "moved" / "note.md").read_bytes() in (TEXT, GROWN)


def test_in_place_the_file_behind_the_link_is_left_alone(
    inner: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lease, "take", _swap_before(inner, lease.take))
    inner.write(SAME_SIZE)
    assert _outside(inner) == {"note.md": TEXT}


def test_a_folder_is_closed_after_each_write(inner: Vault) -> None:
    before = len(list(Path("/proc/self/fd").iterdir()))
    for new in (SAME_SIZE, TEXT, GROWN):
        assert inner.write(new).outcome is Outcome.WRITTEN
    assert len(list(Path("/proc/self/fd").iterdir())) == before
