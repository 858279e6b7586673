"""Where the system tells too little: lost events, too few watches, polling, notes that cannot be read."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from pathlib import Path

import pytest

from milestoned.watch.watch_count import watch_count
from tests.end_to_end.running import Daemon, note, wait_until, waits_for_words, words_in

pytestmark = pytest.mark.daemon

_QUEUE = Path("/proc/sys/fs/inotify/max_queued_events")


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    """Make a vault with one note of 3 words."""
    vault = tmp_path / "vault"
    (vault / ".milestoned").mkdir(parents=True)
    (vault / "a.md").write_text(note(3))
    return vault


def test_lost_events_lead_to_a_look_at_everything(vault: Path, tmp_path: Path) -> None:
    """After an overflow of the kernel's queue the note whose event was lost is found, and a new folder is watched."""
    if not _QUEUE.is_file():
        pytest.skip("this system has no inotify queue to overflow")
    with Daemon(vault, tmp_path / "home") as daemon:
        waits_for_words(vault / "a.md", 3)
        os.kill(daemon.pid, signal.SIGSTOP)
        dummies = [vault / "one.txt", vault / "two.txt"]
        for number in range(int(_QUEUE.read_text())):
            dummies[number % 2].write_text("x")
        (vault / "new").mkdir()
        (vault / "new" / "b.md").write_text(note(5))
        (vault / "a.md").write_text(note(4))
        os.kill(daemon.pid, signal.SIGCONT)
        waits_for_words(vault / "a.md", 4)
        waits_for_words(vault / "new" / "b.md", 5)
        (vault / "new" / "b.md").write_text(note(6))
        waits_for_words(vault / "new" / "b.md", 6)


def test_a_flood_of_saves_is_worked_off(vault: Path, tmp_path: Path) -> None:
    """10,000 saves in 500 notes as fast as they go: each note says its last count in the end."""
    paths = [vault / f"{number}.md" for number in range(500)]

    def behind() -> list[str]:
        return [path.name for path in paths if words_in(path) != 20]

    with Daemon(vault, tmp_path / "home") as daemon:
        for words in range(1, 21):
            for path in paths:
                path.write_text(note(words))
        what = lambda: f"20 words in {behind()[:10]}; the log says:\n{daemon.log}"  # noqa: E731
        wait_until(lambda: not behind(), what, 300)


def test_with_too_few_watches_it_looks_now_and_then(vault: Path, tmp_path: Path) -> None:
    """It says which limit to raise, and serves all notes all the same."""
    limit = "echo 5 > /proc/sys/user/max_inotify_watches"
    if (
        not shutil.which("unshare")
        or subprocess.run(["unshare", "-Ur", "sh", "-c", limit], check=False).returncode
    ):
        pytest.skip("no user namespace can be made here, to lower the number of watches in")
    for number in range(10):
        (vault / f"{number}").mkdir()
    prefix = ("unshare", "-Ur", "sh", "-c", f'{limit}; exec "$@"', "sh")
    with Daemon(vault, tmp_path / "home", prefix=prefix) as daemon:
        daemon.waits_for_log("fs.inotify.max_user_watches")
        assert "folders can be watched" in daemon.log
        for number in range(10):
            (vault / f"{number}" / "b.md").write_text(note(number + 1))
        for number in range(10):
            waits_for_words(vault / f"{number}" / "b.md", number + 1)


def test_polling_sees_every_save(vault: Path, tmp_path: Path) -> None:
    """With --poll a save is seen that keeps size and modification time; new and removed notes are, too."""
    index = vault / "index.md"
    index.write_text(note(1, "milestone: words\nmilestone-notes: '?.md'"))
    with Daemon(vault, tmp_path / "home", options=("--poll",)) as daemon:
        assert watch_count(daemon.pid) == 0
        waits_for_words(vault / "a.md", 3)
        path = vault / "a.md"
        stat = path.stat()
        path.write_text(path.read_text().replace("word word word ", "wordy words ok "[:15]))
        os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
        path.write_text(path.read_text().replace("wordy words ok ", "wordy wordyord "))
        os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
        assert (path.stat().st_size, path.stat().st_mtime_ns) == (stat.st_size, stat.st_mtime_ns)
        waits_for_words(path, 2)
        (vault / "b.md").write_text(note(4))
        waits_for_words(vault / "b.md", 4)
        waits_for_words(index, 6)
        path.unlink()
        waits_for_words(index, 4)


def test_a_note_that_cannot_be_read_stops_nothing(vault: Path, tmp_path: Path) -> None:
    """It is told once, other notes are served, and it is served itself as soon as it can be read."""
    path = vault / "closed.md"
    path.write_text(note(4))
    path.chmod(0)
    with Daemon(vault, tmp_path / "home", prefix=_without_privileges()) as daemon:
        waits_for_words(vault / "a.md", 3)
        daemon.waits_for_log("closed.md: cannot be read: Permission denied")
        (vault / "a.md").write_text(note(5))
        waits_for_words(vault / "a.md", 5)
        path.chmod(0o600)
        waits_for_words(path, 4)
        assert daemon.log.count("Permission denied") == 1


def test_a_folder_that_cannot_be_entered_stops_nothing(vault: Path, tmp_path: Path) -> None:
    """A folder whose rights are taken away while it is watched is passed over until they are back."""
    folder = vault / "closed"
    folder.mkdir()
    (folder / "b.md").write_text(note(4))
    with Daemon(vault, tmp_path / "home", prefix=_without_privileges()) as daemon:
        waits_for_words(folder / "b.md", 4)
        folder.chmod(0)
        (folder / "b.md").write_text(note(6)) if os.geteuid() == 0 else None
        (vault / "a.md").write_text(note(5))
        waits_for_words(vault / "a.md", 5)
        folder.chmod(0o700)
        (folder / "b.md").write_text(note(7))
        waits_for_words(folder / "b.md", 7)
        assert not daemon.has_ended


def _without_privileges() -> tuple[str, ...]:
    """Return what makes even root obey the rights of files."""
    if os.geteuid() != 0:
        return ()
    if not shutil.which("setpriv"):
        pytest.skip("root reads everything, and there is no setpriv to give that up with")
    dropped = "-dac_override,-dac_read_search"
    return ("setpriv", f"--inh-caps={dropped}", f"--bounding-set={dropped}")
