"""`milestoned status`: where every milestone stands, and what is remembered between two runs."""

from __future__ import annotations

import os
import re
import shutil
import socket
import sqlite3
from typing import TYPE_CHECKING

import pytest

from tests.end_to_end.program import can_be_others
from tests.end_to_end.tracing import NEEDS_TRACING

if TYPE_CHECKING:
    from pathlib import Path

    from tests.end_to_end.program import Sandbox

_COLOR = re.compile(r"\x1b\[[0-9;]*m")


def test_json_has_the_documented_keys_and_types(box: Sandbox) -> None:
    """Every key of docs/cli.md, in its type, and no other."""
    text = " ".join(["word"] * 2345)
    head = "---\ntitle: Arrival\nmilestone: 1000 words\nmilestone-goal: 5000\n---\n"
    box.write("novel/01-arrival.md", f"{head}{text}\n\n- [x] a\n- [ ] b\n- [-] c\n")
    box.write("novel/02-storm.md", "---\ntitle: Storm\nmilestone: lots\n---\n")
    ran = box.run("status", "--json")
    assert ran.code == 1
    assert ran.json == {
        "vault": "vault",
        "notes": [
            {
                "path": "novel/01-arrival.md",
                "title": "Arrival",
                "words": 2348,
                "characters": 2345 * 5 - 1 + 3,
                "tasks": {"done": 1, "open": 1, "cancelled": 1, "total": 2},
                "status": "in progress",
                "progress": "652 words to finish chunk 3 of 5",
                "stale": True,
                "pending": None,
                "earned": 0,
                "due": None,
                "days_left": None,
                "per_day": None,
                "on_track": None,
                "milestones": [
                    {
                        "unit": "words",
                        "size": 1000,
                        "goal": 5000,
                        "count": 2348,
                        "chunk": 3,
                        "chunks": 5,
                        "chunks_done": 2,
                        "left_in_chunk": 652,
                        "left": 2652,
                        "percent": 46,
                        "status": "in progress",
                    }
                ],
            }
        ],
        "problems": [
            {
                "path": "novel/02-storm.md",
                "line": 3,
                "message": ran.json["problems"][0]["message"],
                "hint": ran.json["problems"][0]["hint"],
            }
        ],
        "warnings": [],
    }
    assert "`lots`" in ran.json["problems"][0]["message"]
    assert "novel/02-storm.md:3: `milestone` is `lots`" in ran.err


def test_json_says_null_where_there_is_no_goal(box: Sandbox) -> None:
    """An open-ended milestone has no goal, chunks, left and percent; the keys are there all the same."""
    box.note("a.md", head="---\nmilestone: [10 words, 5 tasks]\n---\n")
    words, tasks = box.run("status", "--json").json["notes"][0]["milestones"]
    assert [words[key] for key in ("goal", "chunks", "left", "percent")] == [None] * 4
    assert (tasks["unit"], tasks["size"], tasks["count"], tasks["left_in_chunk"]) == ("tasks", 5, 0, 5)


def test_notes_are_sorted_by_path_and_an_empty_vault_is_fine(box: Sandbox) -> None:
    """JSON goes by path; without a note there are empty lists and exit 0."""
    empty = box.run("status", "--json")
    assert (empty.code, empty.json) == (0, {"vault": "vault", "notes": [], "problems": [], "warnings": []})
    plain = box.run("status")
    assert (plain.code, plain.out) == (0, "")
    assert "milestoned start NOTE" in plain.err
    for name in ("b.md", "a/z.md", "a.md", "B.markdown"):
        box.note(name)
    paths = [note["path"] for note in box.run("status", "--json").json["notes"]]
    assert paths == sorted(paths)
    assert len(paths) == 4


def test_touches_no_note(box: Sandbox) -> None:
    """However stale they are."""
    box.note("a.md")
    stamps = box.stamps()
    box.run("status")
    box.run("status", "--json")
    assert box.stamps() == stamps


def test_piped_output_is_one_plain_line_a_note_in_reading_order(box: Sandbox) -> None:
    """Path, then progress; an index note above its notes, 2 before 10; what is out of date is said once, on stderr."""
    box.note("far.md", 1)
    box.note("near.md", 9)
    box.note("done.md", 30)
    box.note("book/10.md", 5)
    box.note("book/2.md", 5)
    box.note("book/index.md", head="---\nmilestone: 100 words\nmilestone-notes: '*.md'\n---\n")
    box.run("update")
    box.note("new.md", 0)
    ran = box.run("status")
    assert ran.out.splitlines() == [
        "book/index.md  90 words to finish chunk 1",
        "book/2.md      5 words to finish chunk 1 of 3",
        "book/10.md     5 words to finish chunk 1 of 3",
        "done.md        done, 3 of 3 chunks",
        "far.md         9 words to finish chunk 1 of 3",
        "near.md        1 word to finish chunk 1 of 3",
        "new.md         10 words to finish chunk 1 of 3",
    ]
    assert "1 note is out of date: `milestoned update`" in ran.err
    paths = [line.split()[0] for line in box.run("status", "--sort", "nearest").out.splitlines()]
    assert paths == [
        "near.md", "book/2.md", "book/10.md", "book/index.md", "far.md", "new.md", "done.md",
    ]  # fmt: skip
    paths = [line.split()[0] for line in box.run("status", "--sort", "path").out.splitlines()]
    assert paths == sorted(paths)


