"""`milestoned editor NAME`: what to put where, so that an editor or a status bar shows the progress."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import click

from milestoned.errors import UsageError
from milestoned.light.typing import TYPE_CHECKING

if TYPE_CHECKING:
    from milestoned.cli.output import Output

# name: the file that says it, below the folder of texts.
TEXTS = {
    "vim": "vim/README.md",
    "neovim": "neovim/milestoned.lua",
    "helix": "helix/languages.toml",
    "emacs": "emacs/milestoned.el",
    "vscode": "vscode/README.md",
    "kate": "kate/settings.json",
    "sublime": "sublime/LSP.sublime-settings",
    "kakoune": "kakoune/milestoned.kak",
    "obsidian": "obsidian/README.md",
    "tmux": "tmux/tmux.conf",
    "starship": "starship/starship.toml",
    "waybar": "waybar/config.jsonc",
}
# In the texts this means the program, and the folder of the texts.
_PROGRAM, _FOLDER = '"milestoned"', '"editors/'


@click.command("editor")
@click.argument("name", metavar="NAME")
@click.pass_obj
def command(output: Output, *, name: str) -> None:
    """Print how to set up an editor or a status bar, with the path of this installation.

    NAME is vim, neovim, helix, emacs, vscode, kate, sublime, kakoune, obsidian, tmux, starship or waybar.
    """
    output.data(text_for(name).rstrip("\n"))


def text_for(name: str) -> str:
    """Return what to put where for an editor. Raises UsageError for one that is not known."""
    if name not in TEXTS:
        from milestoned.vault.config import nearest  # noqa: PLC0415 - only a mistyped name needs it

        raise UsageError(f"there is no text for `{name}`", nearest(name, list(TEXTS)))
    folder = _folder()
    text = (folder / TEXTS[name]).read_text(encoding="utf-8")
    quoted = json.dumps(str(program()), ensure_ascii=False)
    return text.replace(_PROGRAM, quoted).replace(_FOLDER, f'"{folder.as_posix()}/')


def _folder() -> Path:
    """Return the folder of texts: part of an installed package, and at the top of a checkout."""
    package = Path(__file__).parents[1]
    installed = package / "editors"
    return installed if installed.is_dir() else package.parents[1] / "editors"


def program() -> Path:
    """Return the program as an editor can start it."""
    beside = Path(sys.executable).with_name("milestoned")
    if beside.exists():
        return beside
    found = shutil.which("milestoned")
    return Path(found) if found else Path(sys.argv[0]).absolute()
