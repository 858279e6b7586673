"""Which changed notes are due, and when."""

from __future__ import annotations

from milestoned.watch.debounce import Debouncer


def test_a_path_is_due_once_it_has_been_quiet() -> None:
    """A path that changed at 0 with 0.3 s of quiet is due at 0.3, not before, and only once."""
    debouncer = Debouncer(0.3, 3.0)
    debouncer.changed("a", 0.0)
    assert debouncer.next_due() == 0.3
    assert debouncer.due(0.29) == []
    assert debouncer.due(0.3) == ["a"]
    assert debouncer.due(9.0) == []
    assert debouncer.next_due() is None


def test_each_change_begins_the_quiet_anew() -> None:
    """Changes at 0 and 0.2 make it due at 0.5."""
    debouncer = Debouncer(0.3, 3.0)
    debouncer.changed("a", 0.0)
    debouncer.changed("a", 0.2)
    assert debouncer.due(0.45) == []
    assert debouncer.due(0.5) == ["a"]


def test_a_path_that_never_rests_is_due_at_the_latest() -> None:
    """Changes every 0.1 s make it due 3 s after the first, and again 3 s after the next."""
    debouncer = Debouncer(0.3, 3.0)
    due = []
    for tick in range(70):
        debouncer.changed("a", tick / 10)
        due += [tick / 10] * len(debouncer.due(tick / 10))
    assert due == [3.0, 6.1]


def test_a_longest_wait_shorter_than_the_quiet_is_the_quiet() -> None:
    """`latest` never undercuts `quiet`: a note is not looked at before it has settled once."""
    debouncer = Debouncer(2.0, 1.0)
    debouncer.changed("a", 0.0)
    assert debouncer.next_due() == 2.0


def test_paths_come_in_the_order_they_changed() -> None:
    """The old name of a renamed note comes before the new one."""
    debouncer = Debouncer(0.3, 3.0)
    for path in ("old", "new", "other"):
        debouncer.changed(path, 0.0)
    assert debouncer.due(1.0) == ["old", "new", "other"]


def test_a_path_to_be_looked_at_again_waits_that_long() -> None:
    """After `again` with 1 s it is due at 1, however quiet it is."""
    debouncer = Debouncer(0.3, 3.0)
    debouncer.again("a", 0.0, 1.0)
    assert "a" in debouncer
    assert debouncer.due(0.9) == []
    assert debouncer.due(1.0) == ["a"]


def test_a_change_is_looked_at_before_the_second_look_that_was_put_off() -> None:
    """A save at 0.1 of a note that was put off by 10 s is due at 0.4."""
    debouncer = Debouncer(0.3, 3.0)
    debouncer.again("a", 0.0, 10.0)
    debouncer.changed("a", 0.1)
    assert debouncer.due(0.3) == []
    assert debouncer.due(0.4) == ["a"]


def test_what_one_settler_holds_another_takes_over() -> None:
    """New settings forget no change: it is due by the new waits."""
    old, new = Debouncer(0.3, 3.0), Debouncer(1.0, 3.0)
    old.changed("a", 0.0)
    new.changed("b", 0.5)
    new.take_over(old)
    assert len(new) == 2
    assert new.due(1.0) == ["a"]
    assert new.due(1.5) == ["b"]


def test_a_cleared_settler_holds_nothing() -> None:
    """Nothing is due after `clear`."""
    debouncer = Debouncer(0.3, 3.0)
    debouncer.changed("a", 0.0)
    debouncer.clear()
    assert len(debouncer) == 0
    assert debouncer.due(9.0) == []


def test_what_is_looked_at_again_later_does_not_settle() -> None:
    """A note that waits for an editor may wait for minutes: it is none of those that are changing."""
    debouncer = Debouncer(0.3, 3.0)
    debouncer.changed("a", 0.0)
    debouncer.changed("b", 0.0)
    debouncer.again("b", 0.1, 60.0)
    assert debouncer.settling(0.2) == 1
