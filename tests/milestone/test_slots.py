"""How values are written: slots that keep a note's size, and never a byte of anything else."""

from __future__ import annotations

from types import MappingProxyType

import pytest

from milestoned.milestone.keys import ON_REQUEST, KeyStyle, OwnedKey
from milestoned.vault.config import Config
from tests.milestone.notes import look, note, served, values

THREE = "one two three\n"


def text(keys: str, body: str = THREE, config: Config | None = None) -> str:
    """Return the frontmatter's lines once a note is up to date."""
    return served(note(keys, body), config or Config()).decode().split("\n---\n")[0].removeprefix("---\n")


def test_keys_are_written_below_the_writers_in_their_order() -> None:
    assert text("title: x\nmilestone: [1000 words, tasks]\nmilestone-why: y\ntags: [z]") == (
        "title: x\nmilestone: [1000 words, tasks]\nmilestone-why: y\n"
        "milestone-words: 3\nmilestone-tasks: 0/0\nmilestone-progress: chunk 1, 997 words to go · no tasks yet\nmilestone-status: in progress\ntags: [z]"
    )


@pytest.mark.parametrize(
    ("unit", "first"),
    [
        ("words", "milestone-words: 3"),
        ("characters", "milestone-characters: 13"),
        ("tasks", "milestone-tasks: 0/0"),
    ],
)
def test_only_the_keys_of_the_units_are_written(unit: str, first: str) -> None:
    lines = text(f"milestone: {unit}").split("\n")
    assert lines[1] == first
    assert [line.split(":")[0] for line in lines[2:]] == ["milestone-progress", "milestone-status"]


def test_keys_stay_wherever_they_stand() -> None:
    before = "milestone-status: done\na: 1\nmilestone-words: 9\nb: 2\nmilestone: words\nmilestone-progress: x"
    assert [line.split(":")[0] for line in text(before).split("\n")] == [
        line.split(":")[0] for line in before.split("\n")
    ]


SLOTS = [
    ("milestone-words: 1000", "milestone-words:    3"),
    ("milestone-words:    3", "milestone-words:    3"),
    ("milestone-words:    9", "milestone-words:    3"),
    ("milestone-words: '9'", "milestone-words:   3"),
    ('milestone-words: "3"', "milestone-words:   3"),
    ("milestone-words: 77  # mine", "milestone-words:  3  # mine"),
    ("milestone-words:", "milestone-words: 3"),
    ("milestone-words:     ", "milestone-words:    3"),
    ("milestone-words: # mine", "milestone-words: 3 # mine"),
    ("milestone-words:     # mine", "milestone-words:   3 # mine"),
    ("milestone-words: ~", "milestone-words: 3"),
    ("milestone-words: null", "milestone-words:    3"),
    ("milestone-words: lots of them", "milestone-words:            3"),
    ("milestone-words:\t99", "milestone-words:  3"),
    ("milestone-words :   9", "milestone-words :   3"),
    ("'milestone-words': 99", "'milestone-words':  3"),
    ("milestone-words: 3.0", "milestone-words:   3"),
    ("milestone-words: ünï", "milestone-words:     3"),
    ("milestone-status: done", "milestone-status: in progress"),
    ("milestone-status:     done", "milestone-status: in progress"),
    ("milestone-status:          done", "milestone-status:   in progress"),
    ("milestone-status: 'in progress'", "milestone-status: 'in progress'"),
    ("milestone-status: done # or not", "milestone-status: in progress # or not"),
]


@pytest.mark.parametrize(("before", "after"), SLOTS)
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_a_value_is_replaced_in_its_slot(before: str, after: str, ending: str) -> None:
    """A shorter value is padded on the left; a longer one uses up the padding, then takes the room it needs."""
    data = note(f"milestone: words\n{before}\ntags: [a]", THREE, ending)
    assert f"words{ending}{after}{ending}" in served(data).decode()


def test_a_note_keeps_its_size_when_its_values_shrink() -> None:
    """From a full note to an emptier one and back not a byte is won or lost."""
    full = served(note("milestone: 100 words\nmilestone-goal: 2000", "word " * 1234))
    head = full.decode().split("---\n")[1]
    for body in ("word " * 1134, "word " * 99, "word", ""):
        again = served(f"---\n{head}---\n{body}".encode())
        assert len(again) == len(f"---\n{head}---\n{body}".encode())
        head = again.decode().split("---\n")[1]


