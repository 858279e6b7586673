"""Outside the program's own spans no byte of a note moves, and writing twice is writing once."""

from __future__ import annotations

import os
import random
import re
from types import MappingProxyType

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from milestoned.milestone.keys import ON_REQUEST, KeyStyle, OwnedKey
from milestoned.milestone.rewrite import OUR_BUG
from milestoned.note.counts import CountRules, TaskRule, WordRule
from milestoned.vault.config import Config
from milestoned.vault.examine import examine
from tests.properties.nasty import ENDINGS, bodies, random_body

OPTING_IN = (
    "milestone: words", "milestone: tasks", "milestone: [1000 words, tasks]", "milestone: 10 characters", "milestone: 3 words\nmilestone-goal: 9",
    "title: x\nmilestone: 5 words # c\ntags: [a, b]\n", "milestone:\n  - words\n  - 2 tasks", "'milestone': words", '"milestone" : words', "? milestone\n: words",
    "  milestone: words\n  a: b", "milestone: &x words\nb: *x", "milestone: |\n  words\n\n", "milestone: >-\n  1000\n  words\nx: y", "milestone: words\nmilestone-words:",
    "milestone: words\nmilestone-words: # mine", "milestone: words\nmilestone-words:    7  # mine\nmilestone-progress: '655 words to finish chunk 3 of 5'",
    'milestone: words\nmilestone-progress: "a\\\n  b"', "milestone: words\nmilestone-progress: chunk 1,\n  1000 words", "milestone: words\nmilestone-words: {a: b}",
    "milestone: words\nmilestone-words: &a 5\nb: *a", "milestone: words\nmilestone-words:\n  5\nb: 1", "milestone: words\nmilestone-words:\t5", "milestone: words\nmilestone-words: null\n# c\n\n",
    "# c\nmilestone: words", "milestone: words\na: b\nmilestone-why: |\n   long\n   text\n\nc: d", "milestone: words\nmilestone-why: >+\n   long\n\n", "a: [1,\n  2]\nmilestone: words",
    "{milestone: words}", '{milestone: words, milestone-words: 4, milestone-progress: "22222 words to finish chunk 1", z: y} # c', "a: &b 5\nmilestone: words\nmilestone-words: *b",
    "milestone: words\nmilestone-why: 'x\n  y'", "milestone: words\n? milestone-words\n: 5", "milestone: words\n? milestone-words\nb: c", "milestone: words\nmilestone-status:    in progress",
)  # fmt: skip
NAMES: tuple[dict[OwnedKey, str], ...] = ({}, {OwnedKey.WORDS: "count", OwnedKey.PROGRESS: "how far"})
CONFIGS = [
    Config(count=CountRules(words, tasks), keys=KeyStyle(frozenset(requested), MappingProxyType(names)))
    for words in WordRule
    for tasks in TaskRule
    for requested in ((), ON_REQUEST)
    for names in NAMES
]
_COOKIE = re.compile(r"\[ *\d*(?:/\d*|%|/[\d,_ ]+ words?)\]")
_ENDING = r"(?:\r\n|\r|\n)"
_BLOCK = re.compile(
    rf"(<!-- milestone -->[ \t]*{_ENDING})(?s:(?!<!-- milestone -->).)*?(?<=[\r\n])(?= {{0,3}}<!-- /milestone -->)"
)
_OURS = re.compile(rf"(?:[█░]+[ \u00a0]+[\w ,·]+|\| (?:Note|-|\[)[^\r\n]*\||[ \t]*|{_ENDING})*")
_FENCE = re.compile(rf"(?<=[\r\n])---[ \t]*(?={_ENDING}|\Z)")


def _emptied(block: re.Match[str]) -> str:
    """Take out of a block what can only be the program's; all else is the writer's, and has to stay."""
    return block[1] if _OURS.fullmatch(block[0], len(block[1])) else block[0]


def _outside(text: str, config: Config, *, by_lines: bool) -> tuple[object, str]:
    """Take the program's keys, cookies and blocks out of a text, by other means than the program's own."""
    fence = _FENCE.search(text)
    assert fence is not None
    body = _COOKIE.sub("", _BLOCK.sub(_emptied, text[fence.start() :]))
    owned = {config.keys.name(key) for key in OwnedKey}
    head = text[: fence.start()].removeprefix("\ufeff").removeprefix("---")
    kept = [
        line
        for line in re.split(r"(?<=\n)|(?<=\r)(?!\n)", head)
        if line.split(":")[0].strip(" '\"\r\n") not in owned
    ]
    values = yaml.load(head.replace("\r\n", "\n").replace("\r", "\n"), Loader=yaml.CBaseLoader)  # noqa: S506 - it makes text of all
    others = {key: value for key, value in values.items() if key not in owned}
    return (kept if by_lines else head.count("#"), others), body


