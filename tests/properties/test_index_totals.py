"""Sums that follow one changed note at a time are the sums of the notes as they are."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from milestoned.light.dataclasses import replace
from milestoned.milestone.spec import Milestone, MilestoneSpec, Unit
from milestoned.note.counts import Counts, TaskCounts
from milestoned.note.problem import Problem
from milestoned.vault.entry import Entry
from milestoned.vault.index_notes import IndexNotes, IndexTotal

_CHAPTERS = ("book/1.md", "book/2.md", "book/part/3.md", "aside.md")
_SUMS = {"book/part.md": ("part/*.md", "2.md"), "book.md": ("book/*.md",), "all.md": ("**/*.md",)}

_small = st.integers(0, 3)
_counts = st.builds(Counts, _small, _small, st.builds(TaskCounts, _small, _small, _small))
_spec = st.builds(
    lambda size, goal: MilestoneSpec((Milestone(Unit.WORDS, size, goal),)),
    st.integers(1, 3),
    st.none() | st.integers(1, 5),
)
_changes = st.fixed_dictionaries(
    {},
    optional={
        "counts": _counts,
        "title": st.sampled_from(["", "One", "Ein | Titel"]),
        "spec": st.none() | _spec,
        "problem": st.none() | st.just(Problem(1, "wrong", "mend it")),
        "digest": st.sampled_from(["", "another"]),
    },
)


def _vault() -> dict[str, Entry]:
    """Return three index notes over four notes, one index note above the others."""
    own = MilestoneSpec((Milestone(Unit.WORDS, 2, None),))
    notes = {path: Entry(path, counts=Counts(1, 5), spec=own) for path in _CHAPTERS}
    sums = {
        path: Entry(path, counts=Counts(), spec=replace(own, notes=globs)) for path, globs in _SUMS.items()
    }
    return notes | sums


def _uncounted(_path: str) -> Counts | None:
    raise AssertionError("all of them are counted")


@given(st.lists(st.tuples(st.sampled_from([*_CHAPTERS, *_SUMS]), _changes), max_size=8))
def test_a_sum_that_followed_each_change_is_the_sum_worked_out_anew(
    steps: list[tuple[str, dict[str, object]]],
) -> None:
    """Counts, rows and fingerprint: what is kept of the rows that did not change changes nothing."""
    entries = _vault()
    kept = IndexNotes(entries, _uncounted)
    for path, change in [("aside.md", {}), *steps]:
        before = entries[path]
        changed = {key: value for key, value in change.items() if key != "spec" or path not in _SUMS}
        entries[path] = replace(before, **changed)  # type: ignore[arg-type]
        if before.summed_up != entries[path].summed_up:
            kept.note_changed(path)
        anew = IndexNotes(entries, _uncounted)
        for index_note in _SUMS:
            total = kept.of(index_note)
            assert total == anew.of(index_note)
            assert isinstance(total, IndexTotal)
            below = [
                entries[leaf].counts or Counts() for leaf in kept.reached(index_note) if leaf not in _SUMS
            ]
            assert total.counts == sum(below, Counts())
