"""`milestoned update`: one pass that counts and writes."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.end_to_end.program import OPTED_IN

if TYPE_CHECKING:
    from tests.end_to_end.program import Sandbox


def test_writes_the_progress_below_the_writers_keys_and_nothing_else(box: Sandbox) -> None:
    """The five owned keys' lines stand right below the last milestone key; the rest is as it was."""
    box.write("a.md", "---\ntitle: A\nmilestone: 10 words\nmilestone-goal: 30\ntags: [x]\n---\n\none two\n")
    plain = box.note("plain.md", head="")
    before = plain.read_bytes(), plain.stat().st_ctime_ns
    ran = box.run("update")
    assert (ran.code, ran.out) == (0, "")
    assert ran.err == "a.md: 8 words to finish chunk 1 of 3\n"
    assert box.read("a.md") == (
        "---\ntitle: A\nmilestone: 10 words\nmilestone-goal: 30\n"
        "milestone-words:  2\nmilestone-progress:     8 words to finish chunk 1 of 3\nmilestone-status: in progress\n"
        "tags: [x]\n---\n\none two\n"
    )
    assert (plain.read_bytes(), plain.stat().st_ctime_ns) == before


def test_twice_is_once(box: Sandbox) -> None:
    """A second pass touches no file, and says so by its silence."""
    box.note("a.md")
    box.run("update")
    stamps = box.stamps()
    second = box.run("update")
    assert (second.code, second.out, second.err) == (0, "", "")
    assert box.stamps() == stamps


def test_keeps_the_modification_time(box: Sandbox) -> None:
    """`last changed` stays the moment the writer last wrote."""
    path = box.note("a.md")
    before = path.stat().st_mtime_ns
    box.run("update")
    assert path.stat().st_mtime_ns == before
    assert "milestone-words:  3\n" in box.read("a.md")


def test_keeps_bom_and_line_endings(box: Sandbox) -> None:
    """A BOM, CRLF in the frontmatter and a missing final newline stay, and the added lines end as theirs."""
    box.write("a.md", b"\xef\xbb\xbf---\r\nmilestone: tasks\r\n---\r\n- [x] a\n- [ ] b")
    assert box.run("update").code == 0
    assert (box.root / "a.md").read_bytes() == (
        b"\xef\xbb\xbf---\r\nmilestone: tasks\r\nmilestone-tasks:   1/2\r\nmilestone-progress:    1 of 2 tasks, 1 to go\r\n"
        b"milestone-status: in progress\r\n---\r\n- [x] a\n- [ ] b"
    )


def test_check_and_diff_write_nothing(box: Sandbox) -> None:
    """Neither touches a byte, a time or an inode; --check exits 1, --diff alone 0."""
    box.note("a.md")
    box.note("sub/b.md")
    stamps = box.stamps()
    check = box.run("update", "--check")
    diff = box.run("update", "--diff")
    both = box.run("update", "--check", "--diff")
    assert (check.code, check.out) == (1, "")
    assert check.err == "a.md: would change\nsub/b.md: would change\n"
    assert (diff.code, both.code) == (0, 1)
    assert diff.out == both.out
    assert "+milestone-words:  3\n" in diff.out
    assert box.stamps() == stamps


def test_check_is_content_once_all_is_written(box: Sandbox) -> None:
    """After `update`, `--check` exits 0 and `--diff` prints nothing."""
    box.note("a.md")
    box.run("update")
    check, diff = box.run("update", "--check"), box.run("update", "--diff")
    assert (check.code, check.out, check.err) == (0, "", "")
    assert (diff.code, diff.out, diff.err) == (0, "", "")


@pytest.mark.skipif(not shutil.which("patch"), reason="needs patch")
def test_the_diff_is_what_update_does(box: Sandbox) -> None:
    """`patch` makes of the old note what `update` makes of it, whatever ends its lines or is in them."""
    box.write("a.md", OPTED_IN + "one\x0ctwo\u2028three\x0b\rfour [[link]]\n- x\n" + "last")
    box.write("b.md", OPTED_IN.replace("\n", "\r\n") + "text\r\n")
    box.write("c.md", OPTED_IN.rstrip("\n"))
    diff = box.run("update", "--diff").out
    copy = box.folder / "copy"
    shutil.copytree(box.root, copy)
    subprocess.run(["patch", "-p1", "--binary", "-s"], cwd=copy, input=diff.encode(), check=True)
    box.run("update")
    for name in ("a.md", "b.md", "c.md"):
        assert (copy / name).read_bytes() == (box.root / name).read_bytes()


