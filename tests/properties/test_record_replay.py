"""Whatever happens to the notes, the record is what the journal says, and its numbers agree."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from milestoned.record.queries import summary
from milestoned.record.recorder.observation import Trigger
from tests.record.scene import Scene, new_words

NAMES = st.sampled_from(["a.md", "b.md", "c.md"])
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("add"), NAMES, st.integers(1, 300)),
        st.tuples(st.just("cut"), NAMES, st.integers(1, 200)),
        st.tuples(st.just("turn"), NAMES, st.integers(1, 99)),
        st.tuples(st.just("delete"), NAMES, st.just(0)),
        st.tuples(st.just("rename"), NAMES, st.just(0)),
        st.tuples(st.just("wait"), st.just(""), st.integers(1, 2000)),
    ),
    max_size=25,
)


def play(scene: Scene, step: tuple[str, str, int], number: int) -> None:
    """Let one thing happen, and let the recorder look, as the daemon would."""
    what, path, amount = step
    if what == "wait":
        scene.later(minutes=amount)
        return
    words = scene.texts.get(path)
    if what in {"delete", "rename"}:
        if words is not None and what == "delete":
            (scene.root / path).unlink()
            del scene.texts[path]
        elif words is not None:
            new = f"r{number}-{path}"
            (scene.root / path).rename(scene.root / new)
            scene.texts[new] = scene.texts.pop(path)
            scene.look(new, how=Trigger.LIVE)
        scene.recorder.sweep()
        return
    words = words or []
    edited = {
        "add": words + new_words(amount, f"s{number}-"),
        "cut": words[amount:],
        "turn": words[amount:] + words[:amount],
    }
    scene.look(path, edited[what], how=Trigger.LIVE)


def answers(scene: Scene) -> list[Any]:
    return [summary.today(scene.record), summary.log(scene.record), summary.milestones(scene.record)]


@settings(max_examples=40, deadline=None)
@given(STEPS)
def test_the_index_kept_up_step_by_step_is_the_one_rebuilt_from_the_journal(
    steps: list[tuple[str, str, int]],
) -> None:
    """And the words are the words of the notes, no day's number is below 0, and nothing is earned twice."""
    with tempfile.TemporaryDirectory() as folder:
        scene = Scene(Path(folder))
        scene.look("a.md", new_words(950))
        for number, step in enumerate(steps):
            play(scene, step, number)
        told = answers(scene)
        assert told[0]["words"] == sum(map(len, scene.texts.values()))
        assert all(day["drafted"] >= 0 and day["cut"] >= 0 for day in told[1])
        chunks = [(one["note"], one["size"], one["number"]) for one in told[2]]
        assert len(chunks) == len(set(chunks))
        scene.record.index.rebuild()
        assert answers(scene) == told
        scene.recorder.close()
