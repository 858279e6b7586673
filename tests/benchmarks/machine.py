"""Runs commands and daemons for the table of costs, with folders of their own, and reads what they have used."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import statistics
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

SOURCE = Path(__file__).parents[2] / "src"

# With a process's number above it, this names the clock of what the process has used (clock_getcpuclockid(3)).
_PROCESSOR_CLOCK = 2


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds of one run: of the processor, and of the clock."""

    cpu: float
    wall: float


class Machine:
    """Runs commands with folders of their own for cache, state and configuration."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        self.environment = kept | {
            "PYTHONPATH": str(SOURCE),
            **{f"XDG_{name}_HOME": str(folder / name.lower()) for name in ("CACHE", "STATE", "CONFIG")},
        }

    def cost(
        self, command: Sequence[str], *, runs: int = 3, before: Callable[[], None] | None = None
    ) -> Cost:
        """Return the median cost of a command's runs."""
        found = [self._once(command, before) for _ in range(runs)]
        return Cost(statistics.median(one.cpu for one in found), statistics.median(one.wall for one in found))

    def _once(self, command: Sequence[str], before: Callable[[], None] | None) -> Cost:
        if before:
            before()
        began = time.perf_counter()
        with subprocess.Popen(
            command, env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as process:
            _, status, used = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        return Cost(used.ru_utime + used.ru_stime, time.perf_counter() - began)

    def milestoned(self, *arguments: str) -> list[str]:
        """Return a command line of the program."""
        return [sys.executable, "-m", "milestoned", *arguments]

    def forget(self) -> None:
        """Remove the cache: the next run reads every note."""
        shutil.rmtree(self.folder / "cache", ignore_errors=True)

    def forget_ready(self) -> None:
        """Remove what is kept ready: the next `status` is found in the ordinary way."""
        for folder in (self.folder / "cache").glob("milestoned/*/ready"):
            shutil.rmtree(folder)

    @contextmanager
    def watching(self, root: Path) -> Iterator[subprocess.Popen[bytes]]:
        """Run the daemon until it is ready, and end it afterwards."""
        log = self.folder / "log"
        with log.open("wb") as file:
            daemon = subprocess.Popen(self.milestoned("watch", str(root)), env=self.environment, stderr=file)
            try:
                wait(lambda: b"watching" in log.read_bytes())
                yield daemon
            finally:
                daemon.terminate()
                daemon.wait(60)


def wait(condition: Callable[[], bool], seconds: float = 600) -> None:
    """Wait for a condition."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.005)


def row(name: str, cost: Cost, peer: Cost, peer_name: str) -> None:
    """Print a line of the table."""
    print(
        f"| {name} | {peer_name} | {cost.cpu / peer.cpu:.1f} | {cost.wall / peer.wall:.1f} "
        f"| {cost.cpu:.2f} / {cost.wall:.2f} s |",
        flush=True,
    )


def words_of(machine: Machine, root: Path) -> Cost:
    """Return what `wc -w` takes for a vault."""
    return machine.cost(["sh", "-c", f"find {root} -name '*.md' -print0 | xargs -0 wc -w"])


def used(pid: int) -> float:
    """Return the seconds of the processor that a process has used, its threads among them, also those that ended."""
    return time.clock_gettime(~pid << 3 | _PROCESSOR_CLOCK)


def used_by_children(pid: int) -> float:
    """Return the seconds of the processor that the children of a process have used which have ended: its readers."""
    # Behind the name, which may hold anything, the third field is the first.
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[13]) + int(fields[14])) / os.sysconf("SC_CLK_TCK")


def wake_ups(pid: int) -> int:
    """Return how often a process has waited for something and gone on."""
    found = 0
    for task in Path(f"/proc/{pid}/task").iterdir():
        with contextlib.suppress(OSError):  # ended meanwhile
            status = (task / "status").read_text()
            match = re.search(r"^voluntary_ctxt_switches:\s+(\d+)", status, re.MULTILINE)
            found += int(match[1]) if match else 0
    return found


def quiet(pid: int, seconds: float = 3.0) -> None:
    """Wait until a process has used next to nothing for so many seconds."""
    still, before = 0, used(pid)
    while still < seconds * 2:
        time.sleep(0.5)
        now = used(pid)
        still = still + 1 if now - before < 0.02 else 0
        before = now
