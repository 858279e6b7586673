"""English prose counts within one percent of what other programs count of the same visible text."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from milestoned.note.counts import CountRules, WordRule
from milestoned.note.note import Note, parse

CHAPTERS = Path(__file__).parents[2] / "sample-vault" / "novel" / "chapters"
# Plain CommonMark with a few dashes and much dialogue: what pandoc reads as this program does.
PLAIN = ["01-arrival.md", "02-the-gauge.md", "04-any-other-business.md"]


@pytest.mark.skipif(shutil.which("pandoc") is None, reason="pandoc is not installed")
@pytest.mark.parametrize("name", PLAIN)
def test_within_one_percent_of_pandoc_and_wc(name: str) -> None:
    """`office` counts every run, as wc does; `prose` leaves out lone signs and breaks at dashes."""
    note = parse((CHAPTERS / name).read_bytes())
    assert isinstance(note, Note)
    command = ["pandoc", "-f", "markdown-smart", "-t", "plain", "--wrap=none"]
    shown = subprocess.run(command, input=note.body, capture_output=True, text=True, check=True).stdout
    # Word processors take a dash between words for a break, and a line of dashes for no text.
    runs = [run for run in shown.replace("—", " ").replace("–", " ").split() if run.strip("-*")]
    for rule in (WordRule.PROSE, WordRule.OFFICE):
        assert note.counts(CountRules(rule)).words == pytest.approx(len(runs), rel=0.01)
