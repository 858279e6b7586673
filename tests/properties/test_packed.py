"""An entry that was packed is the same one again, whatever a writer or a file system put into it."""

from __future__ import annotations

import datetime

from hypothesis import given
from hypothesis import strategies as st

from milestoned.fileio.snapshot import Stamp
from milestoned.milestone.spec import Milestone, MilestoneSpec, Unit
from milestoned.note.counts import Counts, TaskCounts
from milestoned.note.problem import Problem
from milestoned.vault import packed
from milestoned.vault.entries import Entries
from milestoned.vault.entry import Entry
from milestoned.vault.packed import pack, unpack

# Half of a surrogate pair, too: an escape in a title may say it.
TEXT = st.text(st.characters(), max_size=12)
NUMBER = st.integers(0, 2**40)
DIGEST = st.binary(min_size=32, max_size=32).map(bytes.hex) | st.just("") | TEXT
# A file of the year 1901, or 2400; an inode that takes all 64 bits.
NANOSECONDS = st.integers(-(2**61), 2**65)
STAMP = st.builds(Stamp, NUMBER, NANOSECONDS, NANOSECONDS, st.integers(0, 2**64 - 1), NUMBER)
PROBLEM = st.builds(Problem, st.integers(0, 99), TEXT, TEXT, st.integers(0, 99))
COUNTS = st.builds(Counts, NUMBER, NUMBER, st.builds(TaskCounts, NUMBER, NUMBER, NUMBER))
MILESTONE = st.builds(Milestone, st.sampled_from(Unit), st.none() | NUMBER, st.none() | NUMBER)
SPEC = st.builds(
    MilestoneSpec,
    st.lists(MILESTONE, max_size=3).map(tuple),
    st.none() | st.dates(datetime.date(1, 1, 1)),
    TEXT,
    st.lists(TEXT, max_size=2).map(tuple),
)
ENTRY = st.builds(
    Entry,
    st.just("a.md"),
    TEXT,
    st.booleans(),
    st.none() | COUNTS,
    st.none() | SPEC,
    st.none() | PROBLEM,
    st.booleans(),
    TEXT,
    DIGEST,
    st.none() | STAMP,
    st.lists(PROBLEM, max_size=2).map(tuple),
)


@given(ENTRY)
def test_what_was_packed_is_unpacked(entry: Entry) -> None:
    """And what is read off the row is what the entry says."""
    entries = Entries()
    entries["a.md"] = entry
    row = entries.row("a.md")
    assert row is not None
    assert unpack("a.md", row) == entry == entries["a.md"]
    assert packed.stamp_of(row) == entry.stamp == entries.stamp("a.md")
    assert entry.stamp is None or packed.is_of(row, entry.stamp)
    assert entries.problem("a.md") == entry.problem
    assert entries.is_index("a.md") == entry.is_index
    assert entries.is_kept_out("a.md") == entry.kept_out
    assert entries.is_served("a.md") == bool(entries.served()) == entry.opted_in
    assert entries.index_notes() == ["a.md"] * entry.is_index
    assert entries.stale() == ["a.md"] * entry.stale
    assert entries.with_warnings() == ["a.md"] * bool(entry.warnings)
    assert bool(entries.noteworthy()) == bool(entry.stale or entry.problem or entry.warnings)


@given(ENTRY, ENTRY)
def test_rows_are_the_same_only_if_entries_are(one: Entry, other: Entry) -> None:
    """So rows are compared in the place of entries."""
    assert (pack(one) == pack(other)) == (one == other)
    otherwise = one.kept_out != other.kept_out or one.globs != other.globs
    assert packed.adds_otherwise(pack(one), pack(other)) == otherwise


@given(ENTRY, STAMP)
def test_a_row_is_of_its_own_stamp_alone(entry: Entry, stamp: Stamp) -> None:
    """A note is read again for any other."""
    assert packed.is_of(pack(entry), stamp) == (entry.stamp == stamp)
