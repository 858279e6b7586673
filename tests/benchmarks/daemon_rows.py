"""What the daemon costs: its start, a save, an index note, a checkout, and doing nothing."""

from __future__ import annotations

import random
import re
import statistics
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from tests.benchmarks.generate import note, vault, vocabulary
from tests.benchmarks.machine import Machine, quiet, used, used_by_children, wake_ups, words_of

if TYPE_CHECKING:
    from collections.abc import Iterator

SAVES = 20
IDLE_S = 60
# Waits for a save of a note, reads it, splits it and writes 100 bytes of it back, as cheaply as Python can.
RAW_PEER = """
import ctypes, os, struct, sys
libc = ctypes.CDLL(None)
path = os.fsencode(sys.argv[1])
queue = libc.inotify_init()
libc.inotify_add_watch(queue, os.path.dirname(path), 0x8)  # IN_CLOSE_WRITE
note = os.open(path, os.O_RDWR)
print(flush=True)
while True:
    os.read(queue, 65536)
    data = os.pread(note, os.fstat(note).st_size + 1, 0)
    len(data.split())
    os.pwrite(note, data[:100], 0)
"""


def ready(machine: Machine, root: Path, notes: int) -> None:
    """Print what the daemon takes until it watches, with nothing known and with everything known, and what it does idle."""
    wc = words_of(machine, root)
    for name in ("nothing read yet", "everything known"):
        if name == "nothing read yet":
            machine.forget()
        began = time.perf_counter()
        with machine.watching(root) as daemon:
            wall, cpu = time.perf_counter() - began, used(daemon.pid) + used_by_children(daemon.pid)
            _line(
                f"{notes:,} notes: the daemon is ready, {name}",
                "`wc -w`",
                f"{cpu / wc.cpu:.1f}",
                f"{wall / wc.wall:.1f}",
                f"{cpu:.2f} / {wall:.2f} s",
            )
            quiet(daemon.pid)
            if name == "everything known":
                _idle(daemon.pid)


def _idle(pid: int) -> None:
    cpu, woken = used(pid), wake_ups(pid)
    time.sleep(IDLE_S)
    spent = (used(pid) - cpu) * 1e3
    _line(f"idle for {IDLE_S} s", "", "", "", f"{wake_ups(pid) - woken} wake-ups, {spent:.1f} ms")


def resident_and_burst(machine: Machine, root: Path, notes: int) -> None:
    """Print what the daemon holds in memory, and what many saves at once cost for each note."""
    with machine.watching(root) as daemon:
        quiet(daemon.pid)
        status = Path(f"/proc/{daemon.pid}/status").read_text()
        resident = re.search(r"VmRSS:\s+(\d+)", status)
        mib = int(resident[1]) / 1024 if resident else 0
        _line(f"resident, {notes:,} notes", "", "", "", f"{mib:.0f} MiB")
        files = sorted(root.rglob("*.md"))
        few, many = (_burst(daemon.pid, part) for part in (files[:100], files[100:2100]))
    name = f"{len(files[100:2100]):,} notes saved at once, a note"
    _line(name, "100 at once, a note", f"{many / few:.1f}", "", f"{many * 1e3:.1f} ms")


def _burst(pid: int, files: list[Path]) -> float:
    began = used(pid)
    for path in files:
        path.write_text(path.read_text() + "\nTwo words\n")
    quiet(pid)
    return (used(pid) - began) / max(1, len(files))


def saves(machine: Machine) -> None:
    """Print what a save costs the daemon over a raw peer, and how soon the note says so, for a short and a long note."""
    p50 = {}
    for words in (600, 120_000):
        root = _vault(machine, f"saves-{words}")
        path = root / "note.md"
        path.write_text(note(random.Random(3), vocabulary(), words))
        with machine.watching(root) as daemon:
            cpu, p50[words] = _saved(daemon.pid, path)
        with _raw_peer(path) as pid:
            peer = _saved_for_peer(pid, path)
        _line(
            f"a save of {words:,} words",
            "raw inotify, split, pwrite",
            f"{cpu / peer:.1f}",
            "",
            f"{cpu * 1e3:.1f} ms over {peer * 1e3:.2f} ms",
        )
    for words, seconds in p50.items():
        ratio = f"{seconds / p50[600]:.1f}"
        _line(
            f"from a save of {words:,} words to its status, median",
            "of 600 words",
            "",
            ratio,
            f"{seconds * 1e3:.1f} ms",
        )


def index_note(machine: Machine) -> None:
    """Print what an index note over 100 chapters adds to a save of one of them."""
    cost = {}
    for name in ("alone", "summed up"):
        root = _vault(machine, f"chapters-{name.replace(' ', '-')}")
        (root / "chapters").mkdir()
        for number in range(100):
            text = note(random.Random(number), vocabulary(), 600)
            (root / "chapters" / f"{number}.md").write_text(text)
        if name == "summed up":
            book = "---\nmilestone: 100000 words\nmilestone-notes: chapters/*.md\n---\n\n# The book\n"
            (root / "book.md").write_text(book)
        with machine.watching(root) as daemon:
            quiet(daemon.pid)
            cost[name], _ = _saved(daemon.pid, root / "chapters" / "7.md")
    ratio = f"{cost['summed up'] / cost['alone']:.1f}"
    took = f"{cost['summed up'] * 1e3:.1f} ms over {cost['alone'] * 1e3:.1f} ms"
    _line("a save with an index note over 100 chapters", "the chapter alone", ratio, "", took)


