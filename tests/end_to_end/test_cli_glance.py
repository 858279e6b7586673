"""`status` as a line, live, and of a whole vault; `today` with its bars; a sprint."""

from __future__ import annotations

import os
import re
import select
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from tests.end_to_end.running import PATIENCE, wait_until
from tests.end_to_end.writer import Writer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.end_to_end.program import Sandbox


@pytest.fixture
def writer(tmp_path: Path) -> Writer:
    """Give a writer on a Monday morning."""
    return Writer(tmp_path / "writer", "2026-11-23 09:00")


def test_the_short_line_is_the_notes_or_that_of_the_note_changed_last(box: Sandbox) -> None:
    """Plain numbers, one line, and a bad name is told with the right ones."""
    box.note("a.md", 3)
    box.note("b.md", 4)
    os.utime(box.root / "b.md", (1, 1))
    assert box.run("status", "--short").out == "7 words to finish chunk 1 of 3\n"
    assert box.run("status", "--short", "b.md").out == "6 words to finish chunk 1 of 3\n"
    ran = box.run("status", "--format", "{title} {words}/{goal} {today}", "b.md")
    assert (ran.code, ran.out) == (0, "b 4/30 0\n")
    wrong = box.run("status", "--format", "{wrods}")
    assert (wrong.code, wrong.out) == (2, "")
    assert "{words}" in wrong.err
    assert box.run("status", "--short", "--json").code == 2


def test_a_goal_for_the_whole_vault_is_an_index_note_over_all_of_it(box: Sandbox) -> None:
    """A month of 50,000 words, however the notes lie; notes without a milestone count, too."""
    box.note("a/1.md", 20)
    box.write("b/deep/2.md", " ".join(["word"] * 30))
    head = "---\nmilestone: 1667 words\nmilestone-goal: 50000\nmilestone-due: 2099-11-30\nmilestone-notes: '**/*.md'\n---\n"
    box.write("november.md", head)
    assert box.run("update").code == 0
    (note,) = (one for one in box.run("status", "--json").json["notes"] if one["path"] == "november.md")
    assert (note["words"], note["milestones"][0]["goal"], note["on_track"]) == (50, 50_000, True)
    assert note["per_day"] >= 1
    assert box.run("status").out.splitlines()[0].startswith("november.md")


def _until(process: subprocess.Popen[bytes], wanted: str) -> str:
    """Read a process's output until it holds a text."""
    assert process.stdout
    shown, end = b"", time.monotonic() + PATIENCE
    while wanted not in shown.decode(errors="replace"):
        assert time.monotonic() < end, shown
        if select.select([process.stdout], [], [], 0.2)[0]:
            chunk = os.read(process.stdout.fileno(), 65536)
            assert chunk, shown
            shown += chunk
    return shown.decode()


