"""One vault's recorder as the daemon and the commands use it: by path, from what the catalog has read."""

from __future__ import annotations

import contextlib
import time

from milestoned.fileio.atomic import private_folder
from milestoned.light.dataclasses import replace
from milestoned.light.typing import TYPE_CHECKING
from milestoned.milestone.deadline import WritingDay
from milestoned.record.open import now, record_options
from milestoned.record.queries.note_history import KeptHistories
from milestoned.record.recorder.celebrations import Celebrations
from milestoned.record.recorder.entry_observation import EntryObserver, has_text_name, is_empty
from milestoned.record.recorder.notifications import Desktop, HookOptions, headline
from milestoned.record.recorder.observation import Origin, Trigger
from milestoned.record.recorder.recorder import Recorder
from milestoned.record.recorder.trouble import Guard
from milestoned.vault import user_dirs
from milestoned.vault.catalog import Catalog
from milestoned.vault.parsed_notes import ParsedText

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from milestoned.milestone.deadline import NoteHistory
    from milestoned.record.recorder.observation import Earned
    from milestoned.vault.entry import Entry
    from milestoned.vault.parsed_notes import ParsedNotes
    from milestoned.vault.vault import Vault

# Notes that are recorded in one turn: it is over in a second, and other programs may have to wait for it.
_TOGETHER = 250

__all__ = ["Origin", "Trigger", "VaultRecorder"]


def _recorder(vault: Vault, ask: Callable[[str, int], None]) -> Recorder:
    state, cache = user_dirs.vault_state(vault.root), user_dirs.vault_cache(vault.root)
    # A disk that is full, say: the record is kept as soon as it can be.
    with contextlib.suppress(OSError):
        user_dirs.register(vault.root)
        private_folder(state)
        private_folder(cache)
    return Recorder(vault.root, state, cache, record_options(vault.config), now, ask)


