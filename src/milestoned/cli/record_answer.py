"""Answering from the record: opened, narrowed to a part, as text or JSON; numbers wait while the author writes."""

from __future__ import annotations

from contextlib import contextmanager

from milestoned.light.dataclasses import dataclass
from milestoned.light.typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date
    from typing import Any

    from milestoned.cli.output import Output
    from milestoned.record.open import Opened

HUSH = "You are writing. The numbers wait until you rest: `quiet: true` in your configuration."


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command answers: `data` with `--json`, else `text`, made only then.

    `numbers`: the text is of numbers, which wait while the author wants none.
    """

    data: object
    text: Callable[[], str]
    numbers: bool = True


def print_answer(
    output: Output, path: str, ask: Callable[..., Answer], *, as_json: bool, narrows: bool, **options: Any
) -> None:
    """Ask the record of a PATH's vault and print the answer; `narrows`: of the folder or note that PATH names."""
    with opened_record(path or ".") as opened:
        if narrows and path:
            _narrow(output, opened, path)
        answer = ask(opened, **options)
        if as_json:
            output.json(answer.data)
        elif not (answer.numbers and _hush(output, opened)):
            output.data(_fitted(answer.text()))


def _fitted(text: str) -> str:
    from milestoned.cli.wording import fitted  # noqa: PLC0415 - JSON needs none of it

    return fitted(text.split("\n"))


def _narrow(output: Output, opened: Opened, path: str) -> None:
    from milestoned.cli.narrowing import narrow  # noqa: PLC0415 - few answers are of a part

    narrow(output, opened.record, path)


@contextmanager
def opened_record(path: str) -> Iterator[Opened]:
    """Open the record of a PATH's vault."""
    from milestoned.record.open import opened  # noqa: PLC0415 - --help needs none of it

    with opened(path) as found:
        yield found


def _hush(output: Output, opened: Opened) -> bool:
    """Print that numbers wait, if the author wants none now; return whether they do."""
    if not opened.hushed:
        return False
    output.data(_fitted(HUSH))
    return True


def since_day(opened: Opened, text: str) -> date | None:
    """Read `--since`; None where it is not given. Raises UsageError."""
    from milestoned.record.phrases import parse_past  # noqa: PLC0415 - as above

    return parse_past(text, opened.record.today()) if text else None
