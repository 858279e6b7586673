"""The vault's state and cache folders: made again when they were cleaned away while the daemon runs."""

from __future__ import annotations

import contextlib

from milestoned.fileio.atomic import private_folder
from milestoned.light.typing import TYPE_CHECKING
from milestoned.vault import user_dirs
from milestoned.vault.device import device_of, keep_device

if TYPE_CHECKING:
    from pathlib import Path

    from milestoned.watch.daemon_lock import DaemonLock


class OwnFolders:
    """Looks after the folders of one vault outside of it, and what the daemon keeps in them while it runs."""

    def __init__(self, root: Path, lock: DaemonLock) -> None:
        self._state = user_dirs.vault_state(root)
        self._cache = user_dirs.vault_cache(root)
        self._lock = lock
        self._device = ""
        # A disk that is full at the start: the name is made later, by the record.
        with contextlib.suppress(OSError):
            self._device = device_of(self._state)
        self._was_there = False

    def restore(self) -> str:
        """Make again what is missing: folders, device name, lock. Return a line for the log; "": nothing was missing.

        Raises OSError, and MilestonedError if another daemon has taken the vault meanwhile.
        """
        missing = [folder for folder in (self._state, self._cache) if not folder.is_dir()]
        if not missing and self._lock.is_held():
            self._was_there = True
            return ""
        for folder in missing:
            private_folder(folder)
        keep_device(self._state, self._device)
        self._lock.take_again()
        was_there, self._was_there = self._was_there, True
        if not was_there:
            return f"{self._state} can be used now: the record is kept from here on"
        names = " and ".join(map(str, missing or [self._state]))
        return f"{names} was cleaned away while milestoned runs: made again, nothing is lost"
