"""Notes typed key by key: an autosave catches every sentence in the middle, and no count falls to nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from milestoned.note.counting import measure
from milestoned.note.counts import CountRules
from milestoned.note.fast_outline import scan
from milestoned.note.note import Note, parse

NOTES = sorted((Path(__file__).parents[2] / "sample-vault").rglob("*.md"))
_KEYS = 1200
TASKS = "# To do [/]\n\n- [x] a\n- [ ] b\n\t- [ ] c\n  - d\n- [ ] e\n\n| a | b |\n|---|---|\n| [ ] | x |\n\n> - [ ] f\n"


@pytest.mark.parametrize("path", NOTES, ids=lambda path: path.name)
def test_no_count_falls_to_nothing_while_a_note_is_typed(path: Path) -> None:
    note = parse(path.read_bytes())
    assert isinstance(note, Note)
    seen = 0
    for end in range(1, min(_KEYS, len(note.body)) + 1):
        body = note.body[:end]
        counted = measure(scan(body, cookies=True), body, CountRules()).words
        assert counted or not seen, body[-40:]
        seen = max(seen, counted)


def test_no_task_that_was_typed_is_lost() -> None:
    """Each key may add a task; none takes one away, but where a list item becomes a line of the one above it."""
    seen = 0
    for end in range(1, len(TASKS) + 1):
        tasks = measure(scan(TASKS[:end], cookies=True), TASKS[:end], CountRules()).tasks
        assert tasks.total >= seen, TASKS[:end]
        seen = tasks.total
    assert seen == 5
