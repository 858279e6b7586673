"""Whatever happens, the settler loses no change and starves no path."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from milestoned.watch.debounce import Debouncer

_EPSILON = 1e-6


@dataclass(frozen=True, slots=True)
class _Step:
    """Some time passes, then a path changes, or is put off, or neither; then what is due is taken out."""

    after: float
    path: str | None
    delay: float | None


_steps = st.lists(
    st.builds(
        _Step,
        st.floats(0, 2),
        st.none() | st.sampled_from(["a", "b", "c", "d"]),
        st.none() | st.floats(0, 5),
    ),
    max_size=60,
)
_waits = st.floats(0, 2)


@given(_waits, st.floats(0, 5), _steps)
def test_every_change_is_due_after_quiet_and_not_later_than_the_latest(
    quiet: float, latest: float, steps: list[_Step]
) -> None:
    """Each path comes out once after its changes: not before it was quiet or at its latest time, and never later."""
    debouncer = Debouncer(quiet, latest)
    latest = max(quiet, latest)
    now = 0.0
    waiting: dict[str, tuple[float, float, float]] = {}
    for step in steps:
        now += step.after
        _take_out(debouncer, now, waiting, quiet, latest)
        if step.path is None:
            continue
        first, _, not_before = waiting.get(step.path, (now, now, now))
        if step.delay is None:
            debouncer.changed(step.path, now)
            waiting[step.path] = (first, now, not_before) if not_before <= now else (now, now, now)
        else:
            debouncer.again(step.path, now, step.delay)
            last = waiting.get(step.path, (now, now, now))[1]
            waiting[step.path] = (first, last, max(not_before, now + step.delay))
    _take_out(debouncer, now + latest + 6, waiting, quiet, latest)
    assert waiting == {}
    assert len(debouncer) == 0


def _take_out(
    debouncer: Debouncer,
    now: float,
    waiting: dict[str, tuple[float, float, float]],
    quiet: float,
    latest: float,
) -> None:
    """Take out what is due, and compare it with what should be."""
    told = debouncer.next_due()
    due = debouncer.due(now)
    assert len(due) == len(set(due))
    assert bool(due) == (told is not None and told <= now)
    for path in due:
        first, last, not_before = waiting.pop(path)
        assert now >= not_before
        assert now >= min(last + quiet, first + latest) - _EPSILON
    for first, _, not_before in waiting.values():
        assert now < max(first + latest, not_before) + _EPSILON
