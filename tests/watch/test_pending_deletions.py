"""A missing note is believed gone after a grace time only. Times are arguments, in seconds."""

from __future__ import annotations

from milestoned.watch.pending import PendingDeletions

_KNOWN = 20


def test_a_missing_note_gets_a_second_look_after_two_seconds() -> None:
    """It may be half a rename: due at 2 s, once."""
    deletions = PendingDeletions(shared=False)
    deletions.missed("a.md", 10.0)
    assert deletions.next_due(_KNOWN) == 12.0
    assert deletions.due(11.9, _KNOWN) == []
    assert deletions.due(12.0, _KNOWN) == ["a.md"]
    assert deletions.due(99.0, _KNOWN) == []
    assert deletions.next_due(_KNOWN) is None


def test_the_first_time_that_it_was_missed_counts() -> None:
    """Looked for again and again, its grace time does not begin again."""
    deletions = PendingDeletions(shared=False)
    deletions.missed("a.md", 0.0)
    deletions.missed("a.md", 1.9)
    assert deletions.due(2.0, _KNOWN) == ["a.md"]


def test_where_devices_share_a_vault_a_deletion_takes_a_minute() -> None:
    """A sync tool may take a note away before it brings the new one."""
    deletions = PendingDeletions(shared=True)
    deletions.missed("a.md", 0.0)
    assert deletions.due(59.9, _KNOWN) == []
    assert deletions.due(60.0, _KNOWN) == ["a.md"]


def test_half_of_all_notes_missing_at_once_take_a_minute() -> None:
    """That is a folder unmounted or a sync under way; seven of fourteen are few enough to be an author's doing."""
    few, many = PendingDeletions(shared=False), PendingDeletions(shared=False)
    for number in range(7):
        few.missed(f"{number}.md", 0.0)
    for number in range(10):
        many.missed(f"{number}.md", 0.0)
    assert len(few.due(2.0, 14)) == 7
    assert many.due(2.0, _KNOWN) == []
    assert len(many.due(60.0, _KNOWN)) == 10


def test_a_note_that_is_back_is_not_missing() -> None:
    """What `is_back` returns is whether it was missed."""
    deletions = PendingDeletions(shared=False)
    deletions.missed("a.md", 0.0)
    assert deletions.holds_any(["b.md", "a.md"])
    assert deletions.is_back("a.md")
    assert not deletions.is_back("a.md")
    assert not deletions.holds_any(["b.md", "a.md"])
    assert deletions.due(99.0, _KNOWN) == []


def test_a_vault_that_is_not_there_proves_nothing() -> None:
    """`clear` forgets all that was missed."""
    deletions = PendingDeletions(shared=False)
    deletions.missed("a.md", 0.0)
    deletions.clear()
    assert deletions.next_due(_KNOWN) is None
