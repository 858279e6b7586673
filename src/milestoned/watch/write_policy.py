"""When a note may be written: what editors, Obsidian and other devices sharing the vault ask of a program."""

from __future__ import annotations

import contextlib
import time

from milestoned.fileio import emacs, processes
from milestoned.fileio.atomic import private_folder
from milestoned.fileio.editor_locks import WriteDelay, emacs_with, hold_for_editor
from milestoned.light.typing import TYPE_CHECKING
from milestoned.vault import user_dirs
from milestoned.vault.config import DEFAULT_SETTLE
from milestoned.vault.device import device_of
from milestoned.vault.editor_holds import EditorHolds
from milestoned.watch.sync_tools import is_shared, keeps_an_older_time

if TYPE_CHECKING:
    from milestoned.vault.vault import Vault

# Seconds. Obsidian merges a change of size into text it has not saved yet; it saves 2 s after the last key.
_OBSIDIAN_QUIET = 10.0
# Emacs asks at the next key after a change of size, even with all text saved: none is made while it runs, for a day.
_EMACS_RESTED = 24 * 3600.0
_EMACS_AGAIN = 1.0
_EMACS_AGAIN_LATEST = 30.0
_OBSIDIAN_TOUCH = 120.0
_EDITOR_AGAIN = 1.0


