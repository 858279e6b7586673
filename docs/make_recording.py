"""Draws docs/recording.svg: a chapter of the sample vault, written on in a real Neovim with the language server.

What is shown is what Neovim drew, one picture for each key once its hint had come; only the pace is set here.
It needs the newer editors of tests/editors/clients_root.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from docs import terminal_film
from tests.editors.clients import NEOVIM, ROOT
from tests.editors.terminal import Terminal
from tests.end_to_end.running import home_environment

if TYPE_CHECKING:
    from docs.terminal_film import Picture

PICTURE = Path(__file__).with_name("recording.svg")
TITLE = "A chapter in Neovim: what is left of its chunk changes as it is typed, and the save writes it into the note"
_VAULT = Path(__file__).parents[1] / "sample-vault"
_CHAPTER = "novel/chapters/04-any-other-business.md"
_SIZE = (92, 28)
_SETTINGS = """
vim.o.termguicolors = true
vim.o.linebreak = true
vim.o.swapfile = false
vim.o.ruler = false
vim.o.display = 'lastline'
vim.opt.fillchars = { lastline = ' ' }
vim.api.nvim_set_hl(0, 'LspInlayHint', { fg = 'NvimLightGreen', italic = true })
vim.api.nvim_set_hl(0, 'StatusLine', { fg = '#e0e2ea', bg = '#2c2e33' })
"""
# The cursor goes below the chapter's second paragraph.
_PLACE, _OPEN = "16G", "o\r"
_TYPED = (
    "It was raining, and the pike dripped a little, or seemed to. Somebody had lent her the chair by the window, "
    "which did not shut, and a cushion, which did."
)
_ESCAPE, _ENTER = "\x1b", "\r"
# Words, as the chapter's frontmatter says.
_CHUNK = 500
_PATIENCE = 60.0
# Milliseconds.
_BEGIN, _KEY, _STOP, _PAUSE, _END = 1600, 62, 420, 900, 5200


def has_editor() -> bool:
    """Return True if the Neovim that is recorded is unpacked."""
    return (ROOT / NEOVIM.program).exists()


def shown() -> list[Picture]:
    """Write on in a copy of the sample vault, and return what the terminal showed."""
    with tempfile.TemporaryDirectory(dir=ROOT.parent) as folder:
        vault, home = Path(folder) / "sample-vault", Path(folder) / "home"
        shutil.copytree(_VAULT, vault)
        NEOVIM.configure(home)
        (home / ".config/nvim/init.lua").write_text(_SETTINGS)
        environment = home_environment(home)
        subprocess.run(
            [sys.executable, "-m", "milestoned", "-q", "update", vault], env=environment, check=True
        )
        environment |= {**NEOVIM.environment, "TERM": "xterm-256color", "COLORTERM": "truecolor"}
        note = vault / _CHAPTER
        command = [str(ROOT / NEOVIM.program), note.name]
        with Terminal(command, note.parent, environment, "Error|Traceback", _SIZE) as terminal:
            recording = _Recording(terminal)
            recording.writes()
            recording.saves()
            assert terminal.alarms == [], terminal.text  # noqa: S101 - no picture of an error
            return recording.pictures


@dataclass(slots=True)
class _Recording:
    """One sitting. A picture is taken once the screen shows what it has to."""

    terminal: Terminal
    pictures: list[Picture] = field(default_factory=list)

    def writes(self) -> None:
        """Open the chapter, and type on; the hint counts each word as it is begun."""
        self._waits(lambda: self._left() is not None, "the first hint")
        self.terminal.command(_PLACE)
        left = self._left() or 0
        self._take(_BEGIN)
        self.terminal.command(_OPEN)
        self._take(_PAUSE // 2)
        for number, key in enumerate(_TYPED):
            typed = _TYPED[: number + 1]
            to_go = left - len(typed.split())
            self.terminal.type(key)
            self._waits(partial(self._shows, typed, to_go if to_go > 0 else to_go + _CHUNK), typed)
            self._take(_STOP if key == "." else _KEY)

    def saves(self) -> None:
        """Save, and read of the milestone."""
        self.terminal.command(_ESCAPE)
        self._take(_PAUSE)
        for key in (":", "w"):
            self.terminal.command(key)
            self._take(2 * _KEY)
        self._take(_STOP)
        self.terminal.command(_ENTER)
        self._waits(lambda: "written" in self.terminal.text, "the save")
        self._take(_PAUSE)
        self._waits(lambda: "reached" in self.terminal.text, "the milestone is said")
        self.terminal.rest()
        self._take(_END)

    def _shows(self, typed: str, left: int) -> bool:
        """Return True if all that was typed is shown, and the hint says how much is left."""
        if typed[-1] == " " and self.terminal.before_cursor[-1:] not in ("", " "):
            return False
        return typed.strip() in " ".join(self.terminal.text.split()) and self._left() == left

    def _left(self) -> int | None:
        found = re.search(r"^# .*?(\d+) words? to finish", self.terminal.text, re.MULTILINE)
        return int(found[1]) if found else None

    def _waits(self, condition: object, what: str) -> None:
        assert callable(condition)  # noqa: S101
        if not self.terminal.wait(condition, _PATIENCE):
            raise AssertionError(f"{what}; the screen:\n{self.terminal.text}")

    def _take(self, milliseconds: int) -> None:
        bar = "-- INSERT --" in self.terminal.text
        self.pictures.append(terminal_film.picture(self.terminal.screen, milliseconds, bar=bar))


def draw(pictures: list[Picture]) -> str:
    """Draw the recording as SVG."""
    return terminal_film.draw(pictures, _SIZE[0], TITLE)


if __name__ == "__main__":
    PICTURE.write_text(draw(shown()), encoding="utf-8")
