"""Patterns that are compiled when they are first used: a run needs few of them, and some take half a millisecond."""

from __future__ import annotations

import re

from milestoned.light.typing import TYPE_CHECKING

if TYPE_CHECKING:
    from re import Pattern
    from typing import Any

_METHODS = ("findall", "finditer", "fullmatch", "match", "search", "split", "sub", "subn")


class _Pattern:
    """Stands for a compiled pattern, and has its methods."""

    __slots__ = ("_flags", "_text", *_METHODS)

    def __init__(self, text: str, flags: int) -> None:
        self._text = text
        self._flags = flags

    @property
    def pattern(self) -> str:
        """The text, which other patterns are made of."""
        return self._text

    def __getattr__(self, name: str) -> Any:
        # Asked only while the slots of the methods are empty: from the second call on they are the compiled pattern's.
        compiled = re.compile(self._text, self._flags)
        for method in _METHODS:
            setattr(self, method, getattr(compiled, method))
        return getattr(compiled, name)


def lazy_pattern(text: str, flags: int = 0) -> Pattern[str]:
    """Return what is used like `re.compile(text, flags)`. A mistake in the text is found at the first use."""
    return _Pattern(text, flags)  # type: ignore[return-value]