def checkouts(machine: Machine, notes: int) -> None:
    """Print what a `git checkout` under the daemon costs for each note, and until it is over."""
    cost = {
        number: _checkout(machine, number) for number in sorted({100, min(notes, 2_000), min(notes, 5_000)})
    }
    few, many = min(cost), min(notes, 2_000)
    _line(
        f"git checkout, {many:,} notes, a note",
        "100 notes, a note",
        f"{cost[many][0] / cost[few][0]:.1f}",
        "",
        f"{cost[many][0] * 1e3:.1f} ms",
    )
    cpu, wall, wc = cost[max(cost)]
    _line(
        f"git checkout of {max(cost):,} notes, until all is quiet",
        "`wc -w`",
        "",
        f"{wall / wc:.0f}",
        f"{wall:.1f} s, {cpu * 1e3:.1f} ms a note",
    )


def _checkout(machine: Machine, notes: int) -> tuple[float, float, float]:
    """Return what a checkout costs: processor a note, seconds until the daemon is quiet, seconds of `wc -w`."""
    root = _vault(machine, f"checkout-{notes}")
    vault(root, notes)
    subprocess.run(machine.milestoned("-q", "update", str(root)), env=machine.environment, check=True)
    (root / ".gitignore").write_text(".milestoned/\n")
    _git(root, "init", "-q", "-b", "first")
    _git(root, "add", ".")
    _git(root, "commit", "-qm", "first")
    _git(root, "checkout", "-qb", "second")
    for path in root.rglob("*.md"):
        path.write_text(path.read_text() + "\nWords of another branch\n")
    _git(root, "commit", "-qam", "second")
    _git(root, "checkout", "-q", "first")
    wc = words_of(machine, root).wall
    with machine.watching(root) as daemon:
        quiet(daemon.pid)
        before, began = used(daemon.pid), time.perf_counter()
        _git(root, "checkout", "-q", "second")
        quiet(daemon.pid)
        # The last three seconds were the quiet ones.
        wall = time.perf_counter() - began - 3
        return (used(daemon.pid) - before) / notes, wall, wc


def _git(root: Path, *arguments: str) -> None:
    name = ("-c", "user.name=Writer", "-c", "user.email=writer@example.org", "-c", "gc.auto=0")
    subprocess.run(["git", *name, "-C", str(root), *arguments], check=True)


def _vault(machine: Machine, name: str) -> Path:
    root = machine.folder / name
    (root / ".milestoned").mkdir(parents=True)
    (root / ".milestoned" / "config.yaml").write_text("settle: 0\n")
    return root


def _saved(pid: int, path: Path) -> tuple[float, float]:
    """Save a note some times: the processor's seconds for each, and the median until the note says so."""
    for _ in range(5):
        _save(path)
    began = used(pid)
    seconds = [_save(path) for _ in range(SAVES)]
    quiet(pid, 1)
    return (used(pid) - began) / SAVES, statistics.median(seconds)


def _save(path: Path) -> float:
    """Save a note with two words more, and return the seconds until its status says so."""
    text = path.read_text()
    found = re.search(r"^milestone-words: +(\d+)$", text, re.MULTILINE)
    wanted = re.compile(rf"^milestone-words: *{int(found[1]) + 2 if found else '[0-9]+'}$", re.MULTILINE)
    path.write_text(text + "\nTwo words\n")
    began = time.perf_counter()
    while not wanted.search(_beginning(path)):
        assert time.perf_counter() - began < 600, "it did not come"
        time.sleep(0.002)
    seconds = time.perf_counter() - began
    time.sleep(0.2)
    return seconds


def _beginning(path: Path) -> str:
    """Return the first lines of a note, opened for that moment only: nobody who has it open is to be in the way."""
    with path.open() as file:
        return file.read(400)


@contextmanager
def _raw_peer(path: Path) -> Iterator[int]:
    with subprocess.Popen([sys.executable, "-c", RAW_PEER, str(path)], stdout=subprocess.PIPE) as peer:
        assert peer.stdout
        peer.stdout.readline()
        try:
            yield peer.pid
        finally:
            peer.terminate()


def _saved_for_peer(pid: int, path: Path) -> float:
    text = path.read_text()
    began = used(pid)
    for _ in range(SAVES):
        text += "\nTwo words\n"
        path.write_text(text)
        time.sleep(0.2)
    return (used(pid) - began) / SAVES


def _line(name: str, peer: str, processor: str, wall: str, took: str) -> None:
    print(f"| {name} | {peer} | {processor} | {wall} | {took} |", flush=True)
