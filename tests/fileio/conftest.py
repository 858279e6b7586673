"""A vault with one note, and a writer for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from milestoned.fileio import displaced
from tests.fileio.vaults import Vault

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(autouse=True)
def _short_grace(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the time that a displaced file is watched pass quickly."""
    monkeypatch.setattr(displaced, "GRACE_S", 0.1)
    monkeypatch.setattr(displaced, "GRACE_LEASED_S", 0.1)


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    made = Vault(tmp_path)
    yield made
    made.writer.close(wait=0)