class WritePolicy:
    """When the daemon may write in one vault: who changed each note last and when, and what to touch once it rests.

    Times are seconds of the monotonic clock.
    """

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        settings = vault.config
        self.obsidian = vault.is_obsidian
        self._device = ""
        # On a full disk this device has no name yet, and no journal either.
        with contextlib.suppress(OSError):
            self._device = device_of(user_dirs.vault_state(vault.root))
        self.shared = is_shared(vault.root, self._device)
        self.settle = DEFAULT_SETTLE if settings.settle is None else settings.settle
        self._resize_after = _OBSIDIAN_QUIET if self.obsidian and settings.settle is None else 0.0
        default_touch = _OBSIDIAN_TOUCH if self.obsidian else 0.0
        self._touch_after = default_touch if settings.touch_at_rest is None else settings.touch_at_rest
        self.remote_settle = settings.remote_settle
        self._changed_at: dict[str, float] = {}
        self._arrived_at: dict[str, float] = {}
        self._touch_at: dict[str, float] = {}
        self._edited_at: dict[str, float] = {}
        self._in_emacs: dict[str, str] = {}
        self._emacs_before = emacs.running()
        self._began = time.time()
        self._editors = EditorHolds(private_folder(user_dirs.vault_state(vault.root)))

    def take_over(self, other: WritePolicy) -> None:
        """Know what another policy of this vault, which ends, has seen."""
        self._changed_at |= other._changed_at
        self._arrived_at |= other._arrived_at
        self._touch_at |= other._touch_at if self._touch_after else {}
        self._edited_at |= other._edited_at
        self._in_emacs |= other._in_emacs
        self._emacs_before, self._began = other._emacs_before, other._began

    def close(self) -> None:
        """Close the file that shows which editors hold notes."""
        self._editors.close()

    def changed(self, path: str, now: float, *, arrived: bool) -> None:
        """Remember who changed a note, and when: a sync tool (`arrived`), or somebody at this device."""
        if arrived:
            self.shared = True
            self._arrived_at[path] = now
        else:
            self._arrived_at.pop(path, None)
        self._changed_at[path] = now
        if path in self._touch_at:
            self._touch_at[path] = now + self._touch_after

    def locked(self, path: str) -> None:
        """Remember which Emacs set or removed a lock beside a note: it has the note open from then on."""
        if owner := emacs_with(self._vault.absolute(path)):
            self._in_emacs[path] = owner

    def found_stale(self, path: str, now: float) -> None:
        """Remember a note that was stale at the start: in a shared vault, the device it was edited on writes it."""
        if self.shared:
            self._arrived_at.setdefault(path, now)

    def found_changed(self, path: str, now: float) -> None:
        """Remember a note that changed without an event: only its times can show who changed it."""
        if self.shared and path not in self._arrived_at and keeps_an_older_time(self._vault.absolute(path)):
            self._arrived_at[path] = now

    def look_who_shares(self) -> bool:
        """Look again whether a sync tool works here; return True if one does."""
        self.shared = self.shared or is_shared(self._vault.root, self._device)
        return self.shared

    def is_local(self, path: str) -> bool:
        """Return True if a note was changed last on this device, as far as is known."""
        return path not in self._arrived_at

    def spread(self, source: str, target: str) -> None:
        """Let an index note follow a note: the device that the note was edited on writes both."""
        if source in self._arrived_at:
            self._arrived_at[target] = max(self._arrived_at[source], self._arrived_at.get(target, 0.0))
        else:
            self._arrived_at.pop(target, None)

    def hold_for_write(self, path: str, size_changes: bool) -> WriteDelay | None:  # noqa: FBT001 - a fact, not a switch
        """Return why and for how many seconds a note is to wait; None if it may be written now.

        `size_changes`: the write makes the note longer or shorter, which editors mind more than other numbers.
        """
        if self._editors.is_held(path):
            # Asked often: it is free as soon as that editor ends.
            return WriteDelay("it is open in an editor that writes it itself", _EDITOR_AGAIN)
        now = time.monotonic()
        if path in self._arrived_at:
            left = self._arrived_at[path] + self._vault.config.remote_settle - now
            if left > 0:
                return WriteDelay("it was edited on another device, which will write it", left)
            del self._arrived_at[path]
        if size_changes and (hold := self._hold_size(path, now)):
            return hold
        return hold_for_editor(self._vault.absolute(path), size_changes=size_changes)

    def _hold_size(self, path: str, now: float) -> WriteDelay | None:
        quiet = now - self._changed_at.get(path, 0.0)
        if quiet < self._resize_after:
            return WriteDelay("Obsidian may have it open", self._resize_after - quiet)
        if self._is_in_emacs(path):
            # Asked often at first: it is free as soon as Emacs ends.
            again = min(max(_EMACS_AGAIN, quiet / 10), _EMACS_AGAIN_LATEST)
            return WriteDelay("Emacs has it open, and would ask about a change of size", again)
        return None

    def _is_in_emacs(self, path: str) -> bool:
        """Return True if an Emacs that edited a note still runs, and the note has not rested for a day."""
        owner = self._in_emacs.get(path)
        if owner and not processes.still_runs(owner):
            del self._in_emacs[path]
        saved = self._saved_at(path)
        if saved is None or time.time() - saved >= _EMACS_RESTED:
            return False
        return path in self._in_emacs or self._is_in_earlier_emacs(saved)

    def _is_in_earlier_emacs(self, saved: float) -> bool:
        """Return True if an Emacs that was there before us may have a note, which changed since it was started."""
        if saved > self._began:
            return False
        self._emacs_before = [found for found in self._emacs_before if processes.still_runs(found.owner)]
        return any(found.started <= saved for found in self._emacs_before)

    def _saved_at(self, path: str) -> float | None:
        """Return when a note was saved last (seconds since 1970): what we write keeps that time."""
        try:
            return self._vault.absolute(path).stat().st_mtime
        except OSError:
            return None

    def written(self, path: str, now: float) -> None:
        """Remember a note that we wrote with its old time: it is touched once it rests, so that Obsidian sees it."""
        if self._touch_after:
            self._touch_at[path] = now + self._touch_after

    def edited(self, path: str, now: float) -> None:
        """Remember an index note that an author changed: it is not touched while they may be typing in it."""
        self._edited_at[path] = now

    def touches_sum(self, path: str, now: float) -> bool:
        """Return True if an index note that was just written is touched at once: nobody is typing in it."""
        if not self._touch_after or now - self._edited_at.get(path, float("-inf")) < self._touch_after:
            return False
        self._touch_at.pop(path, None)
        return True

    def rested(self, now: float) -> list[str]:
        """Take out and return the notes that are to be touched now; those that an editor holds wait on."""
        rested = [path for path, when in self._touch_at.items() if when <= now]
        for path in rested:
            del self._touch_at[path]
        held = [path for path in rested if self._editors.is_held(path)]
        self._touch_at |= dict.fromkeys(held, now + _EDITOR_AGAIN)
        return [path for path in rested if path not in held]

    def next_touch(self) -> float | None:
        """Return when the next note is to be touched; None where none is."""
        return min(self._touch_at.values(), default=None)

    def forget(self, path: str) -> None:
        """Forget a note that is gone."""
        for times in (self._changed_at, self._arrived_at, self._touch_at, self._edited_at):
            times.pop(path, None)
        self._in_emacs.pop(path, None)
