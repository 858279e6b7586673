"""Checks of editors' settings that decide how a writer sees our numbers. Their files are only skimmed: NOTE at most."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

from milestoned.light.patterns import lazy_pattern
from milestoned.light.typing import TYPE_CHECKING
from milestoned.service.doctor.finding import Finding, Level

if TYPE_CHECKING:
    from collections.abc import Iterator

_VIMRC = ("~/.vimrc", "~/.vim/vimrc")
_VSCODE = ("Code", "Code - OSS", "VSCodium")
_AUTOREAD = lazy_pattern(r"^\s*:?set?\b[^\"\n]*\b(no)?(?:autoread|ar)\b", re.MULTILINE)
_BACKUPCOPY = lazy_pattern(r"\b(?:backupcopy|bkc)\s*=\s*[\"']?(\w+)")
_AUTOSAVE = lazy_pattern(r"^\s*\"files\.autoSave\"\s*:\s*\"(\w+)\"", re.MULTILINE)


def check_editors(root: Path) -> Iterator[Finding]:
    """Look at the settings of the editors that are on this machine, and of Obsidian and VS Code in the vault."""
    yield from _vim()
    yield from _neovim()
    yield from _obsidian(root)
    yield from _vscode(root)


def _vim() -> Iterator[Finding]:
    text = _read(*_VIMRC)
    if text is None and not shutil.which("vim"):
        return
    found = _AUTOREAD.findall(text or "")
    if not found or found[-1] == "no":
        message = "vim shows a note as it was when opened, until it checks the file"
        yield Finding("vim", Level.NOTE, message, "put `set autoread` into ~/.vimrc")
    yield from _backupcopy("vim", text or "", "~/.vimrc")


def _neovim() -> Iterator[Finding]:
    config = os.environ.get("XDG_CONFIG_HOME") or "~/.config"
    text = _read(f"{config}/nvim/init.vim", f"{config}/nvim/init.lua")
    if text is None:
        return
    found = _AUTOREAD.findall(text)
    if (found and found[-1] == "no") or re.search(r"\bautoread\s*=\s*false", text):
        message = "neovim is set not to read a changed note again"
        yield Finding("neovim", Level.NOTE, message, "take `noautoread` out of its configuration")
    yield from _backupcopy("neovim", text, f"{config}/nvim")


def _backupcopy(editor: str, text: str, where: str) -> Iterator[Finding]:
    found = _BACKUPCOPY.findall(text)
    if found and found[-1] == "no":
        message = (
            f"{editor} saves into a new file (backupcopy=no): links to a note, and its birth time, are lost"
        )
        yield Finding(editor, Level.NOTE, message, f"set `backupcopy=auto` in {where}")


def _obsidian(root: Path) -> Iterator[Finding]:
    if (root / ".obsidian").is_dir():
        message = "this is an Obsidian vault: a number that needs more room is written after 10 s of quiet"
        recover = "nothing to do; `settle:` and `touch_at_rest:` in the configuration decide otherwise"
        yield Finding("obsidian", Level.NOTE, message, recover)


def _vscode(root: Path) -> Iterator[Finding]:
    base = "~/Library/Application Support" if (Path.home() / "Library").is_dir() else "~/.config"
    texts = [_read(f"{base}/{name}/User/settings.json") for name in _VSCODE]
    here = _read(str(root / ".vscode" / "settings.json"))
    if here is None and not any(text is not None for text in texts):
        return
    modes = [found[-1] for text in (*texts, here) if text and (found := _AUTOSAVE.findall(text))]
    if not modes or modes[-1] == "off":
        message = "VS Code may ask which text to keep, when a note with unsaved text gets a longer number"
        yield Finding(
            "vs code", Level.NOTE, message, 'put `"files.autoSave": "afterDelay"` into its settings'
        )


def _read(*paths: str) -> str | None:
    """Return the texts of those files that are there, joined; None if there is none."""
    texts = []
    for path in paths:
        try:
            texts.append(Path(path).expanduser().read_text(encoding="utf-8", errors="replace"))
        except (OSError, RuntimeError):
            continue
    return "\n".join(texts) if texts else None
