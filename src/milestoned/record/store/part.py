"""A part of the record: the index narrowed to some notes, as temporary tables that stand before the whole ones."""

from __future__ import annotations

from milestoned.light.typing import TYPE_CHECKING
from milestoned.record.store import projection

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable

_OF_NOTES = {
    "note": "id", "terms": "note", "note_day": "note", "mark_day": "note", "floor": "note"
}  # fmt: skip
"""The tables that are narrowed, and the column of each that holds the note."""
_EVENTS = (
    "CREATE TEMP TABLE event AS SELECT * FROM main.event WHERE note IN (SELECT id FROM part) "
    "OR kind IN ('unstick', 'next') OR (kind IN ('renegotiate', 'withdraw') AND json_extract(facts, '$.id') IN "
    "(SELECT json_extract(facts, '$.id') FROM main.event WHERE kind = 'commit' AND note IN (SELECT id FROM part)))"
)
_DAYS = (
    "CREATE TEMP TABLE day(day TEXT PRIMARY KEY, drafted INTEGER, cut INTEGER, tasks INTEGER, sessions INTEGER, "
    "seconds INTEGER, timed INTEGER, kept INTEGER, amended TEXT) WITHOUT ROWID"
)


def narrow(base: sqlite3.Connection, means: Callable[[str], bool], gap_minutes: int) -> None:
    """Let every query on this connection see the notes that are meant, and the days summed up from them alone.

    What no note is named in, such as an amended day or a standing goal, belongs to the whole vault.
    """
    base.execute("PRAGMA temp_store=MEMORY")
    base.execute("CREATE TEMP TABLE part(id TEXT PRIMARY KEY) WITHOUT ROWID")
    known = base.execute("SELECT id, path FROM main.note").fetchall()
    base.executemany("INSERT INTO part VALUES (?)", ((note,) for note, path in known if means(path)))
    for table, column in _OF_NOTES.items():
        base.execute(
            f"CREATE TEMP TABLE {table} AS SELECT * FROM main.{table} WHERE {column} IN (SELECT id FROM part)"  # noqa: S608 - names of our own
        )
    base.execute(_EVENTS)
    base.execute("CREATE INDEX temp.part_day ON event(day, at)")
    base.execute("CREATE INDEX temp.part_kind ON event(kind, seq)")
    _sum_up(base, gap_minutes)


def _sum_up(base: sqlite3.Connection, gap_minutes: int) -> None:
    """Sum up each day from what is left of its events."""
    base.execute(_DAYS)
    base.execute("INSERT INTO day SELECT DISTINCT day, 0, 0, 0, 0, 0, 0, 0, NULL FROM event WHERE note <> ''")
    kinds = ", ".join(f"'{kind}'" for kind in sorted(projection.SUMMED))
    days = base.execute(f"SELECT DISTINCT day FROM event WHERE kind IN ({kinds})").fetchall()  # noqa: S608 - as above
    for (day,) in days:
        projection.fold_day(base, day, gap_minutes)
