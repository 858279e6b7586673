"""A write lease keeps every opener out for an instant, and a broken one harms nobody."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING

import pytest

from milestoned.fileio import in_place, lease, processes
from milestoned.fileio.writer import Outcome, Writer
from tests.fileio.vaults import GROWN, TEXT, Vault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from milestoned.fileio.byte_change import Change

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="leases are Linux's own")

OPEN_AND_READ = "import sys; print(len(open(sys.argv[1], 'rb').read()))"
LEASED_TILL_BROKEN = """
import os, sys, time
from milestoned.fileio import lease
descriptor = os.open(sys.argv[1], os.O_RDWR)
assert lease.take(descriptor, lease.LeaseKind.WRITE) is lease.Grant.GRANTED
print("leased", flush=True)
while lease.is_held(descriptor, lease.LeaseKind.WRITE):
    time.sleep(0.001)
lease.release(descriptor)
print("alive", flush=True)
"""


def test_a_broken_lease_does_not_end_a_process_that_handles_no_signal(vault: Vault) -> None:
    command = [sys.executable, "-c", LEASED_TILL_BROKEN, str(vault.note)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == "leased\n"
        assert vault.note.read_bytes() == TEXT
        assert holder.stdout.readline() == "alive\n"
    assert holder.returncode == 0


@pytest.fixture
def _sigio_by_default() -> Iterator[None]:
    before = signal.signal(signal.SIGIO, signal.SIG_DFL)
    yield
    signal.signal(signal.SIGIO, before)


@pytest.mark.usefixtures("_sigio_by_default")
def test_the_writer_ignores_the_signal_of_a_broken_lease_only_where_it_may(tmp_path: Path) -> None:
    thread = threading.Thread(target=Writer, args=(tmp_path / "state", tmp_path))
    thread.start()
    thread.join()
    assert signal.getsignal(signal.SIGIO) is signal.SIG_DFL
    Writer(tmp_path / "state", tmp_path)
    assert signal.getsignal(signal.SIGIO) is signal.SIG_IGN


def test_an_opener_waits_until_the_note_is_written_and_then_sees_all_of_it(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    opener: list[subprocess.Popen[str]] = []

    def put_while_somebody_opens(descriptor: int, change: Change, before: os.stat_result) -> None:
        command = [sys.executable, "-c", OPEN_AND_READ, str(vault.note)]
        opener.append(subprocess.Popen(command, stdout=subprocess.PIPE, text=True))
        wait_until(lambda: not lease.is_held(descriptor, lease.LeaseKind.WRITE))
        put(descriptor, change, before)

    put = in_place._put
    monkeypatch.setattr(in_place, "_put", put_while_somebody_opens)
    assert vault.write(GROWN).outcome is Outcome.WRITTEN
    assert opener[0].communicate(timeout=90)[0] == f"{len(GROWN)}\n"


def test_an_opener_on_the_way_in_goes_first(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    opener: list[subprocess.Popen[str]] = []

    def is_held(descriptor: int, kind: lease.LeaseKind) -> bool:
        command = [sys.executable, "-c", OPEN_AND_READ, str(vault.note)]
        opener.append(subprocess.Popen(command, stdout=subprocess.PIPE, text=True))
        wait_until(lambda: not held(descriptor, kind))
        return held(descriptor, kind)

    held = lease.is_held
    monkeypatch.setattr(lease, "is_held", is_held)
    assert vault.write(GROWN).outcome is Outcome.PENDING
    assert opener[0].communicate(timeout=90)[0] == f"{len(TEXT)}\n"
    assert vault.note.read_bytes() == TEXT


def test_a_note_open_for_writing_is_not_disturbed(vault: Vault) -> None:
    with vault.note.open("r+b"):
        result = vault.write(GROWN)
    assert result.outcome is Outcome.PENDING
    assert "open for writing" in result.message
    assert vault.note.read_bytes() == TEXT
    assert vault.leftovers() == []


def test_a_note_that_somebody_merely_reads_is_exchanged(vault: Vault) -> None:
    with vault.note.open("rb") as reader:
        assert vault.write(GROWN).outcome is Outcome.WRITTEN
        assert reader.read() == TEXT
    vault.writer.close()
    assert vault.note.read_bytes() == GROWN
    assert vault.leftovers() == []


def test_a_reader_that_is_done_in_a_moment_makes_no_exchange(vault: Vault) -> None:
    """Some editors ask about a note that has become another file."""
    reader = vault.note.open("rb")
    inode = vault.note.stat().st_ino

    def meanwhile() -> Iterator[float]:
        reader.close()
        yield 0.0

    vault.writer._reader_patience = meanwhile()
    assert vault.write(GROWN).outcome is Outcome.WRITTEN
    assert (vault.note.stat().st_ino, vault.note.read_bytes()) == (inode, GROWN)


def test_a_hard_linked_note_waits_for_its_reader(vault: Vault) -> None:
    os.link(vault.note, vault.root / "second.md")
    with vault.note.open("rb"):
        assert vault.write(GROWN).outcome is Outcome.PENDING
    assert vault.write(GROWN).outcome is Outcome.WRITTEN
    assert (vault.root / "second.md").read_bytes() == GROWN


def test_a_program_that_has_it_open_for_writing_is_named(vault: Vault) -> None:
    program = "import sys; f = open(sys.argv[1], 'r+b'); print('open', flush=True); sys.stdin.read()"
    command = [sys.executable, "-c", program, str(vault.note)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as writer:
        assert writer.stdout
        assert writer.stdout.readline() == b"open\n"
        assert (processes.open_writer_of(vault.note) or "").startswith("python")
        writer.communicate()
    assert processes.open_writer_of(vault.note) is None


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 90
    while not condition():
        assert time.monotonic() < deadline, "it never came true"
        time.sleep(0.001)
