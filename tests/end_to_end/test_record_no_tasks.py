"""A note whose milestone names tasks, and that has none yet."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.end_to_end.program import Sandbox


def test_its_words_are_in_the_record(box: Sandbox) -> None:
    """What was there is the starting point, once; what is written is drafted."""
    note = box.write("a.md", "---\nmilestone: [500 words, tasks]\n---\n# A\n")
    box.run("update")
    note.write_text(note.read_text() + "\ntwo three four\n")
    box.run("update")
    today = json.loads(box.run("today", "--json").out)
    assert (today["words"], today["drafted"]) == (4, 3)
