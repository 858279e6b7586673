"""`milestoned start`: give notes a milestone."""

from __future__ import annotations

import click

from milestoned.cli.opting import OptingRun
from milestoned.cli.output import finish
from milestoned.errors import UsageError
from milestoned.light.typing import TYPE_CHECKING

if TYPE_CHECKING:
    from milestoned.cli.output import Output
    from milestoned.milestone.opt_in import Choice
    from milestoned.note.problem import Problem
    from milestoned.vault.named_notes import NamedNote
    from milestoned.vault.note_changer import Changed
    from milestoned.vault.vault import Vault


class _Starting:
    """Starts the notes of one vault."""

    def __init__(self, vault: Vault, choice: Choice, *, new: bool, diff: bool) -> None:
        from milestoned.vault.start import Starter  # noqa: PLC0415 - --help needs none of it

        self._starter = Starter(vault, choice, dry=diff)
        self._new = new
        self._diff = diff

    def change(self, note: NamedNote) -> Changed | Problem | str:
        """Start a note, and record its text as what was there before."""
        from milestoned.note.problem import Problem  # noqa: PLC0415 - as above
        from milestoned.vault.start import passed_over  # noqa: PLC0415

        if not note.alone and (reason := passed_over(note.vault, note.path)):
            return reason
        is_missing = self._new and not note.vault.absolute(note.path).exists()
        started = self._starter.make(note.path) if is_missing else self._starter.start(note.path)
        if not isinstance(started, Problem) and not self._diff:
            _record(note)
        return started

    def close(self) -> list[str]:
        """End the work; return the messages for the writer."""
        return self._starter.close()


def _record(note: NamedNote) -> None:
    from milestoned.record.recorder.vault_recorder import record_start  # noqa: PLC0415 - as above
    from milestoned.vault.root import is_vault  # noqa: PLC0415

    if is_vault(note.vault.root):
        record_start(note.vault, note.path)


class _StartCommand(click.Command):
    """Takes several words after `--notes`: a shell writes out a glob that has no quotes."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        return super().parse_args(ctx, _one_by_one(args))


def _one_by_one(args: list[str]) -> list[str]:
    """Write `--notes a b` as `--notes a --notes b`; the last word is the note itself if there is none before."""
    if "--notes" not in args or "--" in args:
        return args
    at = args.index("--notes") + 1
    end = next((n for n in range(at, len(args)) if args[n].startswith("-")), len(args))
    globs, rest = args[at:end], args[: at - 1] + args[end:]
    if not _has_path(rest) and len(globs) > 1:
        rest.insert(0, globs.pop())
    return [*(part for glob in globs for part in ("--notes", glob)), *_one_by_one(rest)] if globs else args


def _has_path(args: list[str]) -> bool:
    """Return True if a word is given that is neither an option nor an option's value."""
    takes_value = {
        option for param in command.params if not getattr(param, "is_flag", True) for option in param.opts
    }
    before = ["", *args]
    return any(not word.startswith("-") and before[n] not in takes_value for n, word in enumerate(args))


@click.command("start", cls=_StartCommand)
@click.argument("paths", nargs=-1, required=True, metavar="PATH…")
@click.option(
    "--every",
    default="1000 words",
    show_default=True,
    metavar="SIZE",
    help="The chunk: 1000 words, words, 5k characters, tasks, 5 tasks.",
)
@click.option(
    "--goal", default="", metavar="N", help="How long the finished note is: 5000, 5k, '5000 words'."
)
@click.option("--due", default="", metavar="DATE", help="The day it is to be done: 2026-12-31, friday.")
@click.option("--why", default="", metavar="TEXT", help="Your own reason.")
@click.option("--notes", multiple=True, metavar="GLOB…", help="Sum up these notes: 'chapters/*.md'.")
@click.option("--new", is_flag=True, help="Make the note if it is not there.")
@click.option("--diff", is_flag=True, help="Write nothing; print what would change.")
@click.pass_obj
def command(  # noqa: PLR0913 - an option each
    output: Output,
    *,
    paths: tuple[str, ...],
    every: str,
    goal: str,
    due: str,
    why: str,
    notes: tuple[str, ...],
    new: bool,
    diff: bool,
) -> None:
    """Give notes a milestone: your choice and the progress go into their frontmatter. Nothing else changes.

    A PATH is a note, a folder or a glob. In a folder, notes that have a milestone are passed over. With --notes the
    note sums up others, as a book does its chapters.
    """
    from milestoned.cli.choice import read_choice  # noqa: PLC0415 - --help needs none of it
    from milestoned.record.open import now  # noqa: PLC0415 - as above

    if notes and len(paths) > 1:
        raise UsageError(
            f"--notes: {len(paths)} notes are named to sum up others", "name one, and quote the glob"
        )
    choice = read_choice(every, goal, due, why, notes, now().date())

    def starting(vault: Vault) -> _Starting:
        return _Starting(vault, choice, new=new, diff=diff)

    finish(fine=OptingRun(output, "started", starting, diff=diff, records=True).all(paths))
