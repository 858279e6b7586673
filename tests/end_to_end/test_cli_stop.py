"""`milestoned stop`: nothing of ours is left in the notes, and the record stays."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.end_to_end.program import Sandbox

SAMPLE = Path(__file__).parents[2] / "sample-vault"


def test_stop_gives_back_the_note_as_it_was(box: Sandbox) -> None:
    """With its time and its mode."""
    path = box.write("a.md", "# Title [/]\n\n- [x] one\n\n<!-- milestone -->\n<!-- /milestone -->\n")
    before = path.read_bytes(), path.stat().st_mtime_ns, path.stat().st_mode
    box.run("start", "a.md")
    box.run("update", "a.md")
    assert b"[1/1]" in path.read_bytes()
    ran = box.run("stop", "a.md")
    assert (ran.code, ran.out, ran.err) == (0, "", "a.md: stopped\n")
    assert (path.read_bytes(), path.stat().st_mtime_ns, path.stat().st_mode) == before


def test_a_blank_note_is_blank_again(box: Sandbox) -> None:
    """Down to no byte at all."""
    box.write("a.md", "")
    box.run("start", "a.md")
    assert box.read("a.md")
    assert box.run("stop", "a.md").code == 0
    assert box.read("a.md") == ""


def test_a_whole_vault_is_stopped_and_the_record_stays(box: Sandbox) -> None:
    """The sample vault, started nowhere else: no milestone key is left, and `milestones` says what it said."""
    shutil.copytree(SAMPLE, box.root, dirs_exist_ok=True)
    box.run("update")
    box.note("extra.md", 25)
    box.run("update")
    earned = box.run("milestones", "--json").json
    ran = box.run("stop", ".")
    assert ran.code == 0
    notes = [path for path in box.root.rglob("*.md") if ".milestoned" not in path.parts]
    assert all(b"\nmilestone" not in path.read_bytes() for path in notes)
    assert box.run("update", "--check").code == 0
    assert box.run("milestones", "--json").json == earned


def test_diff_shows_and_writes_nothing(box: Sandbox) -> None:
    """What `patch` reads: applied, it is what `stop` writes."""
    path = box.note("a.md")
    box.run("update")
    before = box.stamps()
    ran = box.run("stop", "a.md", "--diff")
    assert ran.code == 0
    assert box.stamps() == before
    held = path.read_bytes()
    subprocess.run(["patch", "-p1", "-s"], cwd=box.root, input=ran.out.encode(), check=True)
    patched = path.read_bytes()
    path.write_bytes(held)
    box.run("stop", "a.md")
    assert path.read_bytes() == patched


def test_a_note_without_a_milestone_is_said_and_changes_no_exit_code(box: Sandbox) -> None:
    """Named for itself it is said; in a folder it is counted."""
    box.write("a.md", "text\n")
    box.note("b.md")
    ran = box.run("stop", "a.md")
    assert (ran.code, ran.err) == (0, "a.md: without a milestone\n")
    ran = box.run("stop", ".")
    assert ran.code == 0
    assert "1 note stopped; 1 note without a milestone" in ran.err


def test_a_note_that_cannot_be_read_is_refused_and_the_others_are_stopped(box: Sandbox) -> None:
    """Exit 1, with the line."""
    broken = box.write("broken.md", "---\nmilestone: [\n---\nx\n").read_bytes()
    box.note("good.md")
    ran = box.run("stop", "broken.md", "good.md", "missing.md")
    assert ran.code == 1
    assert "milestoned: broken.md:3:1: the frontmatter is not valid YAML" in ran.err
    assert "milestoned: missing.md: there is no such note" in ran.err
    assert (box.root / "broken.md").read_bytes() == broken
    assert not box.read("good.md").startswith("---")


def test_where_a_rule_would_start_it_again_the_note_says_none(box: Sandbox) -> None:
    """And stays out: the next pass leaves it alone, and so does a folder's `start`."""
    box.config("rules:\n  - notes: novel/*.md\n    milestone: 500 words\n    start: true\n")
    box.write("novel/a.md", "# A\n\ntext\n")
    box.run("update")
    assert "milestone: 500 words" in box.read("novel/a.md")
    assert box.run("stop", "novel").code == 0
    stopped = "---\nmilestone: none\n---\n# A\n\ntext\n"
    assert box.read("novel/a.md") == stopped
    assert box.run("update").code == 0
    assert box.run("stop", "novel/a.md").err == "novel/a.md: without a milestone\n"
    ran = box.run("start", "novel")
    assert (ran.code, box.read("novel/a.md")) == (0, stopped)
    assert "1 note kept out" in ran.err
    ran = box.run("start", "novel/a.md")
    assert (ran.code, box.read("novel/a.md")) == (1, stopped)
    assert "`milestone: none` keeps the note out" in ran.err