def test_a_path_narrows_what_is_written(box: Sandbox) -> None:
    """A note or a folder: all else stays as it is."""
    for name in ("a.md", "sub/b.md", "sub/deep/c.md", "subway.md"):
        box.note(name)
    box.run("update", "sub/deep/c.md")
    assert [name for name in ("a.md", "sub/b.md", "sub/deep/c.md") if "-words" in box.read(name)] == [
        "sub/deep/c.md"
    ]
    ran = box.run("update", "sub")
    assert ran.err == "b.md: 7 words to finish chunk 1 of 3\n"
    assert "milestone-words" not in box.read("subway.md")


def test_several_paths_of_several_vaults(box: Sandbox) -> None:
    """Each PATH is served by its own vault's configuration."""
    for vault in ("one", "two"):
        box.write(f"{vault}/.milestoned/config.yaml", "write: chunks\n" if vault == "two" else "")
        box.note(f"{vault}/a.md")
    ran = box.run("update", "one/a.md", "two")
    assert ran.code == 0
    assert "milestone-chunks" not in box.read("one/a.md")
    assert "milestone-chunks: 0/3" in box.read("two/a.md")


def test_a_path_inside_a_vault_finds_its_root(box: Sandbox) -> None:
    """From a folder, from `..` and by an absolute path, the nearest `.milestoned/` upwards is the root."""
    box.config("write: left\n")
    box.note("sub/deep/a.md")
    box.note("sub/b.md")
    deep = box.root / "sub" / "deep"
    assert box.run("update", cwd=deep).err == "sub/deep/a.md: 7 words to finish chunk 1 of 3\n"
    assert "milestone-left:  7\n" in box.read("sub/deep/a.md")
    assert box.run("status", "..", "--json", cwd=deep).json["vault"] == "vault"
    paths = [note["path"] for note in box.run("status", "..", "--json", cwd=deep).json["notes"]]
    assert paths == ["sub/b.md", "sub/deep/a.md"]


def test_a_writers_change_is_noticed_whatever_its_size_and_time(box: Sandbox) -> None:
    """The index goes by the change time too: an edit that keeps size and modification time counts."""
    path = box.write("a.md", OPTED_IN + "one two\n")
    box.run("update")
    box.let_rest()
    box.run("status")
    stat = path.stat()
    path.write_bytes(path.read_bytes().replace(b"one two", b"one-two"))
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert path.stat().st_size == stat.st_size
    box.let_rest()
    assert box.run("status", "--json").json["notes"][0]["words"] == 1
    box.run("update")
    assert "milestone-words:  1\n" in box.read("a.md")


def test_our_own_write_that_keeps_the_size_is_noticed(box: Sandbox) -> None:
    """`status` after such a write says that nothing is stale."""
    head = OPTED_IN.replace("---\n\n", "")
    owned = "milestone-words: 9\nmilestone-progress:  1 word to finish chunk 1 of 3\nmilestone-status: in progress\n---\n\n"
    path = box.write("a.md", head + owned + "one two three four five six seven eight\n")
    box.let_rest()
    assert box.run("status", "--json").json["notes"][0]["stale"] is True
    size = path.stat().st_size
    box.run("update")
    assert path.stat().st_size == size
    assert box.run("status", "--json").json["notes"][0]["stale"] is False
    assert box.run("update", "--check").code == 0


def test_a_shorter_value_keeps_the_notes_size(box: Sandbox) -> None:
    """1005 words become 998: the value is padded in its slot, and reads without the padding."""
    path = box.note("a.md", 1005, head="---\nmilestone: 10 words\n---\n\n")
    box.run("update")
    text = path.read_text()
    size_of_frontmatter = text.index("\n\n")
    path.write_text(text.replace("word word word word word word word word", "word", 1))
    box.run("update")
    after = path.read_text()
    assert "milestone-words:  998\n" in after
    assert after.index("\n\n") == size_of_frontmatter


def test_keys_on_request_and_renamed_ones(box: Sandbox) -> None:
    """`write:` adds keys, `rename:` gives them the writer's names."""
    box.config(
        "write: [percent, chunks, left]\nrename:\n  milestone-words: words\n  milestone-percent: done\n"
    )
    box.note("a.md", 12)
    box.run("update")
    assert "words: 12\n" in box.read("a.md")
    assert "done:  40\nmilestone-chunks: 1/3\nmilestone-left:  8\n" in box.read("a.md")
    assert box.run("update", "--check").code == 0


def test_quiet_and_verbose(box: Sandbox) -> None:
    """-q says nothing of what went well; -v says how much was looked at."""
    box.note("a.md")
    assert box.run("-q", "update", "--check").err == ""
    assert box.run("-q", "update").err == ""
    assert "1 notes looked at, 0 written" in box.run("-v", "update").err
