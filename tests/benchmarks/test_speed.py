"""What a scan, a status, a save and an edit cost, as ratios against a peer in the same run. Nothing passes or fails."""

from __future__ import annotations

import os
import random
import re
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from milestoned.vault.config import Config
from milestoned.vault.examine import examine
from tests.benchmarks.generate import note, vocabulary

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.benchmarks.conftest import Bench

_STAT_WALK = """
import os, sys, click
for folder, _, files in os.walk(sys.argv[1]):
    for file in files:
        os.stat(os.path.join(folder, file))
"""


def test_cold_scan(bench: Bench) -> None:
    """`update --check` that has to read every note, against `wc -w` on the same files."""
    counted = ["sh", "-c", f"find {bench.vault} -name '*.md' -print0 | xargs -0 wc -w"]
    check = bench.milestoned("update", "--check", str(bench.vault))
    words = bench.seconds(counted)
    cold = bench.seconds(
        check, runs=3, before=lambda: shutil.rmtree(bench.folder / "cache", ignore_errors=True)
    )
    bench.report("cold update --check", cold / words, "wc -w", f"({cold:.2f} s, {words:.2f} s)")


def test_warm_status(bench: Bench) -> None:
    """`status` when no note changed, against a stat walk and Python's start with click."""
    status = bench.milestoned("status", str(bench.vault))
    bench.seconds(status, runs=1)
    peer = bench.seconds([sys.executable, "-c", _STAT_WALK, str(bench.vault)])
    warm = bench.seconds(status)
    bench.report("warm status", warm / peer, "stat walk and start-up", f"({warm:.2f} s, {peer:.2f} s)")


def test_start_up(bench: Bench) -> None:
    """`--version` and `--help`, against `python -c pass`."""
    bare = bench.seconds([sys.executable, "-c", "pass"], runs=11)
    version = bench.seconds(bench.milestoned("--version"), runs=11)
    help_text = bench.seconds(bench.milestoned("--help"), runs=11)
    bench.report("--version", version / bare, "python -c pass")
    bench.report("--help", help_text / bare, "python -c pass")


def test_one_line_edit_in_a_long_note() -> None:
    """Counting anew after a one-line edit in 120,000 words, against reading the note and comparing it."""
    text = note(random.Random(2), vocabulary(), 120_000)
    data = examine("long.md", text.encode(), Config()).new or b""
    edits = [data.replace(b". ", b", said she. ", 1 + turn * 7) for turn in range(1, 12)]
    examined = _median([lambda edit=edit: examine("long.md", edit, Config()) for edit in edits])  # type: ignore[misc]
    path = Path("long.md")
    compared = _median([lambda: _read_and_compare(path, data) for _ in range(11)], path=path, data=data)
    print(
        f"\none-line edit in 120,000 words: {examined / compared:.1f} times reading and comparing it", end=""
    )
    print(f" ({examined * 1e3:.1f} ms, {compared * 1e3:.2f} ms)")


def _read_and_compare(path: Path, data: bytes) -> bool:
    return path.read_bytes() == data


def _median(runs: list[Callable[[], object]], path: Path | None = None, data: bytes = b"") -> float:
    if path:
        path.write_bytes(data)
    times = []
    for run in runs:
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    if path:
        path.unlink()
    return statistics.median(times)


def test_daemon_on_a_large_vault(bench: Bench) -> None:
    """Save to status written, beyond the settle wait, and the daemon's memory."""
    config = bench.vault / ".milestoned" / "config.yaml"
    config.parent.mkdir(exist_ok=True)
    config.write_text("settle: 0\n")
    with (bench.folder / "log").open("w+") as log:
        daemon = subprocess.Popen(
            bench.milestoned("watch", str(bench.vault)), env=bench.environment, stderr=log
        )
        try:
            _wait(lambda: "watching" in (bench.folder / "log").read_text())
            time.sleep(5)  # the record catches up once, in between
            times = sorted(_save_to_status(bench, number) for number in range(60))
            memory = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{daemon.pid}/status").read_text())
        finally:
            daemon.terminate()
            daemon.wait(5)
            config.unlink()
    written = statistics.median(_write_and_sync(bench.folder / f"peer-{number}") for number in range(60))
    bench.report(
        "save to status",
        statistics.median(times) / written,
        "a write with fsync",
        f"p50 {times[30] * 1e3:.1f} ms, p99 {times[-1] * 1e3:.1f} ms",
    )
    print(f"resident: {int(memory[1]) / 1024 if memory else 0:.0f} MiB with the notes of the whole vault")


def _save_to_status(bench: Bench, number: int) -> float:
    path = bench.vault / "part-000" / f"note-{number:05}.md"
    text = path.read_text()
    before = re.search(r"^milestone-words: +(\d+)$", text, re.MULTILINE)
    wanted = f"milestone-words: {int(before[1]) + 2}" if before else ""
    path.write_text(text + "\nTwo words\n")
    saved = path.stat().st_ctime_ns
    start = time.perf_counter()
    # A look at the times disturbs nobody; reading the note would be one more program that has it open.
    _wait(lambda: path.stat().st_ctime_ns != saved)
    _wait(lambda: wanted in path.read_text())
    return time.perf_counter() - start


def _write_and_sync(path: Path) -> float:
    start = time.perf_counter()
    with path.open("wb") as file:
        file.write(b"x" * 4000)
        file.flush()
        os.fsync(file.fileno())
    return time.perf_counter() - start


def _wait(condition: Callable[[], bool], seconds: float = 120) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "the daemon did not answer"
        time.sleep(0.0005)
