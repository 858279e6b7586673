"""An entry as one small row of bytes: a vault of 10,000 notes is kept in memory, and most entries are seldom asked for.

Whether a note is stale, say, is read off its row. Equal entries are equal rows, and equal rows equal entries.
"""

from __future__ import annotations

import datetime
import json
import struct
from functools import lru_cache

from milestoned.fileio.snapshot import Stamp
from milestoned.light.typing import TYPE_CHECKING
from milestoned.milestone.spec import Milestone, MilestoneSpec, Unit
from milestoned.note.counts import Counts, TaskCounts
from milestoned.note.problem import Problem
from milestoned.vault.entry import Entry

if TYPE_CHECKING:
    from typing import Any

KEPT_OUT, STALE, SPEC, INDEX, PROBLEM, WARNINGS, _STAMP, _DIGEST = (1 << bit for bit in range(8))
"""What is read off the first byte of a row."""

# Flags, stamp, digest. Behind it what a writer may have made long, as text.
_HEAD = struct.Struct("<B40s32s")
_STAMP_FIELDS = struct.Struct("<QqqQQ")
_NO_STAMP, _NO_DIGEST = bytes(40), bytes(32)
_DIGEST_LENGTH = 64
_USUAL = ("", None, (), None, "")
_decode = json.JSONDecoder().raw_decode
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def pack(entry: Entry) -> bytes:
    """Return an entry, its path left aside, as a row."""
    stamp, digest, counts = _packed_stamp(entry.stamp), _packed_digest(entry.digest), entry.counts
    flags = (
        KEPT_OUT * entry.kept_out
        | STALE * entry.stale
        | SPEC * (entry.spec is not None)
        | INDEX * entry.is_index
        | PROBLEM * (entry.problem is not None)
        | WARNINGS * bool(entry.warnings)
        | _STAMP * bool(stamp)
        | _DIGEST * bool(digest)
    )
    said = [entry.title, counts and [counts.words, counts.characters], _flat_tasks(counts)]
    seldom = [
        entry.fingerprint,
        entry.problem and _flat_problem(entry.problem),
        [_flat_problem(warning) for warning in entry.warnings],
        None if stamp else entry.stamp,
        "" if digest else entry.digest,
    ]
    text = f"{_encode(said + seldom if any(seldom) else said)}\n{_flat(entry.spec)}"
    head = _HEAD.pack(flags, stamp or _NO_STAMP, digest or _NO_DIGEST)
    return head + text.encode(errors="surrogatepass")


def unpack(path: str, row: bytes) -> Entry:
    """Return the entry that was packed."""
    flags, stamp, digest = _HEAD.unpack_from(row)
    text = row[_HEAD.size :].decode("utf-8", "surrogatepass")
    (title, numbers, tasks, *seldom), end = _decode(text)
    fingerprint, trouble, warned, other_stamp, other_digest = seldom or _USUAL
    if flags & _STAMP:
        other_stamp = _STAMP_FIELDS.unpack(stamp)
    return Entry(
        path,
        title,
        bool(flags & KEPT_OUT),
        numbers and Counts(numbers[0], numbers[1], TaskCounts(*tasks) if tasks else _NO_TASKS),
        _deep(text[end + 1 :]),
        trouble and Problem(*trouble),
        bool(flags & STALE),
        fingerprint,
        digest.hex() if flags & _DIGEST else other_digest,
        other_stamp and Stamp._make(other_stamp),
        tuple([Problem(*warning) for warning in warned]),
    )


def stamp_of(row: bytes) -> Stamp | None:
    """Return the stamp of the file that an entry was read from."""
    if row[0] & _STAMP:
        return Stamp._make(_STAMP_FIELDS.unpack_from(row, 1))
    return unpack("", row).stamp


def is_of(row: bytes, stamp: Stamp) -> bool:
    """Return True if an entry was read from a file with this very stamp."""
    packed = _packed_stamp(stamp)
    return bool(row[0] & _STAMP and row.startswith(packed, 1)) if packed else stamp_of(row) == stamp


def adds_otherwise(old: bytes, new: bytes) -> bool:
    """Return True if a note is named by index notes, or names others, otherwise than before: kept out, or other globs."""
    if (old[0] ^ new[0]) & KEPT_OUT:
        return True
    return bool((old[0] | new[0]) & INDEX) and unpack("", old).globs != unpack("", new).globs


def _packed_stamp(stamp: Stamp | None) -> bytes:
    """Return a stamp as bytes; none for one that does not fit, such as of the year 2300."""
    try:
        return _STAMP_FIELDS.pack(*stamp) if stamp else b""
    except struct.error:
        return b""


def _packed_digest(digest: str) -> bytes:
    """Return a digest as bytes; none for what is not the digest of a text."""
    try:
        packed = bytes.fromhex(digest) if len(digest) == _DIGEST_LENGTH else b""
    except ValueError:
        return b""
    return packed if packed.hex() == digest else b""


# One for all notes without tasks.
_NO_TASKS = TaskCounts()


def _flat_tasks(counts: Counts | None) -> list[int] | None:
    if counts is None or counts.tasks == _NO_TASKS:
        return None
    return [counts.tasks.done, counts.tasks.open, counts.tasks.cancelled]


def _flat_problem(problem: Problem) -> list[Any]:
    return [problem.line, problem.message, problem.hint, problem.column]


def _flat(spec: MilestoneSpec | None) -> str:
    """Write what a writer chose as text: most notes of a vault say the same, and are then read back once."""
    if spec is None:
        return ""
    milestones = [[item.unit.value, item.size, item.goal] for item in spec.milestones]
    due = spec.due.isoformat() if spec.due else None
    return _encode([milestones, due, spec.why, list(spec.notes)])


@lru_cache(maxsize=4096)
def _deep(text: str) -> MilestoneSpec | None:
    if not text:
        return None
    milestones, due, why, notes = json.loads(text)
    return MilestoneSpec(
        tuple(Milestone(_UNITS[unit], size, goal) for unit, size, goal in milestones),
        datetime.date.fromisoformat(due) if due else None,
        why,
        tuple(notes),
    )


_UNITS = {unit.value: unit for unit in Unit}
