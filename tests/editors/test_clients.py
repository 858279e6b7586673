"""Real language clients, the daemon beside them: what is seen while typing, what a save writes, and what a kill leaves."""

from __future__ import annotations

import os
import re
import shutil
import signal
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.editors.clients import EMACS, HELIX, NEOVIM, Client
from tests.end_to_end.running import PATIENCE, Daemon, waits_for_words, words_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.editors.terminal import Terminal

# Emacs and vim treat files below the temporary folder otherwise than elsewhere.
_PLACE = Path(__file__).parents[2] / "build/clients-vaults"
_NOTE = "---\nmilestone: 20 words\n---\n# One\n\ntwo three four five\n"
_LONG_AGO = 24 * 3600

pytestmark = [pytest.mark.editor, pytest.mark.daemon]


@pytest.fixture
def daemon(request: pytest.FixtureRequest) -> Iterator[Daemon]:
    """Run a daemon on a vault with one note in it."""
    place = _PLACE / re.sub(r"\W+", "-", request.node.name)
    shutil.rmtree(place, ignore_errors=True)
    (place / "vault/.milestoned").mkdir(parents=True)
    note = place / "vault/note.md"
    note.write_text(_NOTE)
    # Older than any Emacs that another test runs: the daemon takes what changed since for notes that it may have open.
    os.utime(note, (time.time() - _LONG_AGO, time.time() - _LONG_AGO))
    with Daemon(place / "vault", place / "home") as running:
        waits_for_words(running.vault / "note.md", 5)
        yield running


@pytest.mark.parametrize("client", [NEOVIM, HELIX, EMACS], ids=lambda client: client.name)
def test_the_progress_is_seen_and_saved_with_the_text(client: Client, daemon: Daemon) -> None:
    """The hint counts unsaved words; a save puts the status into file and buffer; one undo takes it back; nobody asks."""
    note = daemon.vault / "note.md"
    with client.start(note, daemon.home) as terminal:
        _serves(terminal, client)
        _type(terminal, client, "six seven eight")
        _counted(terminal, 8)
        assert words_in(note) == 5
        assert "eight" not in note.read_text()
        _save(terminal, client, 8)
        _waits(terminal, lambda: "eight" in note.read_text(), "the text is saved")
        if client is not HELIX:
            assert words_in(note) == 8, "the first bytes with the new words have the new status"
        _waits(terminal, lambda: words_in(note) == 8, "the status is right")
        _waits(terminal, lambda: _shows(terminal, 8), "the buffer shows it")
        terminal.command(*client.undo)
        _waits(terminal, lambda: _shows(terminal, 5), "one undo takes it back")
        assert "six seven eight" in terminal.text
        assert "15 words to" in terminal.text
        _type(terminal, client, "nine ten")
        _counted(terminal, 10)
        _save(terminal, client, 10)
        _waits(terminal, lambda: words_in(note) == 10, "the next save is right, too")
        terminal.command(*client.quit)
        assert terminal.ends(PATIENCE), terminal.text
        assert terminal.alarms == []
    waits_for_words(note, 10)
    assert note.read_text().split("---\n")[2].split() == (
        ["#", "One", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
    )


@pytest.mark.parametrize("client", [NEOVIM, EMACS], ids=lambda client: client.name)
def test_a_kill_loses_nothing(client: Client, daemon: Daemon) -> None:
    """Without the daemon the save is right; without the server the daemon is right; without the editor, too."""
    note = daemon.vault / "note.md"
    with client.start(note, daemon.home) as terminal:
        _serves(terminal, client)
        daemon.kill()
        _type(terminal, client, "six")
        _counted(terminal, 6)
        _save(terminal, client, 6)
        _waits(terminal, lambda: words_in(note) == 6, "saved without a daemon")
        daemon.start()
        (server,) = _servers(daemon.home)
        os.kill(server, signal.SIGKILL)
        _type(terminal, client, "seven eight")
        terminal.command(*client.save)
        _waits(terminal, lambda: "eight" in note.read_text(), "the text is saved without a server")
        _waits(terminal, lambda: words_in(note) == 8, "the daemon writes the status")
        _type(terminal, client, "nobody will ever see this")
        assert terminal.alarms == []
        os.kill(terminal.pid, signal.SIGKILL)
    note.write_text(note.read_text() + "nine\n")
    waits_for_words(note, 9)


def test_the_daemon_takes_over_from_an_editor_that_was_killed(daemon: Daemon) -> None:
    """While it lives its note is left to it; within 3 s of its end the daemon has written what was left."""
    note = daemon.vault / "note.md"
    with NEOVIM.start(note, daemon.home) as terminal:
        _serves(terminal, NEOVIM)
        note.write_text(note.read_text() + "six\n")
        _waits(terminal, lambda: "it is open in an editor" in daemon.log, "the daemon leaves it")
        assert words_in(note) == 5
        os.kill(terminal.pid, signal.SIGKILL)
        daemon.takes_over(note, 6)


def _serves(terminal: Terminal, client: Client) -> None:
    """Wait until the first hint is shown."""
    end = time.monotonic() + PATIENCE
    while not terminal.wait(lambda: _hint(terminal) == 15, 1.0):
        assert time.monotonic() < end, f"the server is there; the screen:\n{terminal.text}"
        if client.nudge:
            terminal.nudge(client.nudge)
    terminal.alarms.clear()  # what an editor says of itself when it starts


def _shows(terminal: Terminal, words: int) -> bool:
    return re.search(rf"milestone-words: +{words}\b", terminal.text) is not None


def _hint(terminal: Terminal) -> int | None:
    found = re.search(r"# One.*?(\d+) words to", terminal.text)
    return int(found[1]) if found else None


def _type(terminal: Terminal, client: Client, line: str) -> None:
    terminal.command(*client.open_line)
    terminal.type(line)
    _waits(terminal, lambda: line in terminal.text, f"{line!r} is shown")
    terminal.command(*client.close_line)


def _counted(terminal: Terminal, words: int) -> None:
    """Wait until what is not saved is counted: an editor that saves waits half a second for the server at most."""
    _waits(terminal, lambda: _hint(terminal) == 20 - words, f"the hint counts {words} words")


def _save(terminal: Terminal, client: Client, words: int) -> None:
    if client.fetch:
        terminal.command(client.fetch)
        _waits(terminal, lambda: _shows(terminal, words), "the status is in the buffer")
    terminal.command(*client.save)


def _waits(terminal: Terminal, condition: Callable[[], bool], what: str) -> None:
    assert terminal.wait(condition, PATIENCE), f"{what}; the screen:\n{terminal.text}"


def _servers(home: Path) -> list[int]:
    """Return the language servers that run with a home."""
    found = []
    for folder in Path("/proc").iterdir():
        try:
            command = (folder / "cmdline").read_bytes().split(b"\0")
            environment = (folder / "environ").read_bytes().split(b"\0")
        except OSError:
            continue
        if b"lsp" in command and f"HOME={home}".encode() in environment:
            found.append(int(folder.name))
    return found