@contextmanager
def _started(box: Sandbox, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """Start the program; whatever becomes of the test, it does not stay behind."""
    with subprocess.Popen(
        [sys.executable, "-m", "milestoned", *arguments],
        cwd=box.root,
        env=box.env | {"PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def _ended(process: subprocess.Popen[bytes]) -> int:
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=PATIENCE)
    return process.returncode


def test_watched_a_line_follows_each_save_and_ctrl_c_ends_it_well(box: Sandbox) -> None:
    """A status bar reads one line after another."""
    box.note("a.md", 3)
    with _started(box, "status", "--short", "--watch") as process:
        _until(process, "7 words to finish")
        box.note("a.md", 5)
        _until(process, "5 words to finish")
        assert _ended(process) == 0


@pytest.mark.daemon
def test_a_sprint_follows_the_saves_and_is_a_session_of_the_record(box: Sandbox) -> None:
    """No daemon runs: the sprint has the notes and the record kept while it lasts, and leaves none behind."""
    box.note("a.md", 3)
    box.run("update")
    with _started(box, "sprint", "6", "words", "a.md") as process:
        _until(process, "A sprint of 6 words in a.md")
        _until_watched(box)
        text = (box.root / "a.md").read_text()
        (box.root / "a.md").write_text(f"{text}\nalpha beta gamma delta epsilon zeta eta\n")
        assert "Done: 7 words" in _until(process, "Done: ")
        assert process.wait(PATIENCE) == 0
    today = box.run("today", "--json").json
    assert (today["drafted"], today["sessions"]) == (7, 1)
    assert "milestone-words: 10" in re.sub(" +", " ", box.read("a.md"))
    assert "watch" not in _processes(box)


@pytest.mark.daemon
@pytest.mark.parametrize("moment", [0.0, 0.1, 0.12, 0.15])
def test_a_sprint_that_is_over_before_its_daemon_watches_is_written_all_the_same(
    box: Sandbox, moment: float
) -> None:
    """The daemon may be starting, or reading the vault, when it is stopped: a pass over the notes comes after it."""
    box.note("a.md", 3)
    for number in range(400):
        box.note(f"other/{number}.md", 3)
    box.run("update")
    with _started(box, "sprint", "6", "words", "a.md") as process:
        _until(process, "A sprint of 6 words in a.md")
        time.sleep(moment)  # the moment is what is tried
        box.write("a.md", f"{box.read('a.md')}\nalpha beta gamma delta epsilon zeta eta\n")
        assert "Done: 7 words" in _until(process, "Done: ")
        assert process.wait(PATIENCE) == 0
    today = box.run("today", "--json").json
    assert (today["drafted"], today["sessions"]) == (7, 1)
    assert "milestone-words: 10" in re.sub(" +", " ", box.read("a.md"))


def _until_watched(box: Sandbox) -> None:
    """Wait until a daemon watches the vault: it has read it, and shows its status."""
    shown = box.cache / "milestoned/run"
    wait_until(lambda: any(shown.glob("*.json")), "a daemon watches")


def _processes(box: Sandbox) -> str:
    return subprocess.run(["pgrep", "-af", str(box.root)], capture_output=True, text=True, check=False).stdout


@pytest.mark.daemon
def test_a_sprint_that_is_broken_off_is_not_blamed(box: Sandbox) -> None:
    """Ctrl-C ends it, exit 0, with a kind sentence; what was asked for wrongly is told."""
    box.note("a.md", 3)
    with _started(box, "sprint", "25", "min") as process:
        _until(process, "Ctrl-C ends it")
        _until_watched(box)
        process.send_signal(signal.SIGINT)
        out, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0
    assert b"hard part" in out
    assert "watch" not in _processes(box)
    assert box.run("sprint", "0", "words").code == 2
    assert box.run("sprint", "5", "words", "a.md", "b.md").code == 2


def test_today_shows_the_standing_goal_the_weeks_and_each_promise_in_a_line(writer: Writer) -> None:
    """The bar is of today; a promise says what is to go, how much a day, and whether that keeps the pace."""
    writer.begins("a.md", 60)
    writer.updates()
    writer.later(days=1)
    writer.run("commit", "100 words a day")
    writer.run("commit", "1000 words", "--by", "2026-12-03")
    writer.writes("a.md", 50, minutes=10)
    shown = writer.run("today").out
    assert "Tue 24 Nov: 50 new words" in shown
    assert "██████████░░░░░░░░░░ 50 of 100 words today" in shown
    assert "1,000 words by Thu 3 Dec: 950 to go, 95 a day, on track" in shown
    assert "This week: " in shown
    assert "You may" not in shown


def test_a_pace_that_is_too_much_comes_with_choices_and_their_commands(writer: Writer) -> None:
    """Only after five days of writing, and each choice is a command that can be taken."""
    writer.begins("a.md", 10)
    writer.updates()
    for _ in range(6):
        writer.writes("a.md", 100, minutes=10)
        writer.later(days=1)
    made = writer.asks("commit", "5000 words", "--by", "2026-12-01")
    shown = writer.run("today").out
    assert "not on track" in shown
    (moved,) = re.findall(r"`milestoned commit --renegotiate \w+ --by (\S+)`", shown)
    (trimmed,) = re.findall(r'`milestoned commit "(\d+ words)" --renegotiate', shown)
    again = writer.asks("commit", trimmed, "--renegotiate", made["id"])
    assert again["state"] == "open"
    assert "You may" not in writer.run("today").out
    assert moved > "2026-12-01"


def test_a_promise_that_ends_on_a_day_of_rest_asks_for_nothing(writer: Writer) -> None:
    """No day is left to write on, so there are no words a day to name, and no choice that would be refused."""
    writer.box.config("rest_days: [sunday]\n")
    writer.begins("a.md", 10)
    writer.updates()
    for _ in range(5):
        writer.writes("a.md", 100, minutes=10)
        writer.later(days=1)
    while writer.now.weekday() != 6:
        writer.later(days=1)
    made = writer.asks("commit", "5000 words", "--by", "today")
    assert made["pace"]["per_day"] is None
    shown = writer.run("today").out
    assert "That is more than your usual 100 a day" in shown
    assert "words a day" not in shown
    assert '"0 words"' not in shown


def test_a_damaged_record_and_a_clock_that_jumped_stay_readable(writer: Writer) -> None:
    """A line that nobody can read, and a day far ahead that the clock once claimed: all is shown, exit 0."""
    writer.begins("a.md", 60, "milestone: 100 words\nmilestone-goal: 500\nmilestone-due: 2026-11-01")
    writer.updates()
    writer.later(days=400)
    writer.writes("a.md", 50, minutes=10)
    writer.at("2026-11-24 09:00")
    (journal,) = (writer.box.root / ".milestoned" / "journal").iterdir()
    journal.write_bytes(b'{"v":1,"kind":"ear\n\xff\xfe\n' + journal.read_bytes())
    for command in ("status", "today", "log", "milestones", "commitments", "stats"):
        ran = writer.run(command)
        assert (ran.code, "Traceback" in ran.err) == (0, False), ran
    (note,) = writer.asks("status")["notes"]
    assert (note["days_left"], note["per_day"], note["on_track"]) == (0, None, False)


def test_status_is_shown_live_in_place(box: Sandbox) -> None:
    """On a terminal the table stays where it is and follows the save; Ctrl-C leaves it there, exit 0."""
    import pty

    box.note("a.md", 3)
    main, other = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "milestoned", "status", "--watch"],
        cwd=box.root,
        env=box.env | {"TERM": "xterm-256color", "COLUMNS": "80"},
        stdin=other,
        stdout=other,
        stderr=other,
    )
    os.close(other)
    try:
        _read_until(main, "7 words to finish")
        box.note("a.md", 5)
        _read_until(main, "5 words to finish")
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE) == 0
    finally:
        process.kill()
        os.close(main)


def _read_until(descriptor: int, wanted: str) -> None:
    shown, end = b"", time.monotonic() + PATIENCE
    while wanted not in re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", shown.decode(errors="replace")):
        assert time.monotonic() < end, shown
        if select.select([descriptor], [], [], 0.2)[0]:
            shown += os.read(descriptor, 65536)
