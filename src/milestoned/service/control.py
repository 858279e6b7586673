"""What `milestoned service` does, whichever manager the system has."""

from __future__ import annotations

import sys

from milestoned.errors import MilestonedError
from milestoned.light.dataclasses import dataclass
from milestoned.light.typing import TYPE_CHECKING
from milestoned.service.detached import Detached
from milestoned.service.job import Job
from milestoned.service.launchd import Launchd
from milestoned.service.process import service_watcher
from milestoned.service.systemd import Systemd
from milestoned.service.windows import ScheduledTask
from milestoned.watch.daemon_lock import holder, running_version

if TYPE_CHECKING:
    from pathlib import Path

    from milestoned.service.manager import Manager


@dataclass(frozen=True, slots=True)
class ServiceStatus:
    """A vault's service: who runs it (or would), whether it is installed, and its process (None: it does not run).

    `watcher_pid` is the process that watches the vault, whoever started it, `version` the version of the program that
    this process runs. None: none does.
    """

    manager: str
    installed: bool
    service_pid: int | None
    watcher_pid: int | None
    version: str | None = None


class Service:
    """The service of one vault. Each method raises MilestonedError, with a hint what to do, when it cannot be done."""

    def __init__(self, root: Path) -> None:
        self.job = Job.of(root)
        self._managers = _managers()

    @property
    def manager(self) -> Manager:
        """Who runs it: the one it is installed with, else the best that is there."""
        return self._installed_with() or self._best()

    def status(self) -> ServiceStatus:
        """Return the state of the service."""
        with_manager = self._installed_with()
        manager = with_manager or self._best()
        return ServiceStatus(
            manager.title,
            with_manager is not None,
            service_watcher(self.job),
            holder(self.job.root),
            running_version(self.job.root),
        )

    def install(self) -> Manager:
        """Register it with the best manager there is, and with no other, and return that one. Safe to repeat."""
        best = self._best()
        for other in self._managers:
            if other is not best and other.installed(self.job):
                other.uninstall(self.job)
        best.install(self.job)
        return best

    def uninstall(self) -> bool:
        """Stop it and leave nothing of it behind; False if there was nothing."""
        installed = [manager for manager in self._managers if manager.installed(self.job)]
        for manager in installed:
            manager.uninstall(self.job)
        return bool(installed)

    def start(self) -> bool:
        """Start it and wait until it watches; False if it does already. Raises MilestonedError."""
        manager = self._required()
        pid = holder(self.job.root)
        if pid is None:
            manager.start(self.job)
            return True
        if pid == service_watcher(self.job):
            return False
        message = f"{self.job.root}: is being watched already, by process {pid}, not by the service"
        raise MilestonedError(message, "stop that one where it runs, with Ctrl-C, and start the service then")

    def stop(self) -> bool:
        """Stop it and wait until it is gone; False if it did not run. Raises MilestonedError."""
        manager = self._required()
        if service_watcher(self.job) is not None:
            manager.stop(self.job)
            return True
        pid = holder(self.job.root)
        if pid is None:
            return False
        message = f"{self.job.root}: is watched by process {pid}, not by the service"
        raise MilestonedError(message, "stop it where it runs, with Ctrl-C")

    def logs(self, lines: int) -> list[str]:
        """Return the last `lines` lines of the daemon's log, oldest first."""
        return self._required().logs(self.job, lines)

    def _installed_with(self) -> Manager | None:
        return next((manager for manager in self._managers if manager.installed(self.job)), None)

    def _best(self) -> Manager:
        return next(manager for manager in self._managers if manager.available())

    def _required(self) -> Manager:
        manager = self._installed_with()
        if manager is None:
            raise MilestonedError(
                f"{self.job.root}: no service is installed for it",
                "install it first: `milestoned service install`",
            )
        return manager


def _managers() -> list[Manager]:
    """Return what this system may have to run a service, the best first; the last is always there."""
    if sys.platform == "darwin":
        return [Launchd(), Detached()]
    if sys.platform == "win32":
        return [ScheduledTask(), Detached()]
    return [Systemd(), Detached()]