def test_values_read_back_without_padding() -> None:
    data = note(
        "milestone: words\nmilestone-words: 123456\nmilestone-progress: chunk 999 of 999, 123456 words to go\nmilestone-status: not started, nor will it",
        THREE,
    )
    assert values(data) == {
        "milestone-words": 3,
        "milestone-progress": "chunk 1, 997 words to go",
        "milestone-status": "in progress",
    }


@pytest.mark.parametrize("value", ["[1, 2]", "{a: b}", "|\n  5\n", "&x 5", "!!int 5", "\n  - 5"])
def test_a_value_that_cannot_be_replaced_safely_is_a_problem(value: str) -> None:
    found = look(note(f"milestone: words\nmilestone-words: {value}"))
    assert found.new is None
    assert found.entry.problem is not None
    assert (found.entry.problem.line, "milestone-words" in found.entry.problem.message) == (3, True)


@pytest.mark.parametrize("value", ["\n  5", "chunk 1,\n  9 words", "'a\n\n  b'", '"a\\\n  b"'])
def test_a_value_over_several_lines_becomes_one(value: str) -> None:
    assert (
        values(note(f"milestone: words\nmilestone-progress: {value}\nz: 1", THREE))["milestone-progress"]
        == "chunk 1, 997 words to go"
    )


HEADS = [
    "milestone: words",
    "milestone: words   # a bite",
    "milestone: words\n\n# more\n",
    "  milestone: words\n  a: b",
    "? milestone\n: words\nz: 1",
    "milestone: words\nmilestone-why: |\n  long\n\n  text\n\nz: 1",
    "milestone: words\nmilestone-why: >+\n  long\n\n\n",
    "milestone:\n  - words\nz: 1",
    "milestone:\n- words\nz: 1",
    "milestone: [\n  words\n  ]   # c\nz: 1",
    "milestone: words\nmilestone-why: 'two\n  lines'\nz: 1",
    "milestone: words\nmilestone-why:\nz: 1",
    "milestone: words\nmilestone-why: # none\nz: 1",
    "{milestone: words}",
    "{milestone: words, z: 1} # c",
    "z: &a words\nmilestone: *a",
    "milestone: words\nmilestonemaker: me",
    "'milestone': words\nz: 'x'",
]


@pytest.mark.parametrize("head", HEADS)
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_lines_are_added_to_every_style_of_mapping(head: str, ending: str) -> None:
    """All of the writer's lines are still there, in order, and the three keys are read back."""
    data = note(head, THREE, ending)
    new = served(data)
    assert values(data) == {
        "milestone-words": 3,
        "milestone-progress": "chunk 1, 997 words to go",
        "milestone-status": "in progress",
    }
    rest = iter(new.decode())
    assert all(character in rest for character in data.decode())
    assert new.count(b"\n") - new.count(b"\r\n") == (0 if ending != "\n" else new.count(b"\n"))


def test_keys_on_request_and_a_key_that_stands_is_kept_true() -> None:
    keys = "milestone: 1000 words\nmilestone-goal: 5000"
    config = Config(keys=KeyStyle(requested=frozenset(ON_REQUEST)))
    found = values(note(keys, "word " * 2345), config)
    assert (found["milestone-percent"], found["milestone-chunks"], found["milestone-left"]) == (
        46,
        "2/5",
        655,
    )
    assert "milestone-percent" not in values(note(keys, THREE))
    assert values(note(f"{keys}\nmilestone-percent: 7", "word " * 2345))["milestone-percent"] == 46
    assert values(note("milestone: words", "word " * 2345), config)["milestone-chunks"] == 2


def test_renamed_keys_are_written_and_found_by_their_names() -> None:
    names = MappingProxyType({OwnedKey.WORDS: "count", OwnedKey.STATUS: "state of it"})
    config = Config(keys=KeyStyle(names=names))
    assert text("milestone: words\ncount: 12\na: 1", config=config) == (
        "milestone: words\ncount:  3\nmilestone-progress: chunk 1, 997 words to go\nstate of it: in progress\na: 1"
    )


def test_the_first_write_is_the_last() -> None:
    data = served(note("milestone: words", THREE))
    assert look(data).new is None
