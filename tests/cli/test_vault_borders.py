"""Which vault a path belongs to, and what is said at a vault's borders."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.end_to_end.program import Sandbox

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def box(tmp_path: Path) -> Sandbox:
    """Give an empty folder and the program."""
    return Sandbox(tmp_path)


def test_a_vault_inside_a_vault_is_passed_over_and_that_is_said_once(box: Sandbox) -> None:
    """Each is served from inside; the outer one neither counts nor writes the inner one's notes."""
    box.config("")
    box.note("outer.md")
    inner = box.note("inner/deep/note.md").read_bytes()
    box.write("inner/.milestoned/config.yaml", "")
    ran = box.run("update")
    assert ran.code == 0
    assert ran.err.count("inner: a vault of its own, passed over") == 1
    assert (box.root / "inner/deep/note.md").read_bytes() == inner
    assert [note["path"] for note in box.run("status", "--json").json["notes"]] == ["outer.md"]
    assert "inner" in box.run("start", ".").err
    assert (box.root / "inner/deep/note.md").read_bytes() == inner
    assert "deep/note.md: " in box.run("update", cwd=box.root / "inner/deep").err
    assert (box.root / "inner/deep/note.md").read_bytes() != inner


def test_obsidians_vault_is_a_vault(box: Sandbox) -> None:
    """From a folder in it, unless a nearer one is milestoned's own."""
    box.write(".obsidian/app.json", "{}")
    box.note("a.md")
    box.note("sub/b.md")
    status = box.run("status", "--json", cwd=box.root / "sub").json
    assert status["vault"] == "vault"
    box.write("sub/.milestoned/config.yaml", "")
    assert box.run("status", "--json", cwd=box.root / "sub").json["vault"] == "sub"


def test_a_lone_note_is_served_and_it_is_said_once_that_nothing_is_recorded(box: Sandbox) -> None:
    """With what to do; no folder of ours is made."""
    box.note("a.md")
    box.note("b.md")
    ran = box.run("update", "a.md", "b.md")
    assert ran.code == 0
    assert ran.err.count("milestoned init") == 1
    assert "milestone-words" in box.read("a.md")
    assert not (box.root / ".milestoned").exists()


def test_a_named_note_that_takes_no_part_is_said_with_the_reason(box: Sandbox) -> None:
    """The exit code stays 0; many of them are a number."""
    box.config("")
    box.write("plain.md", "text\n")
    box.write("off.md", "---\nmilestone: none\n---\n")
    box.write("out.md", "---\nmilestone: words\nwordcount: false\n---\n")
    ran = box.run("update", "plain.md", "off.md", "out.md")
    assert ran.code == 0
    assert "plain.md: takes no part: it has no `milestone`\n  `milestoned start` gives it one\n" in ran.err
    assert "off.md: takes no part: `milestone: none` keeps it out\n" in ran.err
    assert "out.md: takes no part: `wordcount: false` keeps it out\n" in ran.err
    for number in range(5):
        box.write(f"{number}.md", "text\n")
    ran = box.run("update", "--check", *(f"{number}.md" for number in range(5)))
    assert (ran.code, ran.err) == (0, "5 of the notes that were named take no part\n")
    assert "takes no part" not in box.run("update").err


@pytest.mark.parametrize("command", ["update", "status", "today", "log", "watch"])
def test_a_folder_of_ours_that_leads_out_of_the_vault_is_refused(box: Sandbox, command: str) -> None:
    """A vault may come from somebody else: nothing is read or written behind the link."""
    elsewhere = box.folder / "elsewhere"
    elsewhere.mkdir()
    box.note("a.md")
    (box.root / ".milestoned").symlink_to(elsewhere)
    ran = box.run(command)
    assert (ran.code, ran.out) == (2, "")
    assert ".milestoned: is a link that leads out of the vault\n  " in ran.err
    assert list(elsewhere.iterdir()) == []


def test_many_notes_are_one_line(box: Sandbox) -> None:
    """Over 20 notes a line each helps nobody."""
    for number in range(21):
        box.note(f"{number:02}.md")
    assert "21 notes brought up to date" in box.run("update").err
