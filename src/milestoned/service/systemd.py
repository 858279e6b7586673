"""A user unit of systemd, one a vault. Why each option of it is there: docs/service.md."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from milestoned.errors import MilestonedError
from milestoned.light.typing import TYPE_CHECKING
from milestoned.service.manager import SEE_LOGS, answers, tell

if TYPE_CHECKING:
    from milestoned.service.job import Job

_TEMPLATE = """\
[Unit]
Description=milestoned, watching {description}
Documentation=man:systemd.service(5)
StartLimitIntervalSec=300
StartLimitBurst=5

[Service]
Type=notify
NotifyAccess=main
ExecStart={program}
{environment}WatchdogSec=600
Restart=on-failure
RestartSec=2
# Wrong usage or configuration: it would be as wrong the next time.
RestartPreventExitStatus=2
TimeoutStartSec=600
TimeoutStopSec=15

NoNewPrivileges=yes
LockPersonality=yes
RestrictRealtime=yes
RestrictNamespaces=yes
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallErrorNumber=EPERM

[Install]
WantedBy=default.target
"""


class Systemd:
    """Runs the service by the user's own systemd, from login (or from boot, if the user lingers)."""

    title = "systemd"

    def available(self) -> bool:
        """Return True if the user's manager answers: in containers and under `su` there is none."""
        return answers(["systemctl", "--user", "show", "--property=Version", "--value"]) is not None

    def installed(self, job: Job) -> bool:
        """Return True if the unit's file is there."""
        return unit_path(job).exists()

    def install(self, job: Job) -> None:
        """Write the unit, and have it started at every login. Raises MilestonedError."""
        path = unit_path(job)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(unit(job), encoding="utf-8", errors="surrogateescape")
        except OSError as error:
            raise MilestonedError(f"{path}: {error.strerror}", "make the folder writable") from None
        _systemctl("daemon-reload")
        _systemctl("enable", "--quiet", f"{job.name}.service")

    def uninstall(self, job: Job) -> None:
        """Stop the unit and remove it. Raises MilestonedError if systemd refuses; without systemd only its files go."""
        if self.available():
            _systemctl("disable", "--quiet", "--now", f"{job.name}.service")
        path = unit_path(job)
        (path.parent / "default.target.wants" / path.name).unlink(missing_ok=True)
        path.unlink(missing_ok=True)
        if self.available():
            _systemctl("daemon-reload")
            _forget_failures(job)
        job.remove_files()

    def start(self, job: Job) -> None:
        """Start the unit; systemd waits for the daemon's READY. Raises MilestonedError if it does not come."""
        _forget_failures(job)
        _systemctl("start", f"{job.name}.service", hint=SEE_LOGS)

    def stop(self, job: Job) -> None:
        """Stop the unit; systemd waits for its end. Raises MilestonedError if systemd refuses."""
        _systemctl("stop", f"{job.name}.service")

    def logs(self, job: Job, lines: int) -> list[str]:
        """Return the unit's last lines in the user's journal. Raises MilestonedError where it cannot be read."""
        unit_name = f"--user-unit={job.name}.service"
        text = answers(
            ["journalctl", unit_name, f"--lines={lines}", "--no-pager", "--quiet", "--output=short-iso"]
        )
        if text is None:
            raise MilestonedError("the journal cannot be read", f"try: `journalctl --user -u {job.name}`")
        return text.splitlines()

    def advice(self, job: Job) -> str:
        """Return where the unit is, and how to outlast a logout."""
        return f"unit: {unit_path(job)}\nit ends with your last session; to keep it: `loginctl enable-linger`"


def unit_path(job: Job) -> Path:
    """Return where the unit of a vault is."""
    config = os.environ.get("XDG_CONFIG_HOME") or "~/.config"
    return Path(config).expanduser() / "systemd" / "user" / f"{job.name}.service"


def unit(job: Job) -> str:
    """Return the unit of a vault."""
    return _TEMPLATE.format(
        description=_escape(str(job.root)),
        program=" ".join(f'"{_escape(word, variables=True)}"' for word in job.program()),
        environment="".join(
            f'Environment="{key}={_escape(value)}"\n' for key, value in job.environment.items()
        ),
    )


def _escape(text: str, *, variables: bool = False) -> str:
    """Keep systemd from reading specifiers, quotes, line ends (and, in a command, variables) into a text."""
    escaped = text.replace("\\", "\\\\").replace("%", "%%").replace('"', '\\"').replace("\n", "\\n")
    return escaped.replace("$", "$$") if variables else escaped


def _forget_failures(job: Job) -> None:
    """Let a unit that failed too often be started again; for any other there is nothing to forget."""
    with contextlib.suppress(MilestonedError):
        _systemctl("reset-failed", f"{job.name}.service")


def _systemctl(*words: str, hint: str = "see `systemctl --user status`") -> None:
    tell(["systemctl", "--user", *words], hint)
