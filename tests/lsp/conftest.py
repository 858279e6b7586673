"""What the tests of the server share: a vault, and a home of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return an empty vault."""
    (tmp_path / "vault/.milestoned").mkdir(parents=True)
    return tmp_path / "vault"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Return a home of its own."""
    return tmp_path / "home"
