"""What the index remembers of a note depends on how finely the file system tells its times."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from milestoned.fileio.snapshot import Stamp
from milestoned.vault.entry import Entry
from milestoned.vault.entry_cache import EntryCache
from milestoned.vault.packed import pack

if TYPE_CHECKING:
    from pathlib import Path

_SECOND = 1_000_000_000
_SAVED = 1_000_000_000 * _SECOND


@pytest.mark.parametrize(
    ("fraction", "waited", "remembered"),
    [
        (123, _SECOND // 100, []),
        (123, _SECOND // 10, ["a.md"]),
        (0, _SECOND, []),
        (0, 3 * _SECOND, ["a.md"]),
    ],
    ids=["fine, just now", "fine, rested", "whole seconds, just now", "whole seconds, rested"],
)
def test_a_note_that_may_change_without_a_sign_is_not_remembered(
    fraction: int, waited: int, remembered: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Times in whole seconds (FAT: every second one) are given two seconds, others a tick."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    index = EntryCache(tmp_path, "digest")
    stamp = Stamp(5, _SAVED + fraction, _SAVED + fraction, 1, 1)
    index.put("a.md", pack(Entry("a.md", stamp=stamp)), _SAVED + fraction + waited)
    assert [path for path in ("a.md",) if index.get(path, stamp)] == remembered


@pytest.mark.parametrize(
    ("kept_time", "remembered"),
    [(_SAVED - _SECOND // 10, ["a.md"]), (_SAVED - _SECOND // 100, []), (_SAVED + _SECOND, [])],
    ids=["kept from before", "saved just before the write", "moved by the write"],
)
def test_a_note_we_wrote_is_remembered_if_the_next_save_must_move_its_time(
    kept_time: int, remembered: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A save moves the modification time; only one within the tick of the time that was kept might not show."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    cache = EntryCache(tmp_path, "digest")
    stamp = Stamp(5, kept_time + 123, _SAVED + 123, 1, 1)
    cache.put_written("a.md", pack(Entry("a.md", stamp=stamp)))
    assert [path for path in ("a.md",) if cache.get(path, stamp)] == remembered
