"""One watched vault: its lock, its watcher, what has changed in it, and what becomes of that."""

from __future__ import annotations

import os
import time
from operator import attrgetter
from typing import TYPE_CHECKING

import filelock

from milestoned.errors import MilestonedError, UsageError
from milestoned.lookout import Lookout
from milestoned.manners import Manners
from milestoned.survey import Survey
from milestoned.telling import Log, Teller
from milestoned.updating import Result, Update, Updater
from milestoned.vault import config, places
from milestoned.vault.settle import Settler
from milestoned.vault.vault import Vault
from milestoned.watched import Wake, Watched

if TYPE_CHECKING:
    import queue
    from collections.abc import Callable

    from milestoned.vault.entry import Entry

# Seconds. A note that is gone may be half a rename, or half a sync: it is believed gone after a second look.
_GONE_AFTER = 2.0
_GONE_AFTER_SHARED = 60.0
# How often to look after a file displaced by an exchange, and how long to go on with that at the end.
_TEND_EVERY = 0.1
_CLOSE_WITHIN = 0.3

_CONFIG_PATH = f"{config.FOLDER}/{config.FILE}"
_CONFIG_PATHS = {_CONFIG_PATH, f"{config.FOLDER}/"}


class Keeper:
    """Keeps one vault up to date. `work` does what is due, and no more once `out_of_time` says so."""

    def __init__(
        self,
        watched: Watched,
        wakes: queue.SimpleQueue[Wake | None],
        log: Log,
        out_of_time: Callable[[], bool],
        *,
        poll: bool,
    ) -> None:
        self._names = watched.names
        self._wakes = wakes
        self._log = log
        self._out_of_time = out_of_time
        self._gone: dict[str, float] = {}
        self._changed: list[str] = []
        self._owed: dict[str, None] = {}
        self._teller = Teller(log)
        self._settler = Settler(0.0, 0.0)
        self._use(watched.vault)
        self._lookout = Lookout(self._root, self._on_change, log.say, poll=poll)
        self._lock = filelock.FileLock(places.make_private(places.vault_state(self._root)) / "daemon.lock")
        self._pid_file = places.vault_state(self._root) / "daemon.pid"

    def _use(self, vault: Vault) -> None:
        self._root = vault.root
        self._manners = Manners(vault)
        self._survey = Survey(vault)
        self._updater = Updater(self._survey, self._manners.hold_for_write)
        settler = Settler(self._manners.settle, vault.config.settle_latest)
        settler.take_over(self._settler)
        self._settler = settler

    def lock(self) -> None:
        """Take the vault. Raises MilestonedError, with the other's pid, if another daemon has it."""
        try:
            self._lock.acquire(blocking=False)
        except filelock.Timeout:
            pid = self._pid_file.read_text().strip() if self._pid_file.exists() else "unknown"
            message = f"{self._root} is being watched already, by process {pid}"
            raise MilestonedError(message, f"stop that one first: kill {pid}") from None
        self._pid_file.write_text(f"{os.getpid()}\n")

    def mend(self) -> None:
        """Mend what was interrupted, before anything is read."""
        self._teller.say_all(self._updater.writer.heal())

    def read(self) -> None:
        """Read every note. Writes nothing, so it may be broken off anywhere."""
        self._survey.refresh()

    def start(self) -> None:
        """Watch from now on, and bring everything up to date."""
        # Watching starts before the second look, so that no change falls between the two.
        self._lookout.start()
        now = time.monotonic()
        for path, entry in self._survey.entries.items():
            if entry.stale:
                self._manners.found_stale(path, now)
        self._update_all()
        self._rescan(now)
        notes = sum(entry.opted_in for entry in self._survey.entries.values())
        self._log.say(f"watching {self._root}: {notes} notes with a milestone, process {os.getpid()}")

    def close(self) -> None:
        """Stop watching and give the vault back."""
        self._lookout.stop()
        self._teller.say_all(self._updater.writer.close(_CLOSE_WITHIN))
        self._survey.index.save()
        self._pid_file.unlink(missing_ok=True)
        self._lock.release()

    def settles_by(self, end: float) -> bool:
        """Tell whether a change waits that will have settled by then."""
        due = self._settler.next_due()
        return due is not None and due <= end

    def changed(self, path: str, now: float, *, arrived: bool) -> None:
        """Note that something may have changed at a path ("" is the vault's own folder, a folder ends in `/`)."""
        folder, _, name = path.rpartition("/")
        if name.startswith(".#"):
            self._manners.locked(f"{folder}/{name[2:]}".lstrip("/"))
        elif path in _CONFIG_PATHS:
            self._settler.changed(_CONFIG_PATH, now)
        elif self._concerns(path):
            self._manners.changed(path, now, arrived=arrived)
            self._settler.changed(path, now)

    def next_due(self) -> float:
        """Return when there is work again (seconds of the monotonic clock)."""
        times = [self._lookout.next_due(), *self._gone.values()]
        times += [due for due in (self._settler.next_due(), self._manners.next_touch()) if due is not None]
        if self._updater.writer.is_watching:
            times.append(time.monotonic() + _TEND_EVERY)
        return min(times)

    def work(self, now: float) -> None:
        """Do what is due."""
        if not self._lookout.is_there(now, empty=not self._survey.entries):
            # Nothing is concluded from a vault that is not there.
            self._settler.clear()
            self._gone.clear()
            return
        self._look_at(self._settler.due(now))
        self._believe_gone(now)
        self._update_index_notes()
        for path in self._manners.rested(now):
            self._updater.touch(path)
        self._teller.say_all(self._updater.writer.tend())
        if self._lookout.is_time_to_rescan(now):
            self._rescan(now)
            self._survey.index.save()

    def _concerns(self, path: str) -> bool:
        """Tell whether a path is a note's, or of a folder that may hold notes."""
        if path.endswith("/"):
            return not self._survey.vault.passes_over(path[:-1])
        return path in self._survey.entries or self._survey.vault.takes(path)

    def _look_at(self, paths: list[str]) -> None:
        if _CONFIG_PATH in paths:
            paths.remove(_CONFIG_PATH)
            self._reload()
        for path in paths:
            if self._out_of_time():
                # Left for the next start, which finds them stale.
                return
            if path.endswith("/"):
                self._look_below(path)
            elif self._names(path):
                self._look(path)

    def _look_below(self, folder: str) -> None:
        """Have the notes of a folder looked at, each once it has settled itself: it may be half copied."""
        there = os.path.isdir(self._root / folder)  # noqa: PTH112 - False, not an error, where it cannot be told
        notes = self._survey.vault.walk(folder[:-1]).notes if there else {}
        now = time.monotonic()
        for path in notes:
            if path not in self._settler:
                self._settler.changed(path, now)
        for path in self._survey.entries:
            if path.startswith(folder) and path not in notes:
                self._miss(path, now)

    def _look(self, path: str) -> None:
        """Look at one note: read it, and write it if need be. The index notes above it are owed the same."""
        before = self._survey.entries.get(path)
        if self._survey.vault.look(path) is None:
            self._miss(path, time.monotonic())
            return
        update = self._updater.update(path)
        if update.problem and self._survey.vault.look(path) is None:
            if before:
                self._survey.keep(before)
            self._miss(path, time.monotonic())
            return
        self._gone.pop(path, None)
        self._tell(update)
        if _matters_above(before, self._survey.entries[path]):
            self._changed.append(path)

    def _miss(self, path: str, now: float) -> None:
        if path in self._survey.entries:
            after = _GONE_AFTER_SHARED if self._manners.shared else _GONE_AFTER
            self._gone.setdefault(path, now + after)

    def _believe_gone(self, now: float) -> None:
        gone = [path for path, when in self._gone.items() if when <= now]
        for path in gone:
            del self._gone[path]
        gone = [path for path in gone if self._survey.vault.look(path) is None]
        # All of them are looked up before the first is dropped: the sums are worked out anew after each drop.
        for path in gone:
            self._owe(path)
        for path in gone:
            self._survey.drop(path)
            self._manners.forget(path)
            self._owed.pop(path, None)
            self._teller.tell_gone(path)

    def _owe(self, changed: str) -> None:
        for path in self._updater.index_notes_of(changed):
            if self._names(path):
                self._manners.spread(changed, path)
                self._owed[path] = None

    def _update_index_notes(self) -> None:
        """Update index notes, but none that sums up a note of which it is not known yet whether it is gone."""
        for path in self._changed:
            self._owe(path)
        self._changed.clear()
        if not self._owed:
            return
        waiting = {index for gone in self._gone for index in self._updater.index_notes_of(gone)}
        for path in [path for path in self._owed if path not in waiting]:
            del self._owed[path]
            self._tell(self._updater.update(path))

    def _tell(self, update: Update) -> None:
        self._teller.tell(update)
        if update.result is Result.WRITTEN:
            self._manners.written(update.path, time.monotonic())
        elif update.result is Result.PENDING:
            self._settler.again(update.path, time.monotonic(), update.again_in)

    def _update_all(self) -> None:
        """Update what is stale, but for what is being changed this moment: that has to settle first."""
        now, clock = time.monotonic(), time.time()
        rested = []
        for path, entry in sorted(self._survey.entries.items()):
            if entry.stale and self._is_fresh(path, clock):
                self._settler.changed(path, now)
            elif self._names(path):
                rested.append(path)
        for update in self._updater.update_all(rested):
            self._tell(update)
            if self._out_of_time():
                return

    def _is_fresh(self, path: str, clock: float) -> bool:
        found = self._survey.vault.look(path)
        if not found or not found.stamp:
            return True
        return clock - found.stamp.ctime_ns / 1e9 < self._settler.quiet

    def _rescan(self, now: float) -> None:
        """Look at every stamp, and at the configuration, for what no event told of."""
        self._reload()
        try:
            changed, missing = self._survey.unread()
        except UsageError:
            return  # gone this moment
        for path in changed:
            self._settler.changed(path, now)
        for path in missing:
            self._miss(path, now)

    def _on_change(self, path: str, arrived: bool) -> None:  # noqa: FBT001 - a fact, not a switch
        self._wakes.put(Wake(self.changed, path, arrived))

    def _reload(self) -> None:
        """Take over a changed configuration; keep the old one if the new one is wrong."""
        try:
            settings = config.load(self._root)
        except UsageError as error:
            self._teller.tell_config(error)
            return
        self._teller.tell_config(None)
        if settings.digest != self._survey.vault.config.digest:
            self._survey.index.save()
            self._teller.say_all(self._updater.writer.close(_CLOSE_WITHIN))
            self._use(Vault(self._root, settings))
            self._log.say("the configuration changed")
            self._survey.refresh()
            self._update_all()


def _matters_above(before: Entry | None, after: Entry) -> bool:
    """Tell whether an index note that sums up a note may say something else. A bystander is counted only for that."""
    if before is None or after.counts is None:
        return True
    summed_up = attrgetter("counts", "title", "commitment", "kept_out", "problem")
    return bool(summed_up(before) != summed_up(after))
