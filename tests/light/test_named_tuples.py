"""Named tuples of our own are what `typing.NamedTuple` makes."""

from __future__ import annotations

import pickle
import typing
from typing import Any

from milestoned.light.named_tuples import NamedTuple


class _Ours(NamedTuple):
    """One."""

    size: int
    name: str = "x"

    @property
    def double(self) -> int:
        """Twice the size."""
        return 2 * self.size

    @classmethod
    def of(cls, size: int) -> _Ours:
        """Make one."""
        return cls(size)


class _Theirs(typing.NamedTuple):
    """One."""

    size: int
    name: str = "x"


def test_it_is_a_tuple_with_names() -> None:
    """Made by place or by name, with defaults; equal to a tuple, copied with changes, printed with its fields."""
    one: Any = _Ours(1)
    assert one == (1, "x") == _Theirs(1)
    assert one._replace(name="y") == _Ours(size=1, name="y")
    assert repr(one) == repr(_Theirs(1)).replace("_Theirs", "_Ours")
    assert (_Ours._fields, _Ours.__doc__, _Ours.__module__) == (_Theirs._fields, "One.", __name__)
    assert _Ours._make([2, "z"]) == (2, "z")


def test_it_has_the_methods_of_its_class() -> None:
    """Properties and class methods, too."""
    assert _Ours.of(3).double == 6
    assert isinstance(_Ours.of(3), _Ours)


def test_it_can_be_sent_to_another_process() -> None:
    assert pickle.loads(pickle.dumps(_Ours(1))) == _Ours(1)  # noqa: S301 - of our own making
