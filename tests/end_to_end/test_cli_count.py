"""`milestoned count`: words, characters and tasks, like wc."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.end_to_end.program import Sandbox

_TEXT = "---\ntitle: Not counted\n---\n# A title\n\nOne **two** `three`. <!-- hidden words -->\n\n- [x] done\n- [ ] open\n- [-] gone\n"


def test_json_per_file_and_in_total(box: Sandbox) -> None:
    """The documented shape; notes without a milestone count too."""
    box.write("a.md", _TEXT)
    box.write("b.txt", "four words of text\n")
    ran = box.run("count", "a.md", "b.txt", "--json")
    tasks = {"done": 1, "open": 1, "cancelled": 1, "total": 2}
    none = {"done": 0, "open": 0, "cancelled": 0, "total": 0}
    assert ran.code == 0
    assert ran.json == {
        "files": [
            {"path": "a.md", "words": 8, "characters": 33, "tasks": tasks},
            {"path": "b.txt", "words": 4, "characters": 18, "tasks": none},
        ],
        "total": {"words": 12, "characters": 51, "tasks": tasks},
    }


def test_columns_like_wc(box: Sandbox) -> None:
    """Numbers to the right, the name last, a total where there are several."""
    box.write("a.md", "one two three\n")
    box.write("sub/b.md", "- [x] " + "word " * 100 + "\n")
    assert box.run("count", "a.md").out == "3 13 0/0 a.md\n"
    assert (
        box.run("count", "a.md", "sub").out == "  3  13 0/0 a.md\n100 499 1/1 sub/b.md\n103 512 1/1 total\n"
    )
    assert box.run("count", "../vault", cwd=box.root).out.splitlines()[0] == "  3  13 0/0 ../vault/a.md"


def test_explain_adds_up(box: Sandbox) -> None:
    """All words less what each rule took is what was counted."""
    box.write("a.md", _TEXT)
    lines = box.run("count", "--explain", "a.md").out.splitlines()
    assert lines[0] == "a.md"
    numbers = [int(line.split()[0]) for line in lines[1:]]
    assert lines[-1].split(maxsplit=1) == ["8", "words counted"]
    assert sum(numbers[:-1]) == numbers[-1]
    assert any("HTML tags and comments" in line for line in lines)
    (row,) = box.run("count", "--explain", "--json", "a.md").json["files"]
    assert {"what": "words counted", "words": 8} in row["explain"]


def test_standard_input(box: Sandbox) -> None:
    """`-` reads what is piped in."""
    assert box.run("count", "-", stdin=b"one two\n").out == "2 7 0/0 -\n"
    refused = box.run("count", "-", stdin=b"\xff\xfea\0")
    assert (refused.code, refused.out) == (1, "")
    assert refused.err.startswith("milestoned: -:1: the note is UTF-16")


def test_what_cannot_be_counted_is_told_and_the_rest_counted(box: Sandbox) -> None:
    """Missing, not text, no file, too large: each is told with a reason, exit 1; the others' total stands."""
    box.write("a.md", "one two\n")
    box.write("latin.md", b"caf\xe9\n")
    os.mkfifo(box.root / "pipe.md")
    box.config("max_size: 1 KB\n")
    box.write("big.md", "x " * 600)
    ran = box.run("count", "a.md", "missing.md", "latin.md", "pipe.md", "big.md", "--json")
    assert ran.code == 1
    assert [row["path"] for row in ran.json["files"]] == ["a.md"]
    assert ran.json["total"]["words"] == 2
    told = [line for line in ran.err.splitlines() if not line.startswith(" ")]
    assert told == [
        "milestoned: missing.md: no such file or folder",
        "milestoned: latin.md:1: the note is not UTF-8",
        "milestoned: pipe.md: is not a regular file",
        "milestoned: big.md: is larger than `max_size`",
    ]
    folder = box.run("count", ".")
    assert folder.code == 1
    assert folder.out == "2 7 0/0 a.md\n"


def test_the_vaults_rules_hold(box: Sandbox) -> None:
    """`count.words` and `count.tasks` of the configuration nearest to each file."""
    text = "a — b #tag\n\n- [ ] x\n  - [ ] y\n"
    for rule in ("prose", "office", "all", "wc"):
        box.write(f"{rule}/.milestoned/config.yaml", f"count: {{words: {rule}, tasks: leaf}}\n")
        box.write(f"{rule}/a.md", text)
    rows = box.run("count", "--json", "prose/a.md", "office/a.md", "all/a.md", "wc/a.md").json["files"]
    assert [row["words"] for row in rows] == [4, 4, 5, 12]
    assert {row["tasks"]["total"] for row in rows} == {1}
