"""Whether a vault's folder is there, and is still the folder that it was: an unmount, or a mount over it, gives no event."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from milestoned.vault.vault import Vault

# Seconds between two looks, while the folder is there and while it is not.
_EVERY = 5.0
_AGAIN = 2.0


class Standing(Enum):
    """What a look at a vault's folder found."""

    THERE = "there"
    BACK = "back, or another folder in its place: what was watched is not what stands there"
    LEFT = "gone since the last look"
    AWAY = "still gone"


class Presence:
    """Looks after the folder of one vault. Times are seconds of the monotonic clock."""

    def __init__(self) -> None:
        self.next_look = 0.0
        self._is_there = True
        self._identity: tuple[int, int] | None = None

    def watched(self, vault: Vault) -> None:
        """Note that the folder as it is now is the one that is watched."""
        self._identity = vault.identity()

    def look_soon(self) -> None:
        """Have the next `look` look, whenever it comes."""
        self.next_look = 0.0

    def look(self, vault: Vault, now: float, *, had_notes: bool) -> Standing:
        """Look at the folder if it is time. Where notes stood, an empty one is a mount point with nothing mounted."""
        if now < self.next_look:
            return Standing.THERE if self._is_there else Standing.AWAY
        identity = vault.identity()
        is_same = identity == self._identity
        is_there = identity is not None and (is_same or not had_notes or bool(vault.walk().notes))
        was_there, self._is_there = self._is_there, is_there
        self.next_look = now + (_EVERY if is_there else _AGAIN)
        if is_there:
            return Standing.THERE if was_there and is_same else Standing.BACK
        return Standing.LEFT if was_there else Standing.AWAY
