"""Keeping what `status` says ready for the next time it is asked (`ready_text` prints it then)."""

from __future__ import annotations

import sys
import time
from contextlib import suppress
from pathlib import Path

from milestoned.cli import ready_text
from milestoned.fileio.atomic import create_whole, private_folder
from milestoned.light.typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime
    from collections.abc import Sequence

    from milestoned.vault.fingerprint import Fingerprint

# A status bar asks the same two or three things again and again.
_MOST_FILES = 8


class Keeper:
    """What an answer hangs on, looked at before the answer is found, so that a later change can only show."""

    def __init__(self, place: ready_text.ReadyText, taken: Fingerprint) -> None:
        self._place = place
        self._taken = taken
        self._began = taken.began / 1e9

    def keep(self, day_start: datetime.time, out: str, err: str) -> None:
        """Keep an answer for as long as nothing changes. One that cannot be kept costs time, never a result."""
        with suppress(OSError):
            self._keep(day_start.hour * 3600 + day_start.minute * 60 + day_start.second, out, err)

    def _keep(self, day_start: int, out: str, err: str) -> None:
        data = [text.encode(errors="backslashreplace") for text in (out, err)]
        is_plain = not any(b"\x1b" in text for text in data)  # what colours is left out where it is piped
        if not (is_plain and sum(map(len, data)) <= ready_text.MOST and self._taken.is_rested()):
            return
        day = ready_text.day_key(day_start, self._began)
        if ready_text.day_key(day_start, time.time()) != day:
            return  # nobody knows of which of the two days the answer is
        file = Path(self._place.file)
        private_folder(file.parent.parent)
        _make_room(private_folder(file.parent))
        file.with_name(f".{file.name}.part").unlink(missing_ok=True)
        create_whole(
            file, ready_text.packed(self._place.digest(self._taken, day), day_start, *data), durable=False
        )


def keeper_of(question: ready_text.Question) -> Keeper | None:
    """Look at what an answer hangs on; None where the answer cannot be kept."""
    if question.kind == "plain" and sys.stdout.isatty():
        return None  # nobody looks for one there
    return next(iter(keepers_of([question])), None)


def keepers_of(questions: Sequence[ready_text.Question]) -> list[Keeper]:
    """Look once at what the answers to questions about one PATH hang on; return nothing where they cannot be kept."""
    try:
        places = [ready_text.ReadyText(question) for question in questions]
        taken = places[0].fingerprint()
    except (OSError, ValueError, OverflowError):
        return []
    return [Keeper(place, taken) for place in places]


def _make_room(folder: Path) -> None:
    """Remove the oldest answers."""
    files = sorted(folder.iterdir(), key=lambda file: file.stat().st_mtime_ns)
    for file in files[: max(0, len(files) + 1 - _MOST_FILES)]:
        file.unlink(missing_ok=True)
