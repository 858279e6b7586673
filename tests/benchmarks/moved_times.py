"""How often an editor that looks at a note's modification time sees it moved while we write the note.

PYTHONPATH=src python -m tests.benchmarks.moved_times [WRITES]

The note is in a watched folder, as with the daemon, and another process looks every half millisecond. Between two
writes the processor is used for some milliseconds, as by a daemon that counts. An idle machine shows little: run
`stress-ng --cpu 4` beside it.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from milestoned.fileio.snapshot import take
from milestoned.fileio.writer import Outcome, Writer
from milestoned.watch.fs_events import Watch

WRITES = 1500
_KEPT_NS = 10**18
_LOOKER = f"""
import os, sys, time
looks = moved = 0
while os.path.exists(sys.argv[2]):
    time.sleep(0.0005)
    looks += 1
    moved += os.stat(sys.argv[1]).st_mtime_ns != {_KEPT_NS}
print(moved, looks)
"""


def main() -> None:
    """Print how many looks of how many saw a moved time."""
    writes = int(sys.argv[1]) if len(sys.argv) > 1 else WRITES
    place = Path.cwd() / "build"
    place.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=place) as folder:
        moved, looks = looks_during(Path(folder), writes)
    print(f"{moved} of {looks} looks saw a moved time, in {writes} writes")


def looks_during(folder: Path, writes: int) -> tuple[int, int]:
    """Write so many times; return how many looks saw a moved time, and how many there were."""
    note, going_on = folder / "vault" / "note.md", folder / "going on"
    note.parent.mkdir()
    note.write_bytes(b"word " * 600)
    os.utime(note, ns=(_KEPT_NS, _KEPT_NS))
    going_on.touch()
    watch = Watch(note.parent, lambda _path, _arrived: None, lambda: None)
    watch.start()
    writer = Writer(folder / "state", note.parent)
    command = [sys.executable, "-c", _LOOKER, os.fspath(note), os.fspath(going_on)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as looker:
        try:
            for number in range(writes):
                _write(writer, note, number)
        finally:
            going_on.unlink()
        moved, looks = map(int, looker.communicate()[0].split())
    watch.stop()
    writer.close()
    return moved, looks


def _write(writer: Writer, note: Path, number: int) -> None:
    _use_the_processor(random.uniform(0.001, 0.006))
    counted = take(note)
    result = writer.write(counted, b"%04d " % (number % 10_000) + counted.data[5:])
    assert result.outcome is Outcome.WRITTEN
    time.sleep(random.uniform(0, 0.003))


def _use_the_processor(seconds: float) -> None:
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass


if __name__ == "__main__":
    main()
