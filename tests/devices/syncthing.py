"""Two real Syncthing instances that share one folder over the loopback device, and talk to nobody else."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import urllib.error
import urllib.request
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.end_to_end.running import wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PROGRAM = shutil.which("syncthing")
_KEY = "loopback"
_STARTS_WITHIN = 300.0
# Seconds that Syncthing gathers changes before it sends them: its shortest.
_GATHERS = 1

_FOLDER = """<folder id="vault" path="{vault}" type="sendreceive" rescanIntervalS="3600" fsWatcherEnabled="true"
  fsWatcherDelayS="{gathers}" ignorePerms="false" autoNormalize="true">
{members}
<minDiskFree unit="%">0</minDiskFree><maxConflicts>-1</maxConflicts></folder>"""
_DEVICE = """<device id="{id}" name="{name}" compression="metadata"><address>tcp://127.0.0.1:{port}</address></device>"""
_CONFIG = """<configuration version="35">
{folder}
{devices}
<gui enabled="true" tls="false"><address>127.0.0.1:{gui}</address><apikey>{key}</apikey></gui>
<options>
<listenAddress>tcp://127.0.0.1:{port}</listenAddress>
<globalAnnounceEnabled>false</globalAnnounceEnabled><localAnnounceEnabled>false</localAnnounceEnabled>
<relaysEnabled>false</relaysEnabled><natEnabled>false</natEnabled><startBrowser>false</startBrowser>
<reconnectionIntervalS>1</reconnectionIntervalS><urAccepted>-1</urAccepted><autoUpgradeIntervalH>0</autoUpgradeIntervalH>
<crashReportingEnabled>false</crashReportingEnabled><stunKeepaliveStartS>0</stunKeepaliveStartS>
<setLowPriority>false</setLowPriority><announceLANAddresses>false</announceLANAddresses>
</options>
</configuration>
"""


@dataclass(frozen=True)
class Device:
    """One device: its copy of the vault, and the home of the programs that run on it."""

    name: str
    vault: Path
    home: Path
    port: int
    gui: int
    identity: str

    def is_connected_to(self, other: Device) -> bool:
        """Whether Syncthing here says that it is connected to the one there."""
        connections = json.loads(self._ask("system/connections") or "{}").get("connections", {})
        return bool(connections.get(other.identity, {}).get("connected"))

    def sends_at_once(self, name: str) -> None:
        """Make Syncthing look at a file now, and send it before its count is written."""
        self._ask(f"db/scan?folder=vault&sub={name}", "POST")

    def _ask(self, what: str, method: str = "GET") -> str:
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.gui}/rest/{what}", headers={"X-API-Key": _KEY}, method=method
        )
        direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with direct.open(request, timeout=60) as answer:
                return str(answer.read().decode())
        except (urllib.error.URLError, OSError):
            return ""


@contextmanager
def two_devices(folder: Path) -> Iterator[tuple[Device, Device]]:
    """Run two devices whose vaults are kept the same; both are stopped at the end."""
    ports = _free_ports(4)
    first, second = _device(folder, "first", *ports[:2]), _device(folder, "second", *ports[2:])
    with ExitStack() as running:
        for device in (first, second):
            _configure(device, (first, second))
            running.enter_context(_running(device))
        wait_until(lambda: first.is_connected_to(second), "both are connected", _STARTS_WITHIN)
        yield first, second


def _device(folder: Path, name: str, port: int, gui: int) -> Device:
    vault, home = folder / name / "vault", folder / name / "home"
    (vault / ".stfolder").mkdir(parents=True)
    home.mkdir()
    settings = home / "syncthing"
    _syncthing(home, "generate", "--home", str(settings))
    identity = _syncthing(home, "--device-id", "--home", str(settings)).strip()
    return Device(name, vault, home, port, gui, identity)


def _configure(device: Device, devices: tuple[Device, Device]) -> None:
    members = "\n".join(f'<device id="{each.identity}"></device>' for each in devices)
    config = _CONFIG.format(
        folder=_FOLDER.format(vault=device.vault, gathers=_GATHERS, members=members),
        devices="\n".join(
            _DEVICE.format(id=each.identity, name=each.name, port=each.port) for each in devices
        ),
        gui=device.gui,
        port=device.port,
        key=_KEY,
    )
    (device.home / "syncthing" / "config.xml").write_text(config)


@contextmanager
def _running(device: Device) -> Iterator[None]:
    command = [
        str(PROGRAM),
        "serve",
        "--no-browser",
        "--no-restart",
        "--home",
        str(device.home / "syncthing"),
    ]
    with (device.home / "syncthing.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, env=_environment(device.home))
        try:
            yield
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _syncthing(home: Path, *arguments: str) -> str:
    command = [str(PROGRAM), *arguments]
    done = subprocess.run(
        command, env=_environment(home), capture_output=True, text=True, timeout=300, check=True
    )
    return done.stdout


def _environment(home: Path) -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "HOME": str(home), "STNOUPGRADE": "1", "STNODEFAULTFOLDER": "1"}


def _free_ports(number: int) -> list[int]:
    """Return so many free ports, all different: each is held until the last one is known."""
    with ExitStack() as held:
        probes = [held.enter_context(socket.socket()) for _ in range(number)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [int(probe.getsockname()[1]) for probe in probes]
