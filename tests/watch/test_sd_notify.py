"""What the daemon tells its manager arrives at a real datagram socket."""

from __future__ import annotations

import os
import socket
from typing import TYPE_CHECKING

import pytest

from milestoned.watch.sd_notify import Notifier

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def listener(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[socket.socket]:
    """Give a manager's socket, bound under a short name that any temporary folder allows."""
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as bound:
        bound.bind("notify")
        bound.settimeout(90)
        yield bound


def test_ready_alive_and_stopping_arrive_in_order(listener: socket.socket) -> None:
    """Each call sends its one word."""
    notifier = Notifier.of({"NOTIFY_SOCKET": "notify"})
    notifier.ready()
    notifier.alive()
    notifier.stopping()
    assert [listener.recv(100) for _ in range(3)] == [b"READY=1", b"WATCHDOG=1", b"STOPPING=1"]


@pytest.mark.skipif(not os.path.exists("/proc/net/unix"), reason="abstract names are Linux's own")  # noqa: PTH110
def test_an_abstract_socket_is_reached() -> None:
    """An address that begins with @ has no file."""
    name = f"milestoned-test-{os.getpid()}"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as bound:
        bound.bind(f"\0{name}")
        bound.settimeout(90)
        Notifier.of({"NOTIFY_SOCKET": f"@{name}"}).ready()
        assert bound.recv(100) == b"READY=1"


@pytest.mark.parametrize(
    ("variables", "interval"),
    [
        ({"WATCHDOG_USEC": "20000000"}, 20.0),
        ({"WATCHDOG_USEC": "20000000", "WATCHDOG_PID": str(os.getpid())}, 20.0),
        ({"WATCHDOG_USEC": "20000000", "WATCHDOG_PID": "1"}, None),
        ({"WATCHDOG_USEC": "0"}, None),
        ({"WATCHDOG_USEC": "soon"}, None),
        ({}, None),
    ],
)
def test_the_interval_is_the_managers_wish_for_this_process(
    variables: dict[str, str], interval: float | None
) -> None:
    """Seconds from WATCHDOG_USEC, unless it is meant for another process or is none."""
    assert Notifier.of({"NOTIFY_SOCKET": "notify"} | variables).interval == interval


def test_children_inherit_nothing_to_speak_with() -> None:
    """The manager's variables are taken out of the environment, all others stay."""
    environment = {"NOTIFY_SOCKET": "x", "WATCHDOG_USEC": "1", "WATCHDOG_PID": "1", "HOME": "/home"}
    Notifier.of(environment)
    assert environment == {"HOME": "/home"}


def test_without_a_manager_nothing_happens(tmp_path: Path) -> None:
    """No address, and an address where nobody listens any more, are both no error."""
    Notifier.of({}).ready()
    Notifier.of({"NOTIFY_SOCKET": str(tmp_path / "gone")}).ready()
    assert Notifier.of({"WATCHDOG_USEC": "1000000"}).interval is None
