"""The few things that were used last, by name: in memory, since they are likely to be used again."""

from __future__ import annotations

from typing import TypeVar

_Thing = TypeVar("_Thing")
# Notes that are being written at a time.
_MOST = 4


class Recent(dict[str, _Thing]):
    """A dictionary of what `keep` was given last, four things at most."""

    def keep(self, name: str, thing: _Thing) -> _Thing:
        """Keep a thing in the place of the one that was kept first, and return it."""
        self.pop(name, None)
        self[name] = thing
        if len(self) > _MOST:
            del self[next(iter(self))]
        return thing
