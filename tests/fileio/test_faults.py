"""Every system call of a write may fail: the note is as it was or as it was meant, and nothing is left behind.

strace makes the calls fail in a child; it comes with every distribution.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import traceback
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from milestoned.fileio import processes
from milestoned.fileio.writer import Outcome, Writer, WriteStrategy
from tests.fileio.stepping import can_step
from tests.fileio.test_lease import wait_until
from tests.fileio.vaults import GROWN, LONG_AGO_NS, TEXT, Vault

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = [
    pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed"),
    pytest.mark.skipif(sys.platform != "linux" or not can_step(), reason="processes cannot be traced here"),
]

FAILING = {
    "fsync": "EIO",
    "ftruncate": "EIO",
    "newfstatat": "EACCES",
    "openat": "EIO",
    "pread64": "EIO",
    "pwrite64": "ENOSPC",
    "rename": "EIO",
    "renameat2": "EIO",
    "unlink": "EIO",
    "utimensat": "EPERM",
    "write": "EDQUOT",
}


@pytest.fixture(autouse=True)
def _without_a_search_of_proc(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "_PROC", "/nonexistent")


@pytest.mark.parametrize("way", list(WriteStrategy))
def test_any_call_that_fails_leaves_the_note_old_or_new_and_raises_nothing(
    tmp_path: Path, way: WriteStrategy
) -> None:
    vault = Vault(tmp_path)
    log = tmp_path / "log"
    vault.writer.write(vault.snapshot(), TEXT)
    calls = calls_of(vault, way, log)
    outcomes = Counter(outcome for name, when in calls for outcome in [fail(vault, way, log, name, when)])
    assert len(calls) > 20, "the calls of a write were really made to fail"
    assert outcomes[Outcome.REFUSED.value] > 8, outcomes
    assert set(outcomes) <= {outcome.value for outcome in Outcome}


def calls_of(vault: Vault, way: WriteStrategy, log: Path) -> list[tuple[str, int]]:
    """Name every call to be failed, by its name and its number among those of this name."""
    traced(vault, way, log, ["-e", "trace=" + ",".join(FAILING)])
    names = re.findall(r"^(\w+)\(", log.read_text(errors="replace"), re.MULTILINE)
    made: Counter[str] = Counter()
    numbered = []
    for name in names:
        made[name] += 1
        numbered.append((name, made[name]))
    return numbered


def fail(vault: Vault, way: WriteStrategy, log: Path, name: str, when: int) -> str:
    """Let this one call fail, check the note, and give the outcome that the writer was told."""
    outcome = traced(
        vault, way, log, ["-e", f"trace={name}", "-e", f"inject={name}:error={FAILING[name]}:when={when}"]
    )
    told = f"{name} {when}: {outcome}"
    Writer(vault.state, vault.root).recover()
    found = vault.note.read_bytes()
    assert found in {TEXT, GROWN}, told
    if outcome == Outcome.WRITTEN.value:
        assert found == GROWN, told
    assert vault.leftovers() == [], told
    assert vault.kept() == [], told
    if name != "utimensat":
        assert vault.note.stat().st_mtime_ns == LONG_AGO_NS, told
    return outcome


def traced(vault: Vault, way: WriteStrategy, log: Path, options: list[str]) -> str:
    """Write GROWN over TEXT in a child under strace, and give the outcome, or what was raised."""
    vault.fill(TEXT)
    log.unlink(missing_ok=True)

    def prepare() -> Callable[[], int]:
        counted = vault.snapshot()
        writer = Writer(vault.state, vault.root)
        writer._way = way

        def act() -> int:
            result = writer.write(counted, GROWN)
            writer.close(wait=0)
            return list(Outcome).index(result.outcome)

        return act

    code = run_traced(prepare, ["strace", "-q", "-o", str(log), *options])
    return list(Outcome)[code].value if code < len(Outcome) else "raised"


def run_traced(prepare: Callable[[], Callable[[], int]], command: list[str]) -> int:
    """Run the action in a child under strace; it tells its result by its exit code, which no fault can touch."""
    child = os.fork()
    if child == 0:
        try:
            act = prepare()
            os.kill(os.getpid(), signal.SIGSTOP)
            os._exit(act())
        except BaseException:  # noqa: BLE001 - whatever it is, the test has to see it
            traceback.print_exc()
            os._exit(99)
    os.waitpid(child, os.WUNTRACED)
    with subprocess.Popen([*command, "-p", str(child)], stderr=subprocess.DEVNULL):
        wait_until(lambda: "TracerPid:\t0" not in Path(f"/proc/{child}/status").read_text())
        os.kill(child, signal.SIGCONT)
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
