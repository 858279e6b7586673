"""A fresh scene for each test."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.record.scene import Scene

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    """Set up a vault on a Monday morning."""
    scene = Scene(tmp_path)
    yield scene
    scene.recorder.close()
