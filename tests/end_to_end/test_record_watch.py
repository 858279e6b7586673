"""The daemon keeps the record while it runs, and is asked about it by other processes."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from tests.end_to_end.running import Daemon, home_environment, note, wait_until, waits_for_words, words_in

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.daemon


def _ask(daemon: Daemon, command: str) -> Any:
    program = [sys.executable, "-m", "milestoned", command, *([] if command == "update" else ["--json"])]
    environment = home_environment(daemon.home)
    done = subprocess.run(program, env=environment, cwd=daemon.vault, capture_output=True, check=True)
    return json.loads(done.stdout or "null")


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


def test_a_note_that_appears_whole_is_believed_up_to_a_bound(tmp_path: Path) -> None:
    """One log line says what to do about the rest."""
    vault, home = tmp_path / "vault", tmp_path / "home"
    (vault / ".milestoned").mkdir(parents=True)
    with Daemon(vault, home) as daemon:
        (vault / "pasted.md").write_text(note(3_200))
        daemon.waits_for_log(
            "pasted.md: 700 words came in at once; if you wrote them: milestoned credit pasted.md"
        )
        assert (_ask(daemon, "today")["drafted"], _ask(daemon, "today")["held"]) == (2_500, 700)
        assert [one["words"] for one in _ask(daemon, "credit") if one["note"] == "pasted.md"] == [700]


def test_text_that_is_half_typed_for_one_save_earns_nothing(tmp_path: Path) -> None:
    """A fence that is open for a moment, a task that a half-typed line hides: what stands at the next look counts."""
    vault, home = tmp_path / "vault", tmp_path / "home"
    (vault / ".milestoned").mkdir(parents=True)
    (vault / ".milestoned" / "config.yaml").write_text("settle_latest: 20 s\n")
    path = vault / "a.md"
    code = "```\n" + " ".join(f"code{number}" for number in range(120)) + "\n```\n"
    path.write_text(
        "---\nmilestone: [100 words, tasks]\n---\n\n- [x] one\n- [ ] two\n\nsome words\n\n" + code
    )
    with Daemon(vault, home) as daemon:
        waits_for_words(path, 4)
        whole = path.read_text()
        path.write_text(whole.replace("```\ncode", "``\ncode").replace("- [ ] two", "- [x] two"))
        wait_until(lambda: (words_in(path) or 0) > 100, "the fence is open")
        path.write_text(whole + "more\n")
        waits_for_words(path, 5)
        wait_until(lambda: _ask(daemon, "today")["drafted"] == 1, "the record has heard of it")
        assert _ask(daemon, "milestones") == []
    assert "reached" not in daemon.log


def test_a_chunk_that_stands_is_earned_without_a_further_save(tmp_path: Path) -> None:
    vault, home = tmp_path / "vault", tmp_path / "home"
    (vault / ".milestoned").mkdir(parents=True)
    path = vault / "a.md"
    path.write_text(note(90))
    with Daemon(vault, home) as daemon:
        waits_for_words(path, 90)
        path.write_text(path.read_text() + " ".join(f"n{number}" for number in range(20)) + "\n")
        daemon.waits_for_log("Chunk 1 reached: 110 words in a.md")


def test_words_written_in_a_synced_folder_while_no_daemon_ran_are_the_writers(tmp_path: Path) -> None:
    """No journal claims them: at once where nobody else keeps one, after `remote_settle` where somebody does."""
    for number, others in enumerate(([], ["phone-000000.jsonl"])):
        vault, home = tmp_path / f"vault{number}", tmp_path / f"home{number}"
        (vault / ".milestoned" / "journal").mkdir(parents=True)
        (vault / ".stfolder").mkdir()
        (vault / ".milestoned" / "config.yaml").write_text("remote_settle: 2 s\n")
        for name in others:
            (vault / ".milestoned" / "journal" / name).write_text("")
        path = vault / "a.md"
        path.write_text(note(10, "milestone: 1000 words"))
        with Daemon(vault, home) as daemon:
            wait_until(lambda: _ask(daemon, "today")["words"] == 10, "the note is known")
        path.write_text(path.read_text() + " ".join(f"w{n}" for n in range(500)) + "\n")
        with Daemon(vault, home) as daemon:
            wait_until(lambda: _ask(daemon, "today")["drafted"] == 500, "the words are credited")


def test_a_promise_beside_a_running_daemon_is_made_once(tmp_path: Path) -> None:
    vault, home = tmp_path / "vault", tmp_path / "home"
    (vault / ".milestoned").mkdir(parents=True)
    path = vault / "a.md"
    path.write_text(note(10))
    with Daemon(vault, home) as daemon:
        waits_for_words(path, 10)
        text = path.read_text()
        path.write_text(
            text.replace("milestone: 100 words", "milestone: 100 words\nmilestone-due: 2099-01-01")
        )
        _ask(daemon, "update")
        wait_until(lambda: len(_ask(daemon, "commitments")) > 0, "the promise is made")
        path.write_text(path.read_text() + "more\n")
        waits_for_words(path, 11)
        _ask(daemon, "update")
        assert len(_ask(daemon, "commitments")) == 1


def test_autosaves_are_few_lines_and_none_is_lost_when_the_daemon_stops(tmp_path: Path) -> None:
    vault, home = tmp_path / "vault", tmp_path / "home"
    (vault / ".milestoned").mkdir(parents=True)
    path = vault / "a.md"
    path.write_text(note(10, "milestone: 1000 words"))
    with Daemon(vault, home) as daemon:
        waits_for_words(path, 10)
        for save in range(12):
            path.write_text(path.read_text() + f"word{save} and{save}\n")
            waits_for_words(path, 12 + 2 * save)
        wait_until(lambda: _ask(daemon, "today")["drafted"] == 24, "commands know of what waits")
    lines = [json.loads(line) for line in _journal(vault).splitlines()]
    assert 1 <= sum(line["kind"] == "edit" for line in lines) <= 3
    assert sum(line.get("drafted", 0) for line in lines) == 24


def _journal(vault: Path) -> str:
    return "".join(file.read_text() for file in (vault / ".milestoned" / "journal").glob("*.jsonl"))


def test_words_from_a_device_without_milestoned_are_the_writers(tmp_path: Path) -> None:
    """They arrive under a sync tool's name; no journal claims them within `remote_settle`."""
    vault, home = tmp_path / "vault", tmp_path / "home"
    (vault / ".milestoned").mkdir(parents=True)
    (vault / ".milestoned" / "config.yaml").write_text("remote_settle: 3 s\n")
    path = vault / "a.md"
    path.write_text(note(10, "milestone: 1000 words"))
    with Daemon(vault, home) as daemon:
        waits_for_words(path, 10)
        # In one look with its own write the arrival would be taken for a save made here.
        daemon.waits_for_log("a.md: unchanged")
        arriving = vault / ".syncthing.a.md.tmp"
        arriving.write_text(path.read_text() + " ".join(f"phone{n}" for n in range(40)) + "\n")
        arriving.rename(path)
        wait_until(lambda: _ask(daemon, "today")["drafted"] == 40, "the words are credited")
    assert '"unclaimed":true' in _journal(vault)


