"""`milestoned unstick`: what stands in the way, and one thing to try."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from milestoned.cli.output import shown
from milestoned.cli.record_command import json_option, opened_record, path_argument

if TYPE_CHECKING:
    from collections.abc import Iterator

    from milestoned.cli.output import Output

_SHOWN_TASKS = 3
_SHOWN_OF_A_SENTENCE = 160


@click.command("unstick")
@path_argument
@json_option
@click.pass_obj
def command(output: Output, *, path: str, as_json: bool) -> None:
    """Name what the record shows to be in your way, and offer one thing to try.

    Whether it helped is learnt from what you write in the two days after, on this vault's devices alone.
    """
    with opened_record(path) as opened:
        from milestoned.record.queries.note_excerpt import look_into  # noqa: PLC0415 - --help needs none of it
        from milestoned.record.queries.unstick import unstick  # noqa: PLC0415 - as above

        found = unstick(opened.record, look_into(opened.record.root))
        if as_json:
            output.json(found)
        else:
            output.data("\n".join(_lines(found, numbers=not opened.hushed)))


def _lines(found: dict[str, Any], *, numbers: bool) -> Iterator[str]:
    from milestoned.cli.wording import amount  # noqa: PLC0415 - as above

    card = found["card"]
    if found["roadblock"]:
        yield f"{found['roadblock'].capitalize()}" + (
            f": {'; '.join(found['evidence'])}." if numbers else "."
        )
    if numbers or not found["roadblock"]:
        yield found["remedy"]
    if not card["note"]:
        return
    left = f", {amount(card['left'], card['unit'])} to go" if numbers else ""
    yield f"\n{shown(card['note'])}{left}"
    if card["last_sentence"]:
        yield f"  last: {_end(shown(card['last_sentence']))}"
    if card["next"]:
        yield f"  next: {shown(card['next'])}"
    for task in card["open_tasks"][:_SHOWN_TASKS]:
        yield f"  [ ] {shown(task)}"


def _end(sentence: str) -> str:
    """Return the end of a sentence, which is what one goes on from."""
    if len(sentence) <= _SHOWN_OF_A_SENTENCE:
        return sentence
    return "… " + sentence[-_SHOWN_OF_A_SENTENCE:].partition(" ")[2]
