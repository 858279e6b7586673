"""`milestoned start`: opting notes in by adding the writer's keys and the program's, and nothing else."""

from __future__ import annotations

import os
import re
import socket
import subprocess
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.end_to_end.program import Sandbox


def head(text: str) -> dict[str, str]:
    """Read the keys of a note's frontmatter, padding taken off."""
    lines = text.split("---\n")[1].splitlines()
    return {key: value.strip() for key, _, value in (line.partition(":") for line in lines)}


def without_ours(data: bytes) -> bytes:
    """Take the lines of milestone keys out, each with its line ending."""
    return re.sub(rb"milestone[a-z-]*:[^\r\n]*(?:\r\n|\r|\n)", b"", data)


def test_without_frontmatter_one_is_made(box: Sandbox) -> None:
    """The text below stays as it was, the default chunk is 1000 words, and the progress is there at once."""
    box.write("a.md", "# Title\n\nText.\n")
    ran = box.run("start", "a.md")
    assert (ran.code, ran.out, ran.err.splitlines()[0]) == (0, "", "a.md: started")
    text = box.read("a.md")
    assert text.startswith("---\nmilestone: 1000 words\nmilestone-words:")
    assert text.endswith("\n---\n# Title\n\nText.\n")
    assert list(head(text)) == ["milestone", "milestone-words", "milestone-progress", "milestone-status"]
    assert head(text)["milestone-words"] == "2"
    assert box.run("update", "--check").code == 0


def test_with_frontmatter_the_keys_go_to_its_end(box: Sandbox) -> None:
    """Comments, quotes and blanks above stay; each option becomes the writer's own key, in plain digits and ISO."""
    box.write("a.md", "---\ntitle:  'A'  # mine\n\n---\ntext\n")
    options = ["--every", "0.5k words", "--goal", "5,000", "--due", "31 December 2026"]
    assert box.run("start", "a.md", *options, "--why", "because: I said so # really").code == 0
    text = box.read("a.md")
    assert text.startswith(
        "---\ntitle:  'A'  # mine\n\nmilestone: 500 words\nmilestone-goal: 5000\nmilestone-due: 2026-12-31\n"
        'milestone-why: "because: I said so # really"\nmilestone-words:'
    )
    assert text.endswith("---\ntext\n")
    status = box.run("status", "--json")
    assert status.code == 0
    assert status.json["notes"][0]["milestones"][0]["goal"] == 5000


def test_bom_and_line_endings_stay(box: Sandbox) -> None:
    """The new lines end as the note's others do, and stand behind the BOM."""
    notes = {
        "a.md": b"\xef\xbb\xbfone\r\ntwo",
        "b.md": b"\xef\xbb\xbf---\r\ntitle: B\r\n---\r\nx\r\n",
        "c.md": b"one\rtwo\r",
        "d.md": b"---\n---\n",
    }
    for name, data in notes.items():
        box.write(name, data)
    assert box.run("start", *notes).code == 0
    after = {name: (box.root / name).read_bytes() for name in notes}
    assert without_ours(after["a.md"]) == b"\xef\xbb\xbf---\r\n---\r\none\r\ntwo"
    assert without_ours(after["b.md"]) == notes["b.md"]
    assert without_ours(after["c.md"]) == b"---\r---\rone\rtwo\r"
    assert without_ours(after["d.md"]) == notes["d.md"]
    assert all(data.count(b"milestone-words:") == 1 for data in after.values())


def test_a_scene_break_on_the_first_line_is_no_frontmatter(box: Sandbox) -> None:
    """The frontmatter is made above it."""
    box.write("a.md", "---\nOnce upon a time.\n")
    assert box.run("start", "a.md").code == 0
    assert without_ours(box.read("a.md").encode()) == b"---\n---\n---\nOnce upon a time.\n"


def test_the_daemons_first_write_keeps_the_size(box: Sandbox) -> None:
    """The program's keys have their full width from the start, so only values change later."""
    path = box.write("a.md", "one two three\n")
    box.run("start", "a.md", "--goal", "5000")
    grown = path.read_bytes() + b"word " * 4999
    path.write_bytes(grown)
    assert box.run("update").code == 0
    assert len(path.read_bytes()) == len(grown)
    assert path.read_bytes() != grown


def test_a_folder_means_its_notes_and_the_sum_says_what_was_passed_over(box: Sandbox) -> None:
    """Those with a milestone stay as they are, those kept out too; a second time nothing is left to do."""
    for number in range(3):
        box.write(f"novel/{number}.md", "text\n")
    box.write("novel/deep/blank.md", "")
    started = box.note("novel/started.md").read_bytes()
    box.write("novel/out.md", "---\nwordcount: false\n---\n")
    box.write("novel/picture.png", b"\x89PNG")
    ran = box.run("start", "novel")
    assert ran.code == 0
    assert "4 notes started; 1 note with a milestone already" in ran.err.replace("1 note kept out; ", "")
    assert "novel/0.md: started" in ran.err
    assert (box.root / "novel/started.md").read_bytes() == started
    assert "milestone" not in box.read("novel/out.md")
    assert box.read("novel/deep/blank.md").startswith("---\nmilestone: 1000 words\n")
    again = box.run("start", "novel")
    assert again.code == 0
    assert "0 notes started; " in again.err
    assert "5 notes with a milestone already" in again.err


