"""A launch agent of macOS, one a vault."""

from __future__ import annotations

import os
import plistlib
import shutil
import sys
from pathlib import Path

from milestoned.errors import MilestonedError
from milestoned.light.typing import TYPE_CHECKING
from milestoned.service.log_file import LogsToFile
from milestoned.service.manager import SEE_LOGS, answers, tell
from milestoned.service.process import service_watcher, wait_until

if TYPE_CHECKING:
    from milestoned.service.job import Job

_PATIENCE = 30.0


class Launchd(LogsToFile):
    """Runs the service by launchd, from login."""

    title = "launchd"

    def available(self) -> bool:
        """Return True if this is macOS."""
        return sys.platform == "darwin" and shutil.which("launchctl") is not None

    def installed(self, job: Job) -> bool:
        """Return True if the agent's file is there."""
        return agent_path(job).exists()

    def install(self, job: Job) -> None:
        """Write the agent; launchd loads it at every login. Raises MilestonedError."""
        path = agent_path(job)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(agent(job))
        except OSError as error:
            raise MilestonedError(f"{path}: {error.strerror}", "make the folder writable") from None

    def uninstall(self, job: Job) -> None:
        """Stop the agent and remove its file. Raises MilestonedError if launchd refuses."""
        self.stop(job)
        agent_path(job).unlink(missing_ok=True)
        job.remove_files()

    def start(self, job: Job) -> None:
        """Load the agent, which starts it, and wait until it watches. Raises MilestonedError."""
        # A loaded agent keeps its old definition.
        self.stop(job)
        tell(["launchctl", "bootstrap", _domain(), str(agent_path(job))], SEE_LOGS)
        if not wait_until(lambda: service_watcher(job) is not None, _PATIENCE):
            raise MilestonedError("launchd has not started the service", SEE_LOGS)

    def stop(self, job: Job) -> None:
        """Unload the agent, which ends it, and wait for that. Raises MilestonedError if launchd refuses."""
        if answers(["launchctl", "print", _target(job)]) is None:
            return
        tell(["launchctl", "bootout", _target(job)], SEE_LOGS)
        wait_until(lambda: service_watcher(job) is None, _PATIENCE)

    def advice(self, job: Job) -> str:
        """Return where the agent and the log are."""
        return f"agent: {agent_path(job)}\n{super().advice(job)}"


def agent_path(job: Job) -> Path:
    """Return where the agent of a vault is."""
    return Path.home() / "Library" / "LaunchAgents" / f"{job.name}.plist"


def agent(job: Job) -> bytes:
    """Return the agent of a vault, as XML."""
    return plistlib.dumps(
        {
            "Label": job.name,
            "ProgramArguments": job.program("--log-file"),
            "EnvironmentVariables": job.environment,
            "RunAtLoad": True,
            # Started again after a failure, not after `stop`.
            "KeepAlive": {"SuccessfulExit": False},
            "ThrottleInterval": 10,
            "ProcessType": "Background",
            "WorkingDirectory": "/",
            # For what it says before it takes over its log.
            "StandardErrorPath": str(job.log),
        }
    )


def _domain() -> str:
    return f"gui/{os.getuid()}" if hasattr(os, "getuid") else "gui"


def _target(job: Job) -> str:
    return f"{_domain()}/{job.name}"
