"""What a save costs the record does not grow with the notes of the session or of the vault; no clock is asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from milestoned.record.recorder.long_texts import LONG
from milestoned.record.recorder.observation import Trigger
from tests.record.scene import Scene, new_words

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path

_A_LINE_OF_THE_DAY = 60
"""Steps of SQLite's machine at the most: a day is summed up from its lines."""

_HIGHER = 20


@dataclass
class Cost:
    """What SQLite had to do: statements, and steps of its machine."""

    statements: int = 0
    steps: int = 0

    def count(self, base: sqlite3.Connection) -> None:
        """Count from now on what is done with a database."""
        base.set_trace_callback(lambda _statement: setattr(self, "statements", self.statements + 1))
        base.set_progress_handler(self._step, 1)

    def _step(self) -> int:
        self.steps += 1
        return 0


def _save(scene: Scene, path: str, more: int) -> None:
    scene.look(path, scene.texts[path] + new_words(3, f"{path}{more}-"), how=Trigger.LIVE)


def _cost_of_a_save(folder: Path, in_session: int, at_rest: int) -> tuple[Cost, Cost]:
    """Return what a save costs in both databases, among notes that were saved twice and others that rest."""
    folder.mkdir()
    scene = Scene(folder)
    paths = [f"{number}.md" for number in range(in_session + at_rest)]
    for path in paths:
        scene.texts[path] = new_words(40, f"{path}-")
        (scene.root / path).write_text("words")
    scene.recorder.begin_pass()
    scene.recorder.observe_all(scene.seen(path) for path in paths)
    scene.recorder.end_pass()
    scene.later(minutes=1)
    for more in (1, 2, 3):
        for path in paths[:in_session]:
            _save(scene, path, more)
        scene.later(seconds=1)
    texts, index = Cost(), Cost()
    texts.count(scene.recorder._texts.base)
    index.count(scene.record.index.base)
    _save(scene, paths[1], 4)
    scene.recorder.next_due()
    scene.recorder.close()
    return texts, index


@pytest.mark.parametrize(("in_session", "at_rest"), [(120, 0), (10, 400)])
def test_a_save_costs_the_same_among_many_notes(tmp_path: Path, in_session: int, at_rest: int) -> None:
    """Only the day is summed up from its lines: a few steps for each."""
    few_texts, few_index = _cost_of_a_save(tmp_path / "few", 10, 0)
    texts, index = _cost_of_a_save(tmp_path / "many", in_session, at_rest)
    assert texts == few_texts
    assert index.statements == few_index.statements
    # Two lines for each note of the session: one in the journal, and one that waits. Trees of more are a level higher.
    more_lines = 2 * (in_session - 10)
    assert index.steps - few_index.steps <= more_lines * _A_LINE_OF_THE_DAY + _HIGHER


def test_a_save_of_a_long_note_writes_about_as_much_as_one_of_a_short_note(scene: Scene) -> None:
    """What stood there when the session began is written once, and then what has changed."""
    sizes = {}
    for name, words in (("short", 600), ("long", 60 * LONG)):
        path = f"{name}.md"
        scene.look(path, new_words(words, name), how=Trigger.STARTED)
        for more in range(3):
            _save(scene, path, more)
        written = _Written(scene.recorder._texts.base)
        _save(scene, path, 9)
        sizes[name] = written.bytes()
    assert sizes["long"] <= 2 * sizes["short"]


class _Written:
    """How many bytes of values the statements of a database hold that change it."""

    def __init__(self, base: sqlite3.Connection) -> None:
        self._statements: list[str] = []
        base.set_trace_callback(self._statements.append)

    def bytes(self) -> int:
        """Return how many there were so far."""
        return sum(map(len, self._statements))
