"""`milestoned start`: opting notes in by adding the writer's keys, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.end_to_end.program import Sandbox


def test_without_frontmatter_one_is_made(box: Sandbox) -> None:
    """The text below stays as it was, and the default bite is 1000 words."""
    box.write("a.md", "# Title\n\nText.\n")
    ran = box.run("start", "a.md")
    assert (ran.code, ran.out, ran.err) == (0, "", "a.md: started\n")
    assert box.read("a.md") == "---\nmilestone: 1000 words\n---\n# Title\n\nText.\n"


def test_with_frontmatter_the_keys_go_to_its_end(box: Sandbox) -> None:
    """Comments, quotes and blanks above stay; each option becomes the writer's own key."""
    box.write("a.md", "---\ntitle:  'A'  # mine\n\n---\ntext\n")
    options = (
        "--every",
        "500 words",
        "--goal",
        "5000",
        "--due",
        "2026-12-31",
        "--why",
        "because: I said so # really",
    )
    assert box.run("start", "a.md", *options).code == 0
    assert box.read("a.md") == (
        "---\ntitle:  'A'  # mine\n\nmilestone: 500 words\nmilestone-goal: 5000\nmilestone-due: 2026-12-31\n"
        'milestone-why: "because: I said so # really"\n---\ntext\n'
    )
    status = box.run("status", "--json")
    assert status.code == 0
    assert status.json["notes"][0]["milestones"][0]["goal"] == 5000


def test_bom_and_line_endings_stay(box: Sandbox) -> None:
    """The new lines end as the note's others do, and stand behind the BOM."""
    box.write("a.md", b"\xef\xbb\xbfone\r\ntwo")
    box.write("b.md", b"\xef\xbb\xbf---\r\ntitle: B\r\n---\r\nx\r\n")
    box.write("c.md", b"one\rtwo\r")
    box.write("d.md", b"---\n---\n")
    assert box.run("start", "a.md", "b.md", "c.md", "d.md").code == 0
    key = b"milestone: 1000 words"
    assert (box.root / "a.md").read_bytes() == b"\xef\xbb\xbf---\r\n" + key + b"\r\n---\r\none\r\ntwo"
    assert (box.root / "b.md").read_bytes() == b"\xef\xbb\xbf---\r\ntitle: B\r\n" + key + b"\r\n---\r\nx\r\n"
    assert (box.root / "c.md").read_bytes() == b"---\r" + key + b"\r---\rone\rtwo\r"
    assert (box.root / "d.md").read_bytes() == b"---\n" + key + b"\n---\n"


def test_a_scene_break_on_the_first_line_is_no_frontmatter(box: Sandbox) -> None:
    """The frontmatter is made above it."""
    box.write("a.md", "---\nOnce upon a time.\n")
    assert box.run("start", "a.md").code == 0
    assert box.read("a.md") == "---\nmilestone: 1000 words\n---\n---\nOnce upon a time.\n"


_REFUSED: dict[str, tuple[str | bytes, str]] = {
    "toml.md": ("+++\ntitle = 'x'\n+++\ntext\n", "TOML"),
    "json.md": ('{\n  "title": "x"\n}\n\ntext\n', "JSON"),
    "logseq.md": ("title:: x\ntext\n", "Logseq"),
    "blank.md": ("\n---\ntitle: x\n---\n", "leading blank line"),
    "started.md": ("---\nmilestone: words\n---\n", "has a milestone already"),
    "broken.md": ("---\ntitle: [\n---\n", "not valid YAML"),
    "list.md": ("---\n- a\n---\n", "no mapping"),
    "flow.md": ("---\n{a: b}\n---\n", "written in braces"),
    "out.md": ("---\nwordcount: false\n---\n", "wordcount: false"),
    "goal.md": ("---\nmilestone-goal: 10\n---\n", "milestone-goal"),
    "latin.md": (b"\xe9\n", "not UTF-8"),
    "wide.md": ("text\n".encode("utf-16"), "UTF-16"),
    "nul.md": (b"a\0b\n", "NUL"),
    "text.txt": ("text\n", "no Markdown note"),
}


def test_what_cannot_be_started_is_refused_with_the_reason(box: Sandbox) -> None:
    """Each kind says why, with a way out; no byte of it changes; the good note beside them is started."""
    for name, (content, _) in _REFUSED.items():
        box.write(name, content)
    box.write("good.md", "text\n")
    before = {name: (box.root / name).read_bytes() for name in _REFUSED}
    ran = box.run("start", *_REFUSED, "missing.md", "good.md", "--goal", "20")
    assert (ran.code, ran.out) == (1, "")
    told = dict(
        zip(
            [line.split(":")[0] for line in ran.err.splitlines() if line[0] != " "],
            _problems(ran.err),
            strict=True,
        )
    )
    for name, (_, reason) in _REFUSED.items():
        assert reason in told[name]
        assert "\n  " in told[name] or reason == "NUL"
    assert "no such note" in told["missing.md"]
    assert told["good.md"] == "good.md: started"
    assert {name: (box.root / name).read_bytes() for name in _REFUSED} == before


def _problems(err: str) -> list[str]:
    return err.rstrip("\n").replace("\n  ", "\0").replace("\n", "\1").replace("\0", "\n  ").split("\1")


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (("--every", "lots"), "--every lots: no bite"),
        (("--every", "0 words"), "no bite"),
        (("--goal", "0"), "--goal 0: no goal"),
        (("--goal", "-5"), "no goal"),
        (("--due", "2026-02-30"), "--due 2026-02-30: no date"),
        (("--due", "soon"), "no date"),
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
    assert "milestone-progress: 997 words to finish chunk 1\n" in box.read("a.md")
