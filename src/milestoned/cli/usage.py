"""What click finds wrong with the command line, in the form of every other error."""

from __future__ import annotations

import re

import click

from milestoned.errors import MilestonedError, UsageError


class WithHintError(click.UsageError):
    """Wrong usage with a hint of its own."""

    def __init__(self, message: str, hint: str, ctx: click.Context | None = None) -> None:
        super().__init__(message, ctx)
        self.hint = hint


def in_our_form(error: click.ClickException) -> MilestonedError:
    """Return what click found wrong as an error of ours: the command, the mistake, and how to find out more."""
    kind = UsageError if error.exit_code == UsageError.exit_code else MilestonedError
    return kind(*_said(error))


def _said(error: click.ClickException) -> tuple[str, str]:
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
