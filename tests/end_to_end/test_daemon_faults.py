"""What a machine does to a daemon: folders cleaned away, full disks, pipes, links, broken clocks. It goes on."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from milestoned.record.recorder.notifications import HookOptions
from tests.end_to_end.mounts import WHY_NOT, can_mount, mounted
from tests.end_to_end.running import (
    Daemon,
    home_environment,
    note,
    wait_until,
    waits_for_words,
    words_in,
)
from tests.end_to_end.tracing import NEEDS_TRACING, slow_notes

pytestmark = pytest.mark.daemon

# As a grandchild, so that the process that is started is the daemon.
_STRACE = ("strace", "-D", "-f", "-qq", "-o", "/dev/null")
# Seconds, after which a hook is stopped.
_HOOK_MAY_TAKE = HookOptions().timeout
_INSTANCES = Path("/proc/sys/user/max_inotify_instances")


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    """Make a vault with one note of 3 words."""
    vault = tmp_path / "vault"
    (vault / ".milestoned").mkdir(parents=True)
    (vault / "a.md").write_text(note(3, "milestone: 10 words"))
    return vault


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Give the daemon's home."""
    return tmp_path / "home"


def _milestoned(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "milestoned", *arguments],
        env=home_environment(home),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


@pytest.mark.parametrize("folder", [".cache", ".local/state"], ids=["cache", "state"])
@pytest.mark.parametrize("whole", [True, False], ids=["whole", "contents"])
def test_a_folder_of_ours_that_is_cleaned_away_is_made_again(
    vault: Path,
    home: Path,
    folder: str,
    whole: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    """Every later save is served, the record goes on, and nobody else can take the vault."""
    path = vault / "a.md"
    with Daemon(vault, home) as daemon:
        waits_for_words(path, 3)
        cleaned = _clean(home / folder / "milestoned", whole=whole)
        for words in (4, 5, 6):
            path.write_text(note(words, "milestone: 10 words"))
            waits_for_words(path, words)
        path.write_text(note(12, "milestone: 10 words"))
        waits_for_words(path, 12)
        daemon.waits_for_log("Chunk 1 reached")
        assert daemon.log.count("cleaned away") <= cleaned
        other = _milestoned(home, "watch", str(vault))
        assert other.returncode == 1
        assert str(daemon.pid) in other.stderr
    assert len(list((vault / ".milestoned" / "journal").glob("*.jsonl"))) == 1


def _clean(folder: Path, *, whole: bool) -> int:
    """Clean a folder away; return how many times that was begun."""
    wait_until(folder.is_dir, f"{folder} is there")
    if whole:
        # The daemon may put something new into a folder that is being emptied.
        return next(times for times in range(1, 1000) if _is_removed(folder))
    for path in folder.rglob("*"):
        if path.is_file():
            path.unlink(missing_ok=True)  # what is being written has another name a moment later
    return 1


def _is_removed(folder: Path) -> bool:
    with suppress(OSError):
        shutil.rmtree(folder)
        return True
    return False


@pytest.mark.parametrize("folder", [".cache", ".local/state"], ids=["cache", "state"])
def test_a_full_disk_for_our_own_files_stops_nothing(vault: Path, home: Path, folder: str) -> None:
    """The daemon goes on, says it once, and does what is left when there is room again."""
    if not can_mount():
        pytest.skip(WHY_NOT)
    path, other = vault / "a.md", vault / "b.md"
    (home / folder).mkdir(parents=True)
    with mounted(home / folder, "size=700k"), Daemon(vault, home) as daemon:
        waits_for_words(path, 3)
        fill = home / folder / "fill"
        subprocess.run(["dd", "if=/dev/zero", f"of={fill}", "bs=4k"], capture_output=True, check=False)
        for words in (4, 5, 6):
            path.write_text(note(words, "milestone: 10 words"))
            time.sleep(0.5)  # a save that may have to wait: there is nothing to wait for
        other.write_text(note(12, "milestone: 10 words"))
        _waits_for_full_disk(daemon)
        assert not daemon.has_ended
        fill.unlink()
        waits_for_words(path, 6)
        waits_for_words(other, 12)
        path.write_text(note(11, "milestone: 10 words"))
        waits_for_words(path, 11)
        daemon.waits_for_log("in a.md")
        assert daemon.log.count("cannot be kept") <= 2


@pytest.mark.parametrize("folder", [".cache", ".local/state"], ids=["cache", "state"])
def test_a_disk_that_is_full_when_the_daemon_starts_keeps_no_note_waiting(
    vault: Path, home: Path, folder: str
) -> None:
    """It says so once, serves what needs no room, and takes up the rest when there is some."""
    if not can_mount():
        pytest.skip(WHY_NOT)
    path = vault / "a.md"
    subprocess.run(
        [sys.executable, "-m", "milestoned", "-q", "update"],
        cwd=vault,
        env=home_environment(home),
        check=True,
    )
    shutil.rmtree(home / folder)
    (home / folder).mkdir()
    with mounted(home / folder, "size=700k"):
        fill = home / folder / "fill"
        subprocess.run(["dd", "if=/dev/zero", f"of={fill}", "bs=4k"], capture_output=True, check=False)
        with Daemon(vault, home) as daemon:
            path.write_text(path.read_text() + "more\n")
            _waits_for_full_disk(daemon)
            assert not daemon.has_ended
            fill.unlink()
            waits_for_words(path, 4)
            path.write_text(note(11, "milestone: 10 words"))
            waits_for_words(path, 11)
            wait_until(lambda: _asked(vault, home, "today")["words"] == 11, "the record is kept again")
            assert daemon.log.count("cannot be kept") <= 2


def _waits_for_full_disk(daemon: Daemon) -> None:
    """Wait until it says so, in the system's words or in SQLite's."""
    full = ("No space left on device", "disk is full")
    wait_until(lambda: any(words in daemon.log for words in full), lambda: f"it says:\n{daemon.log}")


@NEEDS_TRACING
def test_a_lock_that_cannot_be_had_at_the_start_keeps_no_note_waiting(vault: Path, home: Path) -> None:
    """A state folder on a file system that is out of locks: said once, tried again, and the vault is taken then."""
    inject = ("-e", "trace=flock", "-e", "inject=flock:error=ENOLCK:when=1..5")
    with Daemon(vault, home, prefix=(*_STRACE, *inject)) as daemon:
        daemon.waits_for_log("No locks available")
        daemon.waits_for_log("can be used now")
        waits_for_words(vault / "a.md", 3)
        assert daemon.log.count("own folders: ") == 1


@NEEDS_TRACING
def test_a_daemons_first_pass_that_is_killed_goes_on_as_one(vault: Path, home: Path) -> None:
    """What stood there is where the record starts from: no import, and nothing drafted."""
    for number in range(400):
        (vault / f"{number:03}.md").write_text(note(60))
    daemon = Daemon(vault, home, prefix=(*_STRACE, *slow_notes(20)))
    daemon.launch()
    journal = vault / ".milestoned" / "journal"
    wait_until(lambda: any(file.stat().st_size > 20_000 for file in journal.glob("*")), "it records")
    daemon.kill()
    recorded = sum(file.read_text().count('"baseline"') for file in journal.glob("*"))
    assert words_in(vault / "399.md") is None or recorded < 401
    with Daemon(vault, home):
        wait_until(lambda: _asked(vault, home, "today")["words"] == 400 * 60 + 3, "all is recorded")
        today = _asked(vault, home, "today")
    assert (today["drafted"], today["held"], today["earned"]) == (0, 0, [])


def _asked(vault: Path, home: Path, command: str) -> Any:
    program = [sys.executable, "-m", "milestoned", command, "--json"]
    done = subprocess.run(program, cwd=vault, env=home_environment(home), capture_output=True, check=True)
    return json.loads(done.stdout)


def test_without_inotify_instances_it_looks_now_and_then(vault: Path, home: Path) -> None:
    """It says which limit to raise, and serves every save."""
    limit = f"echo 0 > {_INSTANCES}"
    if subprocess.run(["unshare", "-Ur", "sh", "-c", limit], capture_output=True, check=False).returncode:
        pytest.skip("no user namespace can be made here, to lower the number of instances in")
    prefix = ("unshare", "-Ur", "sh", "-c", f'{limit}; exec "$@"', "sh")
    with Daemon(vault, home, prefix=prefix) as daemon:
        daemon.waits_for_log("fs.inotify.max_user_instances")
        assert "looking every 2 seconds" in daemon.log
        for words in (4, 5):
            (vault / "a.md").write_text(note(words))
            waits_for_words(vault / "a.md", words)


@pytest.mark.parametrize("line", ["[" * 40_000, '{"v":1,"seq":9223372036854775808}', "\0", '{"v":1e999}'])
def test_a_line_in_a_journal_that_no_program_of_ours_wrote_is_passed_over(
    vault: Path, home: Path, line: str
) -> None:
    """The daemon serves and records, before and after such a line came."""
    journal = vault / ".milestoned" / "journal"
    journal.mkdir()
    (journal / "phone-000000.jsonl").write_text(line + "\n")
    with Daemon(vault, home) as daemon:
        (vault / "b.md").write_text(note(4))
        waits_for_words(vault / "b.md", 4)
        with (journal / "phone-000000.jsonl").open("a") as file:
            file.write(line + "\n")
        (vault / "b.md").write_text(note(5))
        waits_for_words(vault / "b.md", 5)
        assert not daemon.has_ended
    assert _milestoned(home, "status", str(vault)).returncode == 0


@pytest.mark.parametrize("name", ["journal/phone.jsonl", "config.yaml", "a.md"])
def test_a_pipe_in_the_place_of_a_file_keeps_nobody_waiting(vault: Path, home: Path, name: str) -> None:
    """Put there while the daemon runs it is said or passed over; the notes are served, and SIGTERM ends it."""
    path = vault / ".milestoned" / name if "." in name and name != "a.md" else vault / "pipe.md"
    with Daemon(vault, home) as daemon:
        waits_for_words(vault / "a.md", 3)
        path.parent.mkdir(exist_ok=True)
        os.mkfifo(path)
        (vault / "a.md").write_text(note(4))
        waits_for_words(vault / "a.md", 4)
        if name == "config.yaml":
            daemon.waits_for_log("not a regular file")
        daemon.stop()
    started = _milestoned(home, "status", str(vault))
    assert started.returncode == (2 if name == "config.yaml" else 1 if name == "a.md" else 0), started.stderr
    assert _milestoned(home, "today", str(vault)).returncode == (2 if name == "config.yaml" else 0)


@pytest.mark.parametrize("name", ["", "journal", "config.yaml"])
def test_a_link_out_of_the_vault_is_refused(vault: Path, home: Path, tmp_path: Path, name: str) -> None:
    """Nothing is written behind it, whether it was there at the start or came later."""
    outside = tmp_path / "outside"
    own = vault / ".milestoned"
    with Daemon(vault, home) as daemon:
        waits_for_words(vault / "a.md", 3)
        # Still empty, the file that was opened would be moved with its folder, and its first line written outside.
        wait_until(
            lambda: any(file.stat().st_size for file in (own / "journal").glob("*.jsonl")),
            "the journal is begun",
        )
        (own / name).rename(outside) if name != "config.yaml" else outside.write_text("write: left\n")
        (own / name).symlink_to(outside)
        before = _files(outside)
        (vault / "a.md").write_text(note(14, "milestone: 10 words"))
        waits_for_words(vault / "a.md", 14)
        daemon.waits_for_log("a link that leads out of the vault")
    assert _files(outside) == before
    if name != "journal":
        ran = _milestoned(home, "update", str(vault))
        assert ran.returncode == 2
        assert "a link that leads out of the vault" in ran.stderr


def _files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in [folder, *folder.rglob("*")] if path.is_file()}


