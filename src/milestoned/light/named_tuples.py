"""Named tuples that are defined without `typing`, which compiles the annotation of each field and takes long to load."""

from __future__ import annotations

import collections

from milestoned.light.typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

__all__ = ["NamedTuple"]


# Any, because the type checker wants to see the fields in the call.
_namedtuple: Any = collections.namedtuple  # noqa: PYI024 - the very thing that `typing` calls


class _Definition(type):
    """Makes the tuple that a class describes: its fields are what it annotates."""

    def __new__(cls, name: str, bases: tuple[type, ...], namespace: dict[str, Any]) -> Any:
        if not bases:
            return super().__new__(cls, name, bases, namespace)
        fields = namespace.pop("__annotations__")
        defaults = [namespace.pop(field) for field in fields if field in namespace]
        made: Any = _namedtuple(name, fields, defaults=defaults, module=namespace["__module__"])
        for key, value in namespace.items():
            if key != "__module__":
                setattr(made, key, value)
        return made


if TYPE_CHECKING:
    from typing import NamedTuple
else:

    class NamedTuple(metaclass=_Definition):
        """What a named tuple is derived from, as with `typing.NamedTuple`."""
