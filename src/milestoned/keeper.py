"""One watched vault: its lock, its watcher, what has changed in it, and what becomes of that."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import filelock

from milestoned.errors import MilestonedError, UsageError
from milestoned.manners import Hold, Manners
from milestoned.recording import How, Origin, Scribe
from milestoned.survey import Survey
from milestoned.updating import Result, Update, Updater
from milestoned.vault import config, places
from milestoned.vault.root import CONFIG_FILE, FOLDER
from milestoned.vault.settle import Settler
from milestoned.vault.vault import Vault
from milestoned.vault.watch import Watch, WatchError

if TYPE_CHECKING:
    import queue
    from collections.abc import Callable, Iterable

    from milestoned.note.problem import Problem

# Seconds. A full look at all stamps, for whatever no event told of; and how soon to look again at what could not be done.
_RESCAN_EVERY = 300.0
_POLL_EVERY = 2.0
_ROOT_AGAIN = 2.0
# A note that is gone may be half a rename, or half a sync: it is believed gone after a second look.
_GONE_AFTER = 2.0
_GONE_AFTER_SHARED = 60.0
# How often to look after a file displaced by an exchange, and how long to go on with that at the end.
_TEND_EVERY = 0.1
_CLOSE_WITHIN = 0.3

_CONFIG_PATH = f"{FOLDER}/{CONFIG_FILE}"


class Log(Protocol):
    """Where the daemon tells what it does."""

    def say(self, text: str) -> None:
        """Tell what was done."""

    def detail(self, text: str) -> None:
        """Tell more."""

    def problem(self, path: str, problem: Problem) -> None:
        """Tell what is wrong with a note."""


@dataclass(frozen=True, slots=True)
class Wake:
    """Something may have changed at a path of a keeper's vault; `arrived` if a sync tool put it there."""

    keeper: Keeper
    path: str
    arrived: bool = False


@dataclass(frozen=True, slots=True)
class Watched:
    """A vault to watch, and the paths in it that were named ("" is all of it)."""

    vault: Vault
    names: Callable[[str], bool]