def test_the_terminal_goes_away(vault: Path, home: Path) -> None:
    """SIGHUP stops it as Ctrl-C does: what was saved is written, and no pid file is left."""
    with Daemon(vault, home) as daemon:
        waits_for_words(vault / "a.md", 3)
        (vault / "a.md").write_text(note(30))
        daemon.stop(signal.SIGHUP)
    assert words_in(vault / "a.md") == 30
    assert list((home / ".local" / "state").rglob("daemon.pid")) == []


def test_the_name_of_a_note_forges_no_line_of_the_log(vault: Path, home: Path) -> None:
    """Line ends and controls in it are shown as such."""
    forged = "x\n12:00:00 forged.md: done\r\x1b[2J\u2028.md"
    (vault / forged).write_text(note(4))
    broken = "y\nmilestoned: forged.md: broken.md"
    (vault / broken).write_text("---\nmilestone: lots\n---\n")
    with Daemon(vault, home) as daemon:
        waits_for_words(vault / forged, 4)
        (vault / forged).write_text(note(12, "milestone: 10 words"))
        waits_for_words(vault / forged, 12)
        lines = daemon.log.replace("\r", "\n").replace("\u2028", "\n").splitlines()
        assert not [line for line in lines if line.startswith(("12:00:00 forged", "milestoned: forged"))]
        assert "\x1b" not in daemon.log


