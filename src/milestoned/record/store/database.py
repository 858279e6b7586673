"""The index's tables, and opening an SQLite file that may be lost, spoilt or of another version."""

from __future__ import annotations

import contextlib
from pathlib import Path

from milestoned.errors import MilestonedError
from milestoned.fileio.atomic import private_folder
from milestoned.light.typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

INDEX_VERSION = 3
# KiB for the pages of a database, which SQLite wants as negative numbers.
_ROOM = -512
_LITTLE_ROOM = -64

INDEX = """
CREATE TABLE file(name TEXT PRIMARY KEY, size INTEGER, mtime INTEGER, done INTEGER, tail BLOB,
  skipped INTEGER) WITHOUT ROWID;
CREATE TABLE event(
  id INTEGER PRIMARY KEY, seq INTEGER, at INTEGER, zone TEXT, day TEXT, device TEXT, kind TEXT, note TEXT,
  path TEXT, was TEXT, now TEXT, drafted INTEGER, cut INTEGER, held INTEGER, tasks INTEGER,
  dup INTEGER DEFAULT 0, facts TEXT, moved INTEGER, saves INTEGER, seconds INTEGER, pending INTEGER);
CREATE INDEX event_seq ON event(seq);
CREATE INDEX event_day ON event(day, at);
CREATE INDEX event_summed ON event(day)
  WHERE kind IN ('edit', 'catch-up', 'import', 'move', 'credit', 'rename', 'amend');
CREATE INDEX event_kind ON event(kind, seq);
CREATE INDEX event_held ON event(note) WHERE held <> 0;
CREATE INDEX event_now ON event(note, now);
CREATE INDEX event_text ON event(now) WHERE now <> '';
CREATE INDEX event_pending ON event(pending) WHERE pending = 1;
CREATE TABLE note(
  id TEXT PRIMARY KEY, path TEXT, digest TEXT, words INTEGER, characters INTEGER, done INTEGER, total INTEGER,
  counted INTEGER, living INTEGER, seq INTEGER, device TEXT, at INTEGER);
CREATE TABLE terms(note TEXT PRIMARY KEY, marks TEXT, seq INTEGER, device TEXT) WITHOUT ROWID;
CREATE INDEX note_path ON note(path);
CREATE TABLE note_day(note TEXT, day TEXT, seq INTEGER, device TEXT, words INTEGER, characters INTEGER, done INTEGER, PRIMARY KEY(note, day)) WITHOUT ROWID;
CREATE TABLE mark_day(note TEXT, day TEXT, unit TEXT, seq INTEGER, device TEXT, count INTEGER, PRIMARY KEY(note, day, unit)) WITHOUT ROWID;
CREATE TABLE floor(note TEXT, unit TEXT, size INTEGER, done INTEGER, PRIMARY KEY(note, unit, size)) WITHOUT ROWID;
CREATE TABLE day(
  day TEXT PRIMARY KEY, drafted INTEGER, cut INTEGER, tasks INTEGER, sessions INTEGER, seconds INTEGER,
  timed INTEGER, kept INTEGER, amended TEXT) WITHOUT ROWID;
"""


def open_database(path: Path, script: str, version: int) -> sqlite3.Connection:
    """Open a database that only this program fills; one that is spoilt or of another version begins empty.

    Raises MilestonedError where it cannot be opened at all.
    """
    import sqlite3  # noqa: PLC0415 - 4 ms that commands without a record need not pay

    with told(path):
        private_folder(path.parent)
        try:
            return _prepared(path, script, version)
        except sqlite3.OperationalError:
            raise
        except sqlite3.DatabaseError:
            discard(path)
            return _prepared(path, script, version)


def discard(path: Path) -> None:
    """Delete a database that can be made again."""
    for suffix in ("", "-wal", "-shm", "-journal"):
        with contextlib.suppress(FileNotFoundError):
            Path(f"{path}{suffix}").unlink()


@contextlib.contextmanager
def told(path: Path) -> Iterator[None]:
    """Turn an error of the system or of SQLite's into a MilestonedError with the file, and a hint what to do."""
    import sqlite3  # noqa: PLC0415 - as above

    try:
        yield
    except (OSError, sqlite3.OperationalError) as error:
        raise MilestonedError(
            f"{path}: cannot be used: {error}",
            "free some space, allow writing to that folder, or wait for the other milestoned that holds it",
        ) from error


@contextlib.contextmanager
def transaction(base: sqlite3.Connection, path: Path) -> Iterator[None]:
    """Hold the database at `path` for one decision; nothing is kept if it fails.

    Raises MilestonedError if another program holds it for 10 seconds, or the disk refuses. What the decision itself
    does with this database and with others is to be `told` by whoever does it.
    """
    with told(path):
        base.execute("BEGIN IMMEDIATE")
    try:
        yield
        with told(path):
            base.execute("COMMIT")
    except BaseException:
        # A full disk may have ended the transaction already.
        if base.in_transaction:
            base.execute("ROLLBACK")
        raise


@contextlib.contextmanager
def read_through(base: sqlite3.Connection) -> Iterator[None]:
    """Read a table once, from end to end, with little room for its pages: memory they took is not all given back."""
    base.execute(f"PRAGMA cache_size={_LITTLE_ROOM}")
    try:
        yield
    finally:
        base.execute(f"PRAGMA cache_size={_ROOM}")


def _prepared(path: Path, script: str, version: int) -> sqlite3.Connection:
    import sqlite3  # noqa: PLC0415 - as above

    # The daemon hands notes to one thread after another, never to two at once.
    base = sqlite3.connect(path, timeout=10, isolation_level=None, check_same_thread=False)
    try:
        # All of it can be made again, so no commit waits for the disk.
        base.execute("PRAGMA synchronous=OFF")
        base.execute("PRAGMA secure_delete=ON")
        base.execute(f"PRAGMA cache_size={_ROOM}")
        held: int = base.execute("PRAGMA user_version").fetchone()[0]
        if held != version:
            _fill(base, script, version, path)
    except BaseException:
        base.close()
        raise
    return base


def _fill(base: sqlite3.Connection, script: str, version: int, path: Path) -> None:
    base.execute("BEGIN IMMEDIATE")
    held = base.execute("PRAGMA user_version").fetchone()[0]
    if held != version:
        tables = base.execute("SELECT name FROM sqlite_master WHERE type='table'").fetchall()
        for (table,) in tables:
            base.execute(f'DROP TABLE "{table}"')
        for statement in script.split(";"):
            base.execute(statement)
        base.execute(f"PRAGMA user_version={version}")
    base.execute("COMMIT")
    path.chmod(0o600)
