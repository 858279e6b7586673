"""A real daemon, as a process of its own, with a home of its own; and waiting for conditions."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src"
# What is compiled is kept for all tests, in one folder: compiling is most of a short command's time.
BYTECODE = {"PYTHONPYCACHEPREFIX": str(ROOT / "build/bytecode"), "PYTHONDONTWRITEBYTECODE": ""}
# A bug must end the daemon here, with its traceback, and not just one note's turn.
RAISES = {"MILESTONED_RAISE": "1", "MILESTONED_DEBUG": "1"}
STOPS_WITHIN = 2.0
_STARTS_WITHIN = 120.0
_TAKES_OVER_WITHIN = 3.0
# The processor may be elsewhere for a moment.
_GRACE = 2.0
# Generous, for a machine that is busy with other things: a test that waits this long fails.
PATIENCE = 90.0

# What was read of each note, and the state of the file that it was read from; None for one that was changed just now.
_read: dict[Path, tuple[tuple[int, ...] | None, str]] = {}
_TICK_NS = 50_000_000


def wait_until(
    condition: Callable[[], bool], what: str | Callable[[], str], within: float = PATIENCE
) -> None:
    """Return as soon as a condition holds; fail, saying what was waited for, if it does not in time (seconds)."""
    end = time.monotonic() + within
    while not holds(condition):
        assert time.monotonic() < end, f"not within {within:g} s: {what() if callable(what) else what}"
        time.sleep(0.01)


def holds(condition: Callable[[], bool]) -> bool:
    """Whether a condition holds; not while a file that it reads is not there.

    Some editors and Syncthing replace a note in two steps: the old one goes, then the new one comes.
    """
    try:
        return condition()
    except FileNotFoundError:
        return False


def home_environment(home: Path) -> dict[str, str]:
    """Return an environment whose home, configuration, cache and state are below one folder."""
    home.mkdir(parents=True, exist_ok=True)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("XDG_")}
    own = {"HOME": str(home), "PYTHONPATH": str(SOURCE), "LC_ALL": "C.UTF-8"}
    return environment | own | BYTECODE | RAISES


@dataclass(slots=True)
class Daemon:
    """`milestoned watch` on a vault. Used as a context: it runs inside, and must stop well at the end."""

    vault: Path
    home: Path
    options: Sequence[str] = ()
    prefix: Sequence[str] = ()
    process: subprocess.Popen[bytes] | None = None
    log_file: Path = Path()
    environment: Mapping[str, str] = field(default_factory=dict)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, *_rest: object) -> None:
        if self.process and self.process.poll() is None:
            if kind is None:
                self.stop()
            else:
                self.process.kill()
                self.process.wait()
        assert "Traceback" not in self.log, self.log
        assert "internal error" not in self.log, self.log
        assert "Warning" not in self.log, self.log

    def start(self) -> None:
        """Start it, and wait until it watches."""
        self.launch()
        try:
            wait_until(lambda: "watching" in self.log or self.has_ended, "the daemon watches", _STARTS_WITHIN)
        except AssertionError:
            self.kill()
            raise
        assert not self.has_ended, self.log

    def launch(self) -> None:
        """Start it, and wait for nothing."""
        self.log_file = self.home / f"daemon-{time.monotonic_ns()}.log"
        command = [
            *self.prefix,
            sys.executable,
            "-m",
            "milestoned",
            "-v",
            "watch",
            *self.options,
            str(self.vault),
        ]
        environment = home_environment(self.home) | dict(self.environment)
        with self.log_file.open("wb") as log:
            self.process = subprocess.Popen(command, stderr=log, stdout=log, env=environment, cwd=self.home)

    def stop(self, by: signal.Signals = signal.SIGTERM) -> float:
        """Stop it as a user does: exit 0 within 2 seconds. Return how long it took.

        The time in which other processes had the processor is not the daemon's, and is not counted.
        """
        assert self.process
        self.process.send_signal(by)
        took = self.seconds_until(lambda: _has_exited(self.pid), lambda: f"it stops; it says:\n{self.log}")
        assert self.process.wait() == 0, self.log
        assert took < STOPS_WITHIN, f"it took {took:.1f} s to stop"
        return took

    def seconds_until(self, condition: Callable[[], bool], what: str | Callable[[], str]) -> float:
        """Wait until a condition holds; return how long the daemon took, without its waits for the processor."""
        waited, started = _waited_for_processor(self.pid), time.monotonic()
        wait_until(condition, what)
        return time.monotonic() - started - (_waited_for_processor(self.pid) - waited)

    def takes_over(self, path: Path, words: int) -> None:
        """Wait until it has counted a note whose editor has just ended; fail if it took longer than it may."""
        took = self.seconds_until(lambda: words_in(path) == words, "the daemon takes the note over")
        assert took < _TAKES_OVER_WITHIN + _GRACE

    def kill(self) -> None:
        """End it as a power cut does."""
        assert self.process
        self.process.kill()
        self.process.wait()

    @property
    def pid(self) -> int:
        """The process number."""
        assert self.process
        return self.process.pid

    @property
    def has_ended(self) -> bool:
        """Whether it does not run any more."""
        return self.process is None or self.process.poll() is not None

    @property
    def log(self) -> str:
        """What it has said so far."""
        return self.log_file.read_text() if self.log_file.is_file() else ""

    def writes(self, path: str) -> int:
        """Return how often it says that it has written a note."""
        return len(self._around_writes(path)) - 1

    def said_before_writing(self, path: str) -> str:
        """Return what it said before it wrote a note for the first time."""
        return self._around_writes(path)[0]

    def said_since_writing(self, path: str) -> str:
        """Return what it has said since it wrote a note for the last time."""
        return self._around_writes(path)[-1]

    def _around_writes(self, path: str) -> list[str]:
        """Return what it said before, between and after its words on each write of a note: one more than writes."""
        return re.split(rf"^\d\d:\d\d:\d\d {re.escape(path)}: (?:\d|done)", self.log, flags=re.MULTILINE)

    def waits_for_log(self, text: str, within: float = PATIENCE) -> None:
        """Wait until it says something."""
        wait_until(lambda: text in self.log, lambda: f"the log says {text!r}; it says:\n{self.log}", within)

    def waits_for_writes(self, path: str, times: int, within: float = PATIENCE) -> None:
        """Wait until it says that it has written a note so often: it says so after the write."""
        what = lambda: f"{path} is written {times} times; the log says:\n{self.log}"  # noqa: E731
        wait_until(lambda: self.writes(path) >= times, what, within)


def _has_exited(pid: int) -> bool:
    """Return True if a child has ended, and leave it to be waited for."""
    return os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None


def _waited_for_processor(pid: int) -> float:
    """Return how long a process could have run and was not let, in seconds; 0 where the system does not tell."""
    try:
        return int(Path(f"/proc/{pid}/schedstat").read_text().split()[1]) / 1e9
    except OSError:
        return 0.0


def note(words: int, milestone: str = "milestone: 100 words") -> str:
    """Return a note with so many words that takes part."""
    return f"---\n{milestone}\n---\n{'word ' * words}\n"


def text_of(path: Path) -> str:
    """Return a note's text, read only if it may have changed: a reader is in the way of whoever writes it."""
    stat = path.stat()
    stamp = (stat.st_ino, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns)
    if _read.get(path, (None, ""))[0] != stamp:
        rested = time.time_ns() - stat.st_ctime_ns > _TICK_NS
        _read[path] = (stamp if rested else None, path.read_text())
    return _read[path][1]


def words_in(path: Path) -> int | None:
    """Return what a note says of its words; None if it says nothing, or is not there."""
    return _value_in(path, "words")


def left_in(path: Path) -> int | None:
    """Return what a note says is left of its chunk; None if it says nothing, or is not there."""
    return _value_in(path, "left")


def _value_in(path: Path, key: str) -> int | None:
    try:
        return value_in(text_of(path), key)
    except OSError:
        return None


def value_in(text: str, key: str) -> int | None:
    """Return the number of a key `milestone-…`, without its padding."""
    found = re.search(rf"^milestone-{key}: *(\d+)\r?$", text, re.MULTILINE)
    return int(found[1]) if found else None


def waits_for_words(path: Path, words: int, within: float = PATIENCE) -> None:
    """Wait until a note says how many words it has."""
    what = f"{path.name} says {words} words"
    wait_until(lambda: words_in(path) == words, what, within)
