"""One watched vault: its lock, its watcher, what has changed in it, and what becomes of that."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

from milestoned.backlog import Backlog
from milestoned.errors import UsageError
from milestoned.lookout import Lookout
from milestoned.manners import Manners
from milestoned.owed import Owed, matters_above
from milestoned.recording import Scribe
from milestoned.survey import Survey
from milestoned.telling import Log, Teller
from milestoned.updating import Result, Update, Updater
from milestoned.vault import config
from milestoned.vault.missing import Missing
from milestoned.vault.root import CONFIG_FILE, FOLDER
from milestoned.vault.settle import Settler
from milestoned.vault.single import Single
from milestoned.vault.vault import Vault
from milestoned.watched import Wake, Watched

if TYPE_CHECKING:
    import queue
    from collections.abc import Callable

    from milestoned.vault.entry import Entry

# Seconds. How long to go on with changed notes before listening again: a checkout may change thousands at once.
_LOOK_FOR = 0.5
# How often to look after a file displaced by an exchange, and how long to go on with that at the end.
_TEND_EVERY = 0.1
_CLOSE_WITHIN = 0.3

_CONFIG_PATH = f"{FOLDER}/{CONFIG_FILE}"
_CONFIG_PATHS = {_CONFIG_PATH, f"{FOLDER}/"}


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
        self._ready: dict[str, None] = {}
        self._teller = Teller(log)
        self._settler = Settler(0.0, 0.0)
        self._use(watched.vault)
        self._lookout = Lookout(self._root, self._on_change, log.say, poll=poll)
        self._single = Single(self._root)

    def _use(self, vault: Vault) -> None:
        self._root = vault.root
        self._manners = Manners(vault)
        self._missing = Missing(shared=self._manners.shared)
        self._survey = Survey(vault)
        self._owed = Owed(self._survey, self._manners, self._missing, self._names)
        self._updater = Updater(self._survey, self._manners.hold_for_write)
        settler = Settler(self._manners.settle, vault.config.settle_latest)
        settler.take_over(self._settler)
        self._settler = settler
        self._scribe = Scribe(self._survey, self._log.say)
        self._backlog = Backlog(self._scribe, self._manners, self._out_of_time)

    def lock(self) -> None:
        """Take the vault. Raises MilestonedError, with the other's pid, if another daemon has it."""
        self._single.take()

    def mend(self) -> None:
        """Mend what was interrupted, before anything is read."""
        self._teller.say_all(self._updater.writer.heal())

    def read(self) -> None:
        """Read every note. Writes nothing, so it may be broken off anywhere."""
        self._survey.refresh()

    def start(self) -> None:
        """Watch from now on, and have everything brought up to date that is not."""
        for folder, problem in self._survey.folder_problems.items():
            self._log.problem(folder, problem)
        # Watching starts before the second look, so that no change falls between the two.
        self._lookout.start()
        now = time.monotonic()
        for path, entry in self._survey.entries.items():
            if entry.stale:
                self._manners.found_stale(path, now)
        self._queue_stale()
        self._rescan(now)
        notes = sum(entry.opted_in for entry in self._survey.entries.values())
        kind = "note" if notes == 1 else "notes"
        self._log.say(f"watching {self._root}: {notes} {kind} with a milestone, process {os.getpid()}")

    def close(self) -> None:
        """Stop watching and give the vault back."""
        self._lookout.stop()
        self._teller.say_all(self._updater.writer.close(_CLOSE_WITHIN))
        self._survey.index.save()
        self._scribe.close()
        self._single.give_back()

    def settles_by(self, end: float) -> bool:
        """Tell whether a change waits that will have settled by then."""
        due = self._settler.next_due()
        return bool(self._ready or self._backlog) or (due is not None and due <= end)

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
        if self._ready or self._backlog:
            return time.monotonic()
        dues = (
            self._settler.next_due(),
            self._manners.next_touch(),
            self._missing.next_due(len(self._survey.entries)),
        )
        times = [self._lookout.next_due(), *(due for due in dues if due is not None)]
        if self._updater.writer.is_watching:
            times.append(time.monotonic() + _TEND_EVERY)
        return min(times)

    def work(self, now: float) -> None:
        """Do what is due."""
        if not self._lookout.is_there(now, empty=not self._survey.entries):
            # Nothing is concluded from a vault that is not there.
            self._settler.clear()
            self._ready.clear()
            self._missing.clear()
            return
        self._make_ready(self._settler.due(now))
        self._look_at_ready(now + _LOOK_FOR)
        self._believe_gone(now)
        self._update_index_notes()
        self._backlog.record()
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

    def _make_ready(self, paths: list[str]) -> None:
        for path in paths:
            if path == _CONFIG_PATH:
                self._reload()
            elif path.endswith("/"):
                self._look_below(path)
            elif self._names(path):
                self._ready[path] = None

    def _look_at_ready(self, end: float) -> None:
        """Look at changed notes until a time. What a stop leaves is found stale by the next start."""
        while self._ready and time.monotonic() < end and not self._out_of_time():
            path = next(iter(self._ready))
            del self._ready[path]
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
        was_missing = self._missing.is_back(path)
        self._tell(update)
        if was_missing or matters_above(before, self._survey.entries[path]):
            self._owed.note_changed(path)
        self._backlog.add(path, update.note)

    def _miss(self, path: str, now: float) -> None:
        if path in self._survey.entries:
            self._missing.missed(path, now)

    def _believe_gone(self, now: float) -> None:
        due = self._missing.due(now, len(self._survey.entries))
        gone = [path for path in due if self._survey.vault.look(path) is None]
        self._ready |= dict.fromkeys(set(due) - set(gone))
        self._owed.notes_gone(gone)
        for path in gone:
            self._survey.drop(path)
            self._manners.forget(path)
            self._scribe.gone(path)
            self._teller.tell_gone(path)

    def _update_index_notes(self) -> None:
        if self._ready:
            return  # a sum is written once, after all of its notes
        for path in self._owed.due():
            update = self._updater.update(path)
            self._tell(update)
            self._backlog.add(path, update.note)

    def _tell(self, update: Update) -> None:
        self._teller.tell(update)
        if update.result is Result.WRITTEN:
            self._manners.written(update.path, time.monotonic())
        elif update.result is Result.PENDING:
            self._settler.again(update.path, time.monotonic(), update.again_in)

    def _queue_stale(self) -> None:
        """Have all that is stale looked at, but for what is being changed this moment: that has to settle first."""
        now, clock = time.monotonic(), time.time()
        for path, entry in sorted(self._survey.entries.items()):
            if entry.stale and self._is_fresh(path, clock):
                self._settler.changed(path, now)
            elif self._names(path):
                self._queue(path, entry)
        self._backlog.catch_up(filter(self._names, sorted(self._survey.entries)))

    def _queue(self, path: str, entry: Entry) -> None:
        if entry.problem:
            self._tell(Update(path, Result.REFUSED, problem=entry.problem))
        elif entry.stale and entry.is_index:
            self._owed.sum_is_stale(path)
        elif entry.stale:
            self._ready[path] = None

    def _is_fresh(self, path: str, clock: float) -> bool:
        found = self._survey.vault.look(path)
        if not found or not found.stamp:
            return True
        return clock - found.stamp.ctime_ns / 1e9 < self._settler.quiet

    def _rescan(self, now: float) -> None:
        """Look at every stamp, and at the configuration, for what no event told of."""
        self._reload()
        self._scribe.rest()
        self._missing.shared = self._manners.look_who_shares()
        try:
            changed, missing = self._survey.unread()
        except UsageError:
            return  # gone this moment
        for path in changed:
            self._manners.found_changed(path, now)
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
            self._scribe.close()
            self._use(Vault(self._root, settings))
            self._log.say("the configuration changed")
            self._survey.refresh()
            self._queue_stale()
