"""The log of a service stays bounded, and nothing that a process says is lost between its files."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

from milestoned.service.log_file import tail

if TYPE_CHECKING:
    from pathlib import Path

_TALKER = """
import sys
from pathlib import Path
from milestoned.service.log_file import LogFile
log = LogFile(Path(sys.argv[1]), Path(sys.argv[1] + ".1"), full=1000)
log.take_over()
for number in range(300):
    log.make_room()
    print("line", number, file=sys.stderr)
raise SystemExit("the last words")
"""


def _talk(log: Path, prelude: str = "") -> None:
    subprocess.run([sys.executable, "-c", prelude + _TALKER, str(log)], check=False, timeout=300)


def test_a_full_log_makes_room_and_the_two_files_stay_bounded(tmp_path: Path) -> None:
    """300 lines into files of 1000 bytes leave two files, neither much larger than that."""
    _talk(tmp_path / "log")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["log", "log.1"]
    assert all(path.stat().st_size < 1100 for path in tmp_path.iterdir())
    assert (tmp_path / "log").stat().st_mode & 0o777 == 0o600


def test_the_last_lines_run_over_both_files_without_a_gap(tmp_path: Path) -> None:
    """The tail is continuous up to what the interpreter said in the end."""
    log = tmp_path / "log"
    _talk(log)
    lines = tail(log, tmp_path / "log.1", 101)
    assert lines == [*(f"line {number}" for number in range(200, 300)), "the last words"]
    assert tail(tmp_path / "none", tmp_path / "none.1", 5) == []


def test_a_process_without_a_console_has_its_log(tmp_path: Path) -> None:
    """Without stdout and stderr, as on Windows in the background, what is printed is in the log."""
    log = tmp_path / "log"
    _talk(log, prelude="import sys; sys.stdout = sys.stderr = None\n")
    assert tail(log, tmp_path / "log.1", 2)[0] == "line 299"
