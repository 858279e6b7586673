"""The span that differs, and what a half-done write of it looks like."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from milestoned.fileio.byte_change import SECTOR, Change

TEXTS = st.text("ab\n", max_size=40).map(str.encode)


@given(TEXTS, TEXTS)
def test_the_span_put_in_place_of_the_old_one_gives_the_note_after(before: bytes, after: bytes) -> None:
    change = Change.between(before, after)
    assert Change.from_span(before, change.first, len(change.old), change.fresh) == change
    assert before[: change.first] == after[: change.first]


def test_only_a_change_of_the_same_size_within_one_sector_is_atomic() -> None:
    long = b"x" * 2 * SECTOR
    assert Change.between(long, b"y" + long[1:]).is_atomic
    assert not Change.between(long, long + b"y").is_atomic
    across = long[: SECTOR - 1] + b"yy" + long[SECTOR + 1 :]
    assert not Change.between(long, across).is_atomic


def test_a_part_of_the_new_note_over_the_old_one_is_known_as_half_done() -> None:
    before, after = b"a" * 2000, b"b" * 2100
    change = Change.between(before, after)
    assert change.is_half_done(after[:SECTOR] + before[SECTOR:])
    assert change.is_half_done(after[:2050])


def test_a_text_that_somebody_wrote_since_is_not_taken_for_half_done() -> None:
    change = Change.between(b"n: 9\nMy text.", b"n: 10\nMy text.")
    for found in (b"n: 10\nMy new text.", b"n: 10\nMytext.", b"", b"n: 9\nMy text.", b"n: 10\nMy text."):
        assert not change.is_half_done(found)


def test_a_shrinking_write_that_was_not_cut_off_is_known_as_half_done() -> None:
    assert Change.between(b"n: 10\nMy text.", b"n: 9\nMy text.").is_half_done(b"n: 9\nMy text..")


@given(st.binary(min_size=1, max_size=3 * SECTOR), st.binary(max_size=3 * SECTOR), st.data())
def test_a_write_that_ended_at_any_byte_is_known_as_half_done(
    before: bytes, after: bytes, data: st.DataObject
) -> None:
    change = Change.between(before, after)
    end = change.first + data.draw(st.integers(0, len(change.payload)))
    found = after[:end] + before[end:]
    assert change.is_cut_off(found) or found in (before, after)
