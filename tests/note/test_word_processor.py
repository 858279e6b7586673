"""English prose counts within one percent of what other programs count of the same visible text."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

from milestoned.note.counts import CountRules, WordRule
from milestoned.note.note import Note, parse
from milestoned.note.words import count

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


LINES = [
    "It's a state-of-the-art - word — dash—dash 1914–1918 & so * on, and/or a/b",
    "wait ... what … see https://example.org/a and x@y.org",
    "${VAR} == $(cmd) && foo | bar; x = y -> z",
    "Bonjour\u00a0! Ça va\u202f? Oui\u00a0: non\u202f; «\u202fmot entier\u202f» l’homme 10\u00a0000 euros",
    "„Ja“, sagte er – und ging. z.\u00a0B. 5\u00a0% der Zeit, Haus- und Hof",
    'הוא אמר – "שלום" - והלך . צה״ל ב־2020 בית־ספר',
    "Он сказал: — Привет! – и ушёл.",
    "می\u200cخواهم بروم؛ کتاب\u200cها را",
    "مرحبا بالعالم، كيف حالك؟",
    "नमस्ते दुनिया। यह है ।",
    "Tôi là sinh viên – rất vui.",
]


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_office_counts_as_libreoffice_does(tmp_path: Path) -> None:
    """Line by line, in languages that set blanks between words: signs that stand alone are words there."""
    files = [tmp_path / f"{number}.txt" for number in range(len(LINES))]
    for file, line in zip(files, LINES, strict=True):
        file.write_text(line + "\n")
    command = ["soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/profile", "--infilter=Text (encoded):UTF8"]  # fmt: skip
    subprocess.run([*command, "--convert-to", "odt", *files], cwd=tmp_path, capture_output=True, check=True)
    theirs = []
    for file in files:
        with zipfile.ZipFile(file.with_suffix(".odt")) as document:
            found = re.search(r'word-count="(\d+)"', document.read("meta.xml").decode())
        theirs.append(int(found[1]) if found else None)
    assert theirs == [count(line, every_run=True).words for line in LINES]