class VaultRecorder:
    """Writes a vault's record from what the catalog knows. Paths are relative to the vault, with `/`.

    A record that cannot be kept is reported once through `say`, as is each chunk that is earned; it raises nothing.
    """

    def __init__(self, catalog: Catalog, say: Callable[[str], None]) -> None:
        self._catalog = catalog
        self._say = say
        self._recorder = _recorder(catalog.vault, self._ask)
        self._guard = Guard(self._recorder.close, say)
        self._unrecorded: dict[str, Trigger] = {}
        self._others: bool | None = None
        self._histories = KeptHistories(self._recorder.record)
        self._observer = EntryObserver(catalog, self._recorder.knows)
        settings = catalog.vault.config
        desktop = Desktop.SHOW if settings.notify else Desktop.SILENT
        self._celebrations = Celebrations(HookOptions(command=settings.on_milestone, desktop=desktop), say)

    def note(
        self,
        path: str,
        how: Trigger,
        origin: Origin = Origin.LOCAL,
        text: ParsedText | None = None,
        *,
        unclaimed: bool = False,
    ) -> None:
        """Record a note as the catalog knows it now, if there is news of it.

        `text` is what was read of it; None: it is read again if need be. `unclaimed`: it came from elsewhere, and no
        other device's journal has it.
        """
        if not self._can_be_recorded(path):
            return
        entry = self._catalog.entries[path]
        if self._guard.run(lambda: self._observe(entry, how, origin, text, unclaimed=unclaimed)):
            self._unrecorded.pop(path, None)
        else:
            self._unrecorded.setdefault(path, how)

    def _can_be_recorded(self, path: str) -> bool:
        """Return True for a note that the record may hold; one that takes no part yet is remembered as such."""
        entries = self._catalog.entries
        if path not in entries or entries.is_kept_out(path) or not has_text_name(path):
            return False
        if not entries.has_milestone(path) and not is_empty(entries[path]):
            self._observer.took_no_part(path)
        return True

    @property
    def has_unrecorded(self) -> bool:
        """Whether notes could not be recorded and wait to be tried again."""
        return bool(self._unrecorded)

    def unrecorded(self) -> dict[str, Trigger]:
        """Take out and return the notes that could not be recorded, by path, to be tried again."""
        unrecorded, self._unrecorded = self._unrecorded, {}
        return unrecorded

    def notes(self, paths: Iterable[str], how: Trigger, read: ParsedNotes) -> None:
        """Record many notes, as they were read where that is at hand; index notes after those that they sum up.

        After trouble with the record's files they wait to be tried again. A note that cannot be recorded costs only
        itself: what is wrong with it is raised when the others are recorded.
        """
        ordered = [path for path in self.in_order(paths) if self._can_be_recorded(path)]
        bugs: list[Exception] = []
        for start in range(0, len(ordered), _TOGETHER):
            together = [(path, read.take(path)) for path in ordered[start : start + _TOGETHER]]
            bugs += self._record_by_halves(together, how)
        if bugs:
            raise bugs[0]

    def _record_by_halves(self, notes: list[tuple[str, ParsedText | None]], how: Trigger) -> list[Exception]:
        """Record notes at once, or else each half of them by itself; return what is wrong with single notes."""
        try:
            recorded = self._guard.run(lambda: self._observe_all(notes, how))
        except Exception as bug:  # noqa: BLE001 - raised by the caller, when the others are recorded
            middle = len(notes) // 2
            parts = [notes[:middle], notes[middle:]] if middle else []
            return [one for part in parts for one in self._record_by_halves(part, how)] if parts else [bug]
        for path, _ in notes:
            if recorded:
                self._unrecorded.pop(path, None)
            else:
                self._unrecorded[path] = how
        return []

    def _observe_all(self, notes: list[tuple[str, ParsedText | None]], how: Trigger) -> None:
        entries = self._catalog.entries
        seen = [self._observer.of(entries[path], how, Origin.LOCAL, text) for path, text in notes]
        for earned in self._recorder.observe_all(one for one in seen if one):
            self._celebrate(earned)

    def in_order(self, paths: Iterable[str]) -> list[str]:
        """Put index notes behind all others, inner ones before outer ones: they earn from what is recorded of those."""
        totals = self._catalog.index_totals()
        depth = {path: len(totals.reached(path)) + 1 if self.is_index(path) else 0 for path in paths}
        return sorted(depth, key=depth.__getitem__)

    def is_index(self, path: str) -> bool:
        """Return True if a path is an index note's."""
        return self._catalog.entries.is_index(path)

    def members(self, path: str) -> set[str]:
        """Return the paths of the notes that an index note sums up; of another note an empty set."""
        return self._observer.members(path)

    def gone(self, path: str) -> None:
        """Record that a note's file is gone; a note that the record does not follow is passed over."""
        if has_text_name(path):
            self._guard.run(lambda: self._recorder.vanished(path))

    def sweep(self, under: str = "") -> None:
        """Record as gone each known note below a folder whose file is; without a folder, end a pass over the vault."""
        self._guard.run(lambda: self._recorder.sweep(under))
        if not under:
            self._guard.run(self._recorder.end_pass)

    def begin_pass(self) -> None:
        """Begin a pass over the whole vault: see `Recorder.begin_pass`."""
        self._others = None
        self._guard.run(self._recorder.begin_pass)

    def looked(self) -> None:
        """End a pass: all of the vault that can be recorded has been."""
        self._guard.run(self._recorder.end_pass)

    def rest(self) -> None:
        """Write the lines that have waited long enough; once the session is over, all, and drop its texts."""
        self._guard.run(self._recorder.rest)

    def stop(self, within: float) -> None:
        """Write the lines that wait, `within` seconds at most: the next daemon, or `update`, writes what is left."""
        end = time.monotonic() + within
        self._guard.run(lambda: self._recorder.flush(lambda: time.monotonic() > end))

    def close(self, hooks_within: float | None = None) -> None:
        """Close the record's files. Wait `hooks_within` seconds for the author's hooks; None: until they are done."""
        self._recorder.close()
        # The first pass made the vault's folder: now it can have its name.
        user_dirs.register(self._catalog.vault.root)
        self._celebrations.close(hooks_within)

    def reopen(self) -> None:
        """Open the files again at the next use: they may be others by now."""
        self._recorder.close()

    def on(self) -> WritingDay:
        """Return the present writing day."""
        record = self._recorder.record
        return WritingDay(record.today(), record.options.rest_days)

    def known(self) -> tuple[WritingDay, dict[str, NoteHistory]]:
        """Return the present writing day, and each note's history by path: {} while the record cannot be read."""
        return self.on(), self._guard.ask(self._histories.get, {})

    def next_due(self) -> float | None:
        """Return in how many seconds `settle` is to be called; None where nothing waits."""
        return self._guard.ask(self._recorder.next_due, None)

    def rest_from_checkout(self) -> None:
        """Keep no more of git's in memory: for now no note waits."""
        self._observer.checkouts.forget()

    def settle(self) -> None:
        """Judge the chunks that have waited long enough by what their notes hold now, and write the lines that have."""
        self._guard.run(self._settle)

    def _settle(self) -> None:
        for path in self._recorder.unsettled():
            entry, found = self._catalog.entries.get(path), self._catalog.vault.look(path)
            if entry and found and found.stamp == entry.stamp:
                self.note(path, Trigger.LIVE)
            elif found is None:
                self._recorder.forget_reached(path)
        self._recorder.rest()

    def waits_for_claims(self) -> bool:
        """Return True if another device's journal may still bring what is found here at the start.

        Asked once for each pass. False in the first pass, and while the record cannot be read.
        """
        if self._others is None:
            recorder = self._recorder
            self._others = self._guard.ask(
                lambda: not recorder.is_first_pass and recorder.has_other_devices(), None
            )
        return bool(self._others)

    def digest(self, path: str) -> str:
        """Return the digest of a note's text as it was read last; empty for one that is not known."""
        entry = self._catalog.entries.get(path)
        return entry.digest if entry else ""

    def has_news(self, path: str) -> bool:
        """Return True if the record does not have yet what a note holds now; False while it cannot be read."""
        entry = self._catalog.entries.get(path)
        if entry is None or entry.kept_out or not has_text_name(path):
            return False

        def is_news() -> bool:
            seen = self._observer.seen(entry, Trigger.CATCH_UP, Origin.LOCAL, None)
            return seen is not None and self._recorder.is_news(seen)

        return self._guard.ask(is_news, False)

    def is_claimed(self, path: str) -> bool:
        """Return True if another device's journal has the text that a note holds now."""
        entry = self._catalog.entries.get(path)
        return self._guard.ask(
            lambda: entry is not None and self._recorder.is_claimed(path, entry.digest), False
        )

    def _observe(
        self, entry: Entry, how: Trigger, origin: Origin, text: ParsedText | None, *, unclaimed: bool
    ) -> None:
        seen = self._observer.of(entry, how, origin, text)
        if seen is None:
            return
        for earned in self._recorder.observe(replace(seen, unclaimed=unclaimed)):
            self._celebrate(earned)

    def _celebrate(self, earned: Earned) -> None:
        self._say(headline(earned))
        self._celebrations.add(earned)

    def _ask(self, path: str, words: int) -> None:
        came = "1 word" if words == 1 else f"{words:,} words"
        them = "it" if words == 1 else "them"
        import shlex  # noqa: PLC0415 - little comes in at once

        self._say(
            f"{path}: {came} came in at once; if you wrote {them}: milestoned credit {shlex.quote(path)}"
        )


def record_start(vault: Vault, path: str) -> None:
    """Record the text of a note that was just opted in as its starting point: it was not written today."""
    catalog = Catalog(vault)
    examined = catalog.examine(path)
    catalog.learn(examined)
    recorder = VaultRecorder(catalog, _nobody)
    # What stands in the other notes is the starting point still: the first pass goes on until it is through.
    recorder.begin_pass()
    recorder.note(path, Trigger.STARTED, text=ParsedText.of(examined.note) if examined.note else None)
    recorder.close()


def _nobody(_text: str) -> None:
    """Print nothing: nothing is reached by starting."""
