"""Dataclasses that cost next to nothing until the first object is made.

The standard library compiles five methods for each class where it is defined: 0.4 ms a class, more than a third of the
time that a `status` took, which defines sixty and uses half of them. Here `__init__` is compiled when the first object
is made, and printing, comparing and hashing are functions that all classes share. What a class does is the same, as
far as this program uses it; to the type checker these are the standard library's.
"""

from __future__ import annotations

from operator import attrgetter

from milestoned.light.typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

__all__ = ["dataclass", "field", "replace"]

_REQUIRED: Any = object()


class _Factory:
    """A field's default, made anew for each object."""

    __slots__ = ("make",)

    def __init__(self, make: Callable[[], Any]) -> None:
        self.make = make


def _dataclass(
    cls: type | None = None, /, *, frozen: bool = False, slots: bool = False, eq: bool = True
) -> Any:
    if cls is None:
        return lambda made: _defined(made, frozen=frozen, slots=slots, eq=eq)
    return _defined(cls, frozen=frozen, slots=slots, eq=eq)


def _field(*, default_factory: Callable[[], Any]) -> Any:
    return _Factory(default_factory)


def _replace(value: Any, /, **changes: Any) -> Any:
    return type(value)(**{name: getattr(value, name) for name in value.__match_args__} | changes)


def _defined(cls: type, *, frozen: bool, slots: bool, eq: bool) -> type:
    """Make a class once more, with slots for its fields if it is to have them, and with its methods."""
    own = dict(vars(cls))
    names = tuple(own.get("__annotations__", ()))
    fields = getattr(cls, "_defaults", {}) | {name: own.get(name, _REQUIRED) for name in names}
    namespace: dict[str, Any] = {
        "_defaults": fields,
        "_values": attrgetter(*fields),
        "__match_args__": tuple(fields),
        "__repr__": _repr,
    }
    if eq:
        namespace |= {"__eq__": _eq, "__hash__": _hash if frozen else None}
    if frozen:
        namespace |= {"__setattr__": _refuse, "__delattr__": _refuse}
    if frozen and slots:
        namespace["__reduce__"] = _reduce
    if slots:
        namespace["__slots__"] = names
    dropped = {"__dict__", "__weakref__", *names}
    namespace |= {name: value for name, value in own.items() if name not in dropped}
    made = type(cls)(cls.__name__, cls.__bases__, namespace)
    made.__qualname__ = cls.__qualname__
    made.__init__ = _init_when_called(made, frozen=frozen, slots=slots)  # type: ignore[misc]
    return made


def _init_when_called(cls: Any, *, frozen: bool, slots: bool) -> Callable[..., None]:
    """Return an `__init__` that puts the compiled one in its own place when it is called."""

    def init(self: object, *values: object, **named: object) -> None:
        cls.__init__ = _compiled_init(cls, frozen=frozen, slots=slots)
        cls.__init__(self, *values, **named)

    return init


def _compiled_init(cls: Any, *, frozen: bool, slots: bool) -> Any:
    known: dict[str, Any] = {"set_attribute": object.__setattr__}
    parameters, lines = [], []
    for name, default in cls._defaults.items():
        value = name
        if default is _REQUIRED:
            parameters.append(name)
        else:
            known[f"default_{name}"] = default
            parameters.append(f"{name}=default_{name}")
        if isinstance(default, _Factory):
            known[f"make_{name}"] = default.make
            value = f"make_{name}() if {name} is default_{name} else {name}"
        if not frozen:
            lines.append(f"self.{name} = {value}")
        elif slots:
            # The slot's own setter is twice as fast as `object.__setattr__`, which looks for it first.
            known[f"set_{name}"] = getattr(cls, name).__set__
            lines.append(f"set_{name}(self, {value})")
        else:
            lines.append(f"set_attribute(self, {name!r}, {value})")
    exec(f"def __init__(self, {', '.join(parameters)}):\n " + "\n ".join(lines), known)  # noqa: S102 - the names are ours
    init = known["__init__"]
    init.__qualname__ = f"{cls.__qualname__}.__init__"
    return init


def _repr(self: Any) -> str:
    fields = ", ".join(f"{name}={getattr(self, name)!r}" for name in self.__match_args__)
    return f"{type(self).__qualname__}({fields})"


def _eq(self: Any, other: Any) -> Any:
    if other.__class__ is not self.__class__:
        return NotImplemented
    return self._values(self) == self._values(other)


def _hash(self: Any) -> int:
    return hash(self._values(self))


def _refuse(self: object, name: str, *_value: object) -> None:  # noqa: ARG001 - the place of the object
    raise AttributeError(f"cannot assign to field {name!r}")


def _reduce(self: Any) -> tuple[Any, ...]:
    return type(self), tuple(getattr(self, name) for name in self.__match_args__)


if TYPE_CHECKING:
    from dataclasses import dataclass, field, replace
else:
    dataclass, field, replace = _dataclass, _field, _replace
