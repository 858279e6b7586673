"""`milestoned watch`: the daemon, in the foreground."""

from __future__ import annotations

from milestoned.cli.daemon_log import DaemonLog
from milestoned.cli.parameters import Argument, Flag, takes
from milestoned.light.typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from milestoned.cli.output import Output


@takes(
    "watch",
    Argument("paths", "[PATH…]", many=True),
    Flag("--poll", "poll", "Look every 2 seconds instead of waiting for events: for network folders."),
)
def command(output: Output, *, paths: tuple[str, ...], poll: bool) -> None:
    """Keep the notes up to date while you write, in any editor. Stop it with Ctrl-C.

    A saved note is counted once it has been quiet for a moment, and written only if its milestone says something new.
    """
    from milestoned.vault.scope import scopes  # noqa: PLC0415 - --help needs none of it
    from milestoned.watch.daemon import Daemon  # noqa: PLC0415
    from milestoned.watch.daemon_lock import WatchedAlreadyError  # noqa: PLC0415
    from milestoned.watch.reporter import WatchedVault  # noqa: PLC0415

    vaults = [WatchedVault(target.vault, target.names) for target in scopes(paths)]
    daemon = Daemon(vaults, DaemonLog(output, "%H:%M:%S", dates_problems=False), poll=poll)
    try:
        daemon.run()
    except WatchedAlreadyError as error:
        if _is_service(error.root, error.pid):
            error.message += ", which is its service"
            error.hint = "nothing to do: it keeps the notes up to date; `milestoned service stop` stops it"
        raise


def _is_service(root: Path, pid: int | None) -> bool:
    """Return True if a process is a vault's service: that would start again after a kill."""
    from milestoned.service.job import Job  # noqa: PLC0415 - few watch twice
    from milestoned.service.process import service_watcher  # noqa: PLC0415

    return pid is not None and service_watcher(Job.of(root)) == pid
