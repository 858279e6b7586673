"""What is wrong with a vault's configuration, at its line in the configuration's own file."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from lsprotocol.types import Diagnostic, DiagnosticSeverity, Position, Range

from milestoned.light.patterns import lazy_pattern
from milestoned.lsp.diagnostics import SOURCE
from milestoned.vault.root import CONFIG_FILE

if TYPE_CHECKING:
    from milestoned.errors import UsageError

_PLACED = lazy_pattern(rf"(?P<path>.*?{re.escape(CONFIG_FILE)})(?::(?P<line>\d+))?: (?P<text>.*)", re.DOTALL)


class SettingsError(NamedTuple):
    """One error, and the address of the file that it is in."""

    uri: str
    diagnostic: Diagnostic


def settings_error(error: UsageError | None) -> SettingsError | None:
    """Return an error of a configuration at its line; None without one, or where no file is named."""
    found = _PLACED.fullmatch(error.message) if error else None
    if error is None or found is None or not Path(found["path"]).is_absolute():
        return None
    line = int(found["line"] or 1) - 1
    message = f"{found['text']}\n{error.hint}" if error.hint else found["text"]
    where = Range(Position(line, 0), Position(line + 1, 0))
    diagnostic = Diagnostic(where, message, DiagnosticSeverity.Error, source=SOURCE)
    return SettingsError(Path(found["path"]).as_uri(), diagnostic)
