"""`milestoned status`: how far every milestone is."""

from __future__ import annotations

from milestoned.cli.parameters import Argument, Flag, Value, takes
from milestoned.cli.ready_text import SHORT, SORTS, Question
from milestoned.errors import UsageError
from milestoned.light.typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

    from milestoned.cli.output import Output


@takes(
    "status",
    Argument("path", "[PATH]", default="."),
    Value(
        "--sort",
        "sort",
        "Reading order, the nearest milestone first, or by path.",
        default="reading",
        choices=SORTS,
    ),
    Flag("--short", "short", "One line: of the note PATH, else of the note changed last."),
    Value(
        "--format",
        "template",
        "Such a line with {title}, {words}, {goal}, {left_in_chunk}, {today} and others filled in.",
        metavar="TEXT",
    ),
    Flag("--watch", "watches", "Show it again at every change, until Ctrl-C."),
    Flag("--json", "as_json", "Print JSON (docs/cli.md describes it)."),
)
def command(output: Output, *, watches: bool, **options: Any) -> None:
    """Show how far every milestone is: the book at a glance. No note is touched.

    An index note is above its notes, which follow in its own order; all others go by path, 2 before 10.
    The nearest milestone is marked.
    """
    asked = question(**options)
    if asked is None or (watches and asked.kind == "json"):
        raise UsageError(
            "--short, --format and --json exclude each other", "give one of them; --watch goes without --json"
        )
    from milestoned.cli.status_answer import print_status, watch_status  # noqa: PLC0415 - --help needs none of it

    if watches:
        watch_status(output, asked)
    else:
        print_status(output, asked)


def question(*, path: str, sort: str, short: bool, template: str | None, as_json: bool) -> Question | None:
    """Return what is asked with these options; None where they exclude each other."""
    if sum((short, template is not None, as_json)) > 1:
        return None
    kind = "json" if as_json else "line" if short or template is not None else "plain"
    return Question(path, kind, sort, SHORT if short else template or "")
