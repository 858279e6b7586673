"""Obsidian shows what it read last: an index note that nobody is typing in takes a new time with each sum."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

import pytest

from tests.end_to_end.running import Daemon, wait_until, waits_for_words

if TYPE_CHECKING:
    from pathlib import Path

CHAPTER = "---\nmilestone: 10 words\n---\ntwo words\n"
BOOK = "---\nmilestone: 100 words\nmilestone-notes: chapter*.md\n---\nThe book\n"
_LONG_AGO = 1_000_000_000


@pytest.mark.daemon
@pytest.mark.parametrize("obsidian", [True, False])
def test_a_sum_is_news_to_obsidian_and_to_nobody_else(obsidian: bool, tmp_path: Path) -> None:  # noqa: FBT001
    """The book's time moves with a chapter's save where Obsidian has the vault; the chapter's own time is kept."""
    vault = tmp_path / "vault"
    (vault / ".milestoned").mkdir(parents=True)
    (vault / ".milestoned/config.yaml").write_text("settle: 0.1\n")
    if obsidian:
        (vault / ".obsidian").mkdir()
    chapter, book = vault / "chapter.md", vault / "book.md"
    chapter.write_text(CHAPTER)
    book.write_text(BOOK)
    for note in (chapter, book):
        os.utime(note, (_LONG_AGO, _LONG_AGO))
    with Daemon(vault, tmp_path / "home"):
        waits_for_words(chapter, 2)
        waits_for_words(book, 2)
        saved = re.sub("two words", "two words more", chapter.read_text())
        chapter.write_text(saved)
        os.utime(chapter, (_LONG_AGO, _LONG_AGO))
        waits_for_words(book, 3)
        if obsidian:
            wait_until(lambda: book.stat().st_mtime > _LONG_AGO, "the book's time moves")
        waits_for_words(chapter, 3)
        assert chapter.stat().st_mtime == _LONG_AGO
        assert obsidian or book.stat().st_mtime == _LONG_AGO
