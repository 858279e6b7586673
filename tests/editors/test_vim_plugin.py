"""The plugin for Vim and for Neovim without its language client: the status line, and the file's lines after a save."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from tests.editors.terminal import Terminal
from tests.end_to_end.running import PATIENCE, Daemon, home_environment, wait_until, waits_for_words

_EDITORS = Path(__file__).parents[2] / "editors"
_PLACE = Path(__file__).parents[2] / "build/vim-plugin"
_NOTE = "---\nmilestone: 20 words\n---\n# One\n\ntwo three four five\n"
_VAULT = "my vault, [one]"
_ALARM = r"\bW1[0-9]\b|\bE\d{2,3}:|Error detected|has changed|Warning"
_ESCAPE, _ENTER = "\x1b", "\r"


@pytest.mark.editor
@pytest.mark.daemon
@pytest.mark.parametrize("program", ["vim", "nvim"])
def test_what_the_daemon_writes_is_seen_in_the_buffer(program: str) -> None:
    """After a save the new status is shown, nothing was asked, the cursor stays, and one undo takes the lines back."""
    if not shutil.which(program):
        pytest.skip(f"{program} is not installed")
    place = _PLACE / program
    shutil.rmtree(place, ignore_errors=True)
    (place / _VAULT / ".milestoned").mkdir(parents=True)
    note = place / _VAULT / "note.md"
    note.write_text(_NOTE)
    settings = place / "home/vimrc"
    with Daemon(place / _VAULT, place / "home") as daemon:
        settings.write_text(
            "set nocompatible laststatus=2 noswapfile\n"
            f"let &runtimepath = '{_in_list(_EDITORS / 'vim')},' .. &runtimepath\n"
            "set statusline=%f\\ %m\\ at\\ %l\\ <%{milestoned#line()}>\n"
        )
        waits_for_words(note, 5)
        # The statusline is drawn with the screen: the daemon's file must be there by then.
        line = place / "home/.cache/milestoned/run" / f"{_VAULT}.txt"
        wait_until(lambda: line.read_text().startswith("15 words"), "the status file")
        environment = home_environment(daemon.home) | {"TERM": "linux", "ESCDELAY": "25"}
        with Terminal([program, "-u", str(settings), note.name], note.parent, environment, _ALARM) as vim:
            _waits(vim, "<15 words to")
            vim.alarms.clear()
            vim.command("Go")
            vim.type("six seven eight")
            vim.command(_ESCAPE, ":w" + _ENTER)
            _waits(vim, r"milestone-words: +8\b", "<12 words to", "at 10")
            assert "[+]" not in vim.text
            vim.command("Go")
            vim.type("nine")
            vim.command(_ESCAPE, ":w" + _ENTER)
            _waits(vim, r"milestone-words: +9\b", "<11 words to")
            vim.command("u")
            _waits(vim, r"milestone-words: +8\b")
            vim.command("u")
            assert vim.wait(lambda: "nine" not in vim.text, PATIENCE), vim.text
            vim.command(":q!" + _ENTER)
            assert vim.ends(PATIENCE), vim.text
            assert vim.alarms == []


def _in_list(path: Path) -> str:
    """Return a path as a part of a list of Vim's, inside of single quotes."""
    return str(path).replace("'", "''").replace(",", "\\,")


def _waits(vim: Terminal, *shown: str) -> None:
    """Wait until everything is shown."""
    assert vim.wait(lambda: all(re.search(text, vim.text) for text in shown), PATIENCE), (
        f"{shown} is shown; the screen:\n{vim.text}"
    )
