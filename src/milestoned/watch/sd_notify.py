"""Reporting to the service manager by the protocol of sd_notify(3), in pure Python."""

from __future__ import annotations

import contextlib
import os

from milestoned.light.typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import MutableMapping


class Notifier:
    """Sends READY, WATCHDOG and STOPPING to `$NOTIFY_SOCKET`; does nothing where nobody listens. Never raises OSError."""

    def __init__(self, address: str = "", interval: float | None = None) -> None:
        self._address = address
        self._interval = interval if address else None

    @classmethod
    def of(cls, environment: MutableMapping[str, str]) -> Notifier:
        """Make one from an environment, and take the manager's variables out of it: no child reports as the daemon."""
        address = environment.pop("NOTIFY_SOCKET", "")
        microseconds = environment.pop("WATCHDOG_USEC", "")
        pid = environment.pop("WATCHDOG_PID", "")
        meant = pid in ("", str(os.getpid())) and microseconds.isdigit() and int(microseconds) > 0
        return cls(address, int(microseconds) / 1e6 if meant else None)

    @property
    def interval(self) -> float | None:
        """Within how many seconds the manager wants a keep-alive message; None if it does not want any."""
        return self._interval

    def ready(self) -> None:
        """Report that the start is done."""
        self._send("READY=1")

    def alive(self) -> None:
        """Report that the daemon works; to be called at half the interval."""
        self._send("WATCHDOG=1")

    def stopping(self) -> None:
        """Report that the daemon is stopping."""
        self._send("STOPPING=1")

    def _send(self, state: str) -> None:
        if not self._address:
            return
        import socket  # noqa: PLC0415 - most daemons run under no manager, or report to none

        if not hasattr(socket, "AF_UNIX"):
            return
        address = f"\0{self._address[1:]}" if self._address.startswith("@") else self._address
        # The manager may be gone by now; the daemon's work does not depend on it.
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
            sender.setblocking(False)
            sender.sendto(state.encode(), address)