def test_a_terminal_gets_a_table_in_colour_unless_told_otherwise(box: Sandbox) -> None:
    """Bars and colour on a terminal; none with NO_COLOR or --no-color; plain where TERM is dumb."""
    box.note("near.md", 9)
    box.note("done.md", 30)
    box.run("update")
    drawn = box.on_terminal("status")
    assert _COLOR.search(drawn)
    assert "1 word to finish chunk 1 of 3 ← nearest" in _COLOR.sub("", drawn)
    assert "████" in drawn
    for plain in (box.on_terminal("status", NO_COLOR="1"), box.on_terminal("--no-color", "status")):
        assert "████" in plain
        # NO_COLOR forbids colours; bold may stay (no-color.org).
        assert not re.search(r"\x1b\[[0-9;]*3[0-7]", plain)
    assert "\x1b" not in box.on_terminal("status", TERM="dumb")


def test_a_narrow_terminal_is_respected(box: Sandbox) -> None:
    """No line is longer than the terminal is wide, and the progress can still be read."""
    box.note("a-note-with-quite-a-long-name-for-such-a-terminal.md", 9)
    box.run("update")
    shown = _COLOR.sub("", box.on_terminal("status", columns=44))
    assert max(len(line) for line in shown.splitlines()) <= 44
    assert "1 word to" in " ".join(shown.split())


@NEEDS_TRACING
def test_a_second_status_opens_no_note_that_rests(box: Sandbox) -> None:
    """What was counted is remembered; only a note that changed since is opened."""
    for name in ("a.md", "b.md", "c.md"):
        box.note(name)
    box.note("index.md", head="---\nmilestone: words\nmilestone-notes: '[abc].md'\n---\n")
    box.note("bystander.md", head="")
    box.run("update")
    box.let_rest()
    box.run("status")
    assert box.opened_by("status") == []
    box.note("b.md", 5)
    box.let_rest()
    opened = {name.rpartition("/")[2] for name in box.opened_by("status")}
    assert opened == {"b.md", "index.md"}


def _index(box: Sandbox) -> Path:
    (found,) = box.cache.rglob("index.sqlite3")
    return found


def test_the_cache_may_be_lost_or_damaged_at_any_time(box: Sandbox) -> None:
    """Deleted, garbage, cut short or of another version: the answer is the same, and it is made anew."""
    box.note("a.md")
    box.run("update")
    box.let_rest()
    first = box.run("status", "--json")
    index = _index(box)
    good = index.read_bytes()
    for damaged in (None, b"", b"no database", good[:5000], b"\0" * len(good)):
        shutil.rmtree(index.parent)
        index.parent.mkdir()
        if damaged is not None:
            index.write_bytes(damaged)
        again = box.run("status", "--json")
        assert (again.code, again.out, again.err) == (first.code, first.out, first.err)
        assert _rows(index) == 1
    for damage in (
        "UPDATE notes SET row = '[1]'",
        "UPDATE notes SET row = x'00' || substr(row, 2)",
        "UPDATE notes SET row = NULL",
    ):
        with sqlite3.connect(index) as connection:
            connection.execute(damage)
        connection.close()
        assert box.run("status", "--json").out == first.out


def _rows(index: Path) -> int:
    connection = sqlite3.connect(index)
    try:
        return int(connection.execute("SELECT count(*) FROM notes").fetchone()[0])
    finally:
        connection.close()


def test_a_cache_that_cannot_be_written_costs_nothing_but_time(box: Sandbox) -> None:
    """A file stands where the cache folder should be."""
    box.note("a.md")
    box.cache.write_text("in the way")
    ran = box.run("status", "--json")
    assert (ran.code, ran.err) == (0, "")
    assert ran.json["notes"][0]["words"] == 3


@pytest.mark.skipif(not can_be_others(), reason="root reads everything, and setpriv is not there")
def test_a_cache_that_cannot_be_read_costs_nothing_but_time(box: Sandbox) -> None:
    """The cache folder is closed to the user."""
    box.note("a.md")
    box.cache.mkdir()
    box.cache.chmod(0)
    ran = box.run_as_others("status", "--json")
    box.cache.chmod(0o700)
    assert (ran.code, ran.err) == (0, "")
    assert ran.json["notes"][0]["words"] == 3


def test_a_changed_configuration_counts_anew(box: Sandbox) -> None:
    """What is remembered holds for one configuration only."""
    box.note("a.md", head="---\nmilestone: words\n---\n\none & two\n")
    box.let_rest()
    assert box.run("status", "--json").json["notes"][0]["milestones"][0]["size"] == 1000
    box.config("size: {words: 250}\ncount: {words: office}\n")
    note = box.run("status", "--json").json["notes"][0]
    assert note["milestones"][0]["size"] == 250
    assert note["words"] == 6


def test_a_stale_note_in_an_editors_hands_is_shown_as_pending(box: Sandbox) -> None:
    """Who has it is named; once it is free, it is only out of date."""
    box.note("a.md")
    lock = box.root / ".#a.md"
    lock.symlink_to(f"me@{socket.gethostname()}.{os.getpid()}:1700000000")
    assert "a.md" in (shown := box.run("status").out)
    assert box.run("status", "--json").json["notes"][0]["pending"] == "Emacs has unsaved text in it"
    assert "(pending: Emacs has unsaved text in it)" in shown
    lock.unlink()
    free = box.run("status")
    assert "pending" not in free.out
    assert "out of date" in free.err


@pytest.mark.parametrize(
    ("head", "reason"),
    [("", "it has no `milestone`"), ("---\nmilestone: none\n---\n", "`milestone: none` keeps it out")],
)
def test_a_named_note_that_takes_no_part_is_said_with_the_reason(
    box: Sandbox, head: str, reason: str
) -> None:
    """On stderr, with what to do, and the exit code is 0."""
    box.note("a.md", head=head)
    ran = box.run("status", "a.md")
    assert (ran.code, ran.out) == (0, "")
    assert f"a.md: takes no part: {reason}\n  " in ran.err
    assert "`milestoned start`" in ran.err
