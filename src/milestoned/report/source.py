"""What the page and the card are made of."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from hashlib import blake2b
from typing import Any

from milestoned.light.dataclasses import dataclass, field

Json = dict[str, Any]


@dataclass(frozen=True)
class Source:
    """A vault's record as `status`, `today`, `log`, `milestones`, `commitments` and `stats` print it as JSON.

    `order` are the paths of the notes in reading order, as `status` shows them. `books` are the index notes as
    `{"path", "notes"}`, both in that order. `courses` holds, for a
    commitment's id, what was done by the end of each day as `(day, count)`; `rest_days` are weekdays, Monday is 0.
    `part` is the folder or the note that all of it is narrowed to.
    """

    status: Json
    today: Json
    log: list[Json] = field(default_factory=list)
    milestones: list[Json] = field(default_factory=list)
    commitments: list[Json] = field(default_factory=list)
    weekdays: list[Json] = field(default_factory=list)
    hours: list[Json] = field(default_factory=list)
    books: list[Json] = field(default_factory=list)
    courses: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
    rest_days: frozenset[int] = frozenset()
    order: list[str] = field(default_factory=list)
    part: str = ""

    @cached_property
    def day(self) -> date:
        """The present writing day."""
        return date.fromisoformat(self.today["day"])

    @cached_property
    def notes(self) -> dict[str, Json]:
        """The notes of `status` by their paths."""
        return {note["path"]: note for note in self.status["notes"]}

    @property
    def reading_order(self) -> list[str]:
        """The paths of all notes of `status`, in reading order."""
        return [path for path in dict.fromkeys([*self.order, *self.notes]) if path in self.notes]

    @cached_property
    def days(self) -> dict[date, Json]:
        """The days of `log` by their dates."""
        return {date.fromisoformat(day["day"]): day for day in self.log}

    @property
    def version(self) -> str:
        """A digest of all of it: the same data is the same page."""
        return blake2b(repr(self).encode("utf-8", "surrogateescape"), digest_size=8).hexdigest()

    @property
    def name(self) -> str:
        """The title of the one book there is; else the vault's name."""
        inner = {path for book in self.books for path in book["notes"]}
        outer = [book["path"] for book in self.books if book["path"] not in inner]
        known = [path for path in outer if path in self.notes]
        return self.title(known[0]) if len(known) == 1 else str(self.status["vault"])

    def title(self, path: str) -> str:
        """Return a note's title; of a note that is gone or takes no part the file's name without its ending."""
        note = self.notes.get(path)
        return str(note["title"]) if note else path.rpartition("/")[2].rpartition(".")[0] or path
