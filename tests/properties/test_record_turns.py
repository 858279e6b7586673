"""What many notes are recorded as does not depend on how many of them share a turn."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from milestoned.record.recorder.note_state import load
from milestoned.record.recorder.observation import Trigger
from tests.properties.test_record_replay import STEPS, play
from tests.record.scene import Scene, new_words

if TYPE_CHECKING:
    from milestoned.record.recorder.observation import NoteObservation

NAMES = ["a.md", "b.md", "c.md", "d.md", "e.md"]
SAVES = st.lists(
    st.tuples(
        st.sampled_from(NAMES),
        st.sampled_from(["add", "cut", "take from the next", "name anew", "write what the next one says"]),
        st.integers(1, 120),
    ),
    max_size=12,
)
ROUNDS = st.lists(st.tuples(SAVES, st.sampled_from(list(Trigger)), st.integers(0, 40)), max_size=4)


def save(scene: Scene, path: str, what: str, amount: int, number: int) -> str:
    """Change a note's file, and return its path."""
    words, following = (
        scene.texts.get(path, []),
        scene.texts.get(NAMES[(NAMES.index(path) + 1) % len(NAMES)], []),
    )
    if what == "name anew" and words:
        new = f"{number}-{path}"
        (scene.root / path).rename(scene.root / new)
        scene.texts[new] = scene.texts.pop(path)
        return new
    scene.texts[path] = {
        "add": words + new_words(amount, f"s{number}-"),
        "cut": words[amount:],
        "take from the next": words + following[:amount],
        "name anew": new_words(amount, f"n{number}-"),
        "write what the next one says": list(following),
    }[what]
    (scene.root / path).write_text(" ".join(scene.texts[path]))
    return path


def told(
    folder: Path, rounds: list[tuple[list[tuple[str, str, int]], Trigger, int]], *, together: bool
) -> str:
    """Return the journal of some rounds of saves, each recorded in one turn, or note by note."""
    folder.mkdir()
    scene, number = Scene(folder), 0
    scene.look("a.md", new_words(950))
    for saves, how, minutes in rounds:
        paths: dict[str, None] = {}
        for path, what, amount in saves:
            number += 1
            paths[save(scene, path, what, amount, number)] = None
        seen: list[NoteObservation] = [
            scene.seen(path, how=how, inode=0) for path in paths if path in scene.texts
        ]
        if together:
            scene.recorder.observe_all(seen)
        else:
            for one in seen:
                scene.recorder.observe(one)
        scene.later(minutes=minutes)
    scene.recorder.flush()
    journal = scene.journal().replace(scene.record.device, "here")
    scene.recorder.close()
    return journal


@settings(max_examples=40, deadline=None)
@given(ROUNDS)
def test_notes_recorded_in_one_turn_are_recorded_as_one_by_one(
    rounds: list[tuple[list[tuple[str, str, int]], Trigger, int]],
) -> None:
    """Renamed, restored, copied and moved passages among them: the journal is the same, line by line."""
    with tempfile.TemporaryDirectory() as folder:
        alone = told(Path(folder) / "alone", rounds, together=False)
        assert told(Path(folder) / "together", rounds, together=True) == alone


@settings(max_examples=40, deadline=None)
@given(STEPS)
def test_what_is_known_of_each_note_is_what_the_index_says(steps: list[tuple[str, str, int]]) -> None:
    """It is worked out from each event, and the index is never asked."""
    with tempfile.TemporaryDirectory() as folder:
        scene = Scene(Path(folder))
        scene.look("a.md", new_words(950))
        for number, step in enumerate(steps):
            play(scene, step, number)
            asked = {known.path: known for known in load(scene.record.index.base)}
            assert all(known == asked[path] for path, known in scene.recorder._notes.by_path().items())
        scene.recorder.close()
