"""Notes that cannot be served are told with place and reason; every other note is served."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from tests.end_to_end.program import OPTED_IN, can_be_others

if TYPE_CHECKING:
    from tests.end_to_end.program import Sandbox

_BAD: dict[str, tuple[str | bytes, str]] = {
    "bad-milestone.md": ("---\ntitle: x\nmilestone: lots\n---\n", ":3: `milestone` is `lots`"),
    "bad-empty.md": ("---\nmilestone:\n---\n", ":2: `milestone` is empty"),
    "bad-goal.md": ("---\nmilestone: words\nmilestone-goal: 0\n---\n", ":3: `milestone-goal` is 0"),
    "bad-goal-2.md": ("---\nmilestone: words\nmilestone-goal: -1\n---\n", ":3: `milestone-goal`"),
    "bad-due.md": ("---\nmilestone: words\nmilestone-due: 2026-02-31\n---\n", ":3: `milestone-due`"),
    "bad-yaml.md": ("---\nmilestone: words\ntitle: a: b\n---\n", ":3:9: the frontmatter is not valid YAML"),
    "bad-tab.md": ("---\nmilestone: words\n\ttitle: b\n---\n", ":3:1: the frontmatter is not valid YAML"),
    "bad-list.md": ("---\n- milestone\n---\n", ":2: the frontmatter is not a mapping"),
    "bad-twice.md": ("---\nmilestone: words\nmilestone: tasks\n---\n", ":3: "),
    "bad-latin.md": (OPTED_IN.encode() + b"\xe9\n", ":6: the note is not UTF-8"),
    "bad-utf16.md": (OPTED_IN.encode("utf-16"), ":1: the note is UTF-16"),
    "bad-nul.md": (OPTED_IN + "a\0b\n", ":6: the note holds a NUL byte"),
    "bad-conflict.md": (
        OPTED_IN + "<<<<<<< HEAD\na\n=======\nb\n>>>>>>> b\n",
        ":6: the note has merge-conflict markers",
    ),
    "bad-notes.md": ("---\nmilestone: words\nmilestone-notes: '[z-a].md'\n---\n", ":3: no note matches"),
    "bad-owned.md": (
        "---\nmilestone: words\nmilestone-words: [1]\n---\n",
        ":3: `milestone-words` is written by milestoned",
    ),
}
_BOMB = "---\nmilestone: words\na: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{this}: &{this} [{','.join([f'*{before}'] * 9)}]\n"
    for before, this in zip("abcdefgh", "bcdefghi", strict=True)
)


def test_each_is_told_with_place_and_reason_and_the_others_are_served(box: Sandbox) -> None:
    """No byte of a bad note changes, its line is named, a hint follows, and the good notes are written."""
    for name, (content, _) in _BAD.items():
        box.write(name, content)
    box.write("bad-bomb.md", _BOMB + "---\n")
    os.mkfifo(box.root / "bad-pipe.md")
    box.write("bad-big.md", OPTED_IN + "word " * (17 * 2**20 // 5))
    box.note("a-good.md")
    box.note("z-good.md")
    before = {name: (box.root / name).read_bytes() for name in _BAD}
    ran = box.run("update")
    assert (ran.code, ran.out) == (1, "")
    lines = [line.removeprefix("milestoned: ") for line in ran.err.splitlines() if line[0] != " "]
    told = {line.split(":")[0]: line for line in lines}
    for name, (_, expected) in _BAD.items():
        assert told[name].startswith(name + expected)
    assert "aliases explode" in told["bad-bomb.md"]
    assert "not a regular file" in told["bad-pipe.md"]
    assert "more than `max_size`" in told["bad-big.md"]
    assert ran.err.count("\n  ") == len(_BAD) + 3
    assert {name: (box.root / name).read_bytes() for name in _BAD} == before
    assert "milestone-words:  3\n" in box.read("a-good.md")
    assert "milestone-words:  3\n" in box.read("z-good.md")
    status = box.run("status", "--json")
    assert status.code == 1
    assert [note["path"] for note in status.json["notes"]] == ["a-good.md", "z-good.md"]
    assert [problem["path"] for problem in status.json["problems"]] == sorted(
        [*_BAD, "bad-bomb.md", "bad-pipe.md", "bad-big.md"]
    )
    assert box.run("update", "--check").code == 1


def test_foreign_frontmatter_that_is_broken_is_not_our_business(box: Sandbox) -> None:
    """A note that takes no part is never written, whatever its YAML; one that plainly meant to is warned about."""
    box.write("a.md", "---\ntitle: a: b: [\n---\ntext\n")
    box.write("b.md", "+++\nmilestone = 5\n+++\n")
    box.write("c.md", "\n---\nmilestone: words\n---\n")
    box.write("d.md", "---\nmilestone: words\nnever closed\n")
    box.note("out.md", head="---\nmilestone: words\nwordcount: false\n---\n")
    stamps = box.stamps()
    ran = box.run("update")
    assert (ran.code, ran.out) == (0, "")
    assert "a.md" not in ran.err
    assert "milestoned: c.md:1: " in ran.err
    assert box.stamps() == stamps


def test_links_are_followed_inside_the_vault_and_refused_when_they_lead_out(box: Sandbox) -> None:
    """A link to a note stands for that note; one that leads out, or round in a circle, is told."""
    box.note("real.md")
    outside = box.folder / "outside.md"
    outside.write_text(OPTED_IN + "word\n")
    (box.root / "inside.md").symlink_to("real.md")
    (box.root / "out.md").symlink_to(outside)
    (box.root / "dangling.md").symlink_to("nowhere.md")
    (box.root / "loop.md").symlink_to("loop.md")
    box.write("hidden/.text", OPTED_IN + "one two\n")
    (box.root / "shown.md").symlink_to("hidden/.text")
    ran = box.run("update")
    assert ran.code == 1
    assert [line for line in ran.err.splitlines() if line[0] != " "] == [
        "milestoned: loop.md: cannot be looked at: Too many levels of symbolic links",
        "milestoned: out.md: is a symbolic link that leads out of the vault",
        "real.md: 7 words to finish chunk 1 of 3",
        "shown.md: 8 words to finish chunk 1 of 3",
    ]
    assert outside.read_text() == OPTED_IN + "word\n"
    assert (box.root / "inside.md").is_symlink()
    assert (box.root / "shown.md").is_symlink()
    assert "milestone-words:  2\n" in box.read("hidden/.text")


def test_a_link_as_argument_means_the_note_behind_it(box: Sandbox) -> None:
    """Inside the vault it is followed; out of it, refused."""
    box.note("sub/real.md")
    (box.root / "link.md").symlink_to("sub/real.md")
    outside = box.folder / "outside.md"
    outside.write_text(OPTED_IN)
    (box.root / "out.md").symlink_to(outside)
    assert (
        box.run("update", "link.md").err.splitlines()[0] + "\n"
        == "sub/real.md: 7 words to finish chunk 1 of 3\n"
    )
    ran = box.run("update", "out.md")
    assert ran.code == 1
    assert "leads out of the vault" in ran.err
    assert outside.read_text() == OPTED_IN


def test_a_folder_that_links_back_is_not_walked_for_ever(box: Sandbox) -> None:
    """Each note is served once."""
    box.note("sub/a.md")
    (box.root / "sub" / "up").symlink_to("..")
    (box.root / "again").symlink_to("sub")
    assert [note["path"] for note in box.run("status", "--json").json["notes"]] == ["sub/a.md"]


def test_odd_names_are_served_and_shown_on_one_line(box: Sandbox) -> None:
    """Newlines, escape sequences, bytes that are no UTF-8, blanks, dashes: in stderr, stdout, JSON and index notes."""
    names = [
        "new\nline.md",
        "esc\x1b[31m.md",
        os.fsdecode(b"latin\xe9.md"),
        "  blanks  .md",
        "-dash.md",
        "\u202ertl.md",
        "ä.md",
    ]
    for name in names:
        box.note(name)
    box.note(
        "index.md",
        head="---\nmilestone: words\nmilestone-notes: '*.md'\n---\n<!-- milestone -->\n<!-- /milestone -->\n",
    )
    ran = box.run("update")
    assert ran.code == 0
    assert len(ran.err.splitlines()) == len(names) + 1
    assert "\x1b" not in ran.err
    again = box.run("status", "--json")
    assert sorted(note["path"].encode("utf-8", "surrogateescape") for note in again.json["notes"]) == sorted(
        os.fsencode(name) for name in [*names, "index.md"]
    )
    assert not any(note["stale"] for note in again.json["notes"])
    plain = box.run("status").out
    assert len(plain.splitlines()) == len(names) + 1
    assert "\x1b" not in plain
    assert "[latin\ufffd](latin%E9.md)" in box.read("index.md")
    assert "\u202e" not in plain
    assert box.run("update", "--check").code == 0
    diff = box.note("new\nline.md", 5)
    assert diff.exists()
    assert box.run("update", "--diff").out.startswith("--- a/")


def test_names_of_any_encoding_can_be_given_as_arguments(box: Sandbox) -> None:
    """Also behind `--`, where a name starts with a dash."""
    box.write(os.fsdecode(b"latin\xe9.md"), "text\n")
    box.write("-dash.md", "text\n")
    assert box.run("start", b"latin\xe9.md").code == 0
    assert box.run("start", "--", "-dash.md").code == 0
    assert box.run("count", b"latin\xe9.md", "--json").json["files"][0]["words"] == 1
    assert box.run("update", b"latin\xe9.md", "./-dash.md").code == 0


@pytest.mark.skipif(not can_be_others(), reason="root reads everything, and setpriv is not there")
def test_what_may_not_be_read_is_told_and_the_rest_served(box: Sandbox) -> None:
    """A note and a folder without the right to read them."""
    box.note("closed.md").chmod(0)
    box.note("folder/a.md")
    box.note("good.md")
    (box.root / "folder").chmod(0)
    ran = box.run_as_others("update")
    status = box.run_as_others("status", "--json")
    count = box.run_as_others("count", "closed.md", "good.md", ".")
    inside = box.run_as_others("status", "folder/a.md")
    (box.root / "folder").chmod(0o700)
    assert (ran.code, status.code, count.code, inside.code) == (1, 1, 1, 1)
    assert "closed.md: cannot be read: Permission denied\n  make it readable" in ran.err
    assert "folder: the folder cannot be listed: Permission denied" in ran.err
    assert "good.md: 7 words to finish chunk 1 of 3" in ran.err
    assert [problem["path"] for problem in status.json["problems"]] == ["closed.md", "folder"]
    assert "Permission denied" in inside.err
    assert count.err.count("closed.md: cannot be read") == 2


@pytest.mark.skipif(not can_be_others(), reason="root writes everything, and setpriv is not there")
def test_what_may_not_be_written_is_told_and_the_rest_served(box: Sandbox) -> None:
    """A note that is read-only in a folder that is read-only."""
    box.note("folder/a.md").chmod(0o444)
    (box.root / "folder").chmod(0o555)
    box.note("good.md")
    ran = box.run_as_others("update")
    (box.root / "folder").chmod(0o700)
    assert ran.code == 1
    assert "folder/a.md: " in ran.err
    assert "good.md: 7 words to finish chunk 1 of 3" in ran.err
    assert "milestone-words" not in box.read("folder/a.md")
