"""A terminal on which a real program runs: keys go in, the screen comes out, and every screen is looked at."""

from __future__ import annotations

import contextlib
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
from pathlib import Path
from typing import TYPE_CHECKING, Self

import pyte

from tests.end_to_end.running import holds

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

_SIZE = (100, 30)
_TICK = 0.01
# Seconds. So long a program has to be at rest before the next keys come, as a person needs to see what it did.
_AT_REST_FOR = 0.06
# Generous, for a machine that is busy with other things: a key that does nothing for so long was lost.
_PATIENCE = 90.0


class _Screen(pyte.Screen):
    """A screen that answers a program's questions (where is the cursor?) as a terminal does."""

    def __init__(self, answer: Callable[[str], None], size: tuple[int, int]) -> None:
        super().__init__(*size)
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
        self,
        command: Sequence[str],
        folder: Path,
        environment: Mapping[str, str],
        alarm: str,
        size: tuple[int, int] = _SIZE,
    ) -> None:
        self.alarms: list[str] = []
        self._alarm = re.compile(alarm)
        # The program's side is kept, too: it shows whether the keys have been read.
        self._descriptor, self._other_side = pty.openpty()
        fcntl.ioctl(self._other_side, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
        self._pid = os.fork()
        if self._pid == 0:
            try:
                os.close(self._descriptor)
                os.login_tty(self._other_side)
                os.chdir(folder)
                os.execvpe(command[0], list(command), dict(environment))  # noqa: S606 - no shell is wanted
            finally:
                # Where the program cannot be started, this would go on as a second run of the tests.
                os._exit(127)
        self._screen = _Screen(lambda text: self._write(text.encode()), size)
        self._stream = pyte.ByteStream(self._screen)
        self._ended = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        if not self._ended:
            os.kill(self._pid, signal.SIGKILL)
            os.waitpid(self._pid, 0)
        os.close(self._descriptor)
        os.close(self._other_side)

    @property
    def pid(self) -> int:
        """The program's process."""
        return self._pid

    @property
    def text(self) -> str:
        """What is on the screen now."""
        return "\n".join(line.rstrip() for line in self._screen.display).rstrip()

    @property
    def screen(self) -> pyte.Screen:
        """The screen with its colours, as it is now."""
        return self._screen

    def wait(self, condition: Callable[[], bool], within: float) -> bool:
        """Show what the program prints until a condition holds; tell whether it did in time (seconds)."""
        end = time.monotonic() + within
        while not holds(condition):
            if time.monotonic() > end:
                return False
            self._show(_TICK)
        return True

    @property
    def before_cursor(self) -> str:
        """What is on the cursor's line, up to the cursor."""
        return self._screen.display[self._screen.cursor.y][: self._screen.cursor.x]

    def command(self, *strokes: str) -> None:
        """Give commands: each is one burst of keys, and the next one comes when the program has done it."""
        for stroke in strokes:
            before = self._picture()
            self._write(stroke.encode())
            if stroke == "\x1b":  # with a key right behind it, it would be another key
                self._must(lambda: self._picture() != before, f"{stroke!r} is shown")  # noqa: B023 - called at once
            self.rest()

    def nudge(self, key: str) -> None:
        """Press a key that may show nothing."""
        self._write(key.encode())
        self.rest()

    def type(self, text: str) -> None:
        """Type a text, each key when the last one is shown."""
        for key in text:
            before = self._picture()
            self._write(key.encode())
            self._must(lambda: self._picture() != before, f"{key!r} is shown")  # noqa: B023 - called at once

    def rest(self) -> None:
        """Show what the program prints until it has read all its keys and waits for more."""
        since = time.monotonic()

        def has_rested() -> bool:
            nonlocal since
            if not self._is_at_rest():
                since = time.monotonic()
            return self._has_ended() or time.monotonic() - since > _AT_REST_FOR

        self._must(has_rested, "the program waits for keys")

    def _must(self, condition: Callable[[], bool], what: str) -> None:
        """Wait until a condition holds. A program that asks does not take keys for text: that is seen elsewhere."""
        if not self.wait(lambda: condition() or self.alarms != [] or self._has_ended(), _PATIENCE):
            message = f"not within {_PATIENCE:g} s: {what}; the screen:\n{self.text}"
            raise AssertionError(message)

    def _picture(self) -> tuple[str, int, int]:
        return self.text, self._screen.cursor.x, self._screen.cursor.y

    def _is_at_rest(self) -> bool:
        """Return True if all keys are read, all output is shown, and none of the program's threads has work."""
        unread = struct.unpack("i", fcntl.ioctl(self._other_side, termios.FIONREAD, bytes(4)))[0]
        readable, _, _ = select.select([self._descriptor], [], [], 0)
        return not unread and not readable and not any(map(_works, Path(f"/proc/{self._pid}/task").glob("*")))

    def ends(self, within: float) -> bool:
        """Return True if the program ends by itself in time (seconds)."""
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


def _works(thread: Path) -> bool:
    """Return True if a thread runs, or would if it were let."""
    with contextlib.suppress(OSError):
        return (thread / "stat").read_text().rpartition(")")[2].split()[0] in "RD"
    return False
