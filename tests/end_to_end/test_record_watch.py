"""The daemon keeps the record while it runs, and is asked about it by other processes."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from tests.end_to_end.running import Daemon, home_environment, note, wait_until, waits_for_words

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.daemon


def _ask(daemon: Daemon, command: str) -> Any:
    program = [sys.executable, "-m", "milestoned", command, "--json"]
    environment = home_environment(daemon.home)
    done = subprocess.run(program, env=environment, cwd=daemon.vault, capture_output=True, check=True)
    return json.loads(done.stdout)


def test_a_note_typed_before_the_daemons_eyes_is_drafted_from_nothing(tmp_path: Path) -> None:
    """Begun empty and saved three times, it earns its milestone in a log line; what was there before is no news."""
    vault, home = tmp_path / "vault", tmp_path / "home"
    (vault / ".milestoned").mkdir(parents=True)
    (vault / "old.md").write_text(note(400))
    path = vault / "new.md"
    with Daemon(vault, home) as daemon:
        path.write_text("---\nmilestone: 100 words\n---\n")
        waits_for_words(path, 0)
        words: list[str] = []
        for save in range(3):
            words += [f"w{save}x{number}" for number in range(40)]
            head = path.read_text().rpartition("---\n")[0]
            path.write_text(f"{head}---\n\n{' '.join(words)}\n")
            waits_for_words(path, len(words))
        daemon.waits_for_log("Chunk 1 reached: 120 words in new.md")
        today = _ask(daemon, "today")
        assert (today["drafted"], today["cut"], today["words"]) == (120, 0, 520)
        assert [one["note"] for one in _ask(daemon, "milestones")] == ["new.md"]
    assert daemon.log.count("reached") == 1


def test_a_note_that_was_seen_empty_is_drafted_from_nothing(tmp_path: Path) -> None:
    """A file that was made and not written yet has no past: what is typed into it then is new."""
    vault, home = tmp_path / "vault", tmp_path / "home"
    (vault / ".milestoned").mkdir(parents=True)
    path = vault / "new.md"
    with Daemon(vault, home) as daemon:
        path.touch()
        daemon.waits_for_log("new.md: unchanged")
        path.write_text(note(40))
        waits_for_words(path, 40)
        wait_until(lambda: _ask(daemon, "today")["words"] == 40, "the record has heard of it")
        assert _ask(daemon, "today")["drafted"] == 40


def test_what_was_saved_a_moment_before_the_daemon_came_is_where_it_starts_from(tmp_path: Path) -> None:
    """Too young to be written at once, it is still no text that was typed before the daemon's eyes."""
    vault, home = tmp_path / "vault", tmp_path / "home"
    (vault / ".milestoned").mkdir(parents=True)
    path = vault / "young.md"
    path.write_text(note(40))
    (vault / ".milestoned" / "config.yaml").write_text("settle: 4 s\nsettle_latest: 5 s\n")
    with Daemon(vault, home) as daemon:
        waits_for_words(path, 40)
        daemon.waits_for_log("young.md")
        assert _ask(daemon, "today")["drafted"] == 0


def test_a_note_that_appears_whole_is_asked_about_and_not_drafted(tmp_path: Path) -> None:
    """One log line says what to do."""
    vault, home = tmp_path / "vault", tmp_path / "home"
    (vault / ".milestoned").mkdir(parents=True)
    with Daemon(vault, home) as daemon:
        (vault / "pasted.md").write_text(note(700))
        daemon.waits_for_log(
            "pasted.md: 700 words came in at once; if you wrote them: milestoned credit pasted.md"
        )
        assert _ask(daemon, "today")["drafted"] == 0
        assert [one["words"] for one in _ask(daemon, "credit") if one["note"] == "pasted.md"] == [700]
