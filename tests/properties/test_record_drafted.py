"""What is new between two texts, for texts of every sort."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from milestoned.record.recorder.text_diff import drafted_and_cut

WORDS = st.lists(
    st.sampled_from(["the", "of", "and", "a", "storm", "harbour", "Ann", "sea", "said", "night"]), max_size=80
)
SEEDS = st.integers(0, 2**32)


def prose(rng: random.Random, count: int) -> list[str]:
    """Make text with the frequencies of a language: a few words are everywhere, most are rare."""
    vocabulary = [f"w{n}" for n in range(4000)]
    return rng.choices(vocabulary, [1 / (n + 3) for n in range(4000)], k=count)


@given(WORDS, WORDS)
def test_drafted_less_cut_is_the_net_change_and_neither_is_below_zero(old: list[str], new: list[str]) -> None:
    drafted, cut = drafted_and_cut(old, new)
    assert drafted - cut == len(new) - len(old)
    assert drafted >= 0
    assert cut >= 0


@given(WORDS, SEEDS)
def test_words_in_any_other_order_are_not_new(text: list[str], seed: int) -> None:
    other = text[:]
    random.Random(seed).shuffle(other)
    assert drafted_and_cut(text, other) == (0, 0)


@given(WORDS, WORDS, st.integers(0, 80))
def test_words_put_into_one_place_are_drafted_and_nothing_is_cut(
    old: list[str], new: list[str], at: int
) -> None:
    assert drafted_and_cut(old, old[:at] + new + old[at:]) == (len(new), 0)
    assert drafted_and_cut(old[:at] + new + old[at:], old) == (0, len(new))


@settings(max_examples=30, deadline=None)
@given(SEEDS)
def test_chapters_moved_while_others_grow_and_shrink_are_measured_within_one_percent(seed: int) -> None:
    rng = random.Random(seed)
    paragraphs = [prose(rng, rng.randint(30, 200)) for _ in range(30)]
    old = [word for paragraph in paragraphs for word in paragraph]
    rng.shuffle(paragraphs)
    new, gone = prose(rng, 600), paragraphs.pop()
    paragraphs.insert(rng.randint(0, 29), new)
    drafted, cut = drafted_and_cut(old, [word for paragraph in paragraphs for word in paragraph])
    assert abs(drafted - len(new)) <= len(old) / 100
    assert abs(cut - len(gone)) <= len(old) / 100


@settings(max_examples=30, deadline=None)
@given(SEEDS)
def test_a_scene_written_anew_is_drafted_and_the_old_one_cut(seed: int) -> None:
    """Common words that both scenes have are no sign that one is the other."""
    rng = random.Random(seed)
    before, scene, after = prose(rng, 500), prose(rng, 400), prose(rng, 500)
    drafted, cut = drafted_and_cut(before + scene + after, before + prose(rng, 450) + after)
    assert 440 <= drafted <= 450
    assert 390 <= cut <= 400


SAMPLE = sorted((Path(__file__).parents[2] / "sample-vault").rglob("*.md"))


@pytest.mark.parametrize("share", [0.1, 0.2, 0.3, 0.4])
@pytest.mark.parametrize("seed", range(8))
def test_words_replaced_at_random_are_measured_within_a_tenth(share: float, seed: int) -> None:
    """Real prose, and new words that are in it elsewhere, too: a chance run of four is no reason to match more."""
    rng = random.Random(seed)
    real = [word for path in SAMPLE for word in path.read_text().split()]
    for text, vocabulary in ((real[:2000], real), (prose(rng, 2000), prose(rng, 3000))):
        new = [rng.choice(vocabulary) if rng.random() < share else word for word in text]
        truth = sum(before != after for before, after in zip(text, new, strict=True))
        drafted, cut = drafted_and_cut(text, new)
        assert abs(drafted - truth) <= truth / 10
        assert drafted == cut
