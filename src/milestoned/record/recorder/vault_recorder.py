"""Telling the record what was read: from an entry of the survey to what the recorder asks for."""

from __future__ import annotations

import contextlib
import shlex
from typing import TYPE_CHECKING

from milestoned.errors import MilestonedError
from milestoned.fileio.atomic import private_folder
from milestoned.note.counts import RULES_VERSION
from milestoned.note.problem import Problem
from milestoned.record.open import now, record_options
from milestoned.record.recorder.celebrations import Celebrations
from milestoned.record.recorder.notifications import Desktop, HookOptions, headline
from milestoned.record.recorder.observation import NoteObservation, Origin, Role, Trigger
from milestoned.record.recorder.recorder import Recorder
from milestoned.record.store.events import Mark, RecordedCounts
from milestoned.vault import user_dirs
from milestoned.vault.catalog import Catalog
from milestoned.vault.index_notes import standing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from milestoned.milestone.note_progress import NoteProgress
    from milestoned.note.note import Note
    from milestoned.record.recorder.observation import Earned
    from milestoned.vault.entry import Entry
    from milestoned.vault.parsed_notes import ParsedNotes
    from milestoned.vault.vault import Vault

__all__ = ["Origin", "Trigger", "VaultRecorder"]


def _recorder(vault: Vault, ask: Callable[[str, int], None]) -> Recorder:
    state, cache = user_dirs.vault_state(vault.root), user_dirs.vault_cache(vault.root)
    # A disk that is full, say: the record is kept as soon as it can be.
    with contextlib.suppress(OSError):
        private_folder(state)
        private_folder(cache)
    return Recorder(vault.root, state, cache, record_options(vault.config), now, ask)


