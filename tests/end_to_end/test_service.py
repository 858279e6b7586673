"""The background service without a service manager: real processes, from install to uninstall."""

from __future__ import annotations

import os
import shutil
import signal
import socket
from typing import TYPE_CHECKING

import pytest

from milestoned import __version__
from tests.end_to_end.running import Daemon, wait_until, waits_for_words

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.end_to_end.program import Sandbox

pytestmark = pytest.mark.daemon


@pytest.fixture
def service(box: Sandbox) -> Iterator[Sandbox]:
    """Give a vault with a note, on a machine without a user manager; no process outlives the test."""
    box.env["XDG_RUNTIME_DIR"] = str(box.folder / "no-manager-here")
    box.note("a.md")
    yield box
    box.run("service", "uninstall", str(box.root), cwd=box.folder)


def _pid(box: Sandbox) -> int | None:
    pid: int | None = box.run("service", "status", "--json").json["service_pid"]
    return pid


def _state_files(box: Sandbox) -> list[str]:
    return sorted(path.name for path in (box.folder / "state").rglob("service*"))


def test_install_starts_a_daemon_that_outlives_the_command(service: Sandbox) -> None:
    """The note is counted at the start, and again when it is saved."""
    ran = service.run("service", "install")
    assert ran.code == 0, ran.err
    assert "run by a plain process" in ran.err
    waits_for_words(service.root / "a.md", 3)
    service.note("a.md", 7)
    waits_for_words(service.root / "a.md", 7)


def test_watch_beside_the_service_names_the_services_command(service: Sandbox) -> None:
    """A kill would only make its manager start it again; and `status` says which version runs."""
    service.run("service", "install")
    ran = service.run("watch")
    assert ran.code == 1
    assert f"process {_pid(service)}, which is its service" in ran.err
    assert "`milestoned service stop`" in ran.err
    assert "kill" not in ran.err
    assert f"version    {__version__}\n" in service.run("service", "status").out


def test_the_daemon_has_a_session_of_its_own(service: Sandbox) -> None:
    """It leads its own session, so that no terminal takes it along when it is closed."""
    service.run("service", "install")
    pid = _pid(service)
    assert pid is not None
    assert os.getsid(pid) == pid


def test_install_and_start_twice_are_once(service: Sandbox) -> None:
    """The same process goes on."""
    service.run("service", "install")
    pid = _pid(service)
    assert pid is not None
    for again in ("install", "start"):
        ran = service.run("service", again)
        assert (ran.code, _pid(service)) == (0, pid)
        assert f"running already: process {pid}" in ran.err


def test_status_says_what_runs_it_and_exits_with_1_unless_it_runs(service: Sandbox) -> None:
    """Not installed, installed, running, stopped."""
    ran = service.run("service", "status")
    assert (ran.code, "installed  no" in ran.out) == (1, True)
    service.run("service", "install", "--no-start")
    ran = service.run("service", "status")
    assert (ran.code, "yes, run by a plain process" in ran.out, "running    no" in ran.out) == (1, True, True)
    service.run("service", "start")
    ran = service.run("service", "status", "--json")
    assert ran.code == 0
    assert ran.json["running"] is True
    assert ran.json["vault"] == str(service.root)
    assert service.run("service", "stop").code == 0
    assert service.run("service", "status").code == 1


def test_logs_give_the_last_lines_with_their_date(service: Sandbox) -> None:
    """What the daemon wrote is there after it has ended, too."""
    service.run("service", "install")
    pid = _pid(service)
    waits_for_words(service.root / "a.md", 3)
    service.run("service", "stop")
    lines = service.run("service", "logs").out.splitlines()
    assert any(line.endswith("a.md: 7 words to finish chunk 1 of 3") for line in lines)
    assert any(f"process {pid}" in line for line in lines)
    assert service.run("service", "logs", "-n", "1").out.splitlines() == lines[-1:]


