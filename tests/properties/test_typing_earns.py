"""Notes typed key by key, with a look after each key: nothing is earned that no whole line has reached."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from milestoned.milestone.note_progress import note_progress
from milestoned.record.recorder.entry_observation import marks_of
from milestoned.record.recorder.observation import NoteObservation, Trigger
from milestoned.record.store.events import RecordedCounts
from milestoned.vault.config import Config
from milestoned.vault.examine import read_note
from tests.record.scene import Scene

if TYPE_CHECKING:
    from collections.abc import Iterator

    from milestoned.record.store.events import Mark

SAMPLE = sorted((Path(__file__).parents[2] / "sample-vault").rglob("*.md"))
_KEY = timedelta(seconds=0.3)
_HEAD = "---\nmilestone: [7 words, tasks]\n---\n"
_CONFIG = Config()
_PAIRS = (("![", ")"), ("{{", "}}"), ("{--", "--}"), ("<!--", "-->"))

NOTES = {
    "tasks": "# To do\n\n- [x] a\n- [ ] b\n\t- [x] c\n  - d\n- [x] e\n\n> - [ ] f\n\n1. [x] g\n   - [ ] h\n",
    "setext": "- [x] a\n- [ ] b\n  -\n  - [ ] c\n===\n\n- [ ] d\n  ---\n",
    "fence": "one two\n\n```py\na = b c d e f g h i j\n```\n\nthree\n\n~~~\n- [x] no task\n~~~\nfour\n",
    "comment": "one two <!-- a b c d e f g h i --> three\n\n<!--\n- [x] no\n-->\n\n%% x y z %% four\n",
    "table": "| a | b |\n| --- | --- |\n| one | two three |\n| [x] | four |\n\nfive six\n",
    "link": "See [one two](https://example.org/a-b 'c d e') and ![f g](h.png) [[i j|k]] ![[l m]] end\n",
    "frontmatter": "one\n\n---\n\ntwo three\n\n---\n\nmilestone: four\n",
    "math": "one $a + b$ two\n\n$$\nx + y = z and more of it\n$$\n\nthree four\n",
    "dialects": "::: {.note title='a b c'}\nInside one.\n:::\n\n{{< figure src=a b c >}} two {--gone away--} three\n",
}


def _look(scene: Scene, text: str, at: str = "a.md") -> tuple[NoteObservation, tuple[Mark, ...]] | None:
    """Read a note as the daemon does; None where it is not served at this moment."""
    read = read_note(at, text.encode(), _CONFIG)
    entry, note = read.entry, read.note
    if entry.spec is None or entry.counts is None or note is None or entry.problem:
        return None
    marks = marks_of(note_progress(entry.spec, entry.counts))
    tasks = entry.counts.tasks
    counts = RecordedCounts(entry.counts.words, entry.counts.characters, tasks.done, tasks.total)
    stamp = int(scene.now.timestamp() * 1e9)
    return (
        NoteObservation(at, note.words, counts, entry.digest, marks, 1, stamp, how=Trigger.LIVE),
        marks,
    )


def _reached(marks: tuple[Mark, ...]) -> set[tuple[str, int, int]]:
    return {(mark.unit, mark.size, number) for mark in marks for number in range(1, mark.chunks_done + 1)}


def _is_whole(text: str, end: int) -> bool:
    """Return True at the end of a line, and behind markup that is text for as long as nothing closes it."""
    line = text[:end].rpartition("\n")[2]
    unclosed = (
        any(line.rfind(opened) > line.rfind(closed) for opened, closed in _PAIRS) or line.count("%%") % 2
    )
    return bool(not line or unclosed or text[end : end + 1] in ("", "\n"))


def _type(scene: Scene, before: str, typed: str, after: str = "") -> None:
    """Type into a note: each chunk that is earned was reached by some whole line, and no count falls to nothing."""
    allowed: set[tuple[str, int, int]] = set()
    earned: set[tuple[str, int, int]] = set()
    words = 0
    for end in range(len(typed) + 1):
        found = _look(scene, before + typed[:end] + after)
        scene.now += _KEY
        if found is None:
            continue
        seen, marks = found
        (scene.root / seen.path).write_text("there")
        earned |= {(one.unit, one.size, one.number) for one in scene.recorder.observe(seen)}
        allowed |= _reached(marks) if _is_whole(typed, end) else set()
        assert seen.counts.words or after or words < 3, typed[:end]
        words = seen.counts.words
    assert earned <= allowed, sorted(earned - allowed)


@pytest.mark.parametrize("name", NOTES)
def test_nothing_is_earned_that_no_whole_line_has_reached(scene: Scene, name: str) -> None:
    _type(scene, _HEAD, NOTES[name])


@pytest.mark.parametrize(
    "name",
    [name if name in ("tasks", "fence") else pytest.param(name, marks=pytest.mark.soak) for name in NOTES],
)
def test_nor_where_it_is_typed_above_other_text(scene: Scene, name: str) -> None:
    _type(scene, _HEAD + "# One\n\n", NOTES[name], "\n\nfive six seven\n\n- [ ] z\n\neight nine ten\n")


def test_nor_while_the_frontmatter_is_typed(scene: Scene) -> None:
    text = "one two three four five six seven eight\n\n- [x] a\n- [ ] b\n"
    _type(scene, "", "---\nmilestone: [7 words, tasks]\nmilestone-goal: 70\n---\n", text)


def _typed(path: Path) -> str:
    text = path.read_text()
    return text.partition("\n---\n")[2] or text


@pytest.mark.parametrize("path", SAMPLE[::4], ids=lambda path: path.name)
def test_nor_in_real_notes(scene: Scene, path: Path) -> None:
    _type(scene, _HEAD, _typed(path)[:120])


@pytest.mark.soak
@pytest.mark.parametrize("path", SAMPLE, ids=lambda path: path.name)
def test_nor_in_all_of_the_real_notes(scene: Scene, path: Path) -> None:
    _type(scene, _HEAD, _typed(path)[:6000])


@pytest.fixture(name="scene")
def _scene(tmp_path: Path) -> Iterator[Scene]:
    scene = Scene(tmp_path)
    yield scene
    scene.recorder.close()
