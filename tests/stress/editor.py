"""A program that saves a note again and again in one style, and looks each time whether its text is still there.

    python editor.py STYLE NOTE SAVES SEED PAUSE PATIENCE

Pauses up to PAUSE seconds after each save. Prints `lost wrong hidden`: how often the note held an older text than
the one saved last, and how often one never saved, both for PATIENCE seconds on end; and how often for a moment.
"""

from __future__ import annotations

import random
import shutil
import sys
import time
from pathlib import Path

FILLER = b"The night was long and the lamp was low.\n" * 40


def text(number: int) -> bytes:
    """Give the note as the editor holds it after its save of this number; its length changes now and then."""
    return b"n:      0\nsave %d\n" % number + FILLER + b"." * (number % 7) + b"\nend %d\n" % number


def truncate(note: Path, data: bytes) -> None:
    """Truncate and write in one piece."""
    with note.open("wb", buffering=0) as file:
        file.write(data)


def chunks(note: Path, data: bytes) -> None:
    """Truncate and write in three pieces."""
    with note.open("wb", buffering=0) as file:
        for start in range(0, len(data), len(data) // 3 + 1):
            file.write(data[start : start + len(data) // 3 + 1])


def rename(note: Path, data: bytes) -> None:
    """Write a temporary file and rename it over the note."""
    new = note.with_suffix(".new")
    new.write_bytes(data)
    new.replace(note)


def backup_copied(note: Path, data: bytes) -> None:
    """Copy the note to a backup, then truncate and write it (vim, backupcopy=yes)."""
    backup = note.with_suffix(".bak")
    shutil.copyfile(note, backup)
    truncate(note, data)
    backup.unlink()


def backup_renamed(note: Path, data: bytes) -> None:
    """Rename the note to a backup, then write a new one (vim, backupcopy=no)."""
    backup = note.with_suffix(".bak")
    note.rename(backup)
    truncate(note, data)
    backup.unlink()


def held(note: Path, data: bytes) -> None:
    """Open the note, wait, and save into the descriptor that was held meanwhile."""
    with note.open("r+b", buffering=0) as file:
        time.sleep(random.random() / 1000)
        file.write(data)
        file.truncate()


STYLES = {style.__name__: style for style in (truncate, chunks, rename, backup_copied, backup_renamed, held)}


def body(note: Path) -> bytes:
    """Give what the note holds of the writer's."""
    return owned(note.read_bytes())


def owned(data: bytes) -> bytes:
    """Give what the writer owns: all but the first line."""
    return data.partition(b"\n")[2]


def comes_back(note: Path, expected: bytes, patience: float) -> bool:
    """Wait until the note holds this again, so many seconds at most."""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        if body(note) == expected:
            return True
        time.sleep(0.001)
    return False


def main() -> None:
    """Save, wait a moment, look."""
    style, note, saves, seed, pause, patience = sys.argv[1:]
    random.seed(int(seed))
    lost = wrong = hidden = 0
    for number in range(int(saves)):
        STYLES[style](Path(note), text(number))
        time.sleep(random.random() * float(pause))
        if body(Path(note)) == owned(text(number)):
            continue
        if comes_back(Path(note), owned(text(number)), float(patience)):
            hidden += 1
            continue
        older = body(Path(note)) in {owned(text(n)) for n in range(max(0, number - 50), number)}
        lost, wrong = lost + older, wrong + (not older)
    print(lost, wrong, hidden)


if __name__ == "__main__":
    main()
