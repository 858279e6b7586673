"""What the record knows of each note: the milestones it earned, and when its date was set."""

from __future__ import annotations

from datetime import date

from milestoned.light.typing import TYPE_CHECKING
from milestoned.milestone.deadline import NoteHistory

if TYPE_CHECKING:
    from milestoned.record.record import Record

_EARNED = (
    "SELECT n.path, json_extract(e.facts, '$.unit'), json_extract(e.facts, '$.size'), "
    "count(DISTINCT json_extract(e.facts, '$.number')), max(json_extract(e.facts, '$.number')) "
    "FROM event AS e JOIN note AS n ON n.id = e.note AND n.living WHERE e.kind = 'earned' GROUP BY 1, 2, 3"
)


def note_histories(record: Record) -> dict[str, NoteHistory]:
    """Return what is known of each note that earned something or has a date, by its path."""
    record.index.refresh()
    base = record.index.base
    earned: dict[str, int] = {}
    highest: dict[str, dict[tuple[str, int], int]] = {}
    for path, unit, size, count, number in base.execute(_EARNED):
        earned[path] = earned.get(path, 0) + count
        highest.setdefault(path, {})[unit, size] = number
    dates = _dates(record)
    return {
        path: NoteHistory(earned.get(path, 0), highest.get(path, {}), *dates.get(path, (None, 0, False)))
        for path in {*earned, *dates}
    }


def _dates(record: Record) -> dict[str, tuple[date, int, bool]]:
    """Return of each note with a date when it was set, what stood there by that day's end, and if it asks too much."""
    base = record.index.base
    if base.execute("SELECT 1 FROM event WHERE kind = 'commit' AND note <> '' LIMIT 1").fetchone() is None:
        return {}
    from milestoned.record.queries import commitments, summary  # noqa: PLC0415 - few notes have a date

    found = [one for one in commitments.load_open(base, record.today()) if one.reach and one.note]
    paths = dict(base.execute("SELECT id, path FROM note WHERE living"))
    courses = commitments.courses(base, {one.id for one in found})
    view = summary.view(record)
    dates = {}
    for one in found:
        before = [count for day, count in courses.get(one.id, ()) if day <= one.made_day]
        asked = (summary.with_pace(record, view, one).get("pace") or {}).get("choices")
        if one.note in paths:
            dates[paths[one.note]] = (
                date.fromisoformat(one.made_day),
                before[-1] if before else 0,
                bool(asked),
            )
    return dates


class KeptHistories:
    """What is known of each note, asked for again only when the record, or the day, is another one."""

    def __init__(self, record: Record) -> None:
        self._record = record
        self._state: tuple[int, date] | None = None
        self._found: dict[str, NoteHistory] = {}

    def get(self) -> dict[str, NoteHistory]:
        """Return what `note_histories` returns."""
        self._record.index.refresh()
        state = (self._record.index.generation, self._record.today())
        if state != self._state:
            self._found = note_histories(self._record)
            self._state = state
        return self._found
