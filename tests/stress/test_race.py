"""No save is lost and no byte is wrong while the note is written as fast as it goes; a naive writer loses some."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import pytest

from milestoned.fileio.writer import Writer, WriteStrategy
from tests.stress.editor import STYLES
from tests.stress.race import Editor, Write, beside_a_reader, by_writer, naively, race

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

QUICK = 100
SOAK = 10_000
_ROUNDS = 20


@pytest.fixture
def note(tmp_path: Path) -> Path:
    (tmp_path / "vault").mkdir()
    return tmp_path / "vault" / "note.md"


@pytest.fixture
def writer(tmp_path: Path, note: Path) -> Iterator[Writer]:
    made = Writer(tmp_path / "state", note.parent)
    if made.way is not WriteStrategy.LEASE:
        pytest.skip("this file system grants no leases")
    yield made
    made.close()


@pytest.fixture(params=[QUICK, pytest.param(SOAK, marks=pytest.mark.soak)], ids=["quick", "soak"])
def saves(request: pytest.FixtureRequest) -> int:
    return int(request.param)


@pytest.mark.parametrize("style", STYLES)
def test_no_save_is_lost_and_no_byte_wrong_when_written_in_place(
    note: Path, writer: Writer, style: str, saves: int
) -> None:
    _nothing_is_lost(note, Editor(style, saves), by_writer(writer))


@pytest.mark.parametrize("style", STYLES)
def test_no_save_is_lost_and_no_byte_wrong_when_exchanged_beside_a_reader(
    note: Path, writer: Writer, style: str, saves: int
) -> None:
    _nothing_is_lost(note, Editor(style, saves, pause=0.02), beside_a_reader(writer))


def test_the_same_race_shows_the_losses_of_comparing_and_then_replacing(note: Path) -> None:
    for style in itertools.islice(itertools.cycle(("truncate", "held")), _ROUNDS):
        score = race(note, Editor(style, QUICK, patience=0.02), naively)
        if score.lost + score.wrong:
            return
    pytest.fail("nothing was lost: the race shows nothing")


def _nothing_is_lost(note: Path, editor: Editor, write: Write) -> None:
    """Race until the note was written often enough to show something: that takes longer where we are not let often."""
    written = 0
    for _ in range(_ROUNDS):
        score = race(note, editor, write)
        assert (score.lost, score.wrong) == (0, 0)
        written += score.written
        if written > editor.saves // 20:
            return
    pytest.fail(f"the note was written {written} times only: this shows nothing")
