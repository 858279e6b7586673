"""`milestoned init`, and what is said of a configuration that is wrong."""

from __future__ import annotations

import re
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.end_to_end.program import OPTED_IN

if TYPE_CHECKING:
    from tests.end_to_end.program import Sandbox


def test_init_writes_a_configuration_and_changes_no_note(box: Sandbox) -> None:
    """The folder becomes a vault; a second time it is refused."""
    note = box.note("a.md")
    before = note.read_bytes(), note.stat().st_ctime_ns
    ran = box.run("init")
    assert (ran.code, ran.out) == (0, "")
    assert ran.err.startswith("wrote .milestoned/config.yaml\nnext: `milestoned start NOTE`")
    assert (note.read_bytes(), note.stat().st_ctime_ns) == before
    again = box.run("init")
    assert again.code == 1
    assert "exists already" in again.err
    missing = box.run("init", "no-such-folder")
    assert missing.code == 2
    assert "no such folder" in missing.err


def test_init_writes_what_fits_the_folder(box: Sandbox) -> None:
    """Obsidian's templates and Hugo's folders are passed over, and git leaves the journal alone."""
    box.write(".obsidian/templates.json", '{"folder": "Über \\"Vorlagen\\""}')
    box.write('Über "Vorlagen"/day.md', OPTED_IN)
    box.write("hugo.toml", "")
    box.write("archetypes/default.md", OPTED_IN)
    box.write("ch/.ztr-directory", "{}")
    box.note("ch/a.md")
    subprocess.run(["git", "init", "-q"], cwd=box.root, check=True)
    ran = box.run("init")
    assert ran.code == 0
    for said in (
        "wrote .milestoned/.gitignore",
        "Obsidian seen: ",
        "Hugo seen: ",
        "Zettlr seen: ",
        "archetypes",
    ):
        assert said in ran.err
    assert [note["path"] for note in box.run("status", "--json").json["notes"]] == ["ch/a.md"]
    box.run("update")
    changed = subprocess.run(
        ["git", "status", "--short", "-uall"], cwd=box.root, capture_output=True, text=True, check=True
    )
    assert ".milestoned/config.yaml" in changed.stdout
    assert "journal" not in changed.stdout


def test_init_leaves_alone_what_has_its_folders_name(box: Sandbox) -> None:
    """A link or a file named `.milestoned` may lead anywhere."""
    (box.root / ".milestoned").symlink_to(box.folder)
    ran = box.run("init")
    assert (ran.code, ran.out) == (1, "")
    assert "milestoned: .milestoned: is not a folder of its own\n  " in ran.err
    assert not (box.folder / "config.yaml").exists()


def test_the_template_shows_the_defaults(box: Sandbox) -> None:
    """Uncommented, its settings are valid, and those that show a default change nothing."""
    box.run("init")
    text = box.read(".milestoned/config.yaml")
    box.note("a.md")
    plain = box.run("status", "--json")
    box.config(re.sub(r"(?m)^# ((?:  )?[a-z_]+:|  - )", r"\1", text))
    assert "\nsize:\n  words: 1000\n" in box.read(".milestoned/config.yaml")
    assert box.run("status", "--json").out == plain.out


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        ("size:\n  wrods: 3\n", 2, "did you mean `words`?"),
        ("# c\nignroe: x\n", 2, "did you mean `ignore`?"),
        ("zzzz: 1\n", 1, "the names are: size, count"),
        ("count:\n  words: prosa\n", 2, "did you mean `prose`?"),
        ("count: {tasks: leafs}\n", 1, "did you mean `leaf`?"),
        ("size: {words: 0}\n", 1, "1 or more"),
        ("size: {words: many}\n", 1, "whole number"),
        ("write: [percent, chunk]\n", 1, "did you mean `chunks`?"),
        ("rename:\n  milestone-wrods: w\n", 2, "did you mean `milestone-words`?"),
        ("rename: {milestone-words: milestone}\n", 1, "not a key of yours"),
        ("rename: {milestone-words: x, milestone-status: x}\n", 1, "gives two keys the name `x`"),
        ("settle: soon\n", 1, "300 ms"),
        ("max_size: -1\n", 1, "16 MiB"),
        ("record: some\n", 1, "all, opted-in"),
        ("settle: 1\nsettle: 2\n", 2, "is there twice"),
        ("size: [\n", 2, "not valid YAML"),
        ("just text\n", 1, "name: value"),
    ],
)
def test_a_wrong_configuration_names_file_line_and_the_right_name(
    box: Sandbox, text: str, line: int, told: str
) -> None:
    """Exit 2, nothing is written, and the error says where and how to fix it."""
    box.note("a.md")
    box.config(text)
    before = box.stamps()
    ran = box.run("update")
    assert (ran.code, ran.out) == (2, "")
    assert f".milestoned/config.yaml:{line}: " in ran.err
    assert told in ran.err
    assert box.stamps() == before


