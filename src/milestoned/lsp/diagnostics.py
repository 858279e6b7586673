"""What is wrong with a note, at its place. How far the note is, is never a diagnostic."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol.types import Diagnostic, DiagnosticSeverity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from milestoned.lsp.convert import Units
    from milestoned.lsp.vaults import Counted
    from milestoned.note.problem import Problem

SOURCE = "milestoned"


def diagnostics(counted: Counted, units: Units) -> list[Diagnostic]:
    """Return what is wrong with a note that takes part, or plainly meant to."""
    return [_diagnostic(counted, problem, units) for problem in _problems(counted)]


def _problems(counted: Counted) -> Iterator[Problem]:
    if counted.problem:
        yield counted.problem
    if counted.entry:
        yield from counted.entry.warnings


def _diagnostic(counted: Counted, problem: Problem, units: Units) -> Diagnostic:
    """Place a problem: from its column on, else over the whole line; one of the whole file on its first line."""
    source = counted.document.source
    line = min(max(problem.line - 1, 0), len(source.line_starts) - 1)
    start = min(source.line_starts[line] + max(problem.column - 1, 0), source.line_end(line))
    message = f"{problem.message}\n{problem.hint}" if problem.hint else problem.message
    where = units.range(source, start, source.line_end(line))
    return Diagnostic(where, message, DiagnosticSeverity.Warning, source=SOURCE)
