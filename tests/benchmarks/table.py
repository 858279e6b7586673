"""The table of docs/performance.md: what the program costs over peers that run in the same minute.

Run `python -m tests.benchmarks.table [NOTES]`. Each figure is the median of whole processes, their children among
them: processor time first, wall time behind it. Nothing passes or fails.
"""

from __future__ import annotations

import os
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tests.benchmarks.corpus import prose_vault, shapes_vault
from tests.benchmarks.generate import note, vault, vocabulary

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

SOURCE = Path(__file__).parents[2] / "src"
STAT_WALK = """
import os, sys
for folder, _, files in os.walk(sys.argv[1]):
    for file in files:
        os.stat(os.path.join(folder, file))
"""


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


def scans(machine: Machine, root: Path, name: str) -> Cost:
    """Print what reading a whole vault costs, and the first pass that writes it; return the cost of `wc -w`."""
    wc = words_of(machine, root)
    check = machine.milestoned("update", "--check", str(root))
    row(
        f"{name}: `update --check`, nothing read yet",
        machine.cost(check, before=machine.forget),
        wc,
        "`wc -w`",
    )
    if shutil.which("cmark-gfm"):
        peer = ["sh", "-c", f"find {root} -name '*.md' -print0 | xargs -0 cat | cmark-gfm -e table"]
        row(f"{name}: cmark-gfm (a peer)", machine.cost(peer), wc, "`wc -w`")
    machine.forget()
    row(
        f"{name}: first `update`",
        machine.cost(machine.milestoned("-q", "update", str(root)), runs=1),
        wc,
        "`wc -w`",
    )
    status = machine.milestoned("status", str(root))
    walk = machine.cost([sys.executable, "-c", STAT_WALK, str(root)])
    row(f"{name}: first `status` after it", machine.cost(status, runs=1), walk, "a stat walk")
    row(f"{name}: later `status`", machine.cost(status), walk, "a stat walk")
    row(
        f"{name}: `update --check`, up to date, nothing read yet",
        machine.cost(check, before=machine.forget),
        wc,
        "`wc -w`",
    )
    return wc


def readiness(machine: Machine, root: Path, name: str, wc: Cost) -> None:
    """Print what the daemon costs until it watches, the first time and with what was kept of the last."""
    machine.forget()
    for when in ("nothing read yet", "warm"):
        began = time.perf_counter()
        with machine.watching(root) as daemon:
            cost = Cost(_ticks(daemon.pid, children=True), time.perf_counter() - began)
            _quiet(daemon.pid)
        row(f"{name}: `watch` until it watches, {when}", cost, wc, "`wc -w`")


def starts(machine: Machine) -> None:
    """Print what a command costs where there is hardly anything to do."""
    bare = machine.cost([sys.executable, "-c", "pass"], runs=9)
    for notes in (1, 300):
        root = machine.folder / f"small-{notes}"
        vault(root, notes)
        machine.cost(machine.milestoned("-q", "update", str(root)), runs=1)
        status = machine.milestoned("status", str(root))
        machine.cost(status, runs=1)
        row(f"`status`, {notes} notes", machine.cost(status, runs=9), bare, "`python -c pass`")
    row("`--version`", machine.cost(machine.milestoned("--version"), runs=9), bare, "`python -c pass`")


def novel(machine: Machine) -> None:
    """Print what counting 120,000 words costs."""
    path = machine.folder / "novel.md"
    path.write_text(note(random.Random(2), vocabulary(), 120_000))
    wc = machine.cost(["wc", "-w", str(path)], runs=9)
    row("`count`, 120,000 words", machine.cost(machine.milestoned("count", str(path))), wc, "`wc -w`")


def saves(machine: Machine, words: int) -> None:
    """Print what a save of a note costs the daemon, over a program that waits, reads, splits and writes back."""
    root = machine.folder / f"saves-{words}"
    root.mkdir()
    (root / ".milestoned").mkdir()
    (root / ".milestoned" / "config.yaml").write_text("settle: 0\n")
    path = root / "note.md"
    path.write_text(note(random.Random(3), vocabulary(), words))
    with machine.watching(root) as daemon:
        for number in range(25):
            if number == 5:
                began = _ticks(daemon.pid)
            _save(path)
        used = (_ticks(daemon.pid) - began) / 20
    peer = _raw_peer(path)
    print(
        f"| a save of {words:,} words | read, split, write | {used / peer:.1f} | | {used * 1e3:.1f} ms |",
        flush=True,
    )


def _save(path: Path) -> None:
    text = path.read_text()
    found = re.search(r"^milestone-words: +(\d+)$", text, re.MULTILINE)
    wanted = f": *{int(found[1]) + 2}$" if found else r": *\d+$"
    path.write_text(text + "\nTwo words\n")
    wait(lambda: re.search("^milestone-words" + wanted, path.read_text(), re.MULTILINE) is not None)
    time.sleep(0.15)


def _raw_peer(path: Path) -> float:
    began = time.process_time()
    for _ in range(20):
        data = path.read_bytes()
        len(data.split())
        with path.open("r+b") as file:
            os.pwrite(file.fileno(), data[:100], 0)
    return (time.process_time() - began) / 20


def _ticks(pid: int, *, children: bool = False) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, fields[11 : 15 if children else 13])) / os.sysconf("SC_CLK_TCK")


def daemon_on(machine: Machine, root: Path, notes: int) -> None:
    """Print what the daemon holds in memory, and what a checkout under it costs for each note."""
    with machine.watching(root) as daemon:
        _quiet(daemon.pid)
        resident = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{daemon.pid}/status").read_text())
        print(
            f"| resident, {notes:,} notes | | | | {int(resident[1]) / 1024 if resident else 0:.0f} MiB |",
            flush=True,
        )
        files = sorted(root.rglob("*.md"))
        per_note = [
            _burst(daemon.pid, files[start:end]) for start, end in ((0, 100), (100, min(notes, 2100)))
        ]
    ratio = per_note[1] / per_note[0]
    print(
        f"| {len(files[100:2100]):,} notes changed at once, a note | 100 at once, a note | {ratio:.1f} | "
        f"| {per_note[1] * 1e3:.1f} ms |"
    )


def _burst(pid: int, files: list[Path]) -> float:
    began = _ticks(pid)
    for path in files:
        path.write_text(path.read_text() + "\nTwo words\n")
    _quiet(pid)
    return (_ticks(pid) - began) / max(1, len(files))


def _quiet(pid: int) -> None:
    """Wait until the daemon has used next to nothing for three seconds."""
    still = 0
    before = _ticks(pid)
    while still < 6:
        time.sleep(0.5)
        now = _ticks(pid)
        still = still + 1 if now - before < 0.03 else 0
        before = now


def main() -> None:
    """Print the table."""
    notes = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with tempfile.TemporaryDirectory() as name:
        machine = Machine(Path(name))
        print("| what | against | processor | wall | it took |\n| --- | --- | ---: | ---: | --- |")
        root = machine.folder / "vault"
        vault(root, notes)
        wc = scans(machine, root, f"{notes:,} notes")
        readiness(machine, root, f"{notes:,} notes", wc)
        daemon_on(machine, root, notes)
        shapes = machine.folder / "shapes"
        shapes_vault(shapes, notes // 10)
        scans(machine, shapes, "all shapes")
        prose = machine.folder / "prose"
        if prose_vault(prose):
            scans(machine, prose, "real prose")
        starts(machine)
        novel(machine)
        for words in (600, 120_000):
            saves(machine, words)


if __name__ == "__main__":
    main()
