"""A folder of notes for tests, and what the program knows of it."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING

from milestoned.vault import config
from milestoned.vault.catalog import Catalog
from milestoned.vault.vault import Vault

if TYPE_CHECKING:
    from pathlib import Path


class Folder:
    """A vault that is written into by the test."""

    def __init__(self, root: Path) -> None:
        self.root = root
        (root / ".milestoned").mkdir(parents=True)

    def note(self, path: str, words: int, keys: str = "milestone: 100 words") -> Path:
        """Write a note with so many words; without keys it takes no part."""
        head = f"---\n{keys}\n---\n\n" if keys else ""
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(f"{head}{'word ' * words}\n")
        return target

    def index(self, path: str, *globs: str) -> Path:
        """Write an index note over these globs, without words of its own."""
        return self.note(path, 0, f"milestone: 1000 words\nmilestone-notes: {json.dumps(globs)}")

    def catalog(self) -> Catalog:
        """Return a catalog that has looked at every note."""
        catalog = Catalog(Vault(self.root, config.load(self.root)))
        catalog.refresh()
        return catalog


def rest(path: Path) -> None:
    """Wait until a further change of a file would show in its times."""
    while time.time_ns() - path.stat().st_ctime_ns < 30_000_000:
        time.sleep(0.005)
