"""How values are written: slots that keep a note's size, and never a byte of anything else."""

from __future__ import annotations

import re
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
        "milestone-words:      3\nmilestone-tasks:   0/0\nmilestone-progress:                997 words to finish chunk 1 · no tasks yet\nmilestone-status: in progress\ntags: [z]"
    )


@pytest.mark.parametrize(
    ("unit", "first"),
    [
        ("words", "milestone-words:      3"),
        ("characters", "milestone-characters:     13"),
        ("tasks", "milestone-tasks:   0/0"),
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
    ("milestone-words:", "milestone-words:      3"),
    ("milestone-words:     ", "milestone-words:    3"),
    ("milestone-words: # mine", "milestone-words:      3 # mine"),
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


WIDTHS = [
    ("milestone: 1000 words\nmilestone-goal: 5000", {"words": 4, "progress": len("done, 5 of 5 chunks, 5000 words over")}),
    ("milestone: 1000 words", {"words": 6, "progress": len("1000 words to finish chunk 100")}),
    ("milestone: 300 words\nmilestone-goal: 900", {"words": 3, "progress": len("done, 3 of 3 chunks, 900 words over")}),
    ("milestone: 500 characters", {"characters": 5, "progress": len("500 characters to finish chunk 100")}),
    ("milestone: tasks", {"tasks": 5, "progress": len("49 of 99 tasks, 50 to go")}),
    ("milestone: 5 tasks", {"tasks": 5, "progress": len("5 tasks to finish chunk 100")}),
    ("milestone: 5 tasks\nmilestone-goal: 15", {"tasks": 5, "progress": len("done, 3 of 3 chunks, 15 tasks over")}),
    (
        "milestone: [1000 words, tasks]\nmilestone-goal: 9500",
        {"words": 4, "tasks": 5, "progress": len("done, 10 of 10 chunks, 9500 words over · 49 of 99 tasks, 50 to go")},
    ),
]  # fmt: skip


@pytest.mark.parametrize(("keys", "widths"), WIDTHS)
def test_a_key_gets_the_room_of_its_widest_value_from_the_start(keys: str, widths: dict[str, int]) -> None:
    lines = dict(line.split(": ", 1) for line in text(keys).split("\n"))
    for name, width in (widths | {"status": len("not started")}).items():
        assert len(lines[f"milestone-{name}"].encode().replace("·".encode(), b".")) == width


@pytest.mark.parametrize(("keys", "_widths"), WIDTHS)
def test_once_the_keys_stand_a_note_keeps_its_size_up_to_the_goal_and_past_it(
    keys: str, _widths: dict[str, int]
) -> None:
    head = text(keys, "")
    for amount in (0, 1, 9, 55, 299, 300, 995, 1000, 4999, 5000, 5001, 9000, 9499):
        if "characters" in keys or "300" in keys:
            amount //= 10  # noqa: PLW2901
        done, left = "- [x] w\n" * min(9, amount // 99), "- [ ] w\n" * min(9, amount // 9)
        assert len(text(head, done + left + "\nword " * amount)) == len(head)


@pytest.mark.parametrize("unit", ["words", "characters"])
def test_a_formatter_that_takes_the_padding_out_does_no_harm_but_the_room(unit: str) -> None:
    data = served(note(f"milestone: 10 {unit}", "one two three four five six seven"))
    stripped = re.sub(rb": +", b": ", data)
    assert look(stripped).new is None
    sizes = set()
    for more in range(100, 900, 100):
        grown = served(stripped + b" eight" * more)
        sizes.add(len(grown) - 6 * more)
        stripped = grown.replace(b" eight", b"")
    assert len(sizes) == 1


THEIRS = [
    (OwnedKey.STATUS, "second draft, with Anna"),
    (OwnedKey.STATUS, "Done!"),
    (OwnedKey.WORDS, "many"),
    (OwnedKey.WORDS, "1000 words"),
    (OwnedKey.WORDS, "true"),
    (OwnedKey.WORDS, "[1]"),
    (OwnedKey.TASKS, "3"),
    (OwnedKey.PROGRESS, "slow"),
    (OwnedKey.CHUNKS, "two"),
]


@pytest.mark.parametrize(("key", "value"), THEIRS)
def test_a_renamed_key_with_a_value_of_the_writers_is_a_problem(key: OwnedKey, value: str) -> None:
    config = Config(keys=KeyStyle(names=MappingProxyType({key: "mine"})))
    found = look(note(f"milestone: [words, tasks]\nmine: {value}"), config)
    assert found.new is None
    assert found.entry.problem is not None
    assert (found.entry.problem.line, "`mine`" in found.entry.problem.message) == (3, True)


OURS = [
    (OwnedKey.STATUS, "not started"),
    (OwnedKey.STATUS, ""),
    (OwnedKey.WORDS, "   12"),
    (OwnedKey.WORDS, "'12'"),
    (OwnedKey.TASKS, "3/7"),
    (OwnedKey.PROGRESS, "chunk 3 of 5, 655 words to go"),
    (OwnedKey.PROGRESS, "done, 5 of 5 chunks, 1 word over · no tasks yet"),
    (OwnedKey.CHUNKS, "2/5"),
    (OwnedKey.CHUNKS, "2"),
]


@pytest.mark.parametrize(("key", "value"), OURS)
def test_a_renamed_key_with_a_value_of_ours_is_written(key: OwnedKey, value: str) -> None:
    config = Config(keys=KeyStyle(names=MappingProxyType({key: "mine"})))
    assert values(note(f"milestone: [words, tasks]\nmine: {value}"), config)["mine"] not in ("", None)


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
        "milestone: words\nmilestone-words: 123456\nmilestone-progress: 123456 words to finish chunk 999 of 999\nmilestone-status: not started, nor will it",
        THREE,
    )
    assert values(data) == {
        "milestone-words": 3,
        "milestone-progress": "997 words to finish chunk 1",
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
        == "997 words to finish chunk 1"
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
        "milestone-progress": "997 words to finish chunk 1",
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
        "milestone: words\ncount:  3\nmilestone-progress:    997 words to finish chunk 1\nstate of it: in progress\na: 1"
    )


def test_the_first_write_is_the_last() -> None:
    data = served(note("milestone: words", THREE))
    assert look(data).new is None
