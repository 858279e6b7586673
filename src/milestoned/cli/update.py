"""`milestoned update`: one pass over the notes."""

from __future__ import annotations

import time
from contextlib import suppress

from milestoned.cli.output import Output, finish, shown
from milestoned.cli.parameters import Argument, Flag, takes
from milestoned.cli.pass_summary import PassSummary, progress
from milestoned.cli.scope_words import say_scope, say_unrecorded
from milestoned.errors import MilestonedError
from milestoned.light.typing import TYPE_CHECKING

if TYPE_CHECKING:
    from milestoned.vault.catalog import Catalog
    from milestoned.vault.scope import Scope

# Notes are recorded while they are at hand as they were read.
_RECORDED_TOGETHER = 250
# To find the answer of `status` costs a fiftieth of updating as many notes, and of starting what 500 of them cost.
_ANSWERED_ALWAYS = 500
_ANSWERED_FOR_ONE = 10


@takes(
    "update",
    Argument("paths", "[PATH…]", many=True),
    Flag("--check", "check", "Write nothing; exit 1 if something would change."),
    Flag("--diff", "diff", "Write nothing; print what would change."),
)
def command(output: Output, *, paths: tuple[str, ...], check: bool, diff: bool) -> None:
    """Count once, and write the progress into the notes.

    Only notes with a `milestone` in their frontmatter are written, and in them only milestoned's own values. A rule with
    `start: true` gives new notes their `milestone`, too.
    """
    from milestoned.vault.scope import scopes  # noqa: PLC0415 - --help needs none of it

    clean = True
    for target in scopes(paths):
        clean &= (
            _check(output, target, diff=diff, stale_is_wrong=check)
            if check or diff
            else _update(output, target, (*paths, ".")[0] if len(paths) < 2 else "")
        )
    finish(fine=clean)


def _refreshed(output: Output, target: Scope, catalog: Catalog) -> tuple[list[str], bool]:
    """Look at a vault; say what was named and takes no part. Returns the notes that were named, and if all can be read."""
    output.passed_over(target.passed_over())
    catalog.refresh(target.scopes)
    fine = _said_scope(output, target, catalog)
    return sorted(path for path in catalog.entries if target.names(path)), fine


def _said_scope(output: Output, target: Scope, catalog: Catalog) -> bool:
    """Print what was named and takes no part. Return True if all that was named can be read."""
    say_scope(output, target, catalog)
    folders = [folder for folder in catalog.folder_problems if target.names(folder)]
    for folder in folders:
        output.problem(folder, catalog.folder_problems[folder])
    return not folders


def _update(output: Output, target: Scope, asked: str) -> bool:
    """Update a vault, and leave an answer ready for the PATH that was asked for alone ("": of several none)."""
    from milestoned.record.recorder.vault_recorder import Trigger, VaultRecorder  # noqa: PLC0415
    from milestoned.vault.catalog import Catalog  # noqa: PLC0415
    from milestoned.vault.file_sink import FileSink  # noqa: PLC0415
    from milestoned.vault.parsed_notes import ParsedNotes  # noqa: PLC0415
    from milestoned.vault.updater import Updater  # noqa: PLC0415

    catalog = Catalog(target.vault)
    sink = FileSink.by_hand(target.vault)
    recorder = VaultRecorder(catalog, lambda text: output.say(shown(text))) if target.keeps_record else None
    for message in sink.writer.recover():
        output.say(message)
    output.passed_over(target.passed_over())
    unread = catalog.refresh(target.scopes, read=False)
    said, read = PassSummary(output), ParsedNotes()
    paths = sorted({*filter(target.names, catalog.entries), *unread})
    if recorder:
        # A look at one note begins the first pass, too: what stands in the others is the starting point still.
        recorder.begin_pass()
    with progress(output, len(unread) + len(catalog.entries.stale())) as advance:
        for update in Updater(catalog, sink).update_all(paths, unread):
            read.keep(update.path, update.note)
            said.add(update)
            advance()
            if recorder and len(read) >= _RECORDED_TOGETHER:
                recorder.notes(read.paths(), Trigger.BY_HAND, read)
    fine = _said_scope(output, target, catalog)
    for message in [*said.lines(), *sink.writer.close()]:
        output.say(message)
    if recorder:
        recorder.notes(paths, Trigger.BY_HAND, read)
        for scope in target.scopes:
            recorder.sweep(scope)
        recorder.rest()
        recorder.close()
    elif said.written:
        say_unrecorded(output, [target.vault])
    catalog.save()
    output.warnings(catalog.warnings(target.names))
    output.detail(f"{len(paths):,} notes looked at, {said.written:,} written")
    fine &= said.fine
    if asked and fine:
        _leave_ready(asked, len(catalog.entries), max(len(unread), said.written))
    return fine


def _leave_ready(asked: str, notes: int, new: int) -> None:
    """Leave the answer of the next `status`, unless finding it costs more than a small part of what the pass did."""
    if not new or notes > _ANSWERED_ALWAYS + _ANSWERED_FOR_ONE * new:
        return
    from milestoned.cli.status_answer import leave_ready  # noqa: PLC0415 - a pass without news needs none
    from milestoned.vault.fingerprint import TICK  # noqa: PLC0415 - as above

    # A file that we wrote this moment might be written again without a sign of it.
    time.sleep(TICK / 1e9)
    with suppress(MilestonedError, OSError):
        leave_ready(asked)


def _check(output: Output, target: Scope, *, diff: bool, stale_is_wrong: bool) -> bool:
    from milestoned.vault.catalog import Catalog  # noqa: PLC0415

    catalog = Catalog(target.vault)
    paths, fine = _refreshed(output, target, catalog)
    for path in paths:
        entry = catalog.entries[path]
        if entry.problem:
            output.problem(path, entry.problem)
            fine = False
        elif entry.stale:
            fine &= not stale_is_wrong
            if diff:
                _print_diff(output, catalog, path)
            else:
                output.say(f"{shown(path)}: would change")
    catalog.save()
    output.warnings(catalog.warnings(target.names))
    return fine


def _print_diff(output: Output, catalog: Catalog, path: str) -> None:
    from milestoned.cli.diff import print_diff  # noqa: PLC0415 - only --diff needs it

    examined = catalog.examine(path)
    if examined.text is not None and examined.new is not None:
        print_diff(output, path, examined.text.data, examined.new)
