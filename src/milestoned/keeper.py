"""One watched vault: its lock, its watcher, what has changed in it, and what becomes of that."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from milestoned.errors import UsageError
from milestoned.manners import Hold, Manners
from milestoned.survey import Survey
from milestoned.updating import Result, Update, Updater
from milestoned.vault import config
from milestoned.vault.missing import Missing
from milestoned.vault.presence import Presence, Standing
from milestoned.vault.settle import Settler
from milestoned.vault.single import Single
from milestoned.vault.vault import Vault
from milestoned.vault.watch import Watch, WatchError

if TYPE_CHECKING:
    import queue
    from collections.abc import Callable, Iterable, Mapping

    from milestoned.note.problem import Problem

# Seconds. A full look at all stamps, for whatever no event told of; and how soon to look again at what could not be done.
_RESCAN_EVERY = 300.0
_POLL_EVERY = 2.0
# How long to go on with changed notes before listening again: a checkout may change thousands at once.
_LOOK_FOR = 0.2
# How long to go on with what is found at the start before that; a vault of a usual size is up to date by then.
_CATCH_UP_FOR = 1.0
# How often to look after a file displaced by an exchange, and how long to go on with that at the end.
_TEND_EVERY = 0.1
_CLOSE_WITHIN = 0.3

_CONFIG_PATH = f"{config.FOLDER}/{config.FILE}"


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
        self._ready: dict[str, None] = {}
        self._summed: dict[str, None] = {}
        self._told: dict[str, Problem] = {}
        self._presence = Presence()
        self._rescan_at = 0.0
        self._asleep = _time_asleep()
        self._use(watched.vault)
        self._single = Single(self._root)

    def _use(self, vault: Vault) -> None:
        self._root = vault.root
        self._manners = Manners(vault)
        self._missing = Missing(shared=self._manners.shared)
        self._survey = Survey(vault)
        self._updater = Updater(self._survey, self._hold)
        self._settler = Settler(self._manners.settle, vault.config.settle_latest)

    def _hold(self, path: str, size_changes: bool) -> Hold | None:  # noqa: FBT001 - a fact, not a switch
        return self._manners.hold(path, size_changes=size_changes)

    def lock(self) -> None:
        """Take the vault. Raises MilestonedError, with the other's pid, if another daemon has it."""
        self._single.take()

    def start(self) -> None:
        """Mend what was interrupted, bring everything up to date, and watch from then on."""
        self._tell_all(self._updater.writer.heal())
        self._survey.refresh()
        for folder, problem in self._survey.folder_problems.items():
            self._log.problem(folder, problem)
        # Watching starts before the second look, so that no change falls between the two.
        self._start_watching()
        now = time.monotonic()
        for path, entry in self._survey.entries.items():
            if entry.stale:
                self._manners.found_stale(path, now)
        self._catch_up()
        self._rescan(time.monotonic())
        notes = sum(entry.opted_in for entry in self._survey.entries.values())
        self._log.say(f"watching {self._root}: {notes} notes with a milestone, process {os.getpid()}")

    def close(self) -> None:
        """Stop watching and give the vault back."""
        if self._watch:
            self._watch.stop()
        self._tell_all(self._updater.writer.close(_CLOSE_WITHIN))
        self._survey.index.save()
        self._single.give_back()

    def settles_by(self, end: float) -> bool:
        """Tell whether a change waits that will have settled by then."""
        due = self._settler.next_due()
        return bool(self._ready) or (due is not None and due <= end)

    def changed(self, path: str, now: float, *, arrived: bool = False) -> None:
        """Note that something may have changed at a path ("" is the vault's folder itself)."""
        if path in ("", _CONFIG_PATH) or self._concerns(path):
            self._manners.changed(path, now, arrived=arrived)
            self._settler.changed(path, now)

    def next_due(self) -> float:
        """Return when there is work again (seconds of the monotonic clock)."""
        if self._ready:
            return time.monotonic()
        times = [self._rescan_at, self._presence.next_look]
        dues = (
            self._settler.next_due(),
            self._manners.next_touch(),
            self._missing.next_due(len(self._survey.entries)),
        )
        times += [due for due in dues if due is not None]
        if self._updater.writer.is_watching:
            times.append(time.monotonic() + _TEND_EVERY)
        return min(times)

    def work(self, now: float) -> None:
        """Do what is due."""
        if not self._root_is_there(now):
            return
        try:
            self._work(now)
        except UsageError:  # the vault's folder went away between the look at it and the listing of it
            self._presence.look_soon()

    def _work(self, now: float) -> None:
        self._make_ready(self._settler.due(now))
        self._look_at_ready(now + _LOOK_FOR)
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

    def _make_ready(self, paths: list[str]) -> None:
        if _CONFIG_PATH in paths:
            self._reload()
        for path in paths:
            if path not in ("", _CONFIG_PATH):
                self._ready |= dict.fromkeys(self._notes_at(path))

    def _notes_at(self, path: str) -> Iterable[str]:
        """Return the notes to look at when something changed at a path, be it a note, a folder or a lost folder."""
        if self._survey.vault.absolute(path).is_dir():
            walk = self._survey.vault.walk(path)
            for folder, problem in walk.problems.items():
                self._log.problem(folder, problem)
            return walk.notes
        if path in self._survey.entries or self._survey.vault.takes(path):
            return [path]
        return [known for known in self._survey.entries if known.startswith(f"{path}/")]

    def _look_at_ready(self, end: float) -> None:
        """Look at changed notes until a time, then, when no more wait, at the index notes above them."""
        while self._ready and time.monotonic() < end:
            path = next(iter(self._ready))
            del self._ready[path]
            if self._names(path) and self._look(path):
                self._summed[path] = None
        if self._summed and not self._ready:
            changed, self._summed = self._summed, {}
            self._update_index_notes({path: self._updater.index_notes_of(path) for path in changed})

    def _look(self, path: str) -> bool:
        """Look at one note, read it and write it if need be; tell whether a sum above it may have changed."""
        if self._survey.vault.look(path) is None:
            if path in self._survey.entries:
                self._missing.missed(path, time.monotonic())
            return False
        was_missing = self._missing.is_back(path)
        before = self._survey.entries.get(path)
        update = self._updater.update(path)
        self._tell(update)
        after = self._survey.entries.get(path)
        return (
            was_missing
            or before is None
            or after is None
            or (before.counts, before.title) != (after.counts, after.title)
            or after.counts is None
        )

    def _update_index_notes(self, above: Mapping[str, list[str]]) -> None:
        """Update the index notes above changed notes, inner ones first, each once.

        One that sums up a note of which it is not known yet whether it is gone is left as it is.
        """
        depths: dict[str, int] = {}
        # Where a note of this device changed as well, this device writes the sum: its word comes last.
        for changed in sorted(above, key=self._manners.is_local):
            for depth, path in enumerate(above[changed]):
                self._manners.spread(changed, path)
                depths[path] = max(depth, depths.get(path, 0))
        sums = self._survey.sums()
        for path in sorted(depths, key=depths.__getitem__):
            if self._names(path) and not self._missing.holds_any(sums.reached(path)):
                self._tell(self._updater.update(path))

    def _believe_gone(self, now: float) -> None:
        above: dict[str, list[str]] = {}
        for path in self._missing.due(now, len(self._survey.entries)):
            if self._survey.vault.look(path) is not None:
                self._ready[path] = None
                continue
            above[path] = self._updater.index_notes_of(path)
            self._survey.drop(path)
            self._told.pop(path, None)
            self._log.detail(f"{path}: gone")
        if above:
            self._update_index_notes(above)
            for path in above:
                self._manners.forget(path)

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

    def _catch_up(self) -> None:
        """Make ready what a fresh survey found stale or wrong, and all index notes, which come last."""
        found = sorted(self._survey.entries.items())
        others = [path for path, entry in found if (entry.stale or entry.problem) and not entry.is_index]
        index_notes = [path for path, entry in found if entry.is_index]
        inner_first = sorted(index_notes, key=lambda path: len(self._survey.sums().members(path)))
        self._ready |= dict.fromkeys(others + inner_first)
        self._look_at_ready(time.monotonic() + _CATCH_UP_FOR)

    def _rescan(self, now: float) -> None:
        """Look at every stamp, for what no event told of."""
        self._rescan_at = now + (_POLL_EVERY if self._poll else _RESCAN_EVERY)
        self._missing.shared = self._manners.look_who_shares()
        changed, missing = self._survey.unread()
        for path in changed:
            self._manners.found_changed(path, now)
            self._settler.changed(path, now)
        for path in missing:
            self._missing.missed(path, now)
        if self._watch and not self._watch.alive:
            self._start_watching()

    def _start_watching(self) -> None:
        if self._watch:
            self._watch.stop()
            self._watch = None
        self._presence.watched(self._survey.vault)
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
        standing = self._presence.look(self._survey.vault, now, had_notes=bool(self._survey.entries))
        if standing is Standing.BACK:
            self._log.say(f"{self._root} is back")
            self._start_watching()
            self._rescan_at = 0.0
        elif standing is Standing.LEFT:
            self._log.say(f"{self._root} is not there: waiting for it to come back")
        if standing in (Standing.THERE, Standing.BACK):
            return True
        self._settler.due(now + self._settler.latest)
        self._ready.clear()
        self._missing.clear()
        self._rescan_at = self._presence.next_look
        return False

    def _reload(self) -> None:
        """Take over a changed configuration; keep the old one if the new one is wrong."""
        try:
            settings = config.load(self._root)
        except UsageError as error:
            self._log.say(f"{error.message}\n  {error.hint}; the settings are as before")
            return
        if settings.digest != self._survey.vault.config.digest:
            self._survey.index.save()
            self._use(Vault(self._root, settings))
            self._log.say("the configuration changed")
            self._survey.refresh()
            self._catch_up()


def _time_asleep() -> float:
    """Return how long the machine has been asleep since it was started, where the system can tell (Linux)."""
    boot = getattr(time, "CLOCK_BOOTTIME", None)
    return time.clock_gettime(boot) - time.monotonic() if boot is not None else 0.0
