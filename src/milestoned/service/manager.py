"""What every way of running a service can do, and how its own program is asked to do it."""

from __future__ import annotations

import shutil
import subprocess
from typing import Protocol

from milestoned.errors import MilestonedError
from milestoned.light.typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from milestoned.service.job import Job

# Seconds a manager may take; systemd waits for the daemon's first pass over the vault.
_PATIENCE = 660.0

SEE_LOGS = "see `milestoned service logs`"
"""The hint where a manager has started the daemon in vain: the log has the reason."""


class Manager(Protocol):
    """One way of running services. All but `installed` raise MilestonedError when the system refuses."""

    @property
    def title(self) -> str:
        """Return its name for a user."""

    def available(self) -> bool:
        """Return True if it can run a service here and now."""

    def installed(self, job: Job) -> bool:
        """Return True if the vault's service is registered with it."""

    def install(self, job: Job) -> None:
        """Register the service; a registered one is renewed."""

    def uninstall(self, job: Job) -> None:
        """Stop the service and forget it; nothing happens if there is none."""

    def start(self, job: Job) -> None:
        """Start the registered service and wait until it watches."""

    def stop(self, job: Job) -> None:
        """Stop the service and wait until it is gone."""

    def logs(self, job: Job, lines: int) -> list[str]:
        """Return its last lines, oldest first."""

    def advice(self, job: Job) -> str:
        """Return what a user should know of this way, and where its files are."""


def answers(command: Sequence[str], seconds: float = 5.0) -> str | None:
    """Return a program's output; None if it is not there, fails, or takes longer than `seconds`."""
    if not shutil.which(command[0]):
        return None
    try:
        done = subprocess.run(
            command, capture_output=True, timeout=seconds, check=True, stdin=subprocess.DEVNULL
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.decode(errors="backslashreplace")


def tell(command: Sequence[str], hint: str) -> None:
    """Run a manager's program. Raises MilestonedError, with the program's own words and `hint`, if it refuses."""
    shown = " ".join(command)
    try:
        done = subprocess.run(
            command, capture_output=True, timeout=_PATIENCE, check=False, stdin=subprocess.DEVNULL
        )
    except FileNotFoundError:
        raise MilestonedError(f"{command[0]} is not installed", hint) from None
    except (OSError, subprocess.SubprocessError) as error:
        raise MilestonedError(f"`{shown}` failed: {error}", hint) from None
    if done.returncode:
        words = (done.stderr or done.stdout).decode(errors="backslashreplace").strip().splitlines()
        raise MilestonedError(
            f"`{shown}` failed: {words[0] if words else f'exit code {done.returncode}'}", hint
        )
