"""What the program could have written, known by its shape: in this version's wording or in an older one's."""

from __future__ import annotations

from milestoned.light.patterns import lazy_pattern
from milestoned.milestone.keys import OwnedKey
from milestoned.milestone.progress import Status
from milestoned.milestone.progress_line import JOINER

_AMOUNT = r"\d+ (?:word|character|task)s?"
_LINE_PART = lazy_pattern(
    rf"{_AMOUNT} to finish chunk \d+(?: of \d+)?"
    rf"|done, \d+ of \d+ (?:chunks|tasks)(?:, {_AMOUNT} over)?"
    r"|\d+ of \d+ tasks, \d+ to go|no tasks yet"
    rf"|chunk \d+(?: of \d+)?, {_AMOUNT} to go"  # the older wording
)
_NUMBER = lazy_pattern(r"\d+")
_SHARE = lazy_pattern(r"\d+/\d+")
_STATUSES = {status.value for status in Status}


def is_progress_line(text: str) -> bool:
    """Return True if the program could have written this as a note's progress."""
    return all(_LINE_PART.fullmatch(part) for part in text.split(JOINER))


def could_be_ours(key: OwnedKey, content: object) -> bool:
    """Return True if the program could have written this value for that key; an empty one holds nothing to lose."""
    if content is None or content == "":
        return True
    if isinstance(content, bool) or not isinstance(content, int | str):
        return False
    text = str(content).strip()
    if key is OwnedKey.PROGRESS:
        return is_progress_line(text)
    if key is OwnedKey.STATUS:
        return text in _STATUSES
    if key is OwnedKey.TASKS:
        return _SHARE.fullmatch(text) is not None
    if key is OwnedKey.CHUNKS and _SHARE.fullmatch(text):
        return True
    return _NUMBER.fullmatch(text) is not None
