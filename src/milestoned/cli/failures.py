"""What a user sees when something goes wrong: one form of error, one exit code, no traceback."""

from __future__ import annotations

import os
import re
import sys
from typing import TYPE_CHECKING

import click

from milestoned.cli.output import say, shown
from milestoned.errors import MilestonedError

if TYPE_CHECKING:
    from collections.abc import Callable

# What a shell gives a program that was ended by Ctrl-C.
_INTERRUPTED = 130


class WithHintError(click.UsageError):
    """Wrong usage with a hint of its own."""

    def __init__(self, message: str, hint: str, ctx: click.Context | None = None) -> None:
        super().__init__(message, ctx)
        self.hint = hint


def exit_code(run: Callable[[], object]) -> int:
    """Run the command line and return its exit code. An error is said on stderr."""
    try:
        code = run()
    except MilestonedError as error:
        say_error(error.message, error.hint)
        return error.exit_code
    except click.ClickException as error:
        say_error(*_usage(error))
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        return _INTERRUPTED
    except BrokenPipeError:
        _silence_stdout()  # the reader of our output left: say nothing
        return 1
    except OSError as error:
        place = f"{shown(os.fsdecode(error.filename))}: " if error.filename else ""
        say_error(f"{place}{error.strerror or error}", "")
        _silence_stdout()
        return 1
    except Exception as error:  # noqa: BLE001 - the last resort, so that no traceback reaches a user
        _report_bug(error)
        return 1
    return code if isinstance(code, int) else 0


def say_error(message: str, hint: str) -> None:
    """Print what is wrong, and below it what to do."""
    indented = hint.replace("\n", "\n  ")
    say(f"milestoned: {message}" + (f"\n  {indented}" if hint else ""))


def placed(message: str, command: str) -> str:
    """Begin a message with the command that it is about, unless it says where something is wrong."""
    return message if not command or _PLACE.match(message) else f"{command}: {message}"


_PLACE = re.compile(r"[^`]+?: ")


def _usage(error: click.ClickException) -> tuple[str, str]:
    """Print in our form what click found wrong: the command, the mistake, and how to find out more."""
    ctx = getattr(error, "ctx", None)
    path = ctx.command_path.partition(" ")[2] if ctx else ""
    more = f"`milestoned help{' ' + path if path else ''}` shows how it is used"
    if isinstance(error, click.NoSuchOption):
        close = f"did you mean `{error.possibilities[0]}`? " if error.possibilities else ""
        text, hint = f"no such option `{error.option_name}`", close + more
    else:
        text, hint = _in_our_words(error.format_message()), getattr(error, "hint", "") or more
    return (f"{path}: {text}" if path else text), hint


def _in_our_words(text: str) -> str:
    text = re.sub(r"(?<!\w)'([^']*)'(?!\w)", r"`\1`", text.rstrip("."))
    return text[:1].lower() + text[1:]


def _silence_stdout() -> None:
    """Keep the interpreter from flushing, at its end, what could not be written and complaining about it."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _report_bug(error: Exception) -> None:
    if os.environ.get("MILESTONED_DEBUG"):
        import traceback  # noqa: PLC0415 - seldom needed, and slow to load

        traceback.print_exc()
    say_error(
        f"internal error: {type(error).__name__}: {error}",
        "this is a bug; run it with MILESTONED_DEBUG=1 to see where, and report it",
    )
