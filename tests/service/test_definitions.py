"""What is handed to systemd, launchd and the task scheduler is well-formed, and says what to run, whatever the vault's name."""

from __future__ import annotations

import plistlib
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from milestoned.service import launchd, systemd, windows
from milestoned.service.job import Job

if TYPE_CHECKING:
    from pathlib import Path

_NASTY = 'My "novel" 100% \\ $HOME & <more>, café'
_TASK = "{http://schemas.microsoft.com/windows/2004/02/mit/task}"


@pytest.fixture(params=["vault", _NASTY])
def job(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Job:
    """Give the service of a vault with a plain and with a nasty name."""
    for kind in ("STATE", "CONFIG", "CACHE"):
        monkeypatch.setenv(f"XDG_{kind}_HOME", str(tmp_path / kind.lower()))
    root = tmp_path / request.param
    root.mkdir()
    return Job.of(root)


def test_the_name_is_one_that_every_manager_takes(job: Job) -> None:
    """ASCII letters, digits, - and _ only; the same for the same vault, another for another of the same name."""
    assert job.name.startswith("milestoned-")
    assert job.name.isascii()
    assert job.name.replace("-", "").replace("_", "").isalnum()
    assert Job.of(job.root).name == job.name
    assert Job.of(job.root / job.root.name).name != job.name


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is not installed")
def test_systemd_finds_nothing_to_complain_about_in_the_unit(
    job: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`systemd-analyze verify` is silent and content."""
    runtime = job.root.parent / "run"
    runtime.mkdir(mode=0o700)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(runtime))
    path = systemd.unit_path(job)
    path.parent.mkdir(parents=True)
    path.write_text(systemd.unit(job), encoding="utf-8")
    done = subprocess.run(
        ["systemd-analyze", "--user", "--recursive-errors=no", "verify", str(path)],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert (done.returncode, [line for line in done.stderr.splitlines() if job.name in line]) == (0, [])


def test_the_unit_tells_systemd_when_it_is_ready_and_alive(job: Job) -> None:
    """Type, watchdog and restart are those that the daemon's notifications are made for."""
    unit = systemd.unit(job).splitlines()
    for line in ("Type=notify", "WatchdogSec=600", "Restart=on-failure", "NoNewPrivileges=yes"):
        assert line in unit
    assert any(
        line.startswith(f'ExecStart="{sys.executable}" "-P" "-m" "milestoned" "service"') for line in unit
    )
    assert f'Environment="XDG_STATE_HOME={job.environment["XDG_STATE_HOME"]}"' in unit


def test_a_vaults_name_cannot_add_a_line_to_the_unit(tmp_path: Path) -> None:
    """A vault may come from somebody else: a line end in its name starts no directive."""
    unit = systemd.unit(Job.of(tmp_path / "vault\nExecStartPre=/bin/false"))
    assert not any(line.startswith("ExecStartPre") for line in unit.splitlines())


def test_the_agent_is_a_property_list_that_runs_the_vaults_daemon(job: Job) -> None:
    """Parsed back, it has the command, the label and the restart."""
    agent = plistlib.loads(launchd.agent(job))
    assert agent["Label"] == job.name
    assert agent["ProgramArguments"] == job.program("--log-file")
    assert agent["ProgramArguments"][-1] == str(job.root)
    assert agent["KeepAlive"] == {"SuccessfulExit": False}
    assert agent["RunAtLoad"] is True


def test_the_task_is_xml_that_runs_the_vaults_daemon_at_logon(job: Job) -> None:
    """Parsed back, it has the command, the trigger and no time limit."""
    task = ET.fromstring(windows.task(job))  # noqa: S314 - our own
    assert task.tag == f"{_TASK}Task"
    assert task.find(f"{_TASK}Triggers/{_TASK}LogonTrigger") is not None
    assert task.findtext(f"{_TASK}Settings/{_TASK}ExecutionTimeLimit") == "PT0S"
    assert task.findtext(f"{_TASK}Actions/{_TASK}Exec/{_TASK}Command") == sys.executable
    arguments = task.findtext(f"{_TASK}Actions/{_TASK}Exec/{_TASK}Arguments") or ""
    assert arguments == subprocess.list2cmdline(job.program("--log-file")[1:])
