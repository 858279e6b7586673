"""Trouble with the record's files: it is reported once, stops nothing, and the record is kept later."""

from __future__ import annotations

from typing import TypeVar

from milestoned.errors import MilestonedError
from milestoned.light.typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_Answer = TypeVar("_Answer")


class Guard:
    """Runs what uses the record's files; after trouble they are closed, and opened again at the next use.

    Trouble is what files or the system are to blame for; anything else is a bug, and is raised.
    """

    def __init__(self, close: Callable[[], None], say: Callable[[str], None]) -> None:
        self._close = close
        self._say = say
        self._trouble = ""

    def ask(self, ask: Callable[[], _Answer], otherwise: _Answer) -> _Answer:
        """Return the record's answer; `otherwise` while it cannot be read. Nothing is reported."""
        try:
            return ask()
        except Exception as error:
            if not _is_trouble(error):
                raise
            self._close()
            return otherwise

    def run(self, act: Callable[[], None]) -> bool:
        """Act, and return True; False after trouble, which is reported once until it is over."""
        try:
            act()
        except Exception as error:
            if not _is_trouble(error):
                raise
            self._close()
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

    # The others are about one statement and its values, not about the file.
    return type(error) in (sqlite3.Error, sqlite3.DatabaseError, sqlite3.OperationalError)
