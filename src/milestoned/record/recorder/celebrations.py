"""The author's hook for each milestone, run on a thread of its own: no note waits for it."""

from __future__ import annotations

import queue
import threading

from milestoned.light.typing import TYPE_CHECKING
from milestoned.record.recorder.notifications import celebrate

if TYPE_CHECKING:
    from collections.abc import Callable

    from milestoned.record.recorder.notifications import HookOptions
    from milestoned.record.recorder.observation import Earned


class Celebrations:
    """Runs the hooks one after the other. `say` is called on the hooks' thread, with one line for each that failed."""

    def __init__(self, options: HookOptions, say: Callable[[str], None]) -> None:
        self._options = options
        self._say = say
        self._earned: queue.SimpleQueue[Earned | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None

    def add(self, earned: Earned) -> None:
        """Queue the notification and the hook of a chunk that was just earned. Returns at once."""
        if self._thread is None:
            # A daemon thread: a hook does not keep the program from ending.
            self._thread = threading.Thread(target=self._run, name="hooks", daemon=True)
            self._thread.start()
        self._earned.put(earned)

    def close(self, wait: float | None) -> None:
        """Let the queued hooks run, and wait for them for `wait` seconds at most; None: until they are done."""
        thread, self._thread = self._thread, None
        if thread:
            self._earned.put(None)
            thread.join(wait)

    def _run(self) -> None:
        while earned := self._earned.get():
            if trouble := celebrate(earned, self._options):
                self._say(trouble)
