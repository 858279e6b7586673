"""What keeps frontmatter from being read though YAML allows it, or leaves it to whoever loads.

Nesting that no writer means, aliases that explode, keys that are there twice. Each is bounded before anything is built.
"""

from __future__ import annotations

import yaml

from milestoned.light.patterns import lazy_pattern
from milestoned.note.problem import Problem
from milestoned.note.text import LINE_ENDING
from milestoned.note.yaml_hints import pair_hint

_DEEPEST = 500
_BRACKETS = lazy_pattern(r"[\[\]{}]")
_NESTED_ITEM = lazy_pattern(r"([-? ]*).*")

# More than any writer's frontmatter holds; far less than what an alias bomb becomes.
MAX_NODES = 20_000


def too_deep(text: str) -> int | None:
    """Return the line, from 0, that nests deeper than any writer's, else None: the parser takes time by the square of that."""
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


def refusal(events: list[yaml.Event], root: yaml.Event, first_line: int) -> Problem | None:
    """Return what is wrong with a document that is valid but not ours to read; None if nothing is.

    `first_line` (from 1) is the line of the note that the document starts on.
    """
    line = first_line + line_of(root)
    if not isinstance(root, yaml.MappingStartEvent):
        text = root.value if isinstance(root, yaml.ScalarEvent) else None
        hint = "write it as lines of `key: value`" if text is None else pair_hint(text)
        return Problem(line, "the frontmatter is not a mapping", hint)
    if unknown := _unknown_alias(events):
        line = first_line + line_of(unknown)
        hint = "put quotes around the value: it begins with `*`"
        return Problem(line, f"the frontmatter is not valid YAML: no anchor for *{unknown.anchor}", hint)
    alias = next((event for event in events if isinstance(event, yaml.AliasEvent)), None)
    if alias and _expanded_nodes(events) > MAX_NODES:
        hint = "write the values out instead of using *aliases"
        return Problem(first_line + line_of(alias), "the frontmatter's aliases explode", hint)
    return _doubled_key(events, first_line)


def line_of(event: yaml.Event) -> int:
    """Return the line, from 0, that an event starts on."""
    return event.start_mark.line if event.start_mark else 0


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
            line, of_note = first_line + line_of(event), len(open_keys) == 1
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