def _keys_have_lines(data: bytes, config: Config) -> bool:
    """Return True if each key of the program's has a line of its own, which `_outside` can leave out."""
    head = data.decode().split("milestone", 1)
    names = "|".join(config.keys.name(key) for key in OwnedKey)
    start = head[0] + "milestone" + re.split(r"[\r\n]---", head[1])[0]
    return (
        "{" not in start and "?" not in start and not re.search(rf"(?:{names})\W*:[^\r\n]*{_ENDING} ", start)
    )


def _note(head: str, body: str, ending: str, bom: str) -> bytes:
    return (bom + f"---\n{head}\n---\n{body}".replace("\n", ending)).encode()


def _assert_kept(data: bytes, config: Config) -> None:
    """Hold one note to both promises. Every note here has a frontmatter that can be read, so no proof may fail."""
    found = examine("note.md", data, config)
    assert found.entry.problem != OUR_BUG
    if found.new is None:
        return
    again = examine("note.md", found.new, config)
    assert again.new is None
    assert again.entry.problem is None
    by_lines = _keys_have_lines(data, config)
    kept = _outside(found.new.decode(), config, by_lines=by_lines)
    assert kept == _outside(data.decode(), config, by_lines=by_lines)


heads = st.sampled_from(OPTING_IN)


@given(heads, bodies, st.sampled_from(ENDINGS), st.sampled_from(["", "\ufeff"]), st.sampled_from(CONFIGS))
def test_bytes_outside_our_spans_never_move_and_twice_is_once(
    head: str, body: str, ending: str, bom: str, config: Config
) -> None:
    _assert_kept(_note(head, body, ending, bom), config)


def test_a_great_many_random_notes() -> None:
    """A thousand notes of nasty parts; MILESTONED_MANY=10000 makes it ten thousand."""
    rng = random.Random(20261123)
    for _ in range(int(os.environ.get("MILESTONED_MANY", "1000"))):
        data = _note(rng.choice(OPTING_IN), random_body(rng), rng.choice(ENDINGS), rng.choice(("", "\ufeff")))
        _assert_kept(data, rng.choice(CONFIGS))


@given(bodies, st.sampled_from(CONFIGS))
def test_a_note_that_did_not_opt_in_is_never_written(body: str, config: Config) -> None:
    assert examine("note.md", body.encode(), config).new is None
    assert examine("note.md", f"---\ntitle: milestone\n---\n{body}".encode(), config).new is None
    assert (
        examine("note.md", f"---\nmilestone: words\nwordcount: false\n---\n{body}".encode(), config).new
        is None
    )


@given(st.binary(max_size=200), heads)
def test_no_bytes_raise(junk: bytes, head: str) -> None:
    for data in (junk, f"---\n{head}\n---\n".encode() + junk, b"---\nmilestone: words\n" + junk + b"\n---\n"):
        examine("note.md", data, Config())


@given(st.text(alphabet="abmilestone-words: \n'\"[]{}#&*|>%@`\t,?!-0"))
def test_no_frontmatter_raises_and_none_is_mistaken(head: str) -> None:
    """Whatever stands in the frontmatter, either it is refused with a problem or it is served with proof."""
    _served_or_refused(f"---\nmilestone: words\n{head}\n---\nbody\n".encode())


def _served_or_refused(data: bytes) -> None:
    found = examine("note.md", data, Config())
    assert found.entry.problem != OUR_BUG
    if found.new is not None:
        assert examine("note.md", found.new, Config()).new is None


@given(st.lists(st.integers(0, 1500), min_size=2, max_size=6))
def test_a_note_only_grows(lengths: list[int]) -> None:
    """Whatever is written and cut, the frontmatter's size never shrinks: its slots keep what they once took."""
    head = "milestone: [100 words, tasks]\nmilestone-goal: 1000"
    sizes = []
    for length in lengths:
        data = f"---\n{head}\n---\n{'word ' * length}".encode()
        new = examine("note.md", data, Config()).new or data
        head = new.decode().split("---\n")[1].rstrip("\n")
        sizes.append(len(head.encode()))
    assert sizes == sorted(sizes)


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_note_keeps_its_size_when_every_value_shrinks(ending: str) -> None:
    data = _note("milestone: 100 words\nmilestone-goal: 5000", "word " * 4999, ending, "")
    full = examine("note.md", data, Config()).new
    assert full is not None
    fewer = full.replace(b"word " * 1000, b"")
    new = examine("note.md", fewer, Config()).new
    assert new is not None
    assert len(new) == len(fewer)