class VaultRecorder:
    """Writes a vault's record from what the survey knows. A record that cannot be kept is told once, and stops nothing."""

    def __init__(self, catalog: Catalog, say: Callable[[str], None]) -> None:
        self._catalog = catalog
        self._say = say
        self._recorder = _recorder(catalog.vault, self._ask)
        self._trouble = ""
        self._unrecorded: dict[str, Trigger] = {}
        # A note that opts in has a past: what stood in it then was not written today.
        self._bystanders = catalog.bystanders()
        settings = catalog.vault.config
        desktop = Desktop.SHOW if settings.notify else Desktop.SILENT
        self._celebrations = Celebrations(HookOptions(command=settings.on_milestone, desktop=desktop), say)

    def note(self, path: str, how: Trigger, origin: Origin = Origin.LOCAL, note: Note | None = None) -> None:
        """Record a note as the catalog knows it now, if there is news of it; `note` is what it was read as."""
        entry = self._catalog.entries.get(path)
        if entry is None or entry.kept_out or not _has_text_name(path):
            return
        if entry.spec is None and not _is_empty(entry):
            self._bystanders.add(path)
        if self._guarded(lambda: self._observe(entry, how, origin, note)):
            self._unrecorded.pop(path, None)
        else:
            self._unrecorded.setdefault(path, how)

    @property
    def has_unrecorded(self) -> bool:
        """Whether notes could not be recorded and wait to be tried again."""
        return bool(self._unrecorded)

    def unrecorded(self) -> dict[str, Trigger]:
        """Take out and return the notes that could not be recorded, to be tried again."""
        unrecorded, self._unrecorded = self._unrecorded, {}
        return unrecorded

    def notes(self, paths: Iterable[str], how: Trigger, read: ParsedNotes) -> None:
        """Record many notes, as they were read where that is at hand."""
        for path in paths:
            self.note(path, how, note=read.take(path))

    def gone(self, path: str) -> None:
        """Record that a note is gone."""
        if _has_text_name(path):
            self._guarded(lambda: self._recorder.vanished(path))

    def sweep(self, under: str = "") -> None:
        """Record every known note below a folder as gone whose file is."""
        self._guarded(lambda: self._recorder.sweep(under))

    def rest(self) -> None:
        """Let go of the session's texts if the session is over."""
        self._guarded(self._recorder.rest)

    def close(self, hooks_within: float | None = None) -> None:
        """Close the record's files, and wait so many seconds for the author's hooks; None: until they are done."""
        self._recorder.close()
        self._celebrations.close(hooks_within)

    def reopen(self) -> None:
        """Open the files again at the next use: they may be others by now."""
        self._recorder.close()

    def _observe(self, entry: Entry, how: Trigger, origin: Origin, note: Note | None) -> None:
        if entry.spec is None and not entry.digest:
            # A note that opted out: its words leave the vault's sum, so they must be known once more.
            if entry.problem or not self._recorder.knows(entry.path):
                return
            self._catalog.count_bystander(entry.path)
            entry = self._catalog.entries[entry.path]
        seen = self._seen(entry, how, origin, note)
        if seen is None:
            return
        for earned in self._recorder.observe(seen):
            self._celebrate(earned)

    def _celebrate(self, earned: Earned) -> None:
        self._say(headline(earned))
        self._celebrations.add(earned)

    def _ask(self, path: str, words: int) -> None:
        came = "1 word" if words == 1 else f"{words:,} words"
        them = "it" if words == 1 else "them"
        self._say(
            f"{path}: {came} came in at once; if you wrote {them}: milestoned credit {shlex.quote(path)}"
        )

    def _seen(self, entry: Entry, how: Trigger, origin: Origin, note: Note | None) -> NoteObservation | None:
        found = standing(self._catalog.index_totals(), entry)
        if found is None and entry.spec:
            return None
        counts, stamp = entry.counts, entry.stamp
        if counts is None or stamp is None or not entry.digest:
            return None
        rules = self._catalog.vault.config.count
        spec = entry.spec
        return NoteObservation(
            entry.path,
            lambda: self._words(entry, note),
            RecordedCounts(counts.words, counts.characters, counts.tasks.done, counts.tasks.total),
            entry.digest,
            _marks(found),
            stamp.inode,
            stamp.mtime_ns,
            _role(entry),
            how,
            origin,
            seen_before=entry.path in self._bystanders,
            rules=f"{RULES_VERSION}:{rules.words.value}:{rules.tasks.value}",
            due=spec.due if spec else None,
            why=spec.why if spec else "",
        )

    def _words(self, entry: Entry, read: Note | None) -> list[str] | None:
        """Return the counted words of a note, in order; asked for only when the note is news.

        None if the note has moved on since it was counted: other words with these counts would be credited wrongly.
        """
        if read and read.digest == entry.digest:
            return read.words()
        from milestoned.note.note import parse  # noqa: PLC0415 - most passes have no news

        snapshot = self._catalog.read(entry.path)
        if isinstance(snapshot, Problem):
            return None
        note = parse(snapshot.data)
        return None if isinstance(note, Problem) or note.digest != entry.digest else note.words()

    def _guarded(self, act: Callable[[], None]) -> bool:
        """Act, and return True. Trouble is said once, until it is over; the files are opened again at the next use."""
        try:
            act()
        except Exception as error:
            if not _is_trouble(error):
                raise
            self._recorder.close()
            if str(error) != self._trouble:
                self._say(f"the record cannot be kept: {error}; the notes are served all the same")
            self._trouble = str(error)
            return False
        self._trouble = ""
        return True


def _is_trouble(error: Exception) -> bool:
    """Return True if files or the system are to blame: the record is then kept later."""
    if isinstance(error, (MilestonedError, OSError)):
        return True
    import sqlite3  # noqa: PLC0415 - 4 ms that a start without a record need not pay

    return isinstance(error, sqlite3.Error)


def _has_text_name(path: str) -> bool:
    """Tell whether a path can stand in the journal, which is UTF-8: a file's name may be any bytes."""
    try:
        path.encode()
    except UnicodeEncodeError:
        return False
    return True


def _is_empty(entry: Entry) -> bool:
    """Tell whether a file holds nothing: it is about to be written, and has no past."""
    return entry.stamp is not None and entry.stamp.size == 0


def _role(entry: Entry) -> Role:
    if entry.spec is None:
        return Role.BYSTANDER
    return Role.INDEX if entry.is_index else Role.OPTED_IN


def _marks(found: NoteProgress | None) -> tuple[Mark, ...]:
    if found is None:
        return ()
    return tuple(
        Mark(part.unit.value, 0 if part.every_task else part.size, part.count, part.chunks_done, part.goal)
        for part in found.parts
    )


def record_start(vault: Vault, path: str) -> None:
    """Record the text of a note that was just opted in as its starting point: it was not written today."""
    catalog = Catalog(vault)
    examined = catalog.examine(path)
    catalog.learn(examined)
    recorder = VaultRecorder(catalog, _nobody)
    recorder.note(path, Trigger.STARTED, note=examined.note)
    recorder.close()


def _nobody(_text: str) -> None:
    """Say nothing: nothing is earned by starting."""
