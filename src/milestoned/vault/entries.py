"""The entries of a vault by path, each packed into a row of bytes until it is asked for."""

from __future__ import annotations

from collections.abc import MutableMapping

from milestoned.light.typing import TYPE_CHECKING
from milestoned.vault import packed
from milestoned.vault.packed import pack, unpack

if TYPE_CHECKING:
    from collections.abc import Iterator

    from milestoned.fileio.snapshot import Stamp
    from milestoned.note.problem import Problem
    from milestoned.vault.entry import Entry


class Entries(MutableMapping[str, "Entry"]):
    """What is known of each note. What is asked of all of them at once is read off their rows."""

    def __init__(self) -> None:
        self._rows: dict[str, bytes] = {}

    def __getitem__(self, path: str) -> Entry:
        return unpack(path, self._rows[path])

    def __setitem__(self, path: str, entry: Entry) -> None:
        self._rows[path] = pack(entry)

    def __delitem__(self, path: str) -> None:
        del self._rows[path]

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)

    def __contains__(self, path: object) -> bool:
        return path in self._rows

    def row(self, path: str) -> bytes | None:
        """Return an entry as it is packed; None for a path that is not known."""
        return self._rows.get(path)

    def put_row(self, path: str, row: bytes) -> None:
        """Put in an entry as it is packed."""
        self._rows[path] = row

    def index_notes(self) -> list[str]:
        """Return the paths of all index notes."""
        return self._marked(packed.INDEX)

    def stale(self) -> list[str]:
        """Return the paths of all notes that are out of date."""
        return self._marked(packed.STALE)

    def noteworthy(self) -> list[str]:
        """Return the paths, in order, of all notes of which there is something to say, or to do."""
        return sorted(self._marked(packed.STALE | packed.PROBLEM | packed.WARNINGS))

    def with_warnings(self) -> list[str]:
        """Return the paths of all notes that have warnings."""
        return self._marked(packed.WARNINGS)

    def problem(self, path: str) -> Problem | None:
        """Return what is wrong with a note."""
        return self[path].problem if self._rows[path][0] & packed.PROBLEM else None

    def stamp(self, path: str) -> Stamp | None:
        """Return the stamp of the file that a note was read from."""
        return packed.stamp_of(self._rows[path])

    def served(self) -> int:
        """Return how many notes take part and can be served."""
        return sum(map(_is_served, self._rows.values()))

    def is_served(self, path: str) -> bool:
        """Return True if a note takes part and can be served."""
        return _is_served(self._rows[path])

    def is_index(self, path: str) -> bool:
        """Return True if a path is an index note's."""
        row = self._rows.get(path)
        return row is not None and bool(row[0] & packed.INDEX)

    def has_milestone(self, path: str) -> bool:
        """Return True if a note has a milestone that can be read."""
        return bool(self._rows[path][0] & packed.SPEC)

    def is_kept_out(self, path: str) -> bool:
        """Return True if a note is kept out by its writer."""
        row = self._rows.get(path)
        return row is not None and bool(row[0] & packed.KEPT_OUT)

    def _marked(self, flag: int) -> list[str]:
        return [path for path, row in self._rows.items() if row[0] & flag]


def _is_served(row: bytes) -> bool:
    return row[0] & (packed.SPEC | packed.PROBLEM) == packed.SPEC
