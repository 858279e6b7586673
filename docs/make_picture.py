"""Draws docs/picture.svg: what `milestoned status` shows of the sample vault on a terminal, once it is updated."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import termios
from io import StringIO
from pathlib import Path

from rich.console import Console
from rich.text import Text

PICTURE = Path(__file__).with_name("picture.svg")
_VAULT = Path(__file__).parents[1] / "sample-vault"
_COLUMNS = 132
# The picture loads nothing from elsewhere.
REMOTE_FONT = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)


def shown() -> str:
    """Update a copy of the sample vault, and return what `status` shows of it, colours included."""
    with tempfile.TemporaryDirectory() as folder:
        vault = Path(folder) / "sample-vault"
        shutil.copytree(_VAULT, vault)
        _drop_due_dates(vault)
        own = {f"XDG_{kind}_HOME": f"{folder}/{kind}" for kind in ("CACHE", "STATE", "CONFIG")}
        env = {**os.environ, **own, "TERM": "xterm-256color", "COLUMNS": str(_COLUMNS)}
        env.pop("NO_COLOR", None)
        subprocess.run([sys.executable, "-m", "milestoned", "-q", "update", vault], env=env, check=True)
        return _on_terminal([sys.executable, "-m", "milestoned", "status", str(vault)], env)


def _drop_due_dates(vault: Path) -> None:
    """Take the due dates out: the days that are left would make another picture every day."""
    for note in vault.rglob("*.md"):
        text = note.read_text(encoding="utf-8")
        note.write_text(re.sub(r"^milestone-due:.*\n", "", text, flags=re.MULTILINE), encoding="utf-8")


def _on_terminal(command: list[str], env: dict[str, str]) -> str:
    main, other = pty.openpty()
    fcntl.ioctl(other, termios.TIOCSWINSZ, struct.pack("HHHH", 40, _COLUMNS, 0, 0))
    with subprocess.Popen(command, env=env, stdout=other) as process:
        os.close(other)
        output = b""
        while chunk := _read(main):
            output += chunk
    os.close(main)
    assert process.returncode == 0  # noqa: S101 - no picture of an error
    return output.decode().replace("\r\n", "\n")


def _read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 65536)
    except OSError:  # how Linux says that the other side is closed
        return b""


def draw(output: str) -> str:
    """Draw terminal output as SVG."""
    console = Console(record=True, width=_COLUMNS, file=StringIO(), force_terminal=True)
    console.print(Text("$ milestoned status sample-vault\n", style="bold"))
    console.print(Text.from_ansi(output))
    svg = console.export_svg(title="milestoned", unique_id="milestoned")
    return "\n".join(line.rstrip() for line in REMOTE_FONT.sub("", svg).splitlines()) + "\n"


if __name__ == "__main__":
    PICTURE.write_text(draw(shown()), encoding="utf-8")