def test_a_hook_that_takes_long_holds_up_no_note(vault: Path, home: Path) -> None:
    """While it runs the next saves are served, and a stop does not wait for it."""
    config = home / ".config" / "milestoned" / "config.yaml"
    config.parent.mkdir(parents=True)
    config.write_text(f"on_milestone: [{sys.executable}, -c, 'import time; time.sleep(60)']\n")
    with Daemon(vault, home) as daemon:
        waits_for_words(vault / "a.md", 3)
        (vault / "a.md").write_text(note(12, "milestone: 10 words"))
        daemon.waits_for_log("Chunk 1 reached")
        for words in (13, 14, 15):
            (vault / "a.md").write_text(note(words, "milestone: 10 words"))
            served = lambda words=words: words_in(vault / "a.md") == words  # noqa: E731
            assert daemon.seconds_until(served, "the next save is served") < _HOOK_MAY_TAKE / 2
        daemon.stop()


@pytest.mark.parametrize("zone", ["UTC+24", "UTC-24", "UTC+25", "nonsense/zone"])
def test_a_zone_that_there_is_not(vault: Path, home: Path, zone: str) -> None:
    """Commands and daemon go on with the nearest zone that can be said."""
    prefix = ("env", f"TZ={zone}")
    with Daemon(vault, home, prefix=prefix) as daemon:
        waits_for_words(vault / "a.md", 3)
        (vault / "a.md").write_text(note(12, "milestone: 10 words"))
        waits_for_words(vault / "a.md", 12)
    assert "cannot be kept" not in daemon.log
    for command in ("today", "log", "status", "stats", "milestones", "unstick"):
        ran = subprocess.run(
            [*prefix, sys.executable, "-m", "milestoned", command, str(vault)],
            env=home_environment(home),
            capture_output=True,
            text=True,
            check=False,
        )
        assert ran.returncode == 0, ran.stderr


def test_a_time_beyond_what_a_computer_counts(vault: Path, home: Path) -> None:
    """A due date and a modification time in the year 9999 are taken as they are."""
    path = vault / "a.md"
    path.write_text(note(3, "milestone: 10 words\nmilestone-due: 9999-12-31\nmilestone-goal: 100"))
    os.utime(path, (253402300000, 253402300000))
    with Daemon(vault, home) as daemon:
        waits_for_words(path, 3)
        path.write_text(note(12, "milestone: 10 words\nmilestone-due: 9999-12-31\nmilestone-goal: 100"))
        os.utime(path, (253402300000, 253402300000))
        waits_for_words(path, 12)
    assert "cannot be kept" not in daemon.log
    for command in ("today", "log", "commitments", "status", "update"):
        ran = _milestoned(home, command, str(vault))
        assert ran.returncode == 0, ran.stderr
