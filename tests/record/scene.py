"""A vault, a clock and a writer, for telling stories to the recorder."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from milestoned.record.recorder.observation import Earned, NoteObservation, RecordOptions
from milestoned.record.recorder.recorder import Recorder
from milestoned.record.store.events import Mark, RecordedCounts

if TYPE_CHECKING:
    from pathlib import Path

MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


def new_words(count: int, name: str = "w") -> list[str]:
    """Make words that occur nowhere else."""
    return [f"{name}{n}" for n in range(count)]


class Scene:
    """Notes are lists of words; `look` is what `update` does with one of them."""

    def __init__(
        self,
        folder: Path,
        options: RecordOptions | None = None,
        device: str = "here",
        now: datetime = MONDAY,
        vault: str = "vault",
    ) -> None:
        self.root = folder / vault
        self.root.mkdir(exist_ok=True)
        self.folder = folder
        self.device = device
        self.options = options or RecordOptions()
        self.now = now
        self.texts: dict[str, list[str]] = {}
        self.size = 1000
        self.recorder = self.reopened()
        self.record = self.recorder.record

    def reopened(self) -> Recorder:
        """Begin anew, as another run of the program does."""
        state, cache = self.folder / f"state-{self.device}", self.folder / f"cache-{self.device}"
        self.recorder = Recorder(self.root, state, cache, self.options, lambda: self.now)
        self.record = self.recorder.record
        return self.recorder

    def later(self, **span: float) -> None:
        """Let time pass."""
        self.now += timedelta(**span)

    def look(self, path: str, words: list[str] | None = None, **more: Any) -> list[Earned]:
        """Save a note's words and let the recorder look at it."""
        if words is not None:
            self.texts[path] = list(words)
            file = self.root / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(" ".join(words))
        return self.recorder.observe(self.seen(path, **more))

    def seen(self, path: str, **more: Any) -> NoteObservation:
        """Describe a note as the program would."""
        words = self.texts[path]
        size = self.size
        counts = RecordedCounts(len(words), sum(map(len, words)), *more.pop("tasks", (0, 0)))
        stat = (self.root / path).stat()
        values = {
            "counts": counts,
            "digest": sha256(repr((words, counts)).encode()).hexdigest(),
            "milestones": (Mark("words", size, len(words), len(words) // size),),
            "inode": stat.st_ino,
            "mtime_ns": int(self.now.timestamp() * 1e9),
        }
        return NoteObservation(path, words, **{**values, **more})

    def journal(self) -> str:
        """Read all journals as text."""
        folder = self.root / ".milestoned" / "journal"
        return "".join(file.read_text() for file in sorted(folder.glob("*.jsonl")))
