"""Draws docs/picture.svg: what `milestoned status` shows of the sample vault on a terminal, once it is updated."""

from __future__ import annotations

import fcntl
import os
import pty
import shutil
import struct
import subprocess
import sys
import tempfile
import termios
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from rich.text import Text

from docs import terminal_svg

PICTURE = Path(__file__).with_name("picture.svg")
_VAULT = Path(__file__).parents[1] / "sample-vault"
_COLUMNS = 108
# The sample's due dates lie ahead of that day.
_NOW = "2026-11-28 10:00"
ZONE = ZoneInfo("Europe/Berlin")
_LIBRARIES = ("/usr/lib", "/usr/lib64", "/usr/local/lib")


def library() -> Path | None:
    """Find the library that sets a program's clock; None where it is not installed (Debian: faketime)."""
    found = (
        file for place in _LIBRARIES for file in sorted(Path(place).glob("**/faketime/libfaketime.so.1"))
    )
    return next(found, None)


def clock(moment: str) -> dict[str, str]:
    """Return the environment in which a program's clock shows a moment; file times stay real."""
    now = datetime.fromisoformat(moment).replace(tzinfo=ZONE).timestamp()
    return {
        "LD_PRELOAD": str(library()),
        "FAKETIME_FMT": "%s",
        "NO_FAKE_STAT": "1",
        "TZ": ZONE.key,
        "FAKETIME": str(int(now)),
    }


def shown() -> str:
    """Update a copy of the sample vault, and return what `status` shows of it, colours included."""
    with tempfile.TemporaryDirectory() as folder:
        vault = Path(folder) / "sample-vault"
        shutil.copytree(_VAULT, vault)
        own = {f"XDG_{kind}_HOME": f"{folder}/{kind}" for kind in ("CACHE", "STATE", "CONFIG")}
        env = {**os.environ, **own, **clock(_NOW), "TERM": "xterm-256color", "COLUMNS": str(_COLUMNS)}
        env.pop("NO_COLOR", None)
        subprocess.run([sys.executable, "-m", "milestoned", "-q", "update", vault], env=env, check=True)
        return _on_terminal([sys.executable, "-m", "milestoned", "status", str(vault)], env)


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
    lines = [Text("$ milestoned status sample-vault", style="bold"), Text()]
    lines += [Text.from_ansi(line) for line in output.rstrip().splitlines()]
    return terminal_svg.draw(lines, _COLUMNS, "milestoned status of the sample vault")


if __name__ == "__main__":
    PICTURE.write_text(draw(shown()), encoding="utf-8")
