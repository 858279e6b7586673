"""Counting from the edit finds what a full parse of the whole body finds, whatever is typed where."""

from __future__ import annotations

import os
import random
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from milestoned.note.body_read import BodyRead
from milestoned.note.fast_outline import scan
from milestoned.note.full_outline import outline as full_outline
from milestoned.note.long_notes import LongNotes
from milestoned.note.splice import local_body, splice
from tests.properties.agreement import said
from tests.properties.edits import edited, made_up

if TYPE_CHECKING:
    from milestoned.note.outline import Outline

EDITS = int(os.environ.get("MILESTONED_EDITS", "300"))
EDITS_OF_ONE_NOTE = 20


def _exactly(found: Outline) -> tuple[object, ...]:
    return (
        found.prose,
        found.headings,
        found.tasks,
        found.cookies,
        found.status_blocks,
        Counter(found.hidden),
        found.indented,
        found.too_dense,
    )


@pytest.mark.parametrize("owned", [True, False])
def test_on_random_edits(owned: bool) -> None:  # noqa: FBT001 - a parameter of the test
    source = random.Random(int(os.environ.get("MILESTONED_SEED", "9")) + owned)
    for _ in range(EDITS // EDITS_OF_ONE_NOTE // 2):
        notes = LongNotes(long=-1, alike=10)
        body = made_up(source)
        for _ in range(EDITS_OF_ONE_NOTE):
            found = notes.outline(body, cookies=owned)
            assert said(found, body) == said(full_outline(body, cookies=owned), body), body
            assert _exactly(found) == _exactly(scan(body, cookies=owned)), body
            body = edited(body, source)


def test_most_edits_of_prose_are_spliced() -> None:
    source = random.Random(4)
    spliced = 0
    for _ in range(100):
        body = made_up(source)
        before = local_body(BodyRead(body, scan(body, cookies=True)))
        after = (
            splice(before, edited(body, source), lambda part: scan(part, cookies=True)) if before else None
        )
        spliced += after is not None
    assert spliced > 50, spliced


def test_only_the_blocks_around_an_edit_are_read() -> None:
    body = "".join(f"Paragraph {number} of the note\n\n" for number in range(1000))
    read: list[str] = []

    def counted(part: str) -> Outline:
        read.append(part)
        return scan(part, cookies=True)

    before = local_body(BodyRead(body, scan(body, cookies=True)))
    assert before
    after = splice(before, body.replace("graph 500 ", "graph 500 and more "), counted)
    assert after
    assert max(map(len, read)) < 400
