"""The picture to share."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest

from milestoned.report import card
from tests.report import samples


@pytest.mark.parametrize("make", [samples.empty, samples.month, samples.hostile])
def test_it_is_whole_xml_that_loads_nothing(make: object) -> None:
    """Whatever the notes are called."""
    drawn = card.render(make())  # type: ignore[operator]
    root = ET.fromstring(drawn)  # noqa: S314 - our own
    assert (root.get("width"), root.get("height")) == ("1200", "630")
    assert "href" not in drawn
    assert "<script" not in drawn
    assert card.MARK in drawn[:4096]


def test_it_shows_the_book_in_work() -> None:
    """Title, words against the goal, chunks, the row of days: the numbers of the commands."""
    source = samples.month()
    drawn = card.render(source)
    for said in (
        "Seven Minutes",
        "35,000 of 40,000 words",
        f"{len(source.milestones)} chunks reached",
        "26 days kept",
    ):
        assert said in drawn
    assert len(card.card(source).row) == 28


@pytest.mark.parametrize(
    "title",
    ["x" * 300, "A title that goes on and on, " * 10, "潮" * 300, "הרומן הגדול שלי", "W" * 40, "", "a"],
)
def test_a_title_takes_two_lines_at_most(title: str) -> None:
    """Cut off with an ellipsis, none of its lines too wide."""
    lines = card._lines(title)
    assert len(lines) <= 2
    assert all(card._fitting(line) == len(line) for line in lines if not line.endswith("…"))
    assert (
        "".join(lines).replace("…", "").replace(" ", "")
        == title.replace(" ", "")[: len("".join(lines).replace("…", "").replace(" ", ""))]
    )


def test_a_png_keeps_being_one_with_the_mark_in_it() -> None:
    """The text chunk stands behind the head, with its length and sum."""
    head = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(13) + b"sum!"
    found = card.marked(head + b"rest")
    assert found.startswith(head)
    assert found.endswith(b"rest")
    assert card.MARK.encode() in found[:4096]
    assert int.from_bytes(found[33:37], "big") == len(found) - len(head) - len(b"rest") - 12
