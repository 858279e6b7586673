"""The files that status bars read: as `status --json` has it, the note changed last, and its short line."""

from __future__ import annotations

import json
import queue
import subprocess
import sys
import time
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from milestoned.light.dataclasses import replace
from milestoned.record.recorder.vault_recorder import VaultRecorder
from milestoned.vault import config, user_dirs
from milestoned.vault.catalog import Catalog
from milestoned.vault.vault import Vault
from milestoned.watch import status_files, vault_watcher
from milestoned.watch.reporter import WatchedVault
from milestoned.watch.status_files import StatusFiles
from milestoned.watch.vault_watcher import VaultWatcher
from tests.end_to_end.running import Daemon, home_environment, wait_until, waits_for_words
from tests.watch.sayings import Sayings

if TYPE_CHECKING:
    from pathlib import Path

NOTE = "---\nmilestone: 10 words\n---\n# One\n\ntwo three\n"

pytestmark = pytest.mark.daemon


def test_they_are_there_while_the_daemon_runs(tmp_path: Path) -> None:
    """They follow each save, are whole whenever they are read, and go with the daemon."""
    vault, files = _vault(tmp_path)
    with Daemon(vault, tmp_path / "home") as daemon:
        waits_for_words(vault / "a.md", 3)
        wait_until(lambda: _read(files).get("notes", []) != [], "they are there")
        (vault / "b.md").write_text(NOTE.replace("three", "three four"))
        wait_until(lambda: _current(files) == ("b.md", 4), "they follow a new note")
        (vault / "a.md").write_text((vault / "a.md").read_text() + "five six\n")
        wait_until(lambda: _current(files) == ("a.md", 5), "and a save")
        wait_until(lambda: (files / "vault.txt").read_text().startswith("5 words to"), "so does the line")
        waits_for_words(vault / "a.md", 5)
        wait_until(lambda: not any(note["stale"] for note in _read(files)["notes"]), "all is written")
        command = [sys.executable, "-m", "milestoned", "status", "--json", str(vault)]
        told = subprocess.run(
            command, env=home_environment(tmp_path / "home"), check=True, capture_output=True
        )
        found = _read(files)
        assert found.pop("current") in found["notes"]
        assert found == json.loads(told.stdout)
        daemon.stop()
        assert [path.name for path in files.iterdir() if not path.name.startswith(".")] == []


def test_two_vaults_of_one_name_do_not_share_them(tmp_path: Path) -> None:
    """The second daemon takes a name with a mark behind it, and leaves the first one's files alone."""
    vault, files = _vault(tmp_path)
    other = tmp_path / "elsewhere/vault"
    (other / ".milestoned").mkdir(parents=True)
    (other / "other.md").write_text(NOTE)
    with Daemon(vault, tmp_path / "home"):
        wait_until(lambda: _current(files) == ("a.md", 3), "the first has its files")
        with Daemon(other, tmp_path / "home"):
            wait_until(lambda: len(list(files.glob("vault-*.json"))) == 1, "the second has its own")
            assert _current(files) == ("a.md", 3)


def test_a_new_day_writes_them_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The days left until a due date change at midnight though no note does."""
    for name in ("CACHE_HOME", "STATE_HOME", "CONFIG_HOME", "RUNTIME_DIR"):
        monkeypatch.setenv(f"XDG_{name}", str(tmp_path / name.lower()))
    root, _ = _vault(tmp_path)
    catalog = Catalog(Vault(root, config.load(root)))
    catalog.refresh()
    recorder = VaultRecorder(catalog, lambda _text: None)
    files = StatusFiles(root)
    files.write(catalog, recorder, lambda _path: True)
    today = recorder.on()
    files.day_is(today)
    assert files.next_due() is None
    files.day_is(replace(today, day=today.day + timedelta(days=1)))
    assert files.next_due() is not None
    files.remove()
    recorder.close()


def test_what_is_kept_of_each_note_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file written note by note, as each changes, is the file that a daemon writes that begins there."""
    for name in ("CACHE_HOME", "STATE_HOME", "CONFIG_HOME"):
        monkeypatch.setenv(f"XDG_{name}", str(tmp_path / name.lower()))
    root, _ = _vault(tmp_path)
    (root / "b.md").write_text(NOTE)
    (root / "book.md").write_text("---\nmilestone: 10 words\nmilestone-notes: '?.md'\n---\n")
    catalog = Catalog(Vault(root, config.load(root)))
    catalog.refresh()
    recorder = VaultRecorder(catalog, lambda _text: None)

    def told(files: StatusFiles, name: str) -> dict[str, Any]:
        monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / name))
        files.changed("a.md")
        files.put_off(0.0)
        monkeypatch.setattr(status_files, "_SHARE", 1e9)
        files.write(catalog, recorder, lambda _path: True)
        return json.loads((tmp_path / name / "milestoned/vault.json").read_text())  # type: ignore[no-any-return]

    kept = StatusFiles(root)
    told(kept, "kept")
    for note, text in (("a.md", NOTE + "four\n"), ("b.md", "no milestone\n"), ("a.md", NOTE)):
        (root / note).write_text(text)
        catalog.learn(catalog.examine(note))
        fresh = StatusFiles(root)
        assert told(kept, "kept") == told(fresh, "fresh")
        fresh.remove()
    kept.remove()
    recorder.close()


def test_they_wait_for_the_end_of_a_checkout(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of thousands of notes that are being written, each would be asked why it is out of date."""
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(root.parent / "run"))
    (root / ".milestoned/config.yaml").write_text("settle: 0\n")
    for number in range(40):
        (root / f"{number}.md").write_text(NOTE)
    watched = WatchedVault(Vault(root, config.load(root)), lambda _path: True)
    watcher = VaultWatcher(watched, queue.SimpleQueue(), Sayings(), lambda: False, poll=True)
    watcher.lock()
    try:
        watcher.read()
        watcher.start()
        monkeypatch.setattr(vault_watcher, "_LOOK_FOR", 0.0)
        watcher.work(time.monotonic())
        assert not list(root.parent.glob("run/milestoned/*.json"))
        monkeypatch.setattr(vault_watcher, "_LOOK_FOR", 60.0)
        wait_until(lambda: _worked(watcher), "they are written once nothing is left to do")
    finally:
        watcher.close()


def _worked(watcher: VaultWatcher) -> bool:
    watcher.work(time.monotonic())
    return bool(list(user_dirs.runtime().glob("*.json")))


def _vault(tmp_path: Path) -> tuple[Path, Path]:
    (tmp_path / "vault/.milestoned").mkdir(parents=True)
    (tmp_path / "vault/a.md").write_text(NOTE)
    return tmp_path / "vault", tmp_path / "home/.cache/milestoned/run"


def _read(files: Path) -> dict[str, Any]:
    try:
        found = json.loads((files / "vault.json").read_text())
    except FileNotFoundError:
        return {}
    assert isinstance(found, dict)
    return found


def _current(files: Path) -> tuple[str, int] | None:
    current = _read(files).get("current")
    return (current["path"], current["words"]) if current else None
