"""`milestoned unstick`: what is in the way, and one thing to try."""

from __future__ import annotations

import click

from milestoned.cli.output import shown
from milestoned.cli.record_answer import Answer
from milestoned.cli.record_command import record_command
from milestoned.light.typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from milestoned.record.open import Opened

_SHOWN_AS = {"too big a bite": "too big a chunk"}
"""Roadblocks whose JSON name is not the word that people read."""
_SHOWN_TASKS = 3
_SHOWN_OF_A_SENTENCE = 160


@record_command("unstick", narrows=True)
def command(opened: Opened) -> Answer:
    """Name what the record shows to be in your way, and offer one thing to try.

    Whether it helped is learnt from what you write in the two days after, on this vault's devices alone.
    """
    from milestoned.record.queries.note_excerpt import look_into  # noqa: PLC0415 - --help needs none of it
    from milestoned.record.queries.unstick import unstick  # noqa: PLC0415 - as above

    # JSON is for programs: it is never hushed.
    hushed = opened.hushed and not click.get_current_context().params["as_json"]
    found = unstick(opened.record, look_into(opened.record.root), numbers=not hushed)
    return Answer(found, lambda: "\n".join(_lines(found, numbers=not hushed)), numbers=False)


def _lines(found: dict[str, Any], *, numbers: bool) -> Iterator[str]:
    from milestoned.cli.wording import amount  # noqa: PLC0415 - as above

    card = found["card"]
    if found["roadblock"]:
        name = _SHOWN_AS.get(found["roadblock"], found["roadblock"]).capitalize()
        yield name + (f": {'; '.join(found['evidence'])}." if numbers else ".")
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
