"""Writing a note: only if it still holds exactly what was counted (docs/reliability.md has the promises)."""

from __future__ import annotations

import os
import time

from milestoned.fileio import group_commit, lease, processes, recovery
from milestoned.fileio.byte_change import Change
from milestoned.fileio.capabilities import WriteStrategy, probe
from milestoned.fileio.displaced import Displaced, tend
from milestoned.fileio.exchange import LeftForRecoveryError, write_by_swap
from milestoned.fileio.file_lock import FileLock, LockTimeoutError
from milestoned.fileio.in_place import HalfWrittenError, write_in_place
from milestoned.fileio.resolve import READ, Target, locate, read_whole
from milestoned.fileio.result import CONFLICT, WRITTEN, Outcome, WriteResult, explain, pending, refused
from milestoned.fileio.rollback_journal import RollbackJournal
from milestoned.light.typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from milestoned.fileio.snapshot import NoteText

__all__ = ["Outcome", "WriteResult", "WriteStrategy", "Writer"]

_LOCK_WAIT_S = 5.0
_TEND_EVERY_S = 0.02
# Whoever merely reads the note is done soon, and then no exchange is needed, which some editors ask about.
_READER_PATIENCE_S = (0.001, 0.004, 0.015, 0.03, 0.05)


class Writer:
    """Writes the notes of one vault, one at a time; several processes may share the state folder.

    `state` is a private folder outside the vault for the rollback journal and for kept texts. Make it in the main
    thread: a program that handles no SIGIO then ignores it (see `lease`). Raises OSError if there is no state folder.
    """

    def __init__(self, state: Path, root: Path) -> None:
        self._root = root
        self._journal = RollbackJournal(state)
        self._lock = FileLock(state / "lock", timeout=_LOCK_WAIT_S)
        self._way: WriteStrategy | None = None
        self._watched: list[Displaced] = []
        self._is_hurt = False
        self._reader_patience: Iterable[float] = _READER_PATIENCE_S
        lease.ignore_break_signals()

    @property
    def way(self) -> WriteStrategy:
        """How this vault is written, probed at the first question."""
        if self._way is None:
            self._way = probe(self._root)
        return self._way

    @property
    def is_watching(self) -> bool:
        """Whether `tend` has something to look after."""
        return bool(self._watched)

    def write(
        self, snapshot: NoteText, new: bytes, *, touch: bool = False, blank: bool = False
    ) -> WriteResult:
        """Write the note if it still holds exactly `snapshot.data`; its modification time moves only with `touch`.

        An empty note is written only with `blank`: a person has asked for it.
        Never raises OSError: trouble with a note is REFUSED with words for the writer.
        """
        try:
            with self._lock:
                if self._is_hurt:
                    self._is_hurt = False
                    self._recover(sweep=False)
                return self._write(snapshot, new, touch=touch, blank=blank)
        except LockTimeoutError:
            return pending("another milestoned is writing in this vault")
        except HalfWrittenError:
            self._is_hurt = True
            return refused(
                "the disk failed in the middle of a write; the text as it was is safe in the rollback journal",
                "repair the disk or free some space, then start milestoned again: it puts the text back",
            )
        except LeftForRecoveryError:
            self._is_hurt = True
            return CONFLICT
        except OSError as error:
            return self._explain(error)

    def _explain(self, error: OSError) -> WriteResult:
        """Return what is wrong. A state folder that was cleaned away is made again, and the note is to be looked at again."""
        try:
            return CONFLICT if self._journal.restore() else explain(error)
        except OSError as worse:
            return explain(worse)

    def write_all(self, notes: Sequence[tuple[NoteText, bytes]], *, touch: bool = False) -> list[WriteResult]:
        """Write many notes as `write` does, with one sync for `group_commit.MOST` of them."""
        results: list[WriteResult] = []
        for start in range(0, len(notes), group_commit.MOST):
            some = notes[start : start + group_commit.MOST]
            written = self._group(some, touch=touch) if len(some) > 1 else [None]
            results += [
                result or self.write(text, new, touch=touch)
                for result, (text, new) in zip(written, some, strict=True)
            ]
        return results

    def recover(self) -> list[str]:
        """Finish or undo interrupted writes and sweep their temporary files; return what to tell the author.

        To be called before any note is read. Skipped while another process of ours is writing.
        """
        try:
            with self._lock:
                return self._recover(sweep=True)
        except LockTimeoutError:
            return []

    def tend(self) -> list[str]:
        """Look after files displaced by an exchange: a save that still went into one is put back in place.

        Cheap, to be called now and then while `is_watching`; return what to tell the author.
        """
        if not self._watched:
            return []
        try:
            with self._lock:
                self._watched, messages = tend(self._watched, self._journal, time.monotonic())
        except LockTimeoutError:
            return []
        return messages

    def close(self, wait: float = 3.0) -> list[str]:
        """Tend what is displaced until its grace time is over, `wait` seconds at most; `recover` does the rest."""
        messages: list[str] = []
        deadline = time.monotonic() + wait
        while self._watched and time.monotonic() < deadline:
            messages += self.tend()
            time.sleep(_TEND_EVERY_S if self._watched else 0)
        for displaced in self._watched:
            displaced.close()
        self._watched = []
        return messages

    def _group(self, notes: Sequence[tuple[NoteText, bytes]], *, touch: bool) -> Sequence[WriteResult | None]:
        """Write a group in place; None for each note that is to be written alone."""
        results: list[WriteResult | None] = [None] * len(notes)
        members: dict[int, group_commit.Member] = {}
        try:
            with self._lock:
                if self._is_hurt or self.way is not WriteStrategy.LEASE:
                    return results
                for number, (text, new) in enumerate(notes):
                    target = locate(text.path, self._root) if text.data not in (b"", new) else None
                    if isinstance(target, Target):
                        members[number] = group_commit.Member(target, Change.between(text.data, new))
                found = group_commit.write_group(list(members.values()), self._journal, touch=touch)
        except (LockTimeoutError, OSError):
            return [None] * len(notes)  # each alone: what is in the way is said of it
        finally:
            for member in members.values():
                member.target.folder.close()
        self._is_hurt = found.is_hurt
        for number, result in zip(members, found.results, strict=True):
            results[number] = result
        return results

    def _recover(self, *, sweep: bool) -> list[str]:
        watched = {displaced.entry for displaced in self._watched}
        return recovery.recover(self._journal, self._root, watched, sweep=sweep)

    def _write(self, snapshot: NoteText, new: bytes, *, touch: bool, blank: bool) -> WriteResult:
        target = locate(snapshot.path, self._root)
        if isinstance(target, WriteResult):
            return target
        try:
            return self._write_at(target, snapshot, new, touch=touch, blank=blank)
        finally:
            target.folder.close()

    def _write_at(
        self, target: Target, snapshot: NoteText, new: bytes, *, touch: bool, blank: bool
    ) -> WriteResult:
        if not snapshot.data and not blank:
            return pending("the note is empty")  # its creator may not have begun to write yet
        if new == snapshot.data:
            return _touch(target, new) if touch else WRITTEN
        change = Change.between(snapshot.data, new)
        if self.way is not WriteStrategy.LEASE:
            return self._swap(target, change, leased=False, touch=touch)
        result = self._write_in_place(target, change, touch=touch)
        if isinstance(result, WriteResult):
            return result
        if result is lease.Grant.IN_USE and processes.is_locked(target.path.stat()):
            return pending(
                "another program has locked it"
            )  # it would take an exchange for somebody else's save
        return self._swap(target, change, leased=result is lease.Grant.IN_USE, touch=touch)

    def _write_in_place(self, target: Target, change: Change, *, touch: bool) -> WriteResult | lease.Grant:
        """Write in place; while somebody has the note open, try again for a moment."""
        result = write_in_place(target, change, self._journal, touch=touch)
        for pause in self._reader_patience:
            if result is not lease.Grant.IN_USE:
                break
            time.sleep(pause)
            result = write_in_place(target, change, self._journal, touch=touch)
        return result

    def _swap(self, target: Target, change: Change, *, leased: bool, touch: bool) -> WriteResult:
        if target.is_hard_linked:
            return _refuse_hard_link(leased=leased)
        result, displaced = write_by_swap(target, change, self._journal, leased=leased, touch=touch)
        if displaced:
            self._watched.append(displaced)
        return result


def _refuse_hard_link(*, leased: bool) -> WriteResult:
    if leased:
        return pending("the note has a second name (hard link) and another program has it open")
    return refused(
        "the note has a second name (hard link), and this file system cannot write it in place safely",
        "make a copy of it under one name",
    )


def _touch(target: Target, expected: bytes) -> WriteResult:
    """Move the modification time of a note that holds what it should: a save that comes first moves it, too."""
    descriptor = os.open(target.path, READ)
    try:
        if read_whole(descriptor) != expected:
            return CONFLICT
        os.utime(descriptor)
        return WRITTEN
    finally:
        os.close(descriptor)
