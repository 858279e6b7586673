"""Frontmatter as YAML events: every value with its exact place, nothing expanded, nothing guessed.

Event marks are exact where node marks are not; and since aliases stay aliases, no billion laughs is ever told.
"""

from __future__ import annotations

import yaml

from milestoned.light.typing import TYPE_CHECKING
from milestoned.note.pairs import Pair, Value
from milestoned.note.problem import Problem
from milestoned.note.yaml_core import core_value
from milestoned.note.yaml_hints import syntax_problem
from milestoned.note.yaml_refusals import line_of, refusal, too_deep

if TYPE_CHECKING:
    from collections.abc import Iterator

_PLAIN = (yaml.ScalarEvent, yaml.AliasEvent)

# YAML 1.2.2, section 5.4: only LF and CR end a line.
_OLD_LINE_ENDS = "\x85\u2028\u2029"


def read_pairs(text: str, first_line: int) -> list[Pair] | Problem:
    """Return the pairs of a YAML mapping in their order; none of an empty text; a Problem where it is not one.

    `first_line` (from 1) is the line of the note that `text` starts on. Raises nothing for any text.
    """
    if deep := too_deep(text):
        return Problem(first_line + deep, "the frontmatter is nested too deep", "write it flatter")
    plain, stand_ins = _with_stand_ins(text)
    try:
        events = list(yaml.parse(plain, Loader=yaml.CSafeLoader))
    except yaml.MarkedYAMLError as error:
        return syntax_problem(error, text, first_line)
    except yaml.YAMLError as error:
        line = first_line + text.count("\n", 0, getattr(error, "position", 0) or 0)
        return Problem(line, f"the frontmatter is not valid YAML: {_reason(error)}", "remove that character")
    for event in events if stand_ins else ():
        if isinstance(event, yaml.ScalarEvent):
            event.value = event.value.translate(stand_ins)
    return _pairs_of_document(events, first_line)


def _with_stand_ins(text: str) -> tuple[str, dict[int, str]]:
    """Put a private character for each that ends a line in YAML 1.1, which the parser reads, but not in YAML 1.2.

    Return the text, and what the characters in it stand for.
    """
    if text.isascii() or not any(mark in text for mark in _OLD_LINE_ENDS):
        return text, {}
    free = (chr(code) for code in range(0xE000, 0xF900) if chr(code) not in text)
    back = {ord(stand_in): mark for mark, stand_in in zip(_OLD_LINE_ENDS, free, strict=False)}
    return text.translate({ord(mark): chr(code) for code, mark in back.items()}), back


def _reason(error: yaml.YAMLError) -> str:
    return str(getattr(error, "reason", "") or "it cannot be read")


def _pairs_of_document(events: list[yaml.Event], first_line: int) -> list[Pair] | Problem:
    documents = [event for event in events if isinstance(event, yaml.DocumentStartEvent)]
    if len(documents) > 1:
        line = first_line + line_of(documents[1])
        return Problem(line, "the frontmatter holds more than one YAML document", "remove the line with ---")
    root = events[2] if documents else None
    if root is None or (isinstance(root, yaml.ScalarEvent) and root.value == "" and root.implicit[0]):
        return []
    return refusal(events, root, first_line) or _pairs(events[3:-3])


def _start(event: yaml.Event) -> int:
    return event.start_mark.index if event.start_mark else 0


def _stop(event: yaml.Event) -> int:
    return event.end_mark.index if event.end_mark else 0


def _nodes(events: list[yaml.Event]) -> Iterator[list[yaml.Event]]:
    """Cut a run of events into whole nodes."""
    depth = start = 0
    for position, event in enumerate(events):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth == 0:
            yield events[start : position + 1]
            start = position + 1


def _pairs(events: list[yaml.Event]) -> list[Pair]:
    anchors = _scalar_anchors(events)
    nodes = list(_nodes(events))
    return [_pair(key, value, anchors) for key, value in zip(nodes[::2], nodes[1::2], strict=True)]


def _scalar_anchors(events: list[yaml.Event]) -> dict[str, object]:
    scalars = (event for event in events if isinstance(event, yaml.ScalarEvent) and event.anchor)
    return {event.anchor or "": _scalar(event) for event in scalars}


def _pair(key: list[yaml.Event], value: list[yaml.Event], anchors: dict[str, object]) -> Pair:
    name = key[0].value if isinstance(key[0], yaml.ScalarEvent) else ""
    return Pair(
        name,
        _start(key[0]),
        _stop(key[-1]),
        _value(value, anchors),
        _end(value, _stop(key[-1])),
        (*key, *value),
    )


def _value(events: list[yaml.Event], anchors: dict[str, object]) -> Value:
    first = events[0]
    start, end = _start(first), _stop(events[-1])
    if isinstance(first, yaml.ScalarEvent):
        anchored = first.anchor is not None or first.tag is not None
        return Value("scalar", _scalar(first), start, end, anchored, first.style in ("|", ">"))
    if isinstance(first, yaml.AliasEvent):
        return Value("alias", anchors.get(first.anchor or ""), start, end)
    if link := _link(events):
        return Value("list", (link,), start, end)
    items = list(_nodes(events[1:-1])) if isinstance(first, yaml.SequenceStartEvent) else [[]]
    if all((len(item) == 1 and isinstance(item[0], _PLAIN)) or _link(item) for item in items):
        return Value("list", tuple(_list_item(item, anchors) for item in items), start, end)
    return Value("other", None, start, end)


def _link(events: list[yaml.Event]) -> str | None:
    """Return `[[name]]` where it is written without quotes, which makes a list in a list of it."""
    if len(events) != 5 or not all(isinstance(event, yaml.SequenceStartEvent) for event in events[:2]):
        return None
    return f"[[{events[2].value}]]" if isinstance(events[2], yaml.ScalarEvent) else None


def _list_item(item: list[yaml.Event], anchors: dict[str, object]) -> object:
    event = item[0]
    if isinstance(event, yaml.ScalarEvent):
        return _scalar(event)
    return anchors.get(event.anchor or "") if isinstance(event, yaml.AliasEvent) else _link(item)


def _scalar(event: yaml.ScalarEvent) -> object:
    return core_value(event.value) if event.implicit[0] and event.tag is None else event.value


def _end(events: list[yaml.Event], fallback: int) -> int:
    """Where a value's last own character is; a block collection's end mark runs over what follows it."""
    ends = [
        _stop(event)
        for event in events
        if isinstance(event, yaml.ScalarEvent | yaml.AliasEvent) or _start(event) < _stop(event)
    ]
    return max(ends, default=fallback)
