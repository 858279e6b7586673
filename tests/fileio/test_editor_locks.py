"""A note is busy when an outside write would make an editor ask; merely open, it is not."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from milestoned.fileio.editor_locks import busy_reason
from tests.fileio.test_lease import wait_until
from tests.fileio.vaults import LONG_AGO_NS

if TYPE_CHECKING:
    from pathlib import Path

DEAD = 999_999_999
# Stands for the test's own process, whose number is another in each run.
ALIVE = 0


@pytest.fixture
def note(tmp_path: Path) -> Path:
    path = tmp_path / "note.md"
    path.write_text("text")
    return path


def header(*, pid: int, modified: bool, host: str = "", program: bytes = b"VIM 9.0") -> bytes:
    """Build the first block of a swap file as vim, neovim and nano write it."""
    block = bytearray(4096)
    block[0:2] = b"b0"
    block[2 : 2 + len(program)] = program
    block[24:28] = pid.to_bytes(4, "little")
    name = (host or socket.gethostname()).encode()[:39]
    block[68 : 68 + len(name)] = name
    block[1007] = 0x55 if modified else 0
    return bytes(block)


def both(note: Path) -> tuple[str | None, str | None]:
    """Ask for a write that keeps the size, and for one that changes it."""
    return busy_reason(note, False), busy_reason(note, True)


def test_a_note_nobody_holds_is_free(note: Path) -> None:
    assert both(note) == (None, None)


@pytest.mark.parametrize("ending", [".swp", ".swo", ".swn"])
def test_unsaved_text_in_vim_is_disturbed_by_a_change_of_size_alone(note: Path, ending: str) -> None:
    note.with_name(f".note.md{ending}").write_bytes(header(pid=os.getpid(), modified=True))
    assert both(note) == (None, "vim has unsaved text in it")


def test_a_note_merely_open_in_vim_is_free(note: Path) -> None:
    note.with_name(".note.md.swp").write_bytes(header(pid=os.getpid(), modified=False))
    assert both(note) == (None, None)


def test_the_swap_file_of_a_crashed_vim_holds_nothing(note: Path) -> None:
    note.with_name(".note.md.swp").write_bytes(header(pid=DEAD, modified=True))
    assert both(note) == (None, None)


def test_the_swap_file_of_another_machine_holds_while_it_is_fresh(note: Path) -> None:
    swap = note.with_name(".note.md.swp")
    swap.write_bytes(header(pid=DEAD, modified=True, host="elsewhere"))
    assert both(note)[1] == "vim has unsaved text in it"
    os.utime(swap, ns=(LONG_AGO_NS, LONG_AGO_NS))
    assert both(note) == (None, None)


@pytest.mark.parametrize("junk", [b"", b"b0VIM", b"x" * 4096])
def test_a_file_that_is_no_swap_file_holds_nothing(note: Path, junk: bytes) -> None:
    note.with_name(".note.md.swp").write_bytes(junk)
    assert both(note) == (None, None)


def test_a_hidden_note_has_its_swap_file_without_a_second_dot(tmp_path: Path) -> None:
    note = tmp_path / ".hidden.md"
    note.write_text("text")
    (tmp_path / ".hidden.md.swp").write_bytes(header(pid=os.getpid(), modified=True))
    assert both(note)[1] == "vim has unsaved text in it"


def test_neovim_keeps_its_swap_files_in_one_folder(
    note: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    folder = tmp_path / "state/nvim/swap"
    folder.mkdir(parents=True)
    (folder / (str(note).replace("/", "%") + ".swp")).write_bytes(header(pid=os.getpid(), modified=True))
    assert both(note) == (None, "vim has unsaved text in it")


def test_nano_is_named(note: Path) -> None:
    note.with_name(".note.md.swp").write_bytes(header(pid=os.getpid(), modified=True, program=b"nano 7.2"))
    assert both(note)[1] == "nano has unsaved text in it"


@pytest.mark.parametrize(
    ("pid", "host", "busy"), [(ALIVE, "", "busy"), (DEAD, "", ""), (DEAD, "elsewhere", "busy")]
)
def test_a_lock_of_emacs_holds_unless_its_owner_died_here(note: Path, pid: int, host: str, busy: str) -> None:
    note.with_name(".#note.md").symlink_to(
        f"me@{host or socket.gethostname()}.{pid or os.getpid()}:1700000000"
    )
    assert both(note) == (("Emacs has unsaved text in it",) * 2 if busy else (None, None))


def test_a_lock_of_an_office_program_holds(note: Path) -> None:
    note.with_name(".~lock.note.md#").write_text(",me,host,01.01.2026 10:00,file:///home/me;")
    assert both(note) == ("an office program has it open",) * 2


def test_an_open_writer_is_named_once_it_is_not_just_saving(note: Path) -> None:
    program = "import sys; f = open(sys.argv[1], 'r+b'); print('open', flush=True); sys.stdin.read()"
    command = [sys.executable, "-c", program, str(note)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as writer:
        assert writer.stdout
        writer.stdout.readline()
        os.utime(note)  # it may be done in a moment
        assert busy_reason(note, False) == "another program has it open for writing"
        os.utime(note, (1e9, 1e9))
        reason = busy_reason(note, False) or ""
        assert reason.startswith("python")
        assert reason.endswith("has it open for writing")
        writer.communicate()
    assert both(note) == (None, None)


def test_a_reader_does_not_make_it_busy(note: Path) -> None:
    with note.open("rb"):
        assert both(note) == (None, None)


def test_a_note_that_is_gone_is_not_busy(note: Path) -> None:
    note.unlink()
    assert both(note) == (None, None)


@pytest.mark.editor
def test_a_real_vim_holds_the_note_from_the_first_typed_letter_to_the_save(note: Path) -> None:
    import pty

    if not any(os.access(f"{folder}/vim", os.X_OK) for folder in os.get_exec_path()):
        pytest.skip("vim is not installed")
    command = ["vim", "-u", "NONE", "-N", "-i", "NONE", "--cmd", "set directory=.", str(note)]
    child, terminal = pty.fork()
    if child == 0:
        os.execvp(command[0], command)  # noqa: S606 - a shell would stand between the keys and vim
    try:
        wait_until(note.with_name(".note.md.swp").exists)
        assert both(note) == (None, None)
        os.write(terminal, b"ihello")
        wait_until(lambda: both(note) == (None, "vim has unsaved text in it"))
        os.write(terminal, b"\x1b:w\r")
        wait_until(lambda: both(note) == (None, None))
    finally:
        os.write(terminal, b"\x1b:q!\r")
        os.close(terminal)
        os.waitpid(child, 0)
