"""The errors a user may meet: what is wrong, and what to do about it."""

from __future__ import annotations


class MilestonedError(Exception):
    """Something the user must know: a message, a hint that fixes it, and the exit code (1 refused, 2 usage)."""

    exit_code = 1

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(MilestonedError):
    """The command line or the configuration is wrong: nothing was done (exit code 2)."""

    exit_code = 2
