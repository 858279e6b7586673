"""Hostile and broken notes cost a bounded time: they are served, or refused with a problem that names the line."""

from __future__ import annotations

import time

import pytest

from milestoned.note.counts import CountRules
from milestoned.note.note import Note, parse
from milestoned.vault.config import Config
from milestoned.vault.examine import examine

HEAD = "---\nmilestone: [1000 words, tasks]\n---\n"

# Generous on purpose: what these tests tell apart is a second from a minute. Processor time, so that a busy machine
# does not matter.
SECONDS = 15.0

SERVED = {
    "quotes in quotes": ">" * 10_000 + " a",
    "lists in lists": "- " * 5_000 + "a",
    "deep lists": "\n".join("  " * level + "- [ ] a" for level in range(400)),
    "tasks in tasks": "- [ ] " * 3_000 + "a",
    "emphasis left open": "*a **a " * 20_000,
    "underscores": "_a *b " * 15_000,
    "a run of stars": "*" * 50_000 + "a",
    "one line of a megabyte": "word " * 200_000,
    "one word of a megabyte": "w" * 1_000_000,
    "dollars": "$a " * 30_000,
    "dollars and backslashes": "$\\" * 30_000,
    "blocks of math left open": "$$ a\n\n" * 10_001,
    "per cent signs": "%" * 50_001,
    "comments across blocks": "a %% b\n\n" * 5_001,
    "comments across list items": "- a %%\n" * 5_001,
    "angle brackets": "<" * 50_000,
    "tags left open": "<a " * 30_000,
    "comments left open": "<!--" * 20_000,
    "attributes left open": '<a href="' * 10_000,
    "backticks of every length": " ".join("`" * length for length in range(1, 400)),
    "a run of backticks": "`" * 80_000,
    "fences": "```\n" * 20_001,
    "a table": "| a | b |\n| - | - |\n" + "| c | [ ] d |\n" * 5_000,
    "colons": ":" * 80_000,
    "a word before a colon": "aaaa" * 50_000 + "://",
    "dots before a colon": "a." * 50_000 + " ://",
    "number signs": " #a" * 30_000,
    "carets": "a ^a-" * 30_000,
    "backslashes": "\\" * 80_000,
    "ampersands": "&" * 80_000,
    "blank lines": "\n" * 200_000,
    "definitions": "".join(f"[a{number}]: /u\n" for number in range(5_000)),
    "footnotes": "".join(f"[^{number}]: x\n\n" for number in range(3_000)),
    "cookies": "- a [/]\n" + "- [ ] b [/]\n" * 3_000,
    "headings with cookies": "# a [/]\n\n- [ ] b\n\n" * 1_500,
    "sections with cookies": "# a [/100 words]\n\nb c\n\n" * 1_500,
    "status blocks": "<!-- milestone -->\n<!-- /milestone -->\n\n" * 1_000,
    "thai": "ก" * 100_000,
    "dashes": "--" * 50_000,
}

REFUSED = {
    "opening brackets": "[" * 50_000,
    "links left open": "[a" * 25_000,
    "wikilinks left open": "[[a|" * 15_000,
    "embeds left open": "![[" * 27_000,
    "footnote marks left open": "[^" * 30_000,
    "citations left open": "[@a " * 20_000,
    "callouts in callouts": "> [!" * 10_000,
    "a heading of brackets": "# " + "[1" * 19_000,
    "CDATA left open": "x <![CDATA[" * 20_000,
    "a megabyte of emphasis": "a*b " * 250_000,
}


def _examined(body: str) -> tuple[int, str, float]:
    """Return the line and the text of a note's problem, and the seconds it took to examine it."""
    began = time.process_time()
    found = examine("note.md", (HEAD + body).encode(), Config())
    seconds = time.process_time() - began
    problem = found.entry.problem
    return (problem.line, problem.message, seconds) if problem else (0, "", seconds)


@pytest.mark.parametrize("case", SERVED)
def test_it_is_served_in_time(case: str) -> None:
    _, message, seconds = _examined(SERVED[case])
    assert message == ""
    assert seconds < SECONDS


@pytest.mark.parametrize("case", REFUSED)
def test_it_is_refused_in_time_and_the_line_is_named(case: str) -> None:
    line, message, seconds = _examined("fine\n\n" + REFUSED[case])
    assert (line, "markup" in message) == (6, True)
    assert seconds < SECONDS


def test_a_refused_note_is_still_counted() -> None:
    """The paragraph that cannot be read counts as it stands, so that `count` has an answer."""
    note = parse(("one two\n\n" + "[a " * 25_000).encode())
    assert isinstance(note, Note)
    assert note.counts(CountRules()).words == 25_002


def test_a_conflict_marker_on_every_line_is_looked_through_in_time() -> None:
    _, message, seconds = _examined("<<<<<<< a\n" * 10_000)
    assert message == ""
    assert seconds < SECONDS
