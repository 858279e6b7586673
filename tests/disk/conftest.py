"""A vault with one note, and a writer for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.disk.vaults import Vault

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    made = Vault(tmp_path)
    yield made
    made.writer.close(wait=0)
