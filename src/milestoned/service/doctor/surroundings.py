"""Checks of what surrounds the vault: the configuration, the daemon and its service, the time zone."""

from __future__ import annotations

import os
import time
import zoneinfo
from pathlib import Path

from milestoned import __version__
from milestoned.errors import UsageError
from milestoned.light.typing import TYPE_CHECKING
from milestoned.service.control import Service
from milestoned.service.doctor.finding import Finding, Level
from milestoned.vault import config
from milestoned.vault.root import CONFIG_FILE, FOLDER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from milestoned.service.control import ServiceStatus

_LOCALTIME = Path("/etc/localtime")


def check_configuration(root: Path) -> Iterator[Finding]:
    """Read the configuration as every command does; the first mistake in it is the finding."""
    try:
        config.load(root)
    except UsageError as error:
        yield Finding("configuration", Level.WRONG, error.message, error.hint)
    else:
        there = (root / FOLDER / CONFIG_FILE).exists()
        yield Finding(
            "configuration", Level.OK, "is valid" if there else "none in this vault: the defaults hold"
        )


def check_daemon(root: Path) -> Iterator[Finding]:
    """Report who watches the vault; an installed service that does not run is wrong."""
    status = Service(root).status()
    if status.service_pid is not None:
        yield Finding("daemon", Level.OK, f"process {status.service_pid} watches, run by {status.manager}")
        yield from _other_version(status, "`milestoned service stop`, then `milestoned service start`")
    elif status.watcher_pid is not None:
        yield Finding("daemon", Level.OK, f"process {status.watcher_pid} watches, started in a terminal")
        yield from _other_version(status, "end it with Ctrl-C there, and start it again")
    elif status.installed:
        message = f"the service is installed (run by {status.manager}) and does not run"
        yield Finding(
            "daemon",
            Level.WRONG,
            message,
            "`milestoned service start`; if it ends: `milestoned service logs`",
        )
    else:
        recover = "`milestoned service install`, or `milestoned watch`; without one, `milestoned update` counts once"
        yield Finding("daemon", Level.NOTE, "nothing watches this vault", recover)


def _other_version(status: ServiceStatus, remedy: str) -> Iterator[Finding]:
    """Report a daemon that was started before the program was changed."""
    if status.version and status.version != __version__:
        message = f"the daemon runs version {status.version}, and {__version__} is installed"
        yield Finding("version", Level.NOTE, message, remedy)


def check_time_zone() -> Iterator[Finding]:
    """Check that the zone, which decides when a day ends, is one."""
    name = os.environ.get("TZ", "").removeprefix(":")
    zone = f"{time.strftime('%Z')} (UTC{time.strftime('%z')})"
    if name and not _is_zone(name):
        yield Finding(
            "time zone", Level.WRONG, f"TZ={name} names no zone: days end by UTC", "`export TZ=Europe/Vienna`"
        )
    elif not name and os.name == "posix" and not _LOCALTIME.exists():
        recover = "`sudo timedatectl set-timezone Europe/Vienna`, or whatever is yours"
        yield Finding("time zone", Level.NOTE, "the system has none: days end by UTC", recover)
    else:
        yield Finding("time zone", Level.OK, f"{name or 'of the system'}: {zone}")


def _is_zone(name: str) -> bool:
    """Return True if the C library knows a zone: by a file, or by the rule that the name itself is (`CET-1CEST`)."""
    if name.startswith("/"):
        return Path(name).exists()
    try:
        zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return any(c.isdigit() for c in name)
    return True
