"""Editors with a language client of their own, newer than the system's, set up as `milestoned editor` says."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from milestoned.cli.editor import text_for
from tests.editors.terminal import Terminal
from tests.end_to_end.running import home_environment

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[2] / "build/clients"
_ESCAPE, _ENTER = "\x1b", "\r"

# What an editor would say if it had to ask, or if something had gone wrong in it or in the server.
ALARM = r"\bW1[0-9]\b|\bE\d{2,3}:|on disk|has changed|[Oo]verwrit|\[y/n\]|\(y(es)? or n(o)?\)|Traceback"


@dataclass(frozen=True)
class Client:
    """One editor: its program below ROOT, the options of its own set-up, and the keys of a writer's hands."""

    name: str
    program: str
    options: tuple[str, ...]
    environment: dict[str, str]
    configure: Callable[[Path], None]
    open_line: tuple[str, ...]
    close_line: tuple[str, ...]
    save: tuple[str, ...]
    undo: tuple[str, ...]
    quit: tuple[str, ...]
    # Keys that change nothing. Helix asks for hints only after a key, and asked too early it shows none.
    nudge: str = ""
    # Keys that have the server's edit made before the save, where a save does not ask for it.
    fetch: str = ""

    def start(self, note: Path, home: Path) -> Terminal:
        """Open a note in it."""
        if not (ROOT / self.program).exists():
            missing = ROOT.with_name("clients.missing")
            pytest.skip(missing.read_text() if missing.exists() else "run tests/editors/clients_root first")
        self.configure(home)
        environment = home_environment(home) | {"TERM": "linux", "ESCDELAY": "25", **self.environment}
        command = [str(ROOT / self.program), *self.options, note.name]
        return Terminal(command, note.parent, environment, ALARM)


def _put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def _neovim(home: Path) -> None:
    _put(home / ".config/nvim/plugin/milestoned.lua", text_for("neovim"))


def _helix(home: Path) -> None:
    languages = text_for("helix")
    _put(home / ".config/helix/languages.toml", languages)
    commented = languages.split("#\n", 1)[1]
    _put(home / ".config/helix/config.toml", commented.replace("# ", "").replace("#", ""))


def _emacs(home: Path) -> None:
    quiet = (
        "(setq inhibit-startup-screen t make-backup-files nil native-comp-jit-compilation nil)\n"
        # A server that was killed stays dead: whether Eglot starts another depends on how long the first one lived.
        "(setq eglot-autoreconnect nil)\n"
        "(require 'markdown-mode)\n"
    )
    _put(home / ".emacs.d/init.el", quiet + text_for("emacs"))


def _lisp_folders() -> str:
    lisp = ROOT / "usr/share/emacs/30.1/lisp"
    mode = ROOT / "usr/share/emacs/site-lisp/elpa-src/markdown-mode-2.7"
    below = sorted(path for path in lisp.rglob("*") if path.is_dir()) if lisp.is_dir() else []
    return ":".join(map(str, [mode, lisp, *below]))


def _dump() -> str:
    return next(map(str, (ROOT / "usr/libexec/emacs").rglob("*.pdmp")), "")


NEOVIM = Client(
    "neovim",
    "usr/bin/nvim",
    (),
    {"VIMRUNTIME": str(ROOT / "usr/share/nvim/runtime"), "COLORTERM": ""},
    _neovim,
    open_line=("Go",),
    close_line=(_ESCAPE,),
    save=(":w" + _ENTER,),
    undo=("u",),
    quit=(":q" + _ENTER,),
)
HELIX = Client(
    "helix",
    "usr/lib/hx/hx",
    (),
    {"HELIX_RUNTIME": str(ROOT / "usr/lib/hx/runtime")},
    _helix,
    open_line=("ge", "o"),
    close_line=(_ESCAPE,),
    save=(":w" + _ENTER,),
    undo=("u",),
    quit=(":q" + _ENTER,),
    nudge="jk",
    fetch=" m",
)
EMACS = Client(
    "emacs",
    "usr/bin/emacs-nox",
    (f"--dump-file={_dump()}", "-nw"),
    {"EMACSLOADPATH": _lisp_folders(), "EMACSDATA": str(ROOT / "usr/share/emacs/30.1/etc")},
    _emacs,
    open_line=("\x1b>",),
    close_line=(_ENTER,),
    save=("\x18\x13",),
    undo=("\x1f",),
    quit=("\x18\x03",),
)
