"""A race between a saving editor and a program that writes numbers into the note as fast as it can."""

from __future__ import annotations

import itertools
import re
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from milestoned.fileio.snapshot import Snapshot, take
from milestoned.fileio.writer import Outcome, Writer
from tests.stress.editor import text

if TYPE_CHECKING:
    from collections.abc import Callable

EDITOR = Path(__file__).with_name("editor.py")
Write: TypeAlias = "Callable[[Snapshot, bytes], bool]"
_SETTLE_S = 0.0005
_SLOT = re.compile(rb"n: +\d+\n")


@dataclass(frozen=True, slots=True)
class Score:
    """How often a save was lost, other bytes appeared, a save was out of sight, and the note was written."""

    lost: int
    wrong: int
    hidden: int
    written: int


@dataclass(frozen=True, slots=True)
class Editor:
    """How the other side saves, how often, how long it pauses between, and waits for a save to be seen (seconds)."""

    style: str
    saves: int
    pause: float = 0.003
    patience: float = 90.0

    @property
    def policy(self) -> list[str]:
        """Give all but the style as the program takes it; its random numbers always begin alike."""
        return [str(self.saves), "1", str(self.pause), str(self.patience)]


def race(note: Path, editor: Editor, write: Write) -> Score:
    """Let the editor save so often while `write` (True: it wrote) is called without a pause."""
    note.write_bytes(text(0))
    command = [sys.executable, str(EDITOR), editor.style, str(note), *editor.policy]
    written = 0
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        for number in itertools.count():
            if process.poll() is not None:
                break
            if counted := settled(note):
                written += write(counted, numbered(counted.data, number))
        output, errors = process.communicate()
    assert process.returncode == 0, errors
    lost, wrong, hidden = map(int, output.split())
    return Score(lost, wrong, hidden, written)


def settled(note: Path) -> Snapshot | None:
    """Read a note that stays the same for a moment and has a slot for the number."""
    try:
        first = take(note)
        time.sleep(_SETTLE_S)
        second = take(note)
    except OSError:
        return None
    same = first.stamp == second.stamp and first.data == second.data
    return second if same and _SLOT.match(second.data) else None


def numbered(data: bytes, number: int) -> bytes:
    """Put a number into the slot; every third one outgrows or underruns it."""
    width = 6 if number % 3 else 2 + number % 9
    return b"n: %*d\n" % (width, number) + data.partition(b"\n")[2]


def by_writer(writer: Writer) -> Write:
    """Write as the product does."""
    return lambda counted, new: writer.write(counted, new).outcome is Outcome.WRITTEN


def tending(writer: Writer) -> Write:
    """Write as the product does, and look after what was displaced."""

    def write(counted: Snapshot, new: bytes) -> bool:
        written = writer.write(counted, new).outcome is Outcome.WRITTEN
        writer.tend()
        return written

    return write


def beside_a_reader(writer: Writer) -> Write:
    """Write as the product does while somebody reads the note, so that no write lease is granted."""
    writer._reader_patience = ()  # the reader stays

    def write(counted: Snapshot, new: bytes) -> bool:
        try:
            with counted.path.open("rb"):
                return writer.write(counted, new).outcome is Outcome.WRITTEN
        except OSError:
            return False
        finally:
            writer.tend()

    return write


def naively(counted: Snapshot, new: bytes) -> bool:
    """Compare, then write a temporary file and rename it over the note, as careful programs do."""
    try:
        if counted.path.read_bytes() != counted.data:
            return False
        new_file = counted.path.with_suffix(".naive")
        new_file.write_bytes(new)
        new_file.replace(counted.path)
    except OSError:
        return False
    return True
