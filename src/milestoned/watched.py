"""What a daemon is given to watch, and what wakes it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

    from milestoned.vault.vault import Vault


class Changed(Protocol):
    """Takes in that something may have changed at a path of a vault, at a time of the monotonic clock."""

    def __call__(self, path: str, now: float, *, arrived: bool) -> None:
        """Take it in; `arrived` if a sync tool put it there."""


@dataclass(frozen=True, slots=True)
class Wake:
    """Something may have changed at a path: to be told to `changed` on the thread that works."""

    changed: Changed
    path: str
    arrived: bool


@dataclass(frozen=True, slots=True)
class Watched:
    """A vault to watch, and the paths in it that were named ("" is all of it)."""

    vault: Vault
    names: Callable[[str], bool]
