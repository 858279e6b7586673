"""A terminal on which a real program runs: keys go in, the screen comes out, and every screen is looked at."""

from __future__ import annotations

import errno
import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from typing import TYPE_CHECKING, Self

import pyte

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

_COLUMNS, _LINES = 100, 30
_TICK = 0.01

# A person's rhythm: a fast typist's 10 ms a key, and a moment between two commands.
KEY_TIME = 0.004
COMMAND_TIME = 0.06


class _Screen(pyte.Screen):
    """A screen that answers a program's questions (where is the cursor?) as a terminal does."""

    def __init__(self, answer: Callable[[str], None]) -> None:
        super().__init__(_COLUMNS, _LINES)
        self._answer = answer

    def write_process_input(self, data: str) -> None:
        self._answer(data)

    def select_graphic_rendition(self, *attrs: int, private: bool = False) -> None:
        if not private:  # a question about key reporting, in the same letters as a colour
            super().select_graphic_rendition(*attrs)

    def set_margins(
        self, top: int | None = None, bottom: int | None = None, *, private: bool = False
    ) -> None:
        if not private:  # saved modes, in the same letters
            super().set_margins(top, bottom)


class Terminal:
    """Runs one program. `alarm` is looked for on every screen that is shown; what was found is in `alarms`."""

    def __init__(
        self, command: Sequence[str], folder: Path, environment: Mapping[str, str], alarm: str
    ) -> None:
        self.alarms: list[str] = []
        self._alarm = re.compile(alarm)
        self._pid, self._descriptor = pty.fork()
        if self._pid == 0:
            os.chdir(folder)
            os.execvpe(command[0], list(command), dict(environment))  # noqa: S606 - no shell is wanted
        fcntl.ioctl(self._descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", _LINES, _COLUMNS, 0, 0))
        self._screen = _Screen(lambda text: self._write(text.encode()))
        self._stream = pyte.ByteStream(self._screen)
        self._ended = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        if not self._ended:
            os.kill(self._pid, signal.SIGKILL)
            os.waitpid(self._pid, 0)
        os.close(self._descriptor)

    @property
    def pid(self) -> int:
        """The program's process."""
        return self._pid

    @property
    def text(self) -> str:
        """What is on the screen now."""
        return "\n".join(line.rstrip() for line in self._screen.display).rstrip()

    def wait(self, condition: Callable[[], bool], within: float) -> bool:
        """Show what the program prints until a condition holds; tell whether it did in time (seconds)."""
        end = time.monotonic() + within
        while not condition():
            if time.monotonic() > end:
                return False
            self._show(_TICK)
        return True

    def command(self, *strokes: str) -> None:
        """Give commands: each is one burst of keys, with a moment after it."""
        for stroke in strokes:
            self._write(stroke.encode())
            self.pause(COMMAND_TIME)

    def type(self, text: str) -> None:
        """Type a text, key by key."""
        for key in text:
            self._write(key.encode())
            self.pause(KEY_TIME)

    def pause(self, seconds: float) -> None:
        """Show what the program prints for a while."""
        self.wait(lambda: False, seconds)

    def ends(self, within: float) -> bool:
        """Tell whether the program ends by itself in time (seconds)."""
        return self.wait(self._has_ended, within)

    def _has_ended(self) -> bool:
        if not self._ended:
            self._ended = os.waitpid(self._pid, os.WNOHANG)[0] != 0
        return self._ended

    def _show(self, timeout: float) -> None:
        readable, _, _ = select.select([self._descriptor], [], [], timeout)
        if not readable:
            return
        try:
            output = os.read(self._descriptor, 1 << 16)
        except OSError as error:
            if error.errno != errno.EIO:  # Linux's way to say that the program has closed the terminal
                raise
            output = b""
        if not output:
            time.sleep(timeout)
            return
        self._stream.feed(output)
        self.alarms += [line for line in self.text.splitlines() if self._alarm.search(line)]

    def _write(self, keys: bytes) -> None:
        while keys:
            keys = keys[os.write(self._descriptor, keys) :]
