"""What `start` adds, `stop` takes away: a note that began and ended is the note it was, byte for byte."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from milestoned.milestone.opt_in import Choice, start_text
from milestoned.note.note import Note, parse
from milestoned.note.problem import Problem
from milestoned.vault.config import Config
from milestoned.vault.examine import examine
from milestoned.vault.stop import opted_out
from tests.properties.nasty import ENDINGS, bodies, random_body
from tests.properties.test_note_bytes import CONFIGS

ROOT = Path(__file__).parents[2]
REAL_NOTES = [*sorted((ROOT / "sample-vault").rglob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
CHOICES = (
    Choice("1000 words"),
    Choice("tasks", "9"),
    Choice("500 characters", "5000", "2026-12-31", "because: of #this"),
)
HEADS = ("title: 'A'  # mine\n", "\n", "# only this\n", "a: |\n  x\n\n", "  a: b\n", "a: &x 1\nb: *x\n", "'s': \"x\"\n")  # fmt: skip
BARE = ("/", "%")


def _is_bare(data: bytes) -> bool:
    """Return True if no cookie and no block of a note holds a value: what was there before is known afterwards."""
    note = parse(data)
    assert isinstance(note, Note)
    cookies_are_bare = all(cookie.text[1] in BARE for cookie in note.outline.cookies)
    return cookies_are_bare and all(end - start == 2 for start, end in note.outline.status_blocks)


def _without_empty_block(data: bytes) -> bytes:
    """Take out two fences with nothing between them: they go with the last key, whoever wrote them."""
    note = parse(data)
    assert isinstance(note, Note)
    block = note.frontmatter
    return data.replace(note.source.text[: block.end].encode(), b"", 1) if block and not block.inner else data


def _assert_same(data: bytes, choice: Choice, config: Config) -> bool:
    """Start, update and stop a note. Return False if it cannot be started."""
    with_keys = start_text(data, choice, config.size)
    if isinstance(with_keys, Problem):
        return False
    examined = examine("note.md", with_keys, config)
    if examined.entry.problem:
        return False
    stopped = opted_out(config, "note.md", examined.new or with_keys)
    assert not isinstance(stopped, Problem), stopped
    assert stopped == (
        _without_empty_block(data) if _is_bare(with_keys) else opted_out(config, "note.md", with_keys)
    )
    assert opted_out(config, "note.md", stopped) == stopped
    return True


heads = st.sampled_from(["", *(f"---\n{head}---\n" for head in HEADS)])
boms = st.sampled_from(["", "\ufeff"])


@given(heads, bodies, st.sampled_from(ENDINGS), boms, st.sampled_from(CHOICES), st.sampled_from(CONFIGS))
def test_start_then_stop_gives_the_same_bytes(
    head: str, body: str, ending: str, bom: str, choice: Choice, config: Config
) -> None:
    _assert_same((bom + (head + body).replace("\n", ending)).encode(), choice, config)


def test_a_great_many_random_notes() -> None:
    """A thousand notes of nasty parts; MILESTONED_MANY=10000 makes it ten thousand."""
    rng = random.Random(20261126)
    started = 0
    for _ in range(int(os.environ.get("MILESTONED_MANY", "1000"))):
        head = rng.choice(["", *(f"---\n{head}---\n" for head in HEADS)])
        text = (head + random_body(rng)).replace("\n", rng.choice(ENDINGS))
        started += _assert_same(
            (rng.choice(("", "\ufeff")) + text).encode(), rng.choice(CHOICES), rng.choice(CONFIGS)
        )
    assert started > 500


@pytest.mark.parametrize("path", REAL_NOTES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_real_note_too(path: Path) -> None:
    """A note with a milestone is stopped first: then it begins and ends as any other."""
    without = opted_out(Config(), "note.md", path.read_bytes())
    assert isinstance(without, bytes)
    assert _assert_same(without, CHOICES[0], Config())