class Keeper:
    """Keeps one vault up to date. Only `changed` may be called while `work` has not returned; neither blocks for long."""

    def __init__(
        self, watched: Watched, wakes: queue.SimpleQueue[Wake | None], log: Log, *, poll: bool
    ) -> None:
        self._names = watched.names
        self._wakes = wakes
        self._log = log
        self._poll = poll
        self._watch: Watch | None = None
        self._gone: dict[str, float] = {}
        self._told: dict[str, Problem] = {}
        self._available = True
        self._rescan_at = 0.0
        self._asleep = _time_asleep()
        self._use(watched.vault)
        self._lock = filelock.FileLock(places.make_private(places.vault_state(self._root)) / "daemon.lock")
        self._pid_file = places.vault_state(self._root) / "daemon.pid"

    def _use(self, vault: Vault) -> None:
        self._root = vault.root
        self._manners = Manners(vault)
        self._survey = Survey(vault)
        self._updater = Updater(self._survey, self._hold)
        self._settler = Settler(self._manners.settle, vault.config.settle_latest)
        self._scribe = Scribe(self._survey, self._log.say)

    def _hold(self, path: str, size_changes: bool) -> Hold | None:  # noqa: FBT001 - a fact, not a switch
        return self._manners.hold(path, size_changes=size_changes)

    def lock(self) -> None:
        """Take the vault. Raises MilestonedError, with the other's pid, if another daemon has it."""
        try:
            self._lock.acquire(blocking=False)
        except filelock.Timeout:
            pid = self._pid_file.read_text().strip() if self._pid_file.exists() else "unknown"
            message = f"{self._root} is being watched already, by process {pid}"
            raise MilestonedError(message, f"stop that one first: kill {pid}") from None
        self._pid_file.write_text(f"{os.getpid()}\n")

    def start(self) -> None:
        """Mend what was interrupted, bring everything up to date, and watch from then on."""
        self._tell_all(self._updater.writer.heal())
        self._survey.refresh()
        # Watching starts before the second look, so that no change falls between the two.
        self._start_watching()
        now = time.monotonic()
        for path, entry in self._survey.entries.items():
            if entry.stale:
                self._manners.found_stale(path, now)
        self._update_all()
        self._rescan(time.monotonic())
        notes = sum(entry.opted_in for entry in self._survey.entries.values())
        self._log.say(f"watching {self._root}: {notes} notes with a milestone, process {os.getpid()}")

    def close(self) -> None:
        """Stop watching and give the vault back."""
        if self._watch:
            self._watch.stop()
        self._tell_all(self._updater.writer.close(_CLOSE_WITHIN))
        self._survey.index.save()
        self._scribe.close()
        self._pid_file.unlink(missing_ok=True)
        self._lock.release()

    def settles_by(self, end: float) -> bool:
        """Tell whether a change waits that will have settled by then."""
        due = self._settler.next_due()
        return due is not None and due <= end

    @property
    def _gone_after(self) -> float:
        return _GONE_AFTER_SHARED if self._manners.shared else _GONE_AFTER

    def changed(self, path: str, now: float, *, arrived: bool = False) -> None:
        """Note that something may have changed at a path ("" is the vault's folder itself)."""
        if path in ("", _CONFIG_PATH) or self._concerns(path):
            self._manners.changed(path, now, arrived=arrived)
            self._settler.changed(path, now)

    def next_due(self) -> float:
        """Return when there is work again (seconds of the monotonic clock)."""
        times = [self._rescan_at, *self._gone.values()]
        times += [due for due in (self._settler.next_due(), self._manners.next_touch()) if due is not None]
        if self._updater.writer.is_watching:
            times.append(time.monotonic() + _TEND_EVERY)
        return min(times)

    def work(self, now: float) -> None:
        """Do what is due."""
        if self._root_is_there(now):
            self._look_at(self._settler.due(now))
            self._believe_gone(now)
            for path in self._manners.rested(now):
                self._updater.touch(path)
            self._tell_all(self._updater.writer.tend())
            if self._slept():
                self._rescan_at = now
            if now >= self._rescan_at:
                self._rescan(now)
                self._survey.index.save()

    def _tell_all(self, messages: Iterable[str]) -> None:
        for message in messages:
            self._log.say(message)

    def _slept(self) -> bool:
        """Tell whether the machine has slept since the last time: what others wrote meanwhile gave no event."""
        behind = _time_asleep() - self._asleep
        self._asleep += behind
        return behind > 1

    def _concerns(self, path: str) -> bool:
        """Tell whether a path may be a note, or a folder of notes."""
        vault = self._survey.vault
        if vault.takes(path):
            return True
        known_suffix = "." in path.rpartition("/")[2]
        return not known_suffix and not vault.ignores(path)

    def _look_at(self, paths: list[str]) -> None:
        if _CONFIG_PATH in paths:
            self._reload()
        for path in paths:
            if path in ("", _CONFIG_PATH):
                continue
            if self._survey.vault.absolute(path).is_dir():
                self._look_below(path)
            elif path in self._survey.entries or self._survey.vault.takes(path):
                self._look(path)
            else:
                self._look_at_lost_folder(path)

    def _look_below(self, folder: str) -> None:
        for path in self._survey.vault.walk(folder).notes:
            self._look(path)

    def _look_at_lost_folder(self, folder: str) -> None:
        for path in [path for path in self._survey.entries if path.startswith(f"{folder}/")]:
            self._look(path)

    def _look(self, path: str) -> None:
        """Look at one note: read it, write it if need be, then the index notes above it."""
        if not self._names(path):
            return
        if self._survey.vault.look(path) is None:
            if path in self._survey.entries:
                self._gone.setdefault(path, time.monotonic() + self._gone_after)
            return
        self._gone.pop(path, None)
        before = self._survey.entries.get(path)
        update = self._updater.update(path)
        self._tell(update)
        after = self._survey.entries.get(path)
        if (
            before is None
            or after is None
            or (before.counts, before.title) != (after.counts, after.title)
            or after.counts is None
        ):
            self._update_index_notes(path, self._updater.index_notes_of(path))
        self._record(path)

    def _record(self, path: str) -> None:
        """Record what changed, once the notes say it: a writer waits for the note, nobody for the record."""
        origin = Origin.REMOTE if self._manners.has_arrived(path) else Origin.LOCAL
        self._scribe.note(path, How.LIVE, origin)

    def _update_index_notes(self, changed: str, paths: Iterable[str]) -> None:
        """Update index notes, but none that sums up a note of which it is not known yet whether it is gone."""
        for path in paths:
            if self._names(path) and not self._gone.keys() & set(self._survey.sums().members(path)):
                self._manners.spread(changed, path)
                self._tell(self._updater.update(path))
                self._record(path)

    def _believe_gone(self, now: float) -> None:
        for path in [path for path, when in self._gone.items() if when <= now]:
            del self._gone[path]
            if self._survey.vault.look(path) is None:
                above = self._updater.index_notes_of(path)
                self._survey.drop(path)
                self._told.pop(path, None)
                self._manners.forget(path)
                self._scribe.gone(path)
                self._log.detail(f"{path}: gone")
                self._update_index_notes(path, above)

    def _tell(self, update: Update) -> None:
        if update.problem:
            if self._told.get(update.path) != update.problem:
                self._log.problem(update.path, update.problem)
            self._told[update.path] = update.problem
            return
        self._told.pop(update.path, None)
        if update.result is Result.WRITTEN:
            self._manners.written(update.path, time.monotonic())
            self._log.say(f"{update.path}: {update.line}")
        elif update.result is Result.PENDING:
            self._log.detail(f"{update.path}: waits: {update.line}")
            self._settler.again(update.path, time.monotonic(), update.again_in)
        else:
            self._log.detail(f"{update.path}: {update.result.value}")

    def _update_all(self) -> None:
        paths = sorted(path for path in self._survey.entries if self._names(path))
        for update in self._updater.update_all(paths):
            self._tell(update)
        self._scribe.notes(paths, How.CATCH_UP)

    def _rescan(self, now: float) -> None:
        """Look at every stamp, for what no event told of."""
        self._rescan_at = now + (_POLL_EVERY if self._poll else _RESCAN_EVERY)
        self._scribe.rest()
        changed, missing = self._survey.unread()
        for path in changed:
            self._settler.changed(path, now)
        for path in missing:
            self._gone.setdefault(path, now + self._gone_after)
        if self._watch and not self._watch.alive:
            self._start_watching()

    def _start_watching(self) -> None:
        if self._watch:
            self._watch.stop()
            self._watch = None
        if self._poll:
            return
        watch = Watch(self._root, self._on_change, self._on_lost)
        try:
            watch.start()
        except WatchError as error:
            self._log.say(
                f"{error}; looking every {_POLL_EVERY:.0f} seconds instead\n"
                "  to be told of changes at once, raise the limit: sudo sysctl fs.inotify.max_user_watches=524288"
            )
            self._poll = True
        else:
            self._watch = watch

    def _on_change(self, path: str, arrived: bool) -> None:  # noqa: FBT001 - a fact, not a switch
        self._wakes.put(Wake(self, path, arrived))

    def _on_lost(self) -> None:
        """Events were lost: look at everything, at once."""
        self._rescan_at = 0.0
        self._wakes.put(Wake(self, ""))

    def _root_is_there(self, now: float) -> bool:
        """Pause while the vault's folder is gone, and conclude nothing from it; start anew when it is back."""
        there = self._root.is_dir()
        if there and not self._available:
            self._log.say(f"{self._root} is back")
            self._start_watching()
            self._rescan_at = 0.0
        if not there:
            if self._available:
                self._log.say(f"{self._root} is not there: waiting for it to come back")
            self._settler.due(now + self._settler.latest)
            self._gone.clear()
            self._rescan_at = now + _ROOT_AGAIN
        self._available = there
        return there

    def _reload(self) -> None:
        """Take over a changed configuration; keep the old one if the new one is wrong."""
        try:
            settings = config.load(self._root)
        except UsageError as error:
            self._log.say(f"{error.message}\n  {error.hint}; the settings are as before")
            return
        if settings.digest != self._survey.vault.config.digest:
            self._survey.index.save()
            self._scribe.close()
            self._use(Vault(self._root, settings))
            self._log.say("the configuration changed")
            self._survey.refresh()
            self._update_all()


def _time_asleep() -> float:
    """Return how long the machine has been asleep since it was started, where the system can tell (Linux)."""
    boot = getattr(time, "CLOCK_BOOTTIME", None)
    return time.clock_gettime(boot) - time.monotonic() if boot is not None else 0.0