def test_over_twenty_notes_are_one_line(box: Sandbox) -> None:
    """A line a note helps nobody there."""
    for number in range(21):
        box.write(f"{number:02}.md", "text\n")
    ran = box.run("start", "*.md")
    assert ran.code == 0
    assert "21 notes started" in ran.err
    assert all("milestone: 1000 words" in box.read(f"{number:02}.md") for number in range(21))


def test_a_glob_in_quotes_is_expanded(box: Sandbox) -> None:
    """With `**`, too; one that matches nothing is refused; a name with brackets is that note."""
    for name in ("a/1.md", "a/b/2.md", "c.md", "note [x].md"):
        box.write(name, "text\n")
    assert box.run("start", "a/**/*.md").code == 0
    assert "milestone:" in box.read("a/1.md")
    assert "milestone:" in box.read("a/b/2.md")
    assert box.run("start", "note [x].md").code == 0
    assert "milestone:" in box.read("note [x].md")
    ran = box.run("start", "z/*.md")
    assert (ran.code, ran.out) == (1, "")
    assert "milestoned: z/*.md: no note matches\n  " in ran.err
    assert "milestone:" not in box.read("c.md")


def test_new_makes_a_note_of_frontmatter_alone(box: Sandbox) -> None:
    """Its folders, too; without --new a missing note is refused; a note that is there is started as ever."""
    assert box.run("start", "novel/03 – Storm.md").code == 1
    ran = box.run("start", "novel/03 – Storm.md", "--new", "--goal", "4k")
    assert (ran.code, ran.err.splitlines()[0]) == (0, "novel/03 – Storm.md: started")
    text = box.read("novel/03 – Storm.md")
    assert text.startswith("---\nmilestone: 1000 words\nmilestone-goal: 4000\nmilestone-words:")
    assert text.endswith("\n---\n")
    assert head(text)["milestone-status"] == "not started"
    box.write("old.md", "text\n")
    assert box.run("start", "old.md", "--new").code == 0
    assert box.read("old.md").endswith("---\ntext\n")


def test_notes_make_an_index_note_with_its_sum(box: Sandbox) -> None:
    """The globs are relative to the note; words that a shell has expanded are taken one by one."""
    for number in (1, 2):
        box.note(f"novel/ch/{number}.md", 4)
    box.write("novel/book.md", "# Book\n")
    assert box.run("start", "novel/book.md", "--goal", "30", "--notes", "ch/*.md").code == 0
    text = box.read("novel/book.md")
    assert head(text)["milestone-notes"] == "ch/*.md"
    assert head(text)["milestone-words"] == "8"
    box.write("novel/other.md", "# Book\n")
    assert box.run("start", "--notes", "ch/1.md", "ch/2.md", "novel/other.md").code == 0
    assert "milestone-notes:\n  - ch/1.md\n  - ch/2.md\n" in box.read("novel/other.md")
    assert box.run("update", "--check", "novel/other.md").code == 0


def test_notes_that_match_nothing_are_refused(box: Sandbox) -> None:
    """Nothing is written."""
    box.write("book.md", "# Book\n")
    ran = box.run("start", "book.md", "--notes", "ch/*.md")
    assert (ran.code, ran.out) == (1, "")
    assert "ch/*.md" in ran.err
    assert box.read("book.md") == "# Book\n"
    assert box.run("start", "book.md", "x.md", "--notes", "ch/*.md", "--diff").code == 2


def test_diff_shows_and_writes_nothing(box: Sandbox) -> None:
    """What `patch` reads: applied, it is what `start` writes."""
    box.write("a.md", "text\n")
    box.write("b.md", "")
    before = box.stamps()
    ran = box.run("start", "a.md", "b.md", "c.md", "--new", "--diff")
    assert ran.code == 0
    assert box.stamps() == before
    subprocess.run(["patch", "-p1", "-s"], cwd=box.root, input=ran.out.encode(), check=True)
    patched = {name: box.read(name) for name in ("a.md", "b.md", "c.md")}
    box.write("a.md", "text\n")
    box.write("b.md", "")
    (box.root / "c.md").unlink()
    assert box.run("start", "a.md", "b.md", "c.md", "--new").code == 0
    assert {name: box.read(name) for name in patched} == patched


