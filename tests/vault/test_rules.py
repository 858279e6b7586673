"""Rules of the configuration: they fill in what a note leaves out, and start notes where they say so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from milestoned.errors import UsageError
from milestoned.vault import config
from milestoned.vault.examine import Examined, examine

if TYPE_CHECKING:
    from pathlib import Path

    from milestoned.vault.config import Config


def load(root: Path, text: str) -> Config:
    """Load a vault's configuration."""
    (root / ".milestoned").mkdir(exist_ok=True)
    (root / ".milestoned/config.yaml").write_text(text)
    return config.load(root)


RULES = """rules:
  - notes: novel/**/*.md
    milestone: 1000 words
    milestone-goal: 4000
    milestone-why: it is time
  - notes: [novel/short/*.md, tales/*.md]
    milestone-goal: 1500
  - notes: novel/outline.md
    milestone: tasks
  - notes: journal/*.md
    milestone: [500 words, tasks]
    start: true
  - notes: journal/old-*.md
    start: false
  - notes: journal/quiet-*.md
    milestone: none
"""


@pytest.fixture(name="rules")
def _rules(tmp_path: Path) -> Config:
    return load(tmp_path, RULES)


def look(path: str, text: str, rules: Config) -> Examined:
    """Examine a note, and see that a second pass changes nothing."""
    found = examine(path, text.encode(), rules)
    if found.new is not None:
        assert examine(path, found.new, rules).new is None
    return found


FILLED = [
    ("novel/a.md", "milestone:", "1000 words to finish chunk 1 of 4"),
    ("novel/a/b.md", "milestone:", "1000 words to finish chunk 1 of 4"),
    ("novel/a.md", "milestone: 300 words", "300 words to finish chunk 1 of 14"),
    ("novel/a.md", "milestone: words\nmilestone-goal: 2000", "1000 words to finish chunk 1 of 2"),
    ("novel/a.md", "milestone: words\nmilestone-goal:", "1000 words to finish chunk 1 of 4"),
    ("novel/a.md", "milestone: words\nword-goal: 3000", "1000 words to finish chunk 1 of 3"),
    ("novel/a.md", "milestone: tasks", "no tasks yet"),
    ("novel/a.md", "milestone: 500 characters", "500 characters to finish chunk 1"),
    ("novel/outline.md", "milestone:", "no tasks yet"),
    ("novel/short/a.md", "milestone:", "1000 words to finish chunk 1 of 2"),
    ("tales/a.md", "milestone: words", "1000 words to finish chunk 1 of 2"),
    ("else/a.md", "milestone: words", "1000 words to finish chunk 1"),
    ("journal/a.md", "milestone: 10 words", "10 words to finish chunk 1"),
]


@pytest.mark.parametrize(("path", "keys", "line"), FILLED)
def test_a_rule_fills_in_what_a_note_leaves_out(path: str, keys: str, line: str, rules: Config) -> None:
    found = look(path, f"---\n{keys}\n---\n", rules)
    assert found.entry.problem is None
    assert found.line == line


def test_what_is_left_out_and_filled_by_no_rule_is_a_problem(rules: Config) -> None:
    for path in ("tales/a.md", "else/a.md"):
        problem = look(path, "---\nmilestone:\n---\n", rules).entry.problem
        assert problem is not None
        assert (problem.line, problem.message) == (2, "`milestone` is empty")


def test_without_start_a_rule_opts_no_note_in(rules: Config) -> None:
    for text in ("one two\n", "---\ntitle: x\n---\none\n", "---\nmilestone: none\n---\n"):
        found = look("novel/a.md", text, rules)
        assert (found.new, found.entry.spec) == (None, None)


STARTED = [
    ("one two\n", "---\nmilestone: [500 words, tasks]\nmilestone-words:     2\n"),
    ("---\ntitle: x\n---\none\n", "---\ntitle: x\nmilestone: [500 words, tasks]\nmilestone-words:     1\n"),
    ("\ufeffone\r\n", "\ufeff---\r\nmilestone: [500 words, tasks]\r\nmilestone-words:     1\r\n"),
]


@pytest.mark.parametrize(("text", "begin"), STARTED)
def test_a_rule_with_start_opts_a_note_in(text: str, begin: str, rules: Config) -> None:
    found = look("journal/a.md", text, rules)
    assert found.entry.stale
    assert found.entry.spec is not None
    assert found.new is not None
    assert found.new.decode().startswith(begin)
    assert found.new.decode().endswith(text.rpartition("---\n")[2].lstrip("\ufeff"))


LEFT_ALONE = [
    ("journal/a.md", ""),
    ("journal/a.md", " \n\n"),
    ("journal/a.md", "\ufeff"),
    ("journal/a.md", "---\nmilestone: none\n---\none\n"),
    ("journal/a.md", "---\nMilestone: false\n---\none\n"),
    ("journal/a.md", "---\nwordcount: false\n---\none\n"),
    ("journal/old-a.md", "one\n"),
    ("journal/quiet-a.md", "one\n"),
    ("journal/deep/a.md", "one\n"),
]


@pytest.mark.parametrize(("path", "text"), LEFT_ALONE)
def test_what_a_rule_leaves_alone(path: str, text: str, rules: Config) -> None:
    """An empty new file, until it holds something; a note that says no; one that a later rule takes out."""
    found = look(path, text, rules)
    assert (found.new, found.entry.spec, found.entry.problem, found.entry.warnings) == (None, None, None, ())


def test_a_note_that_cannot_be_started_is_said(rules: Config) -> None:
    found = look("journal/a.md", "+++\ntitle = 1\n+++\none\n", rules)
    assert found.new is None
    assert [("TOML" in item.message) for item in found.entry.warnings] == [True]


WRONG = [
    ("rules:\n  - milestone: words\n", 2, "`rules` has a rule without `notes`"),
    ("rules:\n  - notes: a\n    milestne: words\n", 3, "`milestne` is not a setting"),
    ("rules:\n  - notes: a\n    milestone: lots\n", 3, "`milestone` is `lots`"),
    ("rules:\n  - notes: a\n    milestone-goal: 0\n", 3, "`milestone-goal` is 0"),
    ("rules:\n  - notes: a\n    milestone-due: soon\n", 3, "`milestone-due` is `soon`"),
    ("rules:\n  - notes: a\n    start: often\n", 3, "`start` is `often`"),
    ("rules:\n  - notes:\n    milestone: words\n", 2, "`notes` names no notes"),
    ("rules: often\n", 1, "`rules` takes a list"),
    ("rules:\n  notes: a\n", 2, "`rules` takes a list"),
    ("rulse: []\n", 1, "`rulse` is not a setting"),
]


@pytest.mark.parametrize(("text", "line", "said"), WRONG)
def test_a_wrong_rule_is_an_error_with_its_place(text: str, line: int, said: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError) as raised:
        load(tmp_path, text)
    assert f"config.yaml:{line}: {said}" in raised.value.message
    assert raised.value.hint


@pytest.mark.parametrize("text", ["rules:\n", "rules: []\n"])
def test_no_rules_are_no_error(text: str, tmp_path: Path) -> None:
    assert load(tmp_path, text).rules == ()
