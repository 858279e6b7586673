"""A vault with its state and caches in the test's own folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.vault.folders import Folder

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folder:
    """Give an empty vault."""
    for kind in ("STATE", "CACHE", "CONFIG"):
        monkeypatch.setenv(f"XDG_{kind}_HOME", str(tmp_path / kind.lower()))
    return Folder(tmp_path / "vault")