def test_a_note_outside_any_vault_is_started_and_it_is_said_once_that_nothing_is_recorded(
    box: Sandbox,
) -> None:
    """With what to do about it."""
    box.write("a.md", "text\n")
    box.write("b.md", "text\n")
    ran = box.run("start", "a.md", "b.md")
    assert ran.err.count("milestoned init") == 1
    assert not (box.root / ".milestoned").exists()
    box.run("init")
    box.write("c.md", "text\n")
    assert "milestoned init" not in box.run("start", "c.md").err


def test_a_note_with_unsaved_text_in_an_editor_is_left_alone(box: Sandbox) -> None:
    """An Emacs lock whose owner lives."""
    box.write("a.md", "text\n")
    (box.root / ".#a.md").symlink_to(f"me@{socket.gethostname()}.{os.getpid()}")
    ran = box.run("start", "a.md")
    assert (ran.code, box.read("a.md")) == (1, "text\n")
    assert "Emacs" in ran.err


_REFUSED: dict[str, tuple[str | bytes, str]] = {
    "toml.md": ("+++\ntitle = 'x'\n+++\ntext\n", "TOML"),
    "json.md": ('{\n  "title": "x"\n}\n\ntext\n', "JSON"),
    "logseq.md": ("title:: x\ntext\n", "Logseq"),
    "blank.md": ("\n---\ntitle: x\n---\n", "leading blank line"),
    "started.md": ("---\nmilestone: words\n---\n", "has a milestone already"),
    "broken.md": ("---\ntitle: [\n---\n", "not valid YAML"),
    "list.md": ("---\n- a\n---\n", "not a mapping"),
    "flow.md": ("---\n{a: b}\n---\n", "written in braces"),
    "out.md": ("---\nwordcount: false\n---\n", "wordcount: false"),
    "goal.md": ("---\nmilestone-goal: 10\n---\n", "milestone-goal"),
    "latin.md": (b"\xe9\n", "not UTF-8"),
    "wide.md": ("text\n".encode("utf-16"), "UTF-16"),
    "nul.md": (b"a\0b\n", "NUL"),
    "text.txt": ("text\n", "not a Markdown note"),
}


def test_what_cannot_be_started_is_refused_with_the_reason(box: Sandbox) -> None:
    """Each kind says why, with a way out; no byte of it changes; the good note beside them is started."""
    for name, (content, _) in _REFUSED.items():
        box.write(name, content)
    box.write("good.md", "text\n")
    before = {name: (box.root / name).read_bytes() for name in _REFUSED}
    ran = box.run("start", *_REFUSED, "missing.md", "good.md", "--goal", "20")
    assert (ran.code, ran.out) == (1, "")
    told = dict(re.findall(r"(?m)^(?:milestoned: )?([\w.]+\.\w+):(.*(?:\n  .*)?)", ran.err))
    for name, (_, reason) in _REFUSED.items():
        assert reason in told[name]
        assert "\n  " in told[name]
    assert "no such note" in told["missing.md"]
    assert told["good.md"] == " started"
    assert {name: (box.root / name).read_bytes() for name in _REFUSED} == before


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (("--every", "lots"), "--every: `lots` is not"),
        (("--every", "0 words"), "--every: `0 words` is not"),
        (("--goal", "0"), "--goal: `0` is not a goal"),
        (("--goal", "-5"), "--goal: `-5` is not a goal"),
        (("--due", "2026-02-30"), "--due: `2026-02-30` is not a date"),
        (("--due", "soon"), "31.12.2026"),
    ],
)
def test_a_wrong_option_is_wrong_usage(box: Sandbox, options: tuple[str, str], reason: str) -> None:
    """Exit 2, and the note is as it was."""
    box.write("a.md", "text\n")
    ran = box.run("start", "a.md", *options)
    assert (ran.code, ran.out) == (2, "")
    assert reason in ran.err
    assert box.read("a.md") == "text\n"


def test_a_goal_in_a_unit_that_is_not_counted_is_refused(box: Sandbox) -> None:
    """What was chosen must make sense before anything is written."""
    box.write("a.md", "text\n")
    ran = box.run("start", "a.md", "--every", "tasks", "--goal", "5000 words")
    assert ran.code == 1
    assert "words" in ran.err
    assert box.read("a.md") == "text\n"


def test_the_writers_time_and_mode_are_kept(box: Sandbox) -> None:
    """`start` writes as `update` does."""
    path = box.write("a.md", "text\n")
    path.chmod(0o640)
    before = path.stat()
    box.run("start", "a.md")
    after = path.stat()
    assert (after.st_mode, after.st_mtime_ns) == (before.st_mode, before.st_mtime_ns)


def test_start_then_update_then_check(box: Sandbox) -> None:
    """The writer's first three commands."""
    box.write("a.md", "one two three\n")
    assert [box.run(*command).code for command in (["start", "a.md"], ["update"], ["update", "--check"])] == [
        0,
        0,
        0,
    ]
    assert re.search("milestone-progress: .*997 words", box.read("a.md"))
