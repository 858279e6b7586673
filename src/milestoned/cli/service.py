"""`milestoned service`: the daemon in the background."""

from __future__ import annotations

import os
from pathlib import Path

import click

from milestoned import __version__
from milestoned.cli.daemon_log import DaemonLog
from milestoned.cli.output import finish
from milestoned.errors import UsageError
from milestoned.light.typing import TYPE_CHECKING

if TYPE_CHECKING:
    from milestoned.cli.output import Output
    from milestoned.service.control import Service

_path = click.argument("path", default=".", metavar="[PATH]")


@click.group("service")
def command() -> None:
    """Run the daemon in the background, one service a vault.

    By systemd, launchd or the Windows task scheduler, from login on; where there is none of them, as in a container,
    as a plain process. `status` says which.
    """


@command.command("install")
@_path
@click.option("--no-start", is_flag=True, help="Do not start it now.")
@click.pass_obj
def install(output: Output, *, path: str, no_start: bool) -> None:
    """Install the service of a vault, and start it. Safe to repeat."""
    service = _service(path)
    _check_configuration(service)
    manager = service.install()
    output.say(f"installed the service of {service.job.root}, run by {manager.title}")
    output.say("\n".join(f"  {line}" for line in manager.advice(service.job).splitlines()))
    if not no_start:
        _start(output, service)


@command.command("uninstall")
@_path
@click.pass_obj
def uninstall(output: Output, *, path: str) -> None:
    """Stop the service of a vault and leave nothing of it behind."""
    service = _service(path, gone_is_fine=True)
    removed = service.uninstall()
    output.say(f"{'removed the' if removed else 'there is no'} service of {service.job.root}")


@command.command("start")
@_path
@click.pass_obj
def start(output: Output, *, path: str) -> None:
    """Start the installed service."""
    service = _service(path)
    _check_configuration(service)
    _start(output, service)


@command.command("stop")
@_path
@click.pass_obj
def stop(output: Output, *, path: str) -> None:
    """Stop the service; it stays installed."""
    service = _service(path, gone_is_fine=True)
    output.say(f"{'stopped' if service.stop() else 'not running:'} the service of {service.job.root}")


@command.command("status")
@_path
@click.option("--json", "as_json", is_flag=True, help="Print JSON (docs/service.md describes it).")
@click.pass_obj
def status(output: Output, *, path: str, as_json: bool) -> None:
    """Show whether the service is installed and running, and by what. Exits with 1 unless it runs."""
    service = _service(path, gone_is_fine=True)
    found = service.status()
    if as_json:
        output.json(
            {
                "vault": str(service.job.root),
                "running": found.service_pid is not None,
                "manager": found.manager,
                "installed": found.installed,
                "service_pid": found.service_pid,
                "watcher_pid": found.watcher_pid,
                "version": found.version,
            }
        )
    else:
        output.data(f"vault      {service.job.root}")
        output.data(f"installed  {f'yes, run by {found.manager}' if found.installed else 'no'}")
        output.data(f"running    {f'yes, process {found.service_pid}' if found.service_pid else 'no'}")
        if found.watcher_pid and not found.service_pid:
            output.data(f"watched    by process {found.watcher_pid}, not by the service")
        if found.version:
            output.data(f"version    {found.version}{_older(found.version)}")
    finish(fine=found.service_pid is not None)


def _older(version: str) -> str:
    """Return what to do where the process was started before the program was changed."""
    same = version == __version__
    return "" if same else f"; {__version__} is installed, and runs from the next start on"


@command.command("logs")
@_path
@click.option(
    "-n", "--lines", type=click.IntRange(min=1), default=50, show_default=True, help="How many lines."
)
@click.pass_obj
def logs(output: Output, *, path: str, lines: int) -> None:
    """Print what the service said last."""
    for line in _service(path, gone_is_fine=True).logs(lines):
        output.data(line)


@command.command("run", hidden=True)
@_path
@click.option("--log-file", is_flag=True, help="Write to the log file instead of stderr.")
@click.pass_obj
def run(output: Output, *, path: str, log_file: bool) -> None:
    """Be the service's process: what a service manager starts."""
    from milestoned.service.log_file import LogFile  # noqa: PLC0415
    from milestoned.service.process import serving  # noqa: PLC0415
    from milestoned.vault.scope import scopes  # noqa: PLC0415 - --help needs none of it
    from milestoned.watch.daemon import Daemon  # noqa: PLC0415
    from milestoned.watch.reporter import WatchedVault  # noqa: PLC0415

    job = _service(path).job
    file = LogFile(job.log, job.older_log) if log_file else None
    times = "%Y-%m-%d %H:%M:%S" if file else ""
    if file:
        file.take_over()
    vaults = [WatchedVault(target.vault, target.names) for target in scopes([path])]
    with serving(job):
        Daemon(vaults, DaemonLog(output, times, file), poll=False).run()


def _service(path: str, *, gone_is_fine: bool = False) -> Service:
    """Find the service of a PATH. Raises UsageError if there is no such path, unless its service may outlive it."""
    from milestoned.service.control import Service  # noqa: PLC0415 - --help needs none of it
    from milestoned.vault.vault import find_root  # noqa: PLC0415

    if Path(path).exists():
        return Service(find_root(Path(path)))
    service = Service(Path(os.path.realpath(path)))
    if gone_is_fine and service.status().installed:
        return service
    raise UsageError(f"{path}: no such file or folder", "name a vault, a folder in one, or a note")


def _check_configuration(service: Service) -> None:
    """Refuse what the daemon would refuse, where the user sees it."""
    from milestoned.vault import config  # noqa: PLC0415 - --help needs none of it

    config.load(service.job.root)


def _start(output: Output, service: Service) -> None:
    started = service.start()
    pid = service.status().service_pid
    output.say(f"{'started' if started else 'running already'}: process {pid} watches {service.job.root}")
