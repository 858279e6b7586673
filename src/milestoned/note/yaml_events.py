"""Frontmatter as YAML events: every value with its exact place, nothing expanded, nothing guessed.

Event marks are exact where node marks are not; and since aliases stay aliases, no billion laughs is ever told.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import yaml

from milestoned.note.pairs import Pair, Value, core_value
from milestoned.note.problem import Problem
from milestoned.note.text import LINE_ENDING
from milestoned.note.yaml_hints import syntax_problem

if TYPE_CHECKING:
    from collections.abc import Iterator

_PLAIN = (yaml.ScalarEvent, yaml.AliasEvent)

_DEEPEST = 500
_BRACKETS = re.compile(r"[\[\]{}]")
_NESTED_ITEM = re.compile(r"([-? ]*).*")
# YAML 1.2.2, section 5.4: only LF and CR end a line.
_OLD_LINE_ENDS = "\x85\u2028\u2029"

# More than any writer's frontmatter holds; far less than what an alias bomb becomes.
MAX_NODES = 20_000


def read_pairs(text: str, first_line: int) -> list[Pair] | Problem:
    """Read a YAML mapping. `first_line` (from 1) is the line of the note that `text` starts on."""
    if deep := _too_deep(text):
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


def _too_deep(text: str) -> int | None:
    """Return the line, from 0, that nests deeper than any writer's: the parser takes time by the square of that."""
    if len(text) < _DEEPEST:
        return None
    depth = 0
    for number, line in enumerate(LINE_ENDING.split(text)):
        marks = len(_NESTED_ITEM.sub(r"\1", line, count=1)) // 2
        for bracket in _BRACKETS.findall(line):
            depth += 1 if bracket in "[{" else -1
            marks = max(marks, depth)
        if marks > _DEEPEST:
            return number
    return None


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
        line = first_line + _line(documents[1])
        return Problem(line, "the frontmatter holds more than one YAML document", "remove the line with ---")
    root = events[2] if documents else None
    if root is None or (isinstance(root, yaml.ScalarEvent) and root.value == "" and root.implicit[0]):
        return []
    refused = _refusal(events, root, first_line) or _doubled_key(events, first_line)
    return refused or _pairs(events[3:-3])


def _refusal(events: list[yaml.Event], root: yaml.Event, first_line: int) -> Problem | None:
    """Return what is wrong with a document that is valid but not ours to read; None if nothing is."""
    line = first_line + _line(root)
    if not isinstance(root, yaml.MappingStartEvent):
        return Problem(line, "the frontmatter is not a mapping", "write it as lines of `key: value`")
    if unknown := _unknown_alias(events):
        line = first_line + _line(unknown)
        hint = "put quotes around the value: it begins with `*`"
        return Problem(line, f"the frontmatter is not valid YAML: no anchor for *{unknown.anchor}", hint)
    if _has_alias(events) and _expanded_nodes(events) > MAX_NODES:
        return Problem(
            line, "the frontmatter's aliases explode", "write the values out instead of using *aliases"
        )
    return None


def _line(event: yaml.Event) -> int:
    return event.start_mark.line if event.start_mark else 0


def _start(event: yaml.Event) -> int:
    return event.start_mark.index if event.start_mark else 0


def _stop(event: yaml.Event) -> int:
    return event.end_mark.index if event.end_mark else 0


def _unknown_alias(events: list[yaml.Event]) -> yaml.AliasEvent | None:
    """Find an alias whose anchor is not before it: the event parser leaves that to whoever loads."""
    known: set[str] = set()
    for event in events:
        if isinstance(event, yaml.AliasEvent):
            if event.anchor not in known:
                return event
        elif isinstance(event, yaml.NodeEvent) and event.anchor:
            known.add(event.anchor)
    return None


def _has_alias(events: list[yaml.Event]) -> bool:
    return any(isinstance(event, yaml.AliasEvent) for event in events)


def _expanded_nodes(events: list[yaml.Event]) -> int:
    """Count the nodes that the document has once each alias is replaced, without replacing any."""
    sizes: dict[str, int] = {}
    open_nodes: list[tuple[str | None, int]] = []
    total = 0
    for event in events:
        if isinstance(event, yaml.AliasEvent):
            total += sizes.get(event.anchor or "", MAX_NODES)  # an anchor that is still open: endless
        elif isinstance(event, yaml.ScalarEvent):
            total += 1
            if event.anchor:
                sizes[event.anchor] = 1
        elif isinstance(event, yaml.CollectionStartEvent):
            open_nodes.append((event.anchor, total))
            total += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            anchor, before = open_nodes.pop()
            if anchor:
                sizes[anchor] = total - before
    return total


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


def _doubled_key(events: list[yaml.Event], first_line: int) -> Problem | None:
    """Find a key that a mapping holds twice, at any depth: YAML forbids it, and Obsidian reads nothing then.

    The note's own keys count as the same if they differ only in case, since Obsidian reads them without regard to it.
    """
    open_keys: list[dict[str, tuple[str, int]] | None] = []  # None: a sequence, which has no keys
    nodes_read: list[int] = []  # of each open collection; in a mapping every other one is a key
    for event in events:
        if isinstance(event, yaml.CollectionEndEvent):
            open_keys.pop()
            nodes_read.pop()
        if not isinstance(event, yaml.NodeEvent):
            continue
        if open_keys:
            keys = open_keys[-1] if nodes_read[-1] % 2 == 0 else None
            nodes_read[-1] += 1
            line, of_note = first_line + _line(event), len(open_keys) == 1
            if found := _seen_before(keys, event, line, any_case=of_note):
                return found
        if isinstance(event, yaml.CollectionStartEvent):
            open_keys.append({} if isinstance(event, yaml.MappingStartEvent) else None)
            nodes_read.append(0)
    return None


def _seen_before(
    keys: dict[str, tuple[str, int]] | None, event: yaml.NodeEvent, line: int, *, any_case: bool
) -> Problem | None:
    """Keep a key with those of its mapping, or return where it was before. Only scalar keys are compared."""
    if keys is None or not isinstance(event, yaml.ScalarEvent):
        return None
    name = event.value.lower() if any_case else event.value
    if name in keys:
        spelt, before = keys[name]
        as_spelt = "" if spelt == event.value else f" as `{spelt}`"
        message = f"`{event.value}` is there twice, first{as_spelt} on line {before}"
        return Problem(line, message, "remove one of the two")
    keys[name] = event.value, line
    return None


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