def test_a_configuration_that_is_no_text_is_an_error(box: Sandbox) -> None:
    """Not UTF-8, or a folder."""
    box.write(".milestoned/config.yaml", b"\xff\xfe")
    assert "not UTF-8" in box.run("status").err
    (box.root / ".milestoned/config.yaml").unlink()
    (box.root / ".milestoned/config.yaml").mkdir()
    ran = box.run("status")
    assert ran.code == 2
    assert "Is a directory" in ran.err


def test_the_vaults_configuration_lies_over_the_users_own(box: Sandbox) -> None:
    """Setting by setting, and of a setting with parts part by part."""
    box.user_config.parent.mkdir(parents=True)
    box.user_config.write_text("size: {words: 100, characters: 700}\nwrite: left\n")
    box.note("a.md", head="---\nmilestone: [words, characters]\n---\n")
    sizes = _sizes(box)
    assert sizes == {"words": 100, "characters": 700}
    box.config("size: {words: 50}\n")
    assert _sizes(box) == {"words": 50, "characters": 700}
    box.run("update")
    assert "milestone-left: 47" in box.read("a.md")
    box.user_config.write_text("nonsense: 1\n")
    ran = box.run("status")
    assert ran.code == 2
    assert f"{box.user_config}:1: " in ran.err


def _sizes(box: Sandbox) -> dict[str, int]:
    (note,) = box.run("status", "--json").json["notes"]
    return {part["unit"]: part["size"] for part in note["milestones"]}


def test_two_configurations_may_not_give_two_keys_one_name(box: Sandbox) -> None:
    """Each is fine alone; together they are not."""
    box.user_config.parent.mkdir(parents=True)
    box.user_config.write_text("rename: {milestone-words: w}\n")
    box.config("rename: {milestone-status: w}\n")
    ran = box.run("status")
    assert ran.code == 2
    assert "gives two keys the name `w`" in ran.err


def test_ignored_notes_are_passed_over_even_when_named(box: Sandbox) -> None:
    """By `ignore:`, by a dot, as an editor's or a sync tool's leaving; naming one in vain is said."""
    box.config("ignore: [templates/, '*.draft.md', 'deep/**/x.md']\n")
    ignored = [
        "templates/a.md",
        "sub/templates/b.md",
        "c.draft.md",
        "deep/er/x.md",
        ".trash/d.md",
        ".e.md",
        "node_modules/f.md",
        "g.sync-conflict-20260101-120000-ABC.md",
        "h (conflicted copy 2026).md",
        "~$j.md",
    ]
    for name in [*ignored, "kept.md", "deep/kept.md"]:
        box.note(name)
    shown = box.run("status", "--json").json["notes"]
    assert [note["path"] for note in shown] == ["deep/kept.md", "kept.md"]
    ran = box.run("update", "templates", "c.draft.md")
    assert ran.code == 0
    assert "templates: passed over" in ran.err
    assert "milestone-words" not in box.read("templates/a.md") + box.read("c.draft.md")
