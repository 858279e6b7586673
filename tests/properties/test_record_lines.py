"""No line of a journal, however damaged or hostile, ends a command: it is skipped and counted."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from milestoned.record.queries import days, stats, summary, unstick
from milestoned.record.store.events import Kind
from milestoned.record.store.line import from_line
from tests.record.scene import Scene, new_words

STRANGE: list[Any] = [
    None, True, -1, 2**53 + 1, 2**63, 10**400, 1.5, float("nan"), "", "x", "9999-12-31", "0001-01-01", "\ud800",
    "+99:99", [], [1], [[]], ["words", 0, 0, 0, None], [1, 2, 3, 4, 5], {}, {"id": 1}, {"unit": "pages"},
]  # fmt: skip
LINE: dict[str, Any] = {
    "v": 1,
    "seq": 3,
    "at": "2026-11-23T10:00:00.000Z",
    "zone": "+01:00",
    "day": "2026-11-23",
    "device": "phone-000000",
    "kind": "edit",
    "note": "0123456789ab",
    "path": "b.md",
    "before": [1, 5, 0, 0],
    "after": [3, 13, 0, 1],
    "was": "0" * 16,
    "now": "1" * 16,
    "drafted": 2,
    "cut": 1,
    "held": 0,
    "moved": 3,
    "saves": 2,
    "seconds": 9,
    "counted": True,
    "marks": [["words", 1000, 3, 0, None]],
    "facts": {},
}
FACTS: dict[Kind, dict[str, Any]] = {
    Kind.EARNED: {"number": 1, "unit": "words", "size": 1000, "count": 1000},
    Kind.COMMIT: {
        "id": "abc",
        "what": "2 chunks",
        "by": "2026-12-01",
        "why": "",
        "unit": "chunks",
        "amount": 2,
    },
    Kind.RENEGOTIATE: {"id": "abc", "to": "def"},
    Kind.WITHDRAW: {"id": "abc"},
    Kind.NEXT: {"text": "go on"},
    Kind.UNSTICK: {"roadblock": "revising", "remedy": "tasks", "bite": ""},
    Kind.AMEND: {"drafted": 3, "kept": True, "why": ""},
    Kind.IMPORT: {"skipped": [["words", 1000, 1, 2, 2000]], "at_once": 3},
}


def _mutations() -> list[dict[str, Any]]:
    """Put each strange value in the place of each value, and leave each out, for every kind of line."""
    found = []
    for kind in Kind:
        line = {**LINE, "kind": kind.value, "facts": FACTS.get(kind, {})}
        found += [
            {**line, key: value} for key in line for value in STRANGE if kind is Kind.EDIT or key == "facts"
        ]
        found += [{name: value for name, value in line.items() if name != key} for key in line]
        facts = line["facts"]
        found += [{**line, "facts": {**facts, key: value}} for key in facts for value in STRANGE]
        found += [{**line, "facts": {k: v for k, v in facts.items() if k != key}} for key in facts]
    return found


def _ask_everything(scene: Scene) -> None:
    record = scene.reopened().record
    summary.today(record)
    summary.log(record)
    summary.milestones(record)
    summary.all_commitments(record)
    summary.in_session(record)
    days.highest(record.index.base)
    for by in stats.By:
        stats.stats(record, by)
    unstick.unstick(record, lambda _: unstick.NoteLook())


def test_every_mutation_of_every_field_is_read_past_or_does_no_harm(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    scene.look("a.md", new_words(10))
    mutations = _mutations()
    assert len(mutations) > 1_000
    journal = scene.root / ".milestoned" / "journal" / "phone-000000.jsonl"
    journal.write_text("".join(json.dumps(line) + "\n" for line in mutations))
    _ask_everything(scene)
    assert scene.record.index.skipped()["phone-000000.jsonl"] > 500
    scene.later(minutes=1)
    scene.look("a.md", new_words(30))
    assert (
        '"drafted":20'
        in (scene.root / ".milestoned" / "journal" / f"{scene.record.device}.jsonl").read_text()
    )


@pytest.mark.parametrize(
    "line", [b"[" * 40_000, b"{" * 40_000, b'{"v":' + b"1" * 5_000 + b"}", b"\xff\xfe", b"null"]
)
def test_a_line_that_is_no_event_is_none(line: bytes) -> None:
    assert from_line(line) is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(sorted(LINE)), JSON), min_size=1, max_size=3),
    st.sampled_from(list(Kind)),
)
def test_no_value_anywhere_ends_a_command(changes: list[tuple[str, Any]], kind: Kind) -> None:
    with tempfile.TemporaryDirectory() as folder:
        scene = Scene(Path(folder))
        scene.look("a.md", new_words(10))
        line = {**LINE, "kind": kind.value, "facts": FACTS.get(kind, {}), **dict(changes)}
        journal = scene.root / ".milestoned" / "journal" / "phone-000000.jsonl"
        journal.write_bytes(json.dumps(line).encode("utf-8", "surrogatepass") + b"\n")
        _ask_everything(scene)