def test_words_that_another_devices_journal_claims_are_not_counted_here(tmp_path: Path) -> None:
    """Note and journal arrive one after the other, the note first."""
    vault, home = tmp_path / "vault", tmp_path / "home"
    (vault / ".milestoned").mkdir(parents=True)
    path = vault / "a.md"
    path.write_text(note(10, "milestone: 1000 words"))
    other, far = tmp_path / "other", tmp_path / "far"
    with Daemon(vault, home):
        waits_for_words(path, 10)
    shutil.copytree(vault, other)
    for where in (vault, other):
        (where / ".milestoned" / "config.yaml").write_text("remote_settle: 6 s\n")
    with Daemon(other, far) as daemon:
        wait_until(lambda: _ask(daemon, "today")["words"] == 10, "the copy is known")
        (other / "a.md").write_text(path.read_text() + " ".join(f"desk{n}" for n in range(40)) + "\n")
        waits_for_words(other / "a.md", 50)
    with Daemon(vault, home) as daemon:
        wait_until(lambda: _ask(daemon, "today")["words"] == 10, "the note is known")
        arriving = vault / ".syncthing.a.md.tmp"
        shutil.copy2(other / "a.md", arriving)
        arriving.rename(path)
        for file in (other / ".milestoned" / "journal").iterdir():
            if not (vault / ".milestoned" / "journal" / file.name).exists():
                shutil.copy2(file, vault / ".milestoned" / "journal" / file.name)
        wait_until(lambda: _ask(daemon, "today")["words"] == 50, "the other journal is read")
        daemon.waits_for_log("a.md: unchanged")
        assert _ask(daemon, "today")["drafted"] == 40
    assert '"drafted":40' not in _own_journal(vault, home)


def _own_journal(vault: Path, home: Path) -> str:
    (device,) = {file.read_text().strip() for file in home.rglob("device")}
    return (vault / ".milestoned" / "journal" / f"{device}.jsonl").read_text()


def test_text_pasted_back_from_a_conflict_copy_counts_once(tmp_path: Path) -> None:
    vault, home = tmp_path / "vault", tmp_path / "home"
    (vault / ".milestoned").mkdir(parents=True)
    path = vault / "a.md"
    path.write_text(note(10, "milestone: 1000 words"))
    mine = " ".join(f"mine{n}" for n in range(60))
    (vault / "a.sync-conflict-20261126-090000-ABCDEFG.md").write_text(f"{path.read_text()}{mine}\n")
    with Daemon(vault, home) as daemon:
        waits_for_words(path, 10)
        path.write_text(f"{path.read_text()}{mine}\nand three more\n")
        waits_for_words(path, 73)
        wait_until(lambda: _ask(daemon, "today")["words"] == 73, "the record has heard of it")
        assert _ask(daemon, "today")["drafted"] == 3
