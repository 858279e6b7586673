"""Each golden case comes out byte for byte, and its result is left alone by a second pass."""

from __future__ import annotations

import pytest

from milestoned.vault.config import Config
from milestoned.vault.examine import examine
from tests.golden.cases import CASES, names, run


@pytest.mark.parametrize("name", names())
def test_a_case(name: str) -> None:
    after, status = run(name)
    assert after == (CASES / name / "after.md").read_bytes()
    assert status == (CASES / name / "status.json").read_text(encoding="utf-8")
    assert examine("after.md", after, Config()).new is None


def test_there_are_cases() -> None:
    assert len(names()) >= 20
