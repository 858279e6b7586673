"""What a user sees when something goes wrong: one form of error, one exit code, no traceback."""

from __future__ import annotations

import os
import sys
import time

from milestoned.cli.output import say, shown
from milestoned.errors import MilestonedError
from milestoned.light.patterns import lazy_pattern
from milestoned.light.typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TextIO

# What a shell gives a program that was ended by Ctrl-C.
_INTERRUPTED = 130


def exit_code(run: Callable[[], object]) -> int:
    """Run the command line and return its exit code. An error is said on stderr."""
    try:
        code = run()
    except MilestonedError as error:
        say_error(error.message, error.hint)
        return error.exit_code
    except KeyboardInterrupt:
        return _INTERRUPTED
    except BrokenPipeError:
        _silence(sys.stdout, sys.stderr)  # the reader of our output left: say nothing
        return 1
    except OSError as error:
        place = f"{shown(os.fsdecode(error.filename))}: " if error.filename else ""
        say_error(f"{place}{error.strerror or error}", "")
        _silence(sys.stdout)
        return 1
    except Exception as error:  # noqa: BLE001 - the last resort, so that no traceback reaches a user
        _report_bug(error)
        return 1
    return code if isinstance(code, int) else 0


def check_clock() -> None:
    """Raise MilestonedError where the clock is past all that Python can count, in the year 2262."""
    try:
        time.time_ns()
    except OverflowError:
        raise MilestonedError(
            "this machine's clock is past the year 2262", "set the clock: nothing is touched until then"
        ) from None


def say_error(message: str, hint: str) -> None:
    """Print what is wrong, and below it what to do."""
    indented = hint.replace("\n", "\n  ")
    say(f"milestoned: {message}" + (f"\n  {indented}" if hint else ""))


def placed(message: str, command: str) -> str:
    """Begin a message with the command that it is about, unless it says where something is wrong."""
    return message if not command or _PLACE.match(message) else f"{command}: {message}"


_PLACE = lazy_pattern(r"[^`]+?: ")


def _silence(*streams: TextIO) -> None:
    """Keep the interpreter from flushing, at its end, what could not be written and complaining about it."""
    for stream in streams:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _report_bug(error: Exception) -> None:
    if os.environ.get("MILESTONED_DEBUG"):
        import traceback  # noqa: PLC0415 - seldom needed, and slow to load

        traceback.print_exc()
    say_error(
        f"internal error: {type(error).__name__}: {error}",
        "this is a bug; run it with MILESTONED_DEBUG=1 to see where, and report it",
    )
