"""One watched vault: its lock, its folder monitor, and the session that lasts until the configuration changes."""

from __future__ import annotations

import os
import time

from milestoned.errors import UsageError
from milestoned.light.dataclasses import replace
from milestoned.light.typing import TYPE_CHECKING
from milestoned.vault import config
from milestoned.vault.catalog import CONFLICT_COPY
from milestoned.vault.root import CONFIG_FILE, FOLDER
from milestoned.vault.vault import Vault
from milestoned.watch.change_handler import ChangeHandler
from milestoned.watch.daemon_lock import DaemonLock
from milestoned.watch.folder_monitor import FolderMonitor
from milestoned.watch.own_folders import OwnFolders
from milestoned.watch.reporter import FileEvent, Log, Reporter, WatchedVault
from milestoned.watch.session import Session
from milestoned.watch.turns import Turns

if TYPE_CHECKING:
    import queue
    from collections.abc import Callable

# Seconds. How long to go on with changed notes before listening again: a checkout may change thousands at once.
_LOOK_FOR = 0.5
# How often to look after a file displaced by an exchange.
_TEND_EVERY = 0.1
# How long the files for status bars wait while the vault is not there, and for the end of a checkout or a first pass.
_STATUS_AGAIN = 5.0
_STATUS_WAITS = 60.0
# How often to say how far the first reading is.
_SAY_AFTER = 1.0

_OWN_FOLDERS = "milestoned's own folders"
_CONFIG_PATH = f"{FOLDER}/{CONFIG_FILE}"
_CONFIG_PATHS = {_CONFIG_PATH, f"{FOLDER}/"}


