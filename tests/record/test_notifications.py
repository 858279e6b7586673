"""The writer's own command, and the desktop."""

from __future__ import annotations

import sys
import time
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from milestoned.record.recorder.notifications import Desktop, HookOptions, celebrate
from milestoned.record.recorder.observation import Earned

if TYPE_CHECKING:
    from pathlib import Path

EARNED = Earned(
    "a;touch evil.md",
    3,
    "words",
    1000,
    3010,
    datetime(2026, 11, 23, 10, tzinfo=UTC),
    date(2026, 11, 23),
    "here",
    "club",
)
SCRIPT = "import os, sys; open(sys.argv[1], 'w').write(os.environ['MILESTONED_NOTE'] + os.environ['MILESTONED_NUMBER'])"


def test_the_hook_gets_the_facts_in_its_environment(tmp_path: Path) -> None:
    command = [sys.executable, "-c", SCRIPT, str(tmp_path / "out")]
    assert celebrate(EARNED, HookOptions(command, desktop=Desktop.SILENT)) == ""
    assert (tmp_path / "out").read_text() == "a;touch evil.md3"


def test_a_list_is_never_read_by_a_shell_and_a_text_is(tmp_path: Path) -> None:
    target = tmp_path / "made"
    celebrate(EARNED, HookOptions(["echo", f"$(touch {target})"], desktop=Desktop.SILENT))
    assert not target.exists()
    celebrate(EARNED, HookOptions(f"echo $(touch {target})", desktop=Desktop.SILENT))
    assert target.exists()


def test_a_hook_that_hangs_is_stopped_with_all_it_started() -> None:
    begin = time.monotonic()
    said = celebrate(EARNED, HookOptions("sleep 600 & sleep 600", timeout=0.2, desktop=Desktop.SILENT))
    assert "more than 0.2 s" in said
    assert time.monotonic() - begin < 300


def test_a_hook_that_fails_or_is_missing_is_said_in_words() -> None:
    failing = [sys.executable, "-c", "import sys; sys.exit('no such bell')"]
    assert "no such bell" in celebrate(EARNED, HookOptions(failing, desktop=Desktop.SILENT))
    assert "could not be started" in celebrate(EARNED, HookOptions(["/no/such"], desktop=Desktop.SILENT))


@pytest.mark.parametrize("display", ["", ":0"])
def test_the_desktop_is_told_where_there_is_one(tmp_path: Path, display: str) -> None:
    program = tmp_path / "notify-send"
    program.write_text(f'#!/bin/sh\nprintf "%s|" "$@" > {tmp_path}/told\n')
    program.chmod(0o755)
    environment = {"PATH": f"{tmp_path}:/usr/bin:/bin", "DISPLAY": display}
    assert celebrate(EARNED, HookOptions(), environment) == ""
    assert (tmp_path / "told").exists() == bool(display)
    if display:
        assert "Chunk 3 reached: 3,010 words in a;touch evil.md|club|" in (tmp_path / "told").read_text()
