"""A real shell on a terminal, in which the real program answers every Tab."""

from __future__ import annotations

import os
import shlex
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.editors.terminal import Terminal
from tests.end_to_end.running import BYTECODE, PATIENCE, SOURCE

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

# Below the shell's home, with a blank: people install where they like.
PROGRAMS = "my programs"
_PROMPT = "ready> "

# Asked for completions it is the real program; run, it writes down what it was given.
_PROGRAM = """#!/bin/sh
if [ -n "$_MILESTONED_COMPLETE" ] || [ "$1" = completion ]; then exec {python} -m milestoned "$@"; fi
printf '%s\\n' "$@" > "$GIVEN.part" && mv "$GIVEN.part" "$GIVEN"
"""

_SHELLS: Mapping[str, tuple[list[str], list[str]]] = {
    "bash": (
        ["bash", "--norc", "--noprofile", "-i"],
        [
            "bind 'set bell-style none'",
            "bind 'set show-all-if-ambiguous on'",
            'eval "$(milestoned completion bash)"',
        ],
    ),
    "zsh": (
        ["zsh", "-f", "-i"],
        ["autoload -Uz compinit && compinit -D -u", "unsetopt beep", 'eval "$(milestoned completion zsh)"'],
    ),
    "fish": (
        ["fish", "--no-config", "-i"],
        ["function fish_greeting; end", "milestoned completion fish | source"],
    ),
}
_SET_PROMPT = {
    "bash": f"PS1='{_PROMPT}'",
    "zsh": f"PS1='{_PROMPT}'",
    "fish": f"function fish_prompt; echo -n '{_PROMPT}'; end",
}


@dataclass
class Shell:
    """One shell, in the folder of a vault."""

    name: str
    terminal: Terminal
    given: Path

    def completed(self, begun: str, shows: str) -> list[str]:
        """Type a command up to a Tab, wait until the screen shows a text, run it; give the arguments it got."""
        self.given.unlink(missing_ok=True)
        self.terminal.command(begun, "\t")
        self._wait_for(shows)
        self.terminal.command("\r")
        assert self.terminal.wait(self.given.exists, PATIENCE), self.terminal.text
        return self.given.read_text(encoding="utf-8").rstrip("\n").split("\n")

    def offered(self, begun: str, *shows: str) -> str:
        """Type a command up to a Tab, wait until the screen shows all the texts; give the screen."""
        self.terminal.command(begun, "\t", "\t")
        for text in shows:
            self._wait_for(text)
        return self.terminal.text

    def _wait_for(self, text: str) -> None:
        assert self.terminal.wait(lambda: text in self.terminal.text, PATIENCE), self.terminal.text


def start_shell(name: str, vault: Path, folder: Path) -> Shell:
    """Start a shell that has the program on its path and its completion loaded."""
    programs = folder / PROGRAMS
    programs.mkdir()
    program = programs / "milestoned"
    program.write_text(_PROGRAM.format(python=shlex.quote(sys.executable)))
    program.chmod(0o755)
    given = folder / "given"
    environment = {
        "PATH": f"{programs}:{os.environ['PATH']}",
        "PYTHONPATH": str(SOURCE),
        "HOME": str(folder),
        "TERM": "xterm",
        "LC_ALL": "C.UTF-8",
        "GIVEN": str(given),
        **BYTECODE,
    }
    command, setup = _SHELLS[name]
    terminal = Terminal(command, vault, environment, alarm=r"(?!)")
    shell = Shell(name, terminal, given)
    terminal.command("; ".join([*setup, _SET_PROMPT[name], "clear"]) + "\r")
    assert terminal.wait(lambda: terminal.text.startswith(_PROMPT.strip()), PATIENCE), terminal.text
    return shell