class VaultWatcher:
    """Keeps one vault up to date. Times are seconds of the monotonic clock, paths relative to the vault.

    In order: `lock`, `recover`, `read`, `start`; then `changed` for each event and `work` whenever `next_due` has come;
    at the end `stop`, some `work` still, and `close`. No further note is begun once `out_of_time` returns True.
    """

    def __init__(
        self,
        watched: WatchedVault,
        wakes: queue.SimpleQueue[FileEvent | None],
        log: Log,
        out_of_time: Callable[[], bool],
        *,
        poll: bool,
    ) -> None:
        self._watched = watched
        self._wakes = wakes
        self._log = log
        self._out_of_time = out_of_time
        self._root = watched.vault.root
        self._reporter = Reporter(log)
        self._turns = Turns(log)
        self._not_before = 0.0
        self._status_by = 0.0
        self._is_stopping = False
        self._daemon_lock = DaemonLock(self._root)
        self._session, self._handler = self._begin(watched)
        self._folder_monitor = FolderMonitor(self._root, self._on_change, log.say, poll=poll)
        self._own_folders = OwnFolders(self._root, self._daemon_lock)

    def _begin(self, watched: WatchedVault) -> tuple[Session, ChangeHandler]:
        session = Session.begin(watched, self._log, self._out_of_time)
        return session, ChangeHandler(session, self._reporter, self._turns, self._out_of_time)

    def lock(self) -> None:
        """Take the vault. Raises WatchedAlreadyError, with the other's pid, if another daemon has it.

        Where no lock can be had (a full disk), the notes are served all the same, and it is taken when it can be.
        """
        try:
            self._daemon_lock.take()
        except OSError as error:
            self._not_before = time.monotonic() + self._turns.failed(_OWN_FOLDERS, error)

    def recover(self) -> None:
        """Finish or undo the writes that a crash interrupted. To be called before anything is read."""
        self._run("recovery", lambda: self._reporter.say_all(self._session.sink.writer.recover()))

    def read(self) -> None:
        """Read every note. Writes nothing, so it may be broken off anywhere."""
        catalog = self._session.catalog
        catalog.on_read = _ReadingLog(self._log)
        catalog.refresh()

    def start(self) -> None:
        """Watch from now on, and queue every note that is not up to date. `look_for_missed` is to follow."""
        catalog = self._session.catalog
        for folder, problem in catalog.folder_problems.items():
            self._log.problem(folder, problem)
        for path in filter(self._session.names, sorted(catalog.conflict_copies)):
            self._log.problem(path, CONFLICT_COPY)
        for folder in catalog.nested:
            self._log.say(f"{folder}: a vault of its own, passed over")
        self._folder_monitor.start()
        now = time.monotonic()
        self._status_by = now + _STATUS_WAITS
        for path in catalog.entries.stale():
            self._session.policy.found_stale(path, now)
        self._handler.queue_stale()
        notes = catalog.entries.served()
        kind = "note" if notes == 1 else "notes"
        self._log.say(f"watching {self._root}: {notes} {kind} with a milestone, process {os.getpid()}")

    def close(self) -> None:
        """Stop watching and give the vault back."""
        self._folder_monitor.stop()
        self._run("stopping", lambda: self._reporter.say_all(self._session.end()))
        self._run("stopping", self._daemon_lock.give_back)

    def lost_events(self) -> None:
        """Look at every note's stamp soon, since events may be missing. Safe on any thread."""
        self._folder_monitor.lost_events()

    def stop(self) -> None:
        """Write no more status files: they are deleted by `close`, in a moment. All else goes on until then."""
        self._is_stopping = True

    def settles_by(self, end: float) -> bool:
        """Return True if a note is to be looked at, or a change waits that will have settled by the time `end`."""
        due = self._session.debouncer.next_due()
        return self._handler.has_work or (due is not None and due <= end)

    def changed(self, path: str, now: float, *, arrived: bool) -> None:
        """Queue a path where something may have changed ("": the vault's own folder; a folder ends in `/`).

        `arrived`: a sync tool put it there.
        """
        folder, _, name = path.rpartition("/")
        if name.startswith(".#"):
            self._session.policy.locked(f"{folder}/{name[2:]}".lstrip("/"))
        elif path in _CONFIG_PATHS:
            self._session.debouncer.changed(_CONFIG_PATH, now)
        elif not path:
            self._folder_monitor.look_soon()
        elif self._concerns(path):
            self._session.policy.changed(path, now, arrived=arrived)
            self._session.debouncer.changed(path, now)

    def next_due(self) -> float:
        """Return when `work` is to be called next; a time that is over if it is to be now."""
        if self._handler.has_work:
            return self._not_before
        session = self._session
        dues = (
            session.debouncer.next_due(),
            session.policy.next_touch(),
            session.status.next_due(),
            session.record_queue.next_due(time.monotonic()),
            session.deletions.next_due(len(session.catalog.entries)),
        )
        times = [self._folder_monitor.next_due(), *(due for due in dues if due is not None)]
        if session.sink.writer.is_watching:
            times.append(time.monotonic() + _TEND_EVERY)
        return max(min(times), self._not_before)

    def work(self, now: float) -> None:
        """Do what is due. A step that fails is logged and tried again; the others are done all the same."""
        self._run(_OWN_FOLDERS, self._restore_own_folders)
        self._run("the vault", lambda: self._work(now))

    def _work(self, now: float) -> None:
        if not self._folder_monitor.is_there(now, empty=not self._session.catalog.entries):
            # Nothing is concluded from a vault that is not there.
            self._handler.clear()
            self._session.status.put_off(now + _STATUS_AGAIN)
            return
        due = self._session.debouncer.due(now)
        self._handler.make_ready(path for path in due if path != _CONFIG_PATH)
        if _CONFIG_PATH in due:
            self._run("the configuration", self._reload)
        self._handler.look_at_ready(now + _LOOK_FOR)
        self._run("notes that are gone", lambda: self._handler.believe_gone(now))
        self._run("index notes", self._handler.update_index_notes)
        self._run("the record", self._session.record_queue.record)
        self._run("notes at rest", lambda: self._handler.touch_rested(now))
        self._run("the status files", self._write_status)
        self._run("displaced notes", self._tend)
        self.look_for_missed(now)

    def look_for_missed(self, now: float) -> None:
        """Look for what came without an event if it is time: after the start, for what changed before we watched."""
        if self._folder_monitor.is_time_to_rescan(now):
            self._run("the vault's notes", lambda: self._rescan(now))
            self._session.catalog.save()
            self._session.record_queue.used()
            self._session.status.day_is(self._session.recorder.on())

    def _run(self, name: str, act: Callable[[], None]) -> None:
        """Run a step; after one that failed nothing is done without a pause."""
        if (pause := self._turns.run(name, act)) is not None:
            self._not_before = time.monotonic() + pause

    def _restore_own_folders(self) -> None:
        if said := self._own_folders.restore():
            self._log.say(said)
            self._session.recorder.reopen()
            self._session.record_queue.used()

    def _write_status(self) -> None:
        session, now = self._session, time.monotonic()
        if self._is_stopping or (self._handler.has_work and now < self._status_by):
            return
        self._status_by = now + _STATUS_WAITS
        if session.status.write(session.catalog, session.recorder, session.names):
            session.record_queue.used()

    def _tend(self) -> None:
        self._reporter.say_all(self._session.sink.writer.tend())

    def _concerns(self, path: str) -> bool:
        """Return True if a path is a note's, or of a folder that may hold notes."""
        vault = self._session.vault
        if path.endswith("/"):
            return not vault.passes_over(path[:-1])
        return path in self._session.catalog.entries or vault.takes(path)

    def _rescan(self, now: float) -> None:
        """Look at the configuration and at every stamp, for what came without an event."""
        self._reload()
        self._handler.rescan(now)

    def _on_change(self, path: str, arrived: bool) -> None:  # noqa: FBT001 - a fact, not a switch
        self._wakes.put(FileEvent(self.changed, path, arrived))

    def _reload(self) -> None:
        """Take over a changed configuration; keep the old one if the new one is wrong."""
        try:
            settings = config.load(self._root)
        except UsageError as error:
            self._reporter.tell_config(error)
            return
        self._reporter.tell_config(None)
        if settings.digest != self._session.vault.config.digest:
            self._change_session(replace(self._watched, vault=Vault(self._root, settings)))

    def _change_session(self, watched: WatchedVault) -> None:
        before, handler = self._session, self._handler
        # The old one goes on if the new one cannot begin.
        session, new_handler = self._begin(watched)
        self._session, self._handler = session, new_handler
        self._reporter.say_all(before.end())
        self._session.debouncer.take_over(before.debouncer)
        self._session.policy.take_over(before.policy)
        self._handler.take_over(handler)
        self._log.say("the configuration changed")
        self._session.catalog.refresh()
        self._handler.queue_stale()


class _ReadingLog:
    """Logs how far the reading of a vault is, once it takes longer than a second, and each further second."""

    def __init__(self, log: Log) -> None:
        self._log = log
        self._next = time.monotonic() + _SAY_AFTER

    def __call__(self, done: int, of: int) -> None:
        """Take in how many notes are read, and of how many."""
        if time.monotonic() >= self._next:
            self._next = time.monotonic() + _SAY_AFTER
            self._log.say(f"read {done:,} of {of:,} notes")
