"""The daemon's life: start, stop, one a vault, its configuration, a vault that goes and comes, and rest."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.end_to_end.running import (
    Daemon,
    home_environment,
    left_in,
    note,
    wait_until,
    waits_for_words,
    words_in,
)

pytestmark = pytest.mark.daemon


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    """Make a vault with one note of 3 words."""
    vault = tmp_path / "vault"
    (vault / ".milestoned").mkdir(parents=True)
    (vault / "a.md").write_text(note(3))
    return vault


@pytest.fixture
def daemon(vault: Path, tmp_path: Path) -> Daemon:
    """Give a daemon that is not started yet."""
    return Daemon(vault, tmp_path / "home")


def _milestoned(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "milestoned", *arguments]
    return subprocess.run(
        command, env=home_environment(home), capture_output=True, text=True, timeout=300, check=False
    )


def test_what_changed_before_the_start_is_brought_up_to_date(daemon: Daemon) -> None:
    """The start-up pass writes what is stale, and another start finds nothing to do."""
    with daemon:
        waits_for_words(daemon.vault / "a.md", 3)
    with daemon:
        (daemon.vault / "b.md").write_text(note(1))
        waits_for_words(daemon.vault / "b.md", 1)
        assert daemon.writes("a.md") == 0
    check = _milestoned(daemon.home, "update", "--check", str(daemon.vault))
    assert (check.returncode, check.stderr) == (0, "")


@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGTERM])
def test_a_stop_finishes_what_is_pending(by: signal.Signals, daemon: Daemon) -> None:
    """A note saved right before Ctrl-C or SIGTERM is still written, and the exit is 0 within 2 seconds."""
    with daemon:
        waits_for_words(daemon.vault / "a.md", 3)
        (daemon.vault / "a.md").write_text(note(30))
        daemon.stop(by)
        assert words_in(daemon.vault / "a.md") == 30


def test_a_stop_during_the_start_is_obeyed(daemon: Daemon) -> None:
    """Told to stop while it still reads a large vault, it exits 0 within 2 seconds, its readers with it."""
    for number in range(3000):
        (daemon.vault / f"{number}.md").write_text(note(1500))
    daemon.launch()
    wait_until(lambda: _children(daemon.pid) != [], "it reads in several processes")
    readers = _children(daemon.pid)
    daemon.stop()
    wait_until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in readers), "the readers end")
    assert "Traceback" not in daemon.log


def _children(pid: int) -> list[int]:
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def test_a_large_vault_is_read_by_several_processes_and_then_watched(daemon: Daemon) -> None:
    """After a cold start on 20 MB it watches, and no reader is left behind."""
    for number in range(500):
        (daemon.vault / f"{number}.md").write_text("A note without a milestone.\n" * 1500)
    with daemon:
        assert _children(daemon.pid) == []
        waits_for_words(daemon.vault / "a.md", 3)


def test_a_stop_in_the_middle_of_a_flood_is_obeyed(daemon: Daemon) -> None:
    """With 600 notes changed at once it still stops within 2 seconds; the next start does the rest."""
    with daemon:
        for number in range(600):
            (daemon.vault / f"{number}.md").write_text(note(5))
        wait_until(lambda: daemon.log.count("chunk") > 50, "the first of them are written")
        daemon.stop()
    last = [daemon.vault / f"{number}.md" for number in range(600)]
    with daemon:
        wait_until(lambda: all(words_in(path) == 5 for path in last), "all are written", 300)


def test_a_second_daemon_on_a_vault_is_refused(daemon: Daemon, tmp_path: Path) -> None:
    """The second one exits 1 and names the first one's process; the first one goes on."""
    with daemon:
        second = _milestoned(daemon.home, "watch", str(daemon.vault))
        assert second.returncode == 1
        assert str(daemon.pid) in second.stderr
        assert "Traceback" not in second.stderr
        (daemon.vault / "a.md").write_text(note(8))
        waits_for_words(daemon.vault / "a.md", 8)


def test_after_a_crash_the_next_daemon_is_not_refused(daemon: Daemon) -> None:
    """A daemon that was killed holds no vault."""
    with daemon:
        daemon.kill()
        (daemon.vault / "a.md").write_text(note(8))
        daemon.start()
        waits_for_words(daemon.vault / "a.md", 8)


