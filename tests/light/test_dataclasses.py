"""Dataclasses of our own do what the standard library's do, whatever their fields and options are."""

from __future__ import annotations

import copy
import dataclasses
import pickle
import re
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import milestoned
from milestoned.light import dataclasses as light_dataclasses
from milestoned.light.dataclasses import dataclass, field, replace

if TYPE_CHECKING:
    from collections.abc import Callable

# Without a default, with one, and with one that is made anew.
_KINDS = ("required", "default", "factory")
_values = st.one_of(st.integers(0, 2), st.sampled_from(["", "a"]), st.tuples(st.integers(0, 1)))
_options = st.fixed_dictionaries({"frozen": st.booleans(), "slots": st.booleans(), "eq": st.booleans()})
_kinds = st.lists(st.sampled_from(_KINDS), min_size=1, max_size=5).map(
    lambda kinds: sorted(kinds, key=lambda kind: kind != "required")
)


def _both(kinds: list[str], options: dict[str, bool]) -> list[Any]:
    """Make the same class with the standard library and with ours."""
    return [_class(maker, kinds, options) for maker in (dataclasses, light_dataclasses)]


def _class(maker: Any, kinds: list[str], options: dict[str, bool]) -> Any:
    names = "abcde"[: len(kinds)]
    made: dict[str, Callable[[], object]] = {
        "default": lambda: 7,
        "factory": lambda: maker.field(default_factory=list),
    }
    defaults = {name: made[kind]() for name, kind in zip(names, kinds, strict=True) if kind in made}
    namespace = {"__doc__": "One.", "__annotations__": dict.fromkeys(names, "object"), **defaults}
    return maker.dataclass(**options)(type("One", (), namespace))


def _outcome(call: Any) -> object:
    """Return what a call gives; of an error its kind, and which parameters it names."""
    try:
        return call()
    except (TypeError, AttributeError) as error:
        kind = AttributeError if isinstance(error, AttributeError) else TypeError
        return kind, re.findall("'([a-e])'", str(error))


def _shown(made: Any, values: list[object], named: dict[str, object]) -> str:
    return repr(made(*values, **named)).rpartition(".")[2]


@given(_kinds, _options, st.lists(_values, max_size=6), st.dictionaries(st.sampled_from("abcdex"), _values))
def test_an_object_is_made_and_shown_the_same(
    kinds: list[str], options: dict[str, bool], values: list[object], named: dict[str, object]
) -> None:
    """Whatever is given, by place or by name: the same fields, or an error about the same parameters."""
    std, ours = (_outcome(partial(_shown, made, values, named)) for made in _both(kinds, options))
    assert ours == std


@given(_kinds, _options, st.data())
def test_objects_are_equal_and_hashed_the_same(
    kinds: list[str], options: dict[str, bool], data: st.DataObject
) -> None:
    """Objects of one class are equal if their fields are; what is not frozen has no hash."""
    first = data.draw(st.lists(_values, min_size=len(kinds), max_size=len(kinds)))
    second = data.draw(st.just(first) | st.lists(_values, min_size=len(kinds), max_size=len(kinds)))
    std, ours = ((made(*first), made(*second)) for made in _both(kinds, options))
    assert (ours[0] == ours[1]) == (std[0] == std[1])
    assert ours[0] != std[0]
    has_hash = [type(one).__dict__.get("__hash__", True) is not None for one in (std[0], ours[0])]
    assert has_hash[0] == has_hash[1]
    if has_hash[1] and ours[0] == ours[1]:
        assert hash(ours[0]) == hash(ours[1])


@given(_kinds, _options)
def test_what_is_frozen_stays_as_it_is(kinds: list[str], options: dict[str, bool]) -> None:
    """Setting a field, deleting one and setting what is no field are refused where the standard library refuses them."""
    for name in ("a", "x"):
        for change in (partial(_set, name=name), partial(_delete, name=name)):
            std, ours = (
                _outcome(partial(change, made(*range(len(kinds))))) for made in _both(kinds, options)
            )
            assert isinstance(ours, tuple) == isinstance(std, tuple)


def _delete(one: object, name: str) -> None:
    delattr(one, name)


def _set(one: object, name: str) -> None:
    setattr(one, name, 9)


@given(_kinds, _options)
def test_the_class_itself_is_the_same(kinds: list[str], options: dict[str, bool]) -> None:
    """Its name, place, text, slots and the order of its fields."""
    std, ours = _both(kinds, options)
    for name in ("__name__", "__qualname__", "__module__", "__doc__", "__match_args__", "__annotations__"):
        assert getattr(ours, name) == getattr(std, name)
    assert getattr(ours, "__slots__", None) == getattr(std, "__slots__", None)


def test_a_default_is_made_anew_for_each_object() -> None:
    """Two objects do not share a list."""
    one, other = _Base("x"), _Base("x")
    one.lines.append("y")
    assert other.lines == []


def test_a_class_below_has_the_fields_of_the_one_above_first() -> None:
    """Inherited fields come first, and keep their defaults."""
    below = _Below("x", ["y"], 3)
    assert (below.name, below.lines, below.size) == ("x", ["y"], 3)
    assert repr(below) == "_Below(name='x', lines=['y'], size=3)"
    assert _Base("x") != _Below("x")


def test_a_copy_has_what_was_changed() -> None:
    """`replace` makes another object; unknown fields are refused."""
    assert replace(_Below("x", size=1), size=2) == _Below("x", [], 2)
    with pytest.raises(TypeError):
        replace(_Below("x"), sise=2)  # type: ignore[call-arg]


def test_objects_can_be_copied_and_sent_to_another_process() -> None:
    """A frozen object with slots, too."""
    one = _Below("x", ["y"], 3)
    assert copy.deepcopy(one) == pickle.loads(pickle.dumps(one)) == one  # noqa: S301 - of our own making


def test_no_module_takes_the_standard_librarys() -> None:
    """One that did would cost each start what this module is there to save."""
    package = Path(milestoned.__file__).parent
    others = [path for path in package.rglob("*.py") if path.parent.name != "light"]
    assert not [
        path for path in others if re.search(r"(?m)^\s*(from|import) dataclasses\b", path.read_text())
    ]


@dataclass(frozen=True, slots=True)
class _Base:
    """For the tests above."""

    name: str
    lines: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Below(_Base):
    """One more field."""

    size: int = 0
