"""Does one thing to a running daemon every few seconds that a machine may do to it, and undoes it."""

from __future__ import annotations

import os
import shutil
import signal
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tests.end_to_end.test_daemon_injected import injected
from tests.end_to_end.tracing import CAN_TRACE

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.end_to_end.running import Daemon

_CALLS = ("newfstatat,statx", "openat", "flock", "getdents64", "fsync,fdatasync")
_ERRORS = ("EIO", "EMFILE", "ENOLCK", "EACCES")


class Injector:
    """The faults, by name. Each is a context: what it did is undone at its end, so far as a machine would undo it."""

    def __init__(self, daemon: Daemon, rng: random.Random) -> None:
        self._daemon = daemon
        self._rng = rng
        self.done: dict[str, int] = {}
        self._faults: list[Callable[[], Iterator[None]]] = [
            self._cache_cleaned,
            self._state_cleaned,
            self._foreign_lines,
            self._pipes,
            self._configuration_broken,
            self._stopped,
            self._moved_away,
        ]
        if CAN_TRACE:
            self._faults.append(self._calls_fail)

    def one(self, seconds: float) -> None:
        """Do one of them, for so many seconds."""
        fault = self._rng.choice(self._faults)
        name = fault.__name__.strip("_")
        self.done[name] = self.done.get(name, 0) + 1
        with contextmanager(fault)():
            time.sleep(seconds)

    @property
    def _home(self) -> Path:
        return self._daemon.home

    @property
    def _own(self) -> Path:
        return self._daemon.vault / ".milestoned"

    def _cache_cleaned(self) -> Iterator[None]:
        shutil.rmtree(self._home / ".cache", ignore_errors=True)
        yield

    def _state_cleaned(self) -> Iterator[None]:
        shutil.rmtree(self._home / ".local" / "state", ignore_errors=True)
        yield

    def _foreign_lines(self) -> Iterator[None]:
        journal = self._own / "journal"
        journal.mkdir(exist_ok=True)
        with (journal / "stranger.jsonl").open("a") as file:
            file.write("[" * 40_000 + '\n{"v":1,"seq":9223372036854775808}\n')
        yield

    def _pipes(self) -> Iterator[None]:
        pipes = [self._own / "journal" / "pipe.jsonl", self._daemon.vault / "pipe.md"]
        for pipe in pipes:
            pipe.parent.mkdir(exist_ok=True)
            os.mkfifo(pipe)
        yield
        for pipe in pipes:
            pipe.unlink()

    def _configuration_broken(self) -> Iterator[None]:
        config = self._own / "config.yaml"
        before = config.read_bytes()
        config.unlink()
        os.mkfifo(config)
        yield
        config.unlink()
        config.write_bytes(before)

    def _stopped(self) -> Iterator[None]:
        os.kill(self._daemon.pid, signal.SIGSTOP)
        yield
        os.kill(self._daemon.pid, signal.SIGCONT)

    def _moved_away(self) -> Iterator[None]:
        away = self._daemon.vault.with_name("away")
        self._daemon.vault.rename(away)
        yield
        away.rename(self._daemon.vault)

    def _calls_fail(self) -> Iterator[None]:
        with injected(self._daemon, self._rng.choice(_CALLS), self._rng.choice(_ERRORS)):
            yield
