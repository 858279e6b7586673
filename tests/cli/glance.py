"""Golden terminal pictures: what `status` draws of hard cases, at three widths.

`python -m tests.cli.glance` draws them again into `pictures/`, for a person to look at in the diff.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from milestoned.cli.status_table import drawn
from milestoned.cli.status_view import Vault, rows
from tests.report.samples import note

if TYPE_CHECKING:
    from collections.abc import Callable

PICTURES = Path(__file__).parent / "pictures"
WIDTHS = (40, 80, 140)
TODAY = date(2026, 11, 28)


def _due(day: str, days: int, per_day: int | None, *, on_track: bool) -> dict[str, Any]:
    return {"due": day, "days_left": days, "per_day": per_day, "on_track": on_track}


def _book() -> Vault:
    """Return a book of four chapters in its own order, with a date, and an essay beside it."""
    chapters = [
        note("novel/02-storm.md", "The Storm", 5230, 5000),
        note("novel/10-harbour.md", "Harbour", 0, 5000),
        note("novel/01-arrival.md", "Arrival", 2345, 5000, **_due("2026-12-31", 34, 78, on_track=True)),
    ]
    book = note("novel/index.md", "Seven Minutes", 7575, 15000, **_due("2027-03-01", 94, 79, on_track=False))
    essay = note("essay.md", "On Walking", 950, stale=True)
    order = {"novel/index.md": [one["path"] for one in (chapters[2], chapters[0], chapters[1])]}
    return Vault([essay, *chapters, book], TODAY, order)


def _hard() -> Vault:
    """Return titles that are long, right-to-left or of wide characters, a goal of 1, and a date that is over."""
    return Vault(
        [
            note("long.md", "A title that goes on and on " * 11, 12, 5000),
            note("hebrew.md", "פרק ראשון: ההגעה לעיר הגדולה", 345, 1000),
            note("arabic.md", "الفصل الأول", 345),
            note("cjk.md", "東京への長い旅、そして帰り道の物語についての覚え書き", 999_999, 1_000_000),
            note("emoji.md", "👩‍👩‍👧 Family é", 10, 1000),
            note("one.md", "A goal of one", 0, 1, size=1),
            note("past.md", "Too late", 10, 1000, **_due("2026-11-01", 0, None, on_track=False)),
            note("held.md", "Held", 10, 1000, stale=True, pending="Emacs has unsaved text in it"),
            note("empty.md", "", 0, 1000),
        ],
        TODAY,
        highest={("past.md", "words", 1000): 2},
    )


CASES: dict[str, Callable[[], Vault]] = {
    "book": _book,
    "hard": _hard,
    "one": lambda: Vault([note("a.md", "A", 1, 3, size=3)], TODAY),
}


def picture(name: str, columns: int) -> str:
    """Return what is drawn, without colours."""
    return "\n".join(line.plain for line in drawn(rows(CASES[name]()), TODAY, columns)) + "\n"


def main() -> None:
    """Draw all pictures again."""
    for name in CASES:
        for columns in WIDTHS:
            (PICTURES / f"{name}-{columns}.txt").write_text(picture(name, columns), encoding="utf-8")


if __name__ == "__main__":
    main()
