"""The table of `status`: made for reading on a terminal, plain lines when piped."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from milestoned.cli.output import shown
from milestoned.milestone.progress import Status
from milestoned.milestone.progress_line import amount, bar, bar_fraction
from milestoned.vault.index_notes import standing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from milestoned.cli.output import Output
    from milestoned.milestone.note_progress import NoteProgress
    from milestoned.vault.catalog import Catalog
    from milestoned.vault.entry import Entry

_NARROW = 72
_ORDER = {Status.IN_PROGRESS: 0, Status.NOT_STARTED: 1, Status.DONE: 2}


@dataclass(frozen=True, slots=True)
class _Line:
    entry: Entry
    found: NoteProgress
    earned: str = ""
    pending: str = ""
    depth: int = 0

    @property
    def text(self) -> str:
        return " · ".join(filter(None, (self.found.line, self.earned)))


def print_status(
    output: Output, catalog: Catalog, paths: list[str], earned: Mapping[tuple[str, str, int], int]
) -> None:
    """Print where the notes stand, the nearest milestone of each group first.

    `earned` is how far each milestone ever came, by (path, unit, size): what is cut later was earned all the same.
    """
    index_totals = catalog.index_totals()
    lines = [
        _Line(e, found, _earned_before(path, found, earned), _pending(catalog, e))
        for path in paths
        if (found := standing(index_totals, e := catalog.entries[path]))
    ]
    if not lines:
        if not any(catalog.entries[path].problem for path in paths):
            output.say("no note here has a milestone yet; give one to a note with: milestoned start NOTE")
        return
    members = {
        line.entry.path: index_totals.members(line.entry.path) for line in lines if line.entry.is_index
    }
    ordered = _arranged(lines, members)
    if output.draws:
        _draw(output, ordered, _nearest(lines))
    else:
        _plain(output, ordered)


def _earned_before(path: str, found: NoteProgress, earned: Mapping[tuple[str, str, int], int]) -> str:
    said = []
    for part in found.parts:
        best = earned.get((path, part.unit.value, part.size), 0)
        if best > part.chunks_done and not part.every_task:
            said.append(f"earned {best} · now {part.count:,} {part.unit.value}")
    return " · ".join(said)


def _arranged(lines: list[_Line], members: dict[str, list[str]]) -> list[_Line]:
    """Put each index note above its notes, and all else behind, nearest milestone first in each group."""
    by_path = {line.entry.path: line for line in lines}
    placed: set[str] = set()
    ordered: list[_Line] = []

    def place(path: str, depth: int) -> None:
        if path in placed or path not in by_path:
            return
        placed.add(path)
        ordered.append(replace(by_path[path], depth=depth))
        below = [by_path[member] for member in members.get(path, []) if member in by_path]
        for line in sorted(below, key=_nearness):
            place(line.entry.path, depth + 1)

    inner = {member for below in members.values() for member in below}
    for path in sorted(members, key=lambda path: (path in inner, path)):
        place(path, 0)
    for line in sorted(lines, key=_nearness):
        place(line.entry.path, 0)
    return ordered


def _nearness(line: _Line) -> tuple[int, float, str]:
    shares = [part.left_in_chunk / part.size for part in line.found.parts if part.size and part.left_in_chunk]
    return _ORDER[line.found.status], min(shares, default=1.0), line.entry.path


def _pending(catalog: Catalog, entry: Entry) -> str:
    """Say who has a stale note in their hands, so that it is written only when it is free."""
    if not entry.stale:
        return ""
    from milestoned.fileio.editor_locks import hold_for_editor  # noqa: PLC0415 - most notes are up to date

    hold = hold_for_editor(catalog.vault.absolute(entry.path), size_changes=True)
    return hold.reason if hold else ""


def _nearest(lines: list[_Line]) -> str | None:
    """Return the note, index notes aside, whose next milestone takes the least writing."""
    open_lines = [
        line for line in lines if line.found.status is Status.IN_PROGRESS and not line.entry.is_index
    ]
    return min(open_lines, key=_nearness).entry.path if open_lines else None


def _plain(output: Output, lines: list[_Line]) -> None:
    names = [shown(line.entry.path) for line in lines]
    width = max(map(len, names))
    output.data("\n".join(_row(name, width, line) for name, line in zip(names, lines, strict=True)))


def _row(name: str, width: int, line: _Line) -> str:
    stale = f"  (pending: {line.pending})" if line.pending else "  (stale)" if line.entry.stale else ""
    return f"{name:<{width}}  {line.text}{stale}"


def _draw(output: Output, lines: list[_Line], nearest: str | None) -> None:
    from rich.console import Console  # noqa: PLC0415 - imported only where something is drawn
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    columns = shutil.get_terminal_size().columns
    table = Table(box=None, padding=(0, 1), pad_edge=False, show_header=False)
    table.add_column(overflow="ellipsis", no_wrap=True, max_width=max(12, columns * 2 // 5))
    if columns >= _NARROW:
        table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for line in lines:
        style = _style(line, nearest)
        cells = [Text("  " * line.depth + shown(line.entry.title), style=style)]
        if columns >= _NARROW:
            cells.append(Text(bar(bar_fraction(line.found.parts), 16), style=style))
        note = " ← nearest" if line.entry.path == nearest else ""
        stale = " (stale: run milestoned update)" if line.entry.stale else ""
        stale = f" (pending: {line.pending})" if line.pending else stale
        table.add_row(*cells, Text(line.text + note + stale, style=style))
    Console(no_color=not output.color, highlight=False, width=columns).print(table)
    _summary(output, lines)


def _style(line: _Line, nearest: str | None) -> str:
    if line.entry.path == nearest:
        return "bold yellow"
    styles = {Status.DONE: "green", Status.NOT_STARTED: "dim", Status.IN_PROGRESS: ""}
    return ("bold " if line.entry.is_index else "") + styles[line.found.status]


def _summary(output: Output, lines: list[_Line]) -> None:
    parts = [part for line in lines if not line.entry.is_index for part in line.found.parts]
    chunks = sum(part.chunks_done for part in parts)
    done = sum(line.found.status is Status.DONE for line in lines)
    nearest = min(
        (part for part in parts if part.left_in_chunk),
        key=lambda part: part.left_in_chunk / part.size,
        default=None,
    )
    ahead = (
        f"; the nearest milestone is {amount(nearest.left_in_chunk, nearest.unit)} away" if nearest else ""
    )
    output.data(f"\n{chunks} milestones reached, {done} of {len(lines)} notes done{ahead}")