def test_uninstall_stops_it_and_leaves_nothing_behind(service: Sandbox) -> None:
    """No process, no file of the service; a second time there is nothing to do."""
    service.run("service", "install")
    pid = _pid(service)
    assert pid is not None
    assert _state_files(service) == ["service.json", "service.log", "service.pid"]
    assert service.run("service", "uninstall").code == 0
    assert _state_files(service) == []
    # Whoever adopted the process may be slow to bury it: the lock, not the number, says that it is gone.
    assert _pid(service) is None
    ran = service.run("service", "uninstall")
    assert (ran.code, "there is no service" in ran.err) == (0, True)


def test_a_vault_that_is_gone_can_still_be_uninstalled(service: Sandbox) -> None:
    """Its service is found by where the vault was."""
    service.run("service", "install")
    shutil.rmtree(service.root)
    ran = service.run("service", "uninstall", str(service.root), cwd=service.folder)
    assert (ran.code, _state_files(service)) == (0, [])


@pytest.mark.parametrize("command", ["start", "stop", "logs"])
def test_without_an_installed_service_there_is_a_hint(service: Sandbox, command: str) -> None:
    """Refused with exit code 1 and what to do first."""
    ran = service.run("service", command)
    assert ran.code == 1
    assert "no service is installed" in ran.err
    assert "milestoned service install" in ran.err


@pytest.mark.parametrize("command", ["install", "uninstall", "start", "stop", "status", "logs"])
def test_a_path_that_is_not_there_is_wrong_usage(service: Sandbox, command: str) -> None:
    """Exit code 2."""
    ran = service.run("service", command, "nowhere")
    assert (ran.code, "no such file or folder" in ran.err) == (2, True)


def test_a_wrong_configuration_is_refused_before_anything_is_installed(service: Sandbox) -> None:
    """Exit code 2 with the line, and no service."""
    service.config("setle: 1 s\n")
    ran = service.run("service", "install")
    assert ran.code == 2
    assert "config.yaml:1" in ran.err
    assert service.run("service", "status", "--json").json["installed"] is False


def test_a_daemon_started_by_hand_is_neither_doubled_nor_stopped(service: Sandbox, tmp_path: Path) -> None:
    """Start and stop both refuse, and name the process."""
    service.run("service", "install", "--no-start")
    home = tmp_path / "home"
    environment = {"HOME": str(home), "XDG_STATE_HOME": str(home / ".local/state")}
    with Daemon(service.root, home) as by_hand:
        service.env |= environment | {
            "XDG_CACHE_HOME": str(home / ".cache"),
            "XDG_CONFIG_HOME": str(home / ".config"),
        }
        service.run("service", "install", "--no-start")
        for command in ("start", "stop"):
            ran = service.run("service", command)
            assert ran.code == 1
            assert f"by process {by_hand.pid}, not by the service" in ran.err
        status = service.run("service", "status")
        assert (status.code, f"process {by_hand.pid}" in status.out) == (1, True)
        assert not by_hand.has_ended
        service.run("service", "uninstall")


def test_after_a_kill_it_is_known_to_be_gone_and_starts_again(service: Sandbox) -> None:
    """Process numbers that were left behind mislead nobody."""
    service.run("service", "install")
    pid = _pid(service)
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    wait_until(lambda: _pid(service) is None, "the service is gone")
    assert "service.pid" in _state_files(service)
    assert service.run("service", "start").code == 0
    assert _pid(service) not in (None, pid)


def test_a_watched_daemon_gives_signs_of_life(service: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """READY once it watches, WATCHDOG at half the interval, STOPPING in the end, at a real socket."""
    monkeypatch.chdir(service.folder)  # a socket's name is short
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind("notify")
        manager.settimeout(90)
        monkeypatch.setenv("NOTIFY_SOCKET", "../notify")  # seen from the daemon's home
        monkeypatch.setenv("WATCHDOG_USEC", "400000")
        with Daemon(service.root, service.folder / "home"):
            assert manager.recv(100) == b"READY=1"
            assert [manager.recv(100) for _ in range(3)] == [b"WATCHDOG=1"] * 3
        heard = [manager.recv(100)]
        while heard[-1] == b"WATCHDOG=1":
            heard.append(manager.recv(100))
        assert heard[-1] == b"STOPPING=1"
