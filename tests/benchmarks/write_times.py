"""How long a write takes, and how long it keeps other openers out.

PYTHONPATH=src python -m tests.benchmarks.write_times [FOLDER]
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from milestoned.fileio import lease
from milestoned.fileio.snapshot import take
from milestoned.fileio.writer import Outcome, Writer, WriteStrategy

if TYPE_CHECKING:
    from collections.abc import Callable

Change: TypeAlias = "Callable[[bytes, int], bytes]"
WRITES = 2000
SIZES = {"600 words (3.6 kB)": 3_600, "a novel (700 kB)": 700_000, "the limit (16 MiB)": 16 << 20}


class Stopwatch:
    """Measures each lease from its grant to its release, in place of the functions that take and release it."""

    def __init__(self) -> None:
        self.held: list[float] = []
        self._since = 0.0
        self._take, self._release = lease.take, lease.release

    def take(self, descriptor: int, kind: lease.LeaseKind) -> lease.Grant:
        """Start the clock once the lease is there."""
        granted = self._take(descriptor, kind)
        self._since = time.perf_counter()
        return granted

    def release(self, descriptor: int) -> None:
        """Stop the clock once it is gone."""
        self._release(descriptor)
        self.held.append(time.perf_counter() - self._since)


def main() -> None:
    """Print the times of writes that keep the size, and of writes that change it."""
    watch = Stopwatch()
    lease.take, lease.release = watch.take, watch.release
    for name, size in SIZES.items():
        for kind, change in (("same size", same_size), ("other size", other_size)):
            with tempfile.TemporaryDirectory(dir=sys.argv[1] if len(sys.argv) > 1 else None) as folder:
                whole = measure(Path(folder), size, change, watch.held)
                # The first lease of a write only asks; the second one is held over it.
                print(f"{name}, {kind}: lease {figures(watch.held[1::2])}; whole write {figures(whole)}")


def measure(folder: Path, size: int, change: Change, held: list[float]) -> list[float]:
    """Write so many times, and give what each took."""
    note = folder / "vault" / "note.md"
    note.parent.mkdir()
    note.write_bytes(b"---\nmilestone-words:      0\n---\n" + b"text " * (size // 5))
    writer = Writer(folder / "state", note.parent)
    assert writer.way is WriteStrategy.LEASE, "there are no leases here to be measured"
    held.clear()
    times = []
    for number in range(WRITES if size < 1 << 20 else 100):
        counted = take(note)
        new = change(counted.data, number)
        began = time.perf_counter()
        result = writer.write(counted, new)
        times.append(time.perf_counter() - began)
        assert result.outcome is Outcome.WRITTEN
    return times


def same_size(data: bytes, number: int) -> bytes:
    """Put another number into the slot."""
    return b"---\nmilestone-words: %6d" % number + data[data.index(b"\n---\n", 4) :]


def other_size(data: bytes, number: int) -> bytes:
    """Put in a number that outgrows or underruns the slot."""
    return b"---\nmilestone-words: %*d" % (number % 7 + 4, number) + data[data.index(b"\n---\n", 4) :]


def figures(times: list[float]) -> str:
    """Give the median and the 99th percentile, in microseconds."""
    ordered = sorted(times)
    return f"median {ordered[len(ordered) // 2] * 1e6:.0f} us, p99 {ordered[len(ordered) * 99 // 100] * 1e6:.0f} us"


if __name__ == "__main__":
    main()
