"""What one write changes in a note: where it begins, where it ends, and what a half-done one looks like."""

from __future__ import annotations

from milestoned.common_ends import common_ends, common_head
from milestoned.light.dataclasses import dataclass

SECTOR = 512
"""Bytes that a disk writes whole or not at all: the smallest such unit in use."""


@dataclass(frozen=True, slots=True)
class Change:
    """The note before and after, and the bytes between their common head and their common tail."""

    before: bytes
    after: bytes
    first: int
    old: bytes
    fresh: bytes

    @classmethod
    def between(cls, before: bytes, after: bytes) -> Change:
        """Find the smallest span that differs."""
        first, tail = common_ends(before, after)
        old, fresh = before[first : len(before) - tail], after[first : len(after) - tail]
        return cls(before, after, first, old, fresh)

    @classmethod
    def from_span(cls, before: bytes, first: int, old: int, fresh: bytes) -> Change:
        """Build it again from the note before and the span (`old` is the span's former length)."""
        after = before[:first] + fresh + before[first + old :]
        return cls(before, after, first, before[first : first + old], fresh)

    @property
    def keeps_size(self) -> bool:
        """Whether the note keeps its length in bytes."""
        return len(self.before) == len(self.after)

    @property
    def is_atomic(self) -> bool:
        """Whether neither a kill nor a power cut can leave half of it: same size, within one sector."""
        last = self.first + len(self.fresh) - 1
        return self.keeps_size and self.first // SECTOR == last // SECTOR

    @property
    def payload(self) -> bytes:
        """The bytes to write at `first`: the span alone, or all up to the end if what follows has to move."""
        return self.fresh if self.keeps_size else self.after[self.first :]

    def is_half_done(self, found: bytes) -> bool:
        """Return True if the bytes found are a mixture, by sectors, of before and after, and neither of them."""
        if found in (self.before, self.after):
            return False
        if len(self.after) < len(self.before) and found == self.after + self.before[len(self.after) :]:
            return True  # written, and not cut off yet
        shortest, longest = sorted((len(self.before), len(self.after)))
        return shortest <= len(found) <= longest and all(
            self._knows(found[start : start + SECTOR], start) for start in range(0, len(found), SECTOR)
        )

    def is_cut_off(self, found: bytes) -> bool:
        """Return True if the bytes found are the new ones up to some byte and the old ones behind it.

        So a kill or a full disk leaves a write. A person's save can look like that, too: ask the time as well.
        """
        written = common_head(found, self.after)
        return found not in (self.before, self.after) and found[written:] == self.before[written:]

    def _knows(self, block: bytes, start: int) -> bool:
        end = start + len(block)
        return block in (self.before[start:end], self.after[start:end])
