"""What `start` and `stop` share: going through the notes that were named, and printing what was done."""

from __future__ import annotations

from collections import Counter
from typing import Protocol

from milestoned.cli.diff import print_diff
from milestoned.cli.output import Output, shown
from milestoned.cli.scope_words import say_nested, say_unrecorded
from milestoned.light.typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from milestoned.note.problem import Problem
    from milestoned.vault.named_notes import NamedNote
    from milestoned.vault.note_changer import Changed
    from milestoned.vault.vault import Vault

# Above so many notes one line says what was done, and not a line a note.
_LINES = 20


class Opting(Protocol):
    """One vault's part of a command: changes one note after the other."""

    def change(self, note: NamedNote) -> Changed | Problem | str:
        """Change a note. Return the change; a Problem if something is in the way; a reason if it is passed over."""

    def close(self) -> list[str]:
        """End the work; return the messages for the writer."""


class OptingRun:
    """One call of `start` or `stop`; `done` is the word for a changed note."""

    def __init__(
        self,
        output: Output,
        done: str,
        opting: Callable[[Vault], Opting],
        *,
        diff: bool,
        records: bool = False,
    ) -> None:
        self._output = output
        self._done = done
        self._opting = opting
        self._diff = diff
        self._records = records
        self._vaults: dict[Vault, Opting] = {}
        self._changed: list[str] = []
        self._passed_over: Counter[str] = Counter()
        self._refused = 0

    def all(self, paths: Sequence[str]) -> bool:
        """Change every note that the paths name. Return False if one was refused."""
        from milestoned.vault.named_notes import NamedNotes, NoNote  # noqa: PLC0415 - --help needs none of it

        named = NamedNotes()
        for note in named.find(paths):
            if isinstance(note, NoNote):
                self._refuse(note.shown, note.problem)
            else:
                self._one(note)
        for opting in self._vaults.values():
            for message in opting.close():
                self._output.say(message)
        self._say_sum()
        for folder in named.nested:
            say_nested(self._output, folder)
        if self._records and self._changed and not self._diff:
            say_unrecorded(self._output, list(self._vaults))
        return not self._refused

    def _one(self, note: NamedNote) -> None:
        from milestoned.note.problem import Problem  # noqa: PLC0415 - as above

        if note.vault not in self._vaults:
            self._vaults[note.vault] = self._opting(note.vault)
        result = self._vaults[note.vault].change(note)
        if isinstance(result, Problem):
            self._refuse(note.shown, result)
        elif isinstance(result, str):
            self._pass_over(note, result)
        else:
            if self._diff:
                print_diff(self._output, result.path, result.old, result.new)
            self._count(note.shown)

    def _refuse(self, name: str, problem: Problem) -> None:
        self._output.problem(name, problem)
        self._refused += 1

    def _pass_over(self, note: NamedNote, reason: str) -> None:
        if note.alone:
            self._output.say(f"{shown(note.shown)}: {reason}")
        else:
            self._passed_over[reason] += 1

    def _count(self, name: str) -> None:
        self._changed.append(name)
        if len(self._changed) <= _LINES and not self._diff:
            self._output.say(f"{shown(name)}: {self._done}")

    def _say_sum(self) -> None:
        """Print how many notes, unless one line a note shows it already."""
        parts = [
            f"{number:,} {'note' if number == 1 else 'notes'} {reason}"
            for reason, number in self._passed_over.items()
        ]
        if not parts and len(self._changed) <= _LINES:
            return
        would = "would be " if self._diff else ""
        number = len(self._changed)
        self._output.say(
            "; ".join([f"{number:,} {'note' if number == 1 else 'notes'} {would}{self._done}", *parts])
        )
