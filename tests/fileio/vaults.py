"""A vault on a real disk, as the tests of writing use it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from milestoned.fileio.snapshot import Snapshot, take
from milestoned.fileio.writer import Writer, WriteResult

if TYPE_CHECKING:
    from pathlib import Path

TEXT = b"---\nmilestone: 1000 words\nmilestone-words:   12\n---\n" + b"She walked on. " * 600
SAME_SIZE = TEXT.replace(b"  12", b"  13")
GROWN = TEXT.replace(b":   12", b":   12345")
SHRUNK = TEXT.replace(b":   12", b": 9")
LONG_AGO_NS = 1_700_000_000_123_456_789


class Vault:
    """A root with the note `note.md`, a state folder, and a writer for both."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "vault"
        self.state = folder / "state"
        self.root.mkdir()
        self.note = self.root / "note.md"
        self.fill(TEXT)
        self.writer = Writer(self.state, self.root)

    def fill(self, data: bytes) -> None:
        """Give the note these bytes and a modification time long ago."""
        self.note.write_bytes(data)
        self.put_back_in_time()

    def put_back_in_time(self) -> None:
        """Set the note's modification time to `LONG_AGO_NS`."""
        os.utime(self.note, ns=(LONG_AGO_NS, LONG_AGO_NS))

    def snapshot(self) -> Snapshot:
        """Read the note as it is."""
        return take(self.note)

    def write(self, new: bytes) -> WriteResult:
        """Write the note over what it holds now."""
        return self.writer.write(self.snapshot(), new)

    def leftovers(self) -> list[str]:
        """Name every file that a finished write should have removed."""
        beside = [path.name for path in self.root.iterdir() if path.name.startswith(".")]
        return beside + [path.name for path in (self.state / "rollback").iterdir()]

    def kept(self) -> list[bytes]:
        """Give the texts that were kept for the writer."""
        return [path.read_bytes() for path in sorted((self.state / "kept").iterdir())]
