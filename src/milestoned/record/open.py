"""Opening a vault's record to ask it something, with no more loaded than the answer needs."""

from __future__ import annotations

import datetime
import time
from contextlib import contextmanager

from milestoned.errors import MilestonedError
from milestoned.fileio.plain_file import read_plain
from milestoned.light.dataclasses import dataclass
from milestoned.light.typing import TYPE_CHECKING
from milestoned.record.options import RecordOptions
from milestoned.record.record import Record
from milestoned.vault import user_dirs
from milestoned.vault.root import CONFIG_FILE, FOLDER, check_own_folder, find_root, given_path

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from milestoned.milestone.deadline import NoteHistory, WritingDay
    from milestoned.vault.config import Config


# Seconds. Python knows no zone that is a whole day away.
_MOST_AHEAD = 24 * 3600 - 60


@dataclass(frozen=True, slots=True)
class Opened:
    """A vault's record, and whether the writer wants no numbers while they write."""

    record: Record
    quiet: bool

    @property
    def hushed(self) -> bool:
        """Whether numbers are to be kept back right now."""
        from milestoned.record.queries.summary import in_session  # noqa: PLC0415 - few want quiet

        return self.quiet and in_session(self.record)


def now() -> datetime.datetime:
    """Return the time, with the zone the writer is in."""
    try:
        return datetime.datetime.now().astimezone()
    except (OverflowError, ValueError):
        return _now_within_a_day()


def _now_within_a_day() -> datetime.datetime:
    """Return the time where the zone is a day or more away, or the clock at the end of all years: as near as it goes."""
    moment = time.time()
    offset = max(-_MOST_AHEAD, min(_MOST_AHEAD, time.localtime(moment).tm_gmtoff or 0))
    zone = datetime.timezone(datetime.timedelta(seconds=offset))
    try:
        return datetime.datetime.fromtimestamp(moment, zone)
    except (OverflowError, ValueError):
        return datetime.datetime.fromtimestamp(moment, datetime.UTC)


def record_options(settings: Config) -> RecordOptions:
    """Return the record's settings as the configuration has them."""
    return RecordOptions(
        **settings.record, bystanders=settings.record_all, settle_latest=settings.settle_latest
    )


@contextmanager
def opened(path: str) -> Iterator[Opened]:
    """Open the record of the vault that a PATH belongs to. Raises UsageError."""
    found = open_record(find_root(given_path(path)))
    try:
        yield found
    finally:
        found.record.close()


def open_record(root: Path) -> Opened:
    """Open the record of a vault. Raises UsageError for a configuration that is wrong."""
    options, quiet = _settings(root)
    return Opened(Record(root, user_dirs.vault_state(root), user_dirs.vault_cache(root), options, now), quiet)


def _settings(root: Path) -> tuple[RecordOptions, bool]:
    check_own_folder(root)
    if not any(map(_says_something, (user_dirs.user_config(), root / FOLDER / CONFIG_FILE))):
        return RecordOptions(), False
    from milestoned.vault import config  # noqa: PLC0415 - it takes as long as all else, and most vaults have no settings

    settings = config.load(root)
    return record_options(settings), settings.quiet


def _says_something(path: Path) -> bool:
    """Return True if a file may hold a setting: `milestoned init` writes one of comments only."""
    try:
        lines = read_plain(path).splitlines()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True
    return any(line.strip() and not line.lstrip().startswith(b"#") for line in lines)


def day_and_histories(root: Path) -> tuple[WritingDay, dict[str, NoteHistory] | None]:
    """Return a vault's writing day, and what its record knows of each note; None where it cannot be read."""
    from milestoned.milestone.deadline import WritingDay  # noqa: PLC0415 - few ask

    record = open_record(root).record
    try:
        on = WritingDay(record.today(), record.options.rest_days)
        try:
            return on, _histories(record)
        except (MilestonedError, OSError):
            return on, None
    finally:
        record.close()


def _histories(record: Record) -> dict[str, NoteHistory]:
    if not record.journal.files():
        return {}
    from milestoned.record.queries.note_history import note_histories  # noqa: PLC0415 - needs a record

    return note_histories(record)