@pytest.mark.parametrize("options", [(), ("--poll",)], ids=["watching", "polling"])
def test_a_changed_configuration_is_taken_over(options: tuple[str, ...], daemon: Daemon) -> None:
    """A new setting holds at once for every note; a wrong one is told and the old one stays."""
    daemon.options = options
    config = daemon.vault / ".milestoned" / "config.yaml"
    path = daemon.vault / "a.md"
    with daemon:
        waits_for_words(path, 3)
        config.write_text("write: [left]\n")
        wait_until(lambda: left_in(path) == 97, "the new setting")
        config.write_text("wriet: [percent]\n")
        daemon.waits_for_log("did you mean `write`?")
        path.write_text(path.read_text() + "more words\n")
        wait_until(lambda: left_in(path) == 95, "the old setting still holds")
        config.write_text("ignore: [b.md]\n")
        wait_until(lambda: daemon.log.count("the configuration changed") == 2, "the third setting")
        (daemon.vault / "b.md").write_text(note(1))
        (daemon.vault / "c.md").write_text(note(1))
        waits_for_words(daemon.vault / "c.md", 1)
        assert words_in(daemon.vault / "b.md") is None
        assert daemon.log.count("did you mean") == 1


def test_a_configuration_made_by_init_is_seen(tmp_path: Path) -> None:
    """A vault without `.milestoned/` gets one while it is watched."""
    vault = tmp_path / "vault"
    vault.mkdir()
    with Daemon(vault, tmp_path / "home"):
        made = tmp_path / "made"
        made.mkdir()
        (made / "config.yaml").write_text("write: left\n")
        made.rename(vault / ".milestoned")
        (vault / "a.md").write_text(note(3))
        wait_until(lambda: left_in(vault / "a.md") == 97, "the configuration holds")


def test_a_vault_that_is_deleted_and_made_anew_is_watched_again(daemon: Daemon) -> None:
    """Without a vault it waits, and says so; a vault in the same place is served, later saves included."""
    with daemon:
        waits_for_words(daemon.vault / "a.md", 3)
        # The daemon may be writing its journal this moment.
        wait_until(lambda: _is_removed(daemon.vault), "the vault is removed")
        daemon.waits_for_log("waiting for it to come back")
        daemon.vault.mkdir()
        (daemon.vault / "b.md").write_text(note(4))
        waits_for_words(daemon.vault / "b.md", 4)
        (daemon.vault / "b.md").write_text(note(5))
        waits_for_words(daemon.vault / "b.md", 5)


def test_a_vault_that_is_moved_away_and_back_is_served(daemon: Daemon) -> None:
    """What was written elsewhere meanwhile is brought up to date when it is back, and nothing counts as deleted."""
    away = daemon.vault.with_name("away")
    with daemon:
        waits_for_words(daemon.vault / "a.md", 3)
        daemon.vault.rename(away)
        (away / "a.md").write_text(note(6))
        daemon.waits_for_log("waiting for it to come back")
        away.rename(daemon.vault)
        waits_for_words(daemon.vault / "a.md", 6)
        (daemon.vault / "a.md").write_text(note(7))
        waits_for_words(daemon.vault / "a.md", 7)
        assert "gone" not in daemon.log


def test_another_vault_in_the_same_place_is_noticed(daemon: Daemon) -> None:
    """A vault that is swapped for another within a moment is watched like the first."""
    other = daemon.vault.with_name("other")
    other.mkdir()
    (other / "a.md").write_text(note(9))
    with daemon:
        waits_for_words(daemon.vault / "a.md", 3)
        daemon.vault.rename(daemon.vault.with_name("old"))
        other.rename(daemon.vault)
        waits_for_words(daemon.vault / "a.md", 9)
        (daemon.vault / "a.md").write_text(note(10))
        waits_for_words(daemon.vault / "a.md", 10)


def test_an_idle_daemon_rests(daemon: Daemon) -> None:
    """Left alone it comes to rest: for 3 seconds it uses no processor time and is woken at most now and then."""
    with daemon:
        waits_for_words(daemon.vault / "a.md", 3)
        daemon.waits_for_log("a.md: unchanged")
        wait_until(lambda: _rests(daemon.pid), "it rests")


def _rests(pid: int) -> bool:
    """Measure 3 seconds. On a busy machine the work that comes before the rest may reach into the first of them."""
    try:
        before = _effort(pid)
        time.sleep(3)  # rest is what is measured
        ticks, switches = (after - now for now, after in zip(before, _effort(pid), strict=True))
    except OSError:
        return False  # a thread ended while it was looked at
    return ticks <= 1 and switches <= 12


def _effort(pid: int) -> tuple[int, int]:
    """Return the processor time of a process, in ticks, and how often its threads were switched to."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    switches = 0
    for thread in Path(f"/proc/{pid}/task").iterdir():
        status = (thread / "status").read_text()
        switches += sum(int(line.split()[1]) for line in status.splitlines() if "ctxt_switches" in line)
    return int(fields[11]) + int(fields[12]), switches


def _is_removed(folder: Path) -> bool:
    shutil.rmtree(folder, ignore_errors=True)
    return not folder.exists()
