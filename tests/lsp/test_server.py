"""What the server shows and writes, as each editor's own capabilities make it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.lsp.session import session

if TYPE_CHECKING:
    from pathlib import Path

EDITORS = ("visual-studio-code", "neovim", "emacs", "helix")
NOTE = "---\nmilestone: 10 words\n---\n# One 😀 two\n\nthree four five\n"

pytestmark = pytest.mark.asyncio


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return an empty vault."""
    (tmp_path / "vault/.milestoned").mkdir(parents=True)
    return tmp_path / "vault"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Return a home of its own."""
    return tmp_path / "home"


@pytest.mark.parametrize("editor", EDITORS)
async def test_the_hint_counts_unsaved_text(editor: str, root: Path, home: Path) -> None:
    """The progress line stands at the end of the first heading, and changes as words are typed."""
    (root / "note.md").write_text(NOTE)
    async with session(root, home, editor) as the:
        uri = the.open("note.md")
        hint = await the.hint(uri)
        assert hint
        assert "5 words to" in str(hint.label)
        assert hint.position == the.position(NOTE, NOTE.index("\n\nthree"))
        the.replace(uri, "four", "four more words")
        assert "3 words to" in await the.label(uri)
        assert (root / "note.md").read_text() == NOTE
