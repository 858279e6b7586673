"""The recipes in docs/recipes.md, run as they stand."""

from __future__ import annotations

import re
import shlex
import subprocess
from pathlib import Path

import pytest

from tests.end_to_end.program import Ran, Sandbox

_PAGE = (Path(__file__).parents[2] / "docs" / "recipes.md").read_text()
_SECTIONS = dict(re.findall(r"(?m)^## (.+)\n((?:(?!^## ).*\n?)*)", _PAGE))


@pytest.fixture
def box(tmp_path: Path) -> Sandbox:
    """Give an empty folder and the program."""
    return Sandbox(tmp_path)


def commands(title: str) -> list[str]:
    blocks = re.findall(r"```sh\n(.*?)```", _SECTIONS[title], re.DOTALL)
    return [line for block in blocks for line in block.splitlines()]


def rules(title: str) -> str:
    found = re.search(r"```yaml\n(.*?)```", _SECTIONS[title], re.DOTALL)
    assert found
    return found[1]


def follow(box: Sandbox, title: str) -> list[Ran]:
    """Run each line of a recipe, in a shell of its own but for milestoned's."""
    ran = []
    for line in commands(title):
        words = shlex.split(line)
        if words[0] == "milestoned":
            ran.append(box.run(*words[1:]))
            assert ran[-1].code == 0, (line, ran[-1].err)
        else:
            subprocess.run(words, cwd=box.root, check=True, capture_output=True)
    return ran


def test_a_novel(box: Sandbox) -> None:
    """The book sums its chapters up, and a chapter that is added starts by itself."""
    for number in (1, 2):
        box.write(f"chapters/{number}.md", "word " * 100)
    box.write("book.md", "# Book\n\n<!-- milestone -->\n<!-- /milestone -->\n")
    follow(box, "A novel")
    box.config(rules("A novel"))
    box.write("chapters/3.md", "word " * 50)
    assert box.run("update").code == 0
    assert "milestone-goal: 4000" in box.read("chapters/1.md")
    assert "milestone: 1000 words" in box.read("chapters/3.md")
    notes = {note["path"]: note for note in box.run("status", "--json").json["notes"]}
    assert notes["book.md"]["words"] == 250
    assert "| [3](chapters/3.md)" in box.read("book.md")


def test_a_thesis(box: Sandbox) -> None:
    """Citations and attributes are left out, and each is accounted for."""
    box.write("thesis/intro.md", "# Intro {#intro}\n\nAs [@doe2020, p. 3] says, it rains.\n")
    ran = follow(box, "A thesis with Zettlr and pandoc")
    assert "milestone: 500 words" in box.read("thesis/intro.md")
    assert "citations" in ran[-1].out
    assert "words counted" in ran[-1].out


def test_a_blog(box: Sandbox) -> None:
    """A post keeps its front matter; one in TOML is said and left alone."""
    box.write("hugo.toml", "")
    box.write("themes/x/README.md", "text")
    box.write("content/posts/first.md", "---\ntitle: First\ndate: 2026-01-01\n---\ntext\n")
    toml = box.write("content/posts/toml.md", "+++\ntitle = 'x'\n+++\ntext\n").read_bytes()
    follow(box, "A blog with Hugo or Jekyll")
    assert box.read("content/posts/first.md").startswith(
        "---\ntitle: First\ndate: 2026-01-01\nmilestone: 800 words\n"
    )
    assert box.run("start", "content/posts/toml.md").code == 1
    assert (box.root / "content/posts/toml.md").read_bytes() == toml
    assert "themes" in box.read(".milestoned/config.yaml")


def test_daily_notes(box: Sandbox) -> None:
    """A day's note starts when it holds words, and not before."""
    box.write(".obsidian/app.json", "{}")
    box.config(rules("Obsidian with daily notes"))
    box.write("journal/2026-11-26.md", "It rained.\n")
    box.write("journal/2026-11-27.md", "")
    assert box.run("update").code == 0
    assert "milestone: 500 words" in box.read("journal/2026-11-26.md")
    assert box.read("journal/2026-11-27.md") == ""


def test_a_month(box: Sandbox) -> None:
    """The note is made, and the promise stands."""
    box.run("init")
    follow(box, "A month of 50,000 words")
    assert "milestone-goal: 50000\n" in box.read("november.md")
    assert "-11-30\n" in box.read("november.md")
    assert box.run("commitments", "--json").json


def test_notes_in_git(box: Sandbox) -> None:
    """The configuration is in a commit, the journal is not."""
    box.note("a.md")
    follow(box, "Notes in git")
    box.run("update")
    staged = subprocess.run(
        ["git", "ls-files", "-o", "-c", "--exclude-standard"],
        cwd=box.root,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.splitlines()
    assert ".milestoned/config.yaml" in staged
    assert not any("journal" in path for path in staged)
