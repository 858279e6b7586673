"""One note, one hand: an editor that writes the status itself and the daemon beside it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from lsprotocol import types

from milestoned.light.dataclasses import replace
from milestoned.lsp import saved
from milestoned.lsp.document import Document
from tests.end_to_end.running import Daemon, home_environment, wait_until, waits_for_words, words_in
from tests.lsp.session import session

if TYPE_CHECKING:
    from pathlib import Path

NOTE = "---\nmilestone: 10 words\n---\n# One\n\ntwo three four five\n"
BOOK = "---\nmilestone: 100 words\nmilestone-notes: '*.md'\n---\nThe book\n"

pytestmark = [pytest.mark.asyncio, pytest.mark.daemon]


def earned(root: Path, home: Path) -> list[int]:
    """Return the chunks that the record has."""
    command = [sys.executable, "-m", "milestoned", "milestones", "--json", str(root)]
    found = subprocess.run(command, env=home_environment(home), check=True, capture_output=True)
    return [one["number"] for one in json.loads(found.stdout)]


def begin(root: Path, home: Path) -> None:
    """Make the record know what is there before anything is written."""
    command = [sys.executable, "-m", "milestoned", "update", str(root)]
    subprocess.run(command, env=home_environment(home), check=True, capture_output=True)


async def test_the_daemon_leaves_a_note_that_an_editor_holds(root: Path, home: Path) -> None:
    """It leaves that one alone, goes on with others and with index notes, and takes it over within 3 s of a kill."""
    (root / "note.md").write_text(NOTE)
    with Daemon(root, home) as daemon:
        waits_for_words(root / "note.md", 5)
        async with session(root, home, "neovim") as the:
            uri = the.open("note.md")
            assert await the.label(uri)
            # Saved by another hand: the editor was not asked for its edits, so the status is not right.
            typed = the.texts[uri].replace("five", "five six")
            (root / "note.md").write_text(typed)
            daemon.waits_for_log("note.md: waits: it is open in an editor")
            (root / "book.md").write_text(BOOK)
            (root / "other.md").write_text(NOTE)
            waits_for_words(root / "other.md", 5)
            waits_for_words(root / "book.md", 11)
            assert (root / "note.md").read_text() == typed
            process = the.client._server
            assert process
            process.kill()
            daemon.takes_over(root / "note.md", 6)
            the.client.error = RuntimeError("killed")


async def test_a_note_that_is_closed_is_the_daemons_again(root: Path, home: Path) -> None:
    """While it is open the editor's save is the only write; once it is closed the daemon writes as ever."""
    (root / "note.md").write_text(NOTE)
    with Daemon(root, home) as daemon:
        waits_for_words(root / "note.md", 5)
        daemon.waits_for_log("note.md: unchanged")
        async with session(root, home, "neovim") as the:
            uri = the.open("note.md")
            the.replace(uri, "five", "five six seven")
            await the.save(uri, root / "note.md")
            assert words_in(root / "note.md") == 7
            wait_until(lambda: daemon.log.count("note.md: unchanged") > 1, "the daemon looks at the save")
            the.client.text_document_did_close(
                types.DidCloseTextDocumentParams(types.TextDocumentIdentifier(uri))
            )
            await the.hint(uri)
            (root / "note.md").write_text(the.texts[uri].replace("six", "six and"))
            waits_for_words(root / "note.md", 8)
        daemon.waits_for_writes("note.md", 2)
        assert daemon.writes("note.md") == 2


@pytest.mark.parametrize("watched", [True, False], ids=["daemon", "alone"])
async def test_the_record_hears_of_a_save_once(watched: bool, root: Path, home: Path) -> None:  # noqa: FBT001
    """A milestone reached is in the record once, whoever records it, and is said once in the editor."""
    (root / "note.md").write_text(NOTE)
    begin(root, home)
    daemon = Daemon(root, home)
    if watched:
        daemon.start()
    try:
        async with session(root, home, "neovim") as the:
            uri = the.open("note.md")
            assert await the.label(uri)
            for words in ("six seven eight nine ten", "eleven"):
                the.texts[uri] += f"{words}\n"
                the.change(uri, types.TextDocumentContentChangeWholeDocument(the.texts[uri]))
                await the.save(uri, root / "note.md")
            # First, since it is looked for during a few seconds only.
            await the.until(lambda: bool(the.client.messages), "it is said")
            assert [message.message for message in the.client.messages] == ["Chunk 1 reached"]
    finally:
        if watched:
            daemon.stop()
    assert earned(root, home) == [1]


async def test_nobody_is_told_who_does_not_want_it(root: Path, home: Path) -> None:
    """`messages: false` among the editor's options keeps milestones quiet."""
    (root / "note.md").write_text(NOTE)
    async with session(root, home, "neovim", options={"messages": False}) as the:
        uri = the.open("note.md")
        await the.save(uri, root / "note.md")
        the.replace(uri, "five", "five six seven eight nine ten eleven")
        await the.save(uri, root / "note.md")
        wait_until(lambda: earned(root, home) == [1], "the record has it")
        await the.label(uri)
        assert the.client.messages == []


async def test_a_save_that_is_saved_over_before_it_is_recorded_is_recorded(
    root: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The record hears of each save as it was, however late: what a chunk was earned by is no starting point."""
    for name, value in home_environment(home).items():
        monkeypatch.setenv(name, value)
    saves = [Document("file:///note.md", root / "note.md", 1, NOTE)]
    saves.append(
        replace(saves[0], version=2, text=NOTE.replace("five", "five six seven eight nine ten eleven"))
    )
    (root / "note.md").write_text(saves[1].text)
    for document in saves:
        saved._record(document)
    assert earned(root, home) == [1]


async def test_a_server_that_stands_still_holds_its_note(root: Path, home: Path) -> None:
    """A stopped server is an editor that lives: its note is left to it, and is its own when it goes on."""
    (root / "note.md").write_text(NOTE)
    with Daemon(root, home) as daemon:
        waits_for_words(root / "note.md", 5)
        async with session(root, home, "neovim") as the:
            uri = the.open("note.md")
            assert await the.label(uri)
            process = the.client._server
            assert process
            os.kill(process.pid, signal.SIGSTOP)
            (root / "note.md").write_text(the.texts[uri].replace("five", "five six"))
            daemon.waits_for_log("note.md: waits: it is open in an editor")
            assert words_in(root / "note.md") == 5
            os.kill(process.pid, signal.SIGCONT)
            assert await the.label(uri)
