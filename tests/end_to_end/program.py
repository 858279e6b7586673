"""The real program as a process of its own, on a vault of its own."""

from __future__ import annotations

import fcntl
import json
import os
import pty
import shutil
import struct
import subprocess
import sys
import termios
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.end_to_end.running import BYTECODE, SOURCE

if TYPE_CHECKING:
    from pathlib import Path

_PROGRAM = (sys.executable, "-m", "milestoned")
# Root reads everything; without these two capabilities it is as other people are.
_AS_OTHERS = ("setpriv", "--inh-caps=-all", "--bounding-set=-dac_override,-dac_read_search")

OPTED_IN = "---\nmilestone: 10 words\nmilestone-goal: 30\n---\n\n"


@dataclass(frozen=True)
class Ran:
    """What a run of the program left behind."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Stdout as JSON."""
        return json.loads(self.out)


class Sandbox:
    """A vault in a folder of the test's own, with home, cache, state and configuration beside it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.root = folder / "vault"
        self.root.mkdir()
        self.cache = folder / "cache"
        self.user_config = folder / "config" / "milestoned" / "config.yaml"
        self.env = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(SOURCE),
            "HOME": str(folder / "home"),
            "XDG_CACHE_HOME": str(self.cache),
            "XDG_STATE_HOME": str(folder / "state"),
            "XDG_CONFIG_HOME": str(folder / "config"),
            "LC_ALL": "C.UTF-8",
            **BYTECODE,
        }

    def write(self, name: str, text: str | bytes) -> Path:
        """Write a file of the vault, making its folders."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return path

    def note(self, name: str, words: int = 3, *, head: str = OPTED_IN) -> Path:
        """Write a note with a milestone and so many words."""
        return self.write(name, head + " ".join(["word"] * words) + "\n")

    def read(self, name: str) -> str:
        """Read a file of the vault, every byte as it stands."""
        return (self.root / name).read_bytes().decode()

    def config(self, text: str) -> None:
        """Write the vault's configuration."""
        self.write(".milestoned/config.yaml", text)

    def run(
        self, *arguments: str | bytes | Path, cwd: Path | None = None, stdin: bytes = b"", **env: str
    ) -> Ran:
        """Run the program, in the vault's folder unless told otherwise."""
        return self._run([*_PROGRAM, *arguments], cwd, stdin, env)

    def run_as_others(self, *arguments: str) -> Ran:
        """Run the program with no more rights than a user has."""
        prefix = _AS_OTHERS if os.geteuid() == 0 else ()
        return self._run([*prefix, *_PROGRAM, *arguments], None, b"", {})

    def opened_by(self, *arguments: str) -> list[str]:
        """Run the program and return the names of the notes that it opened."""
        log = self.folder / "strace"
        command = ["strace", "-f", "-qq", "-e", "trace=open,openat", "-o", str(log), *_PROGRAM, *arguments]
        assert self._run(command, None, b"", {}).code == 0
        return [line.split('"')[1] for line in log.read_text().splitlines() if '.md"' in line]

    def on_terminal(self, *arguments: str, columns: int = 100, **env: str) -> str:
        """Run the program on a terminal and return all that it shows there."""
        main, other = pty.openpty()
        fcntl.ioctl(other, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
        process = subprocess.Popen(
            [*_PROGRAM, *arguments],
            cwd=self.root,
            env=self.env | {"TERM": "xterm-256color"} | env,
            stdin=other,
            stdout=other,
            stderr=other,
        )
        os.close(other)
        shown = b""
        while chunk := _read_terminal(main):
            shown += chunk
        os.close(main)
        assert process.wait(300) == 0
        return shown.decode().replace("\r\n", "\n")

    def let_rest(self) -> None:
        """Wait until every note is old enough for its stamp to be believed."""
        for path in self.root.rglob("*.md"):
            while time.time_ns() - path.stat(follow_symlinks=False).st_ctime_ns < 50_000_000:
                time.sleep(0.005)

    def stamps(self) -> dict[str, tuple[int, ...]]:
        """Return what tells whether any file of the vault was touched: bytes, times, inode."""
        found: dict[str, tuple[int, ...]] = {}
        for path in sorted(self.root.rglob("*")):
            stat = path.stat(follow_symlinks=False)
            data = hash(path.read_bytes()) if path.is_file() else 0
            found[str(path)] = (
                data,
                stat.st_size,
                stat.st_mtime_ns,
                stat.st_ctime_ns,
                stat.st_ino,
                stat.st_mode,
            )
        return found

    def _run(self, command: list[Any], cwd: Path | None, stdin: bytes, env: dict[str, str]) -> Ran:
        done = subprocess.run(
            command,
            cwd=cwd or self.root,
            env=self.env | env,
            input=stdin,
            capture_output=True,
            timeout=300,
            check=False,
        )
        out, err = done.stdout.decode(), done.stderr.decode()
        assert "Traceback" not in err, err
        assert "internal error" not in err, err
        return Ran(done.returncode, out, err)


def can_be_others() -> bool:
    """Whether a file can be made unreadable to the program here."""
    return os.geteuid() != 0 or shutil.which("setpriv") is not None


def _read_terminal(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 65536)
    except OSError:  # how Linux says that the other side is closed
        return b""
