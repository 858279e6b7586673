"""`status` asked again, with nothing changed: printed from a text kept ready, and nothing is loaded for it."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from tests.end_to_end.writer import faketime_library

if TYPE_CHECKING:
    from pathlib import Path

    from tests.end_to_end.program import Ran, Sandbox

DUE = "---\nmilestone: 1000 words\nmilestone-goal: 5000\nmilestone-due: 2026-12-31\n---\n\n"
# What every answer that is found the ordinary way loads.
_LOADED = "milestoned.vault.catalog"
ASKED = (
    ("status",),
    ("status", "--short"),
    ("status", "novel/one.md", "--short"),
    ("status", "--format", "{words} of {goal}, {per_day} a day, {today} today"),
    ("status", "--format={title}", "novel"),
    ("status", "--sort", "path", "."),
    ("status", "--json"),
)


@pytest.fixture
def book(box: Sandbox) -> Sandbox:
    """Give a vault of two notes, up to date."""
    box.note("novel/one.md", 120, head=DUE)
    box.note("novel/two.md", 12)
    box.run("update")
    box.let_rest()
    return box


def _loads(box: Sandbox, *arguments: str, **env: Any) -> tuple[Ran, set[str]]:
    """Run the program; return what it printed, and the modules that it loaded."""
    ran = box.run(*arguments, PYTHONPROFILEIMPORTTIME="1", **env)
    lines = ran.err.splitlines(keepends=True)
    loaded = {line.rpartition("|")[2].strip() for line in lines if line.startswith("import time:")}
    err = "".join(line for line in lines if not line.startswith("import time:"))
    return type(ran)(ran.code, ran.out, err), loaded


def test_asked_again_nothing_is_loaded_until_a_save(book: Sandbox) -> None:
    """The second answer is the first, byte for byte, with nothing imported that takes long; a save is seen."""
    for arguments in ASKED:
        first = book.run(*arguments)
        second, loaded = _loads(book, *arguments)
        assert second == first
        assert second.out
        assert not loaded & {
            _LOADED,
            "click",
            "pathlib",
            "re",
            "json",
            "sqlite3",
            "typing",
            "dataclasses",
            "hashlib",
        }
    book.note("novel/one.md", 220, head=DUE)
    book.let_rest()
    for arguments in ASKED[:4]:
        again, loaded = _loads(book, *arguments)
        assert _LOADED in loaded
        assert "220" in again.out or "780" in again.out


def test_another_day_is_another_answer(book: Sandbox) -> None:
    """What a due date asks for each day is of the day: from four in the morning it is the next one."""
    book.note("novel/one.md", 120, head=DUE.replace("2026", "2099"))
    asked = ("status", "novel/one.md", "--format", "{days_left}")
    clock = {"LD_PRELOAD": str(faketime_library()), "FAKETIME_FMT": "%Y-%m-%d %H:%M", "NO_FAKE_STAT": "1"}
    said = []
    for moment in ("29 12:00", "29 13:00", "30 03:59", "30 04:01", "30 04:02"):
        ran, loaded = _loads(book, *asked, TZ="UTC", FAKETIME=f"2099-12-{moment}", **clock)
        said.append((ran.out.strip(), _LOADED in loaded))
    assert said == [("3", True), ("3", False), ("3", True), ("2", True), ("2", False)]


def test_a_warning_is_said_again(book: Sandbox) -> None:
    """What is to be heard of a note is heard from the ready answer, too."""
    book.note("plan.md", head="---\nmilestones: 100 words\n---\n\n")
    book.let_rest()
    first, _ = _loads(book, "status")
    second, loaded = _loads(book, "status")
    assert "plan.md:2" in second.err
    assert (second, _LOADED in loaded) == (first, False)


def test_a_problem_or_a_note_out_of_date_is_looked_at_each_time(book: Sandbox) -> None:
    """A note with a problem, and one that waits for an editor, hang on more than files: nothing is kept."""
    book.note("novel/two.md", 22)
    book.let_rest()
    book.run("status")
    stale, loaded = _loads(book, "status")
    assert "out of date" in stale.err
    assert _LOADED in loaded
    book.note("novel/two.md", head="---\nmilestone: lots\n---\n\n")
    book.let_rest()
    book.run("status", "--short")
    wrong, loaded = _loads(book, "status", "--short")
    assert wrong.code == 1
    assert _LOADED in loaded


def _kept(box: Sandbox) -> list[Path]:
    return [path for path in box.cache.glob("milestoned/*/ready/*") if path.name != "elsewhere"]


def _damage(kept: Path, how: str) -> None:
    data = kept.read_bytes()
    if how == "cut":
        kept.write_bytes(data[:-1])
    elif how == "changed":
        kept.write_bytes(data[:-3] + b"9" + data[-2:])
    elif how == "empty":
        kept.write_bytes(b"")
    elif how == "older":
        kept.write_bytes(data.replace(b"ready 1 ", b"ready 0 "))
    elif how == "open to others":
        kept.chmod(0o666)
    elif how == "a folder":
        kept.unlink()
        kept.mkdir()
    else:
        kept.unlink()
        kept.with_name("elsewhere").write_bytes(data)
        kept.symlink_to("elsewhere")


def test_a_kept_text_that_is_not_as_it_was_kept_is_not_believed(book: Sandbox) -> None:
    """A damaged text, an older one, a link, one that others may write: the answer is found in the ordinary way."""
    first = book.run("status")
    for how in ("cut", "changed", "empty", "older", "open to others", "a link", "a folder"):
        for kept in _kept(book):
            _damage(kept, how)
        again, loaded = _loads(book, "status")
        assert again == first, how
        assert _LOADED in loaded, how


def test_no_more_than_eight_answers_are_kept(book: Sandbox) -> None:
    """At most eight answers of a vault are kept, readable for their owner alone."""
    for number in range(11):
        book.run("status", "--format", f"{number} {{words}}")
    kept = list(book.cache.glob("milestoned/*/ready/*"))
    assert len(kept) == 8
    assert {path.stat().st_mode & 0o777 for path in kept} == {0o600}
    assert kept[0].parent.stat().st_mode & 0o777 == 0o700


def test_a_reader_that_leaves_is_no_trouble(book: Sandbox) -> None:
    """A pipe that is closed at the other end ends both ways alike, without a word."""
    book.run("status")
    command = f"{shlex.quote(sys.executable)} -m milestoned status; echo $? >&2"
    for _ in range(2):
        reader, writer = os.pipe()
        os.close(reader)
        done = subprocess.run(
            ["sh", "-c", command],
            cwd=book.root,
            env=book.env,
            stdout=writer,
            stderr=subprocess.PIPE,
            check=False,
        )
        os.close(writer)
        assert done.stderr == b"1\n"


def test_a_full_disk_is_said(book: Sandbox) -> None:
    """What cannot be printed is an error in the form of every other."""
    book.run("status")
    with open("/dev/full", "wb") as full:  # noqa: PTH123 - a device
        done = subprocess.run(
            [sys.executable, "-m", "milestoned", "status"],
            cwd=book.root,
            env=book.env,
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert (done.returncode, done.stderr) == (1, b"milestoned: No space left on device\n")


def test_a_terminal_has_its_table(book: Sandbox) -> None:
    """On a terminal it is the book at a glance, whatever is ready for a pipe."""
    piped = book.run("status")
    assert "░" in book.on_terminal("status")
    assert book.run("status") == piped


def test_after_a_move_it_is_found_anew(book: Sandbox) -> None:
    """A vault that was renamed says its new name."""
    book.run("status", "--json")
    book.root = book.root.rename(book.folder / "renamed")
    assert book.run("status", "--json").json["vault"] == "renamed"
