"""Without a service manager: a plain process of its own session, that outlives the terminal."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

from milestoned.errors import MilestonedError
from milestoned.fileio.atomic import private_folder
from milestoned.light.typing import TYPE_CHECKING
from milestoned.service import log_file
from milestoned.service.manager import SEE_LOGS
from milestoned.service.process import service_watcher, wait_until

if TYPE_CHECKING:
    from milestoned.service.job import Job

# Seconds: for the first pass over the vault, which goes on if it takes longer; and for the end, before it is forced.
_READY_WITHIN = 30.0
_GONE_WITHIN = 10.0
_LOOK_EVERY = 0.2


class Detached(log_file.LogsToFile):
    """Runs the service as a process that nobody looks after: it is not started again after a crash or a boot."""

    title = "a plain process"

    def available(self) -> bool:
        """Return True: processes can be started everywhere."""
        return True

    def installed(self, job: Job) -> bool:
        """Return True if the service was installed this way."""
        return _mark(job).exists()

    def install(self, job: Job) -> None:
        """Leave a mark in the state folder that the vault has a service. Raises MilestonedError."""
        try:
            private_folder(job.state)
            _mark(job).write_text(
                json.dumps({"v": 1, "vault": os.fsdecode(job.root)}) + "\n", encoding="utf-8"
            )
        except OSError as error:
            raise MilestonedError(f"{job.state}: {error.strerror}", "make the folder writable") from None

    def uninstall(self, job: Job) -> None:
        """Stop the process, remove its mark, its log and its process number. Raises MilestonedError as `stop` does."""
        self.stop(job)
        _mark(job).unlink(missing_ok=True)
        job.remove_files()

    def start(self, job: Job) -> None:
        """Start the process and wait for its READY, 30 seconds at most. Raises MilestonedError if the process ends."""
        with (
            tempfile.TemporaryDirectory(prefix="milestoned-") as folder,
            socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener,
        ):
            address = str(Path(folder) / "notify")
            listener.bind(address)
            listener.settimeout(_LOOK_EVERY)
            _wait_for_ready(job, _launch(job, address), listener)

    def stop(self, job: Job) -> None:
        """Send the process SIGTERM, 10 seconds later SIGKILL. Raises MilestonedError if it does not end even then."""
        for name in ("SIGTERM", "SIGKILL"):
            pid = service_watcher(job)
            if pid is None:
                return
            os.kill(pid, getattr(signal, name))
            wait_until(lambda: service_watcher(job) is None, _GONE_WITHIN)
        if service_watcher(job) is not None:
            raise MilestonedError(
                f"the process {service_watcher(job)} does not end", "the disk may be stuck: see `dmesg`"
            )

    def advice(self, job: Job) -> str:
        """Return where the log is, and that nobody starts the process again."""
        return (
            f"{super().advice(job)}\n"
            "there is no service manager here: after a crash or a boot run `milestoned service start` again"
        )


def _mark(job: Job) -> Path:
    return job.state / "service.json"


def _launch(job: Job, address: str) -> subprocess.Popen[bytes]:
    """Start the process, to report to `address`. What it prints before it takes over its log is to be there, too."""
    inherited = {key: value for key, value in os.environ.items() if not key.startswith("WATCHDOG_")}
    with log_file.opened(job.log) as log:
        return subprocess.Popen(
            job.program("--log-file"),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env=inherited | job.environment | {"NOTIFY_SOCKET": address},
            cwd="/",
            start_new_session=True,
        )


def _wait_for_ready(job: Job, process: subprocess.Popen[bytes], listener: socket.socket) -> None:
    end = time.monotonic() + _READY_WITHIN
    while time.monotonic() < end:
        try:
            if b"READY=1" in listener.recv(4096):
                break
        except TimeoutError:
            if process.poll() is not None:
                last = (
                    "; ".join(log_file.tail(job.log, job.older_log, 2)) or f"exit code {process.returncode}"
                )
                raise MilestonedError(f"the daemon ended at once: {last}", SEE_LOGS) from None
    process.returncode = 0  # it is to outlive this one, which is not a mistake that subprocess should warn of
