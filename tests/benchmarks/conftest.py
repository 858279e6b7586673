"""The vault that the benchmarks share, and how their figures are printed."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.benchmarks.generate import vault

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

SOURCE = Path(__file__).parents[2] / "src"

# 10,000 is what the figures in docs/performance.md were measured on.
NOTES = int(os.environ.get("MILESTONED_BENCH_NOTES", "10000"))


class Bench:
    """Runs commands on a large vault and prints what they cost against a peer of the same run."""

    def __init__(self, folder: Path) -> None:
        self.vault = folder / "vault"
        self.folder = folder
        self.environment = os.environ | {
            "PYTHONPATH": str(SOURCE),
            **{f"XDG_{name}_HOME": str(folder / name.lower()) for name in ("CACHE", "STATE", "CONFIG")},
        }

    def milestoned(self, *arguments: str) -> list[str]:
        """Return the command line of the program."""
        return [sys.executable, "-m", "milestoned", *arguments]

    def seconds(
        self, command: Sequence[str], *, runs: int = 5, before: Callable[[], None] | None = None
    ) -> float:
        """Return the median wall time of a command's runs."""
        times = []
        for _ in range(runs):
            if before:
                before()
            start = time.perf_counter()
            subprocess.run(command, env=self.environment, capture_output=True, check=False)
            times.append(time.perf_counter() - start)
        return statistics.median(times)

    def report(self, what: str, ratio: float, peer: str, detail: str = "") -> None:
        """Print a figure."""
        print(f"\n{what}: {ratio:.2f} times {peer}  {detail}")


@pytest.fixture(scope="session")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    """Return a vault of opted-in notes, their values up to date."""
    bench = Bench(tmp_path_factory.mktemp("bench"))
    vault(bench.vault, NOTES)
    subprocess.run(bench.milestoned("-q", "update", str(bench.vault)), env=bench.environment, check=True)
    return bench
