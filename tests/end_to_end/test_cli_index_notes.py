"""Index notes: a note that sums up others."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.end_to_end.program import Sandbox


def _index(
    box: Sandbox, name: str, globs: str, *, body: str = "own text\n", head: str = "milestone: 100 words\n"
) -> None:
    box.write(name, f"---\n{head}milestone-notes: {globs}\n---\n{body}")


def _words(box: Sandbox, *names: str) -> list[str]:
    return [
        next(line.split()[1] for line in box.read(name).splitlines() if "-words:" in line) for name in names
    ]


def test_globs_lists_and_parent_folders(box: Sandbox) -> None:
    """`*` stays in a folder, `**` crosses them, `../` leads up, a list adds up; the note itself never counts."""
    box.note("a.md", 1)
    box.note("book/b.md", 2)
    box.note("book/deep/c.md", 4)
    box.note("other/d.md", 8)
    box.note("plain.md", 16, head="")
    box.note("out.md", 32, head="---\nwordcount: false\n---\n")
    _index(box, "book/one.md", "'*.md'")
    _index(box, "book/all.md", "'**/[bc].md'")
    _index(box, "book/up.md", "[../a.md, '../other/*.md', ../a.md, deep/]")
    _index(box, "every.md", "['?.md', plain.md, out.md]")
    assert box.run("update").code == 0
    assert _words(box, "book/all.md", "book/up.md", "every.md") == ["6", "13", "17"]


def test_nested_index_notes_count_each_note_once(box: Sandbox) -> None:
    """However often and however deep a note is named; an index note's own text counts for nothing."""
    box.note("part/a.md", 5)
    box.note("part/b.md", 7)
    _index(box, "part/index.md", "['a.md', 'b.md']")
    _index(
        box, "book.md", "['part/*.md', part/index.md]", body="x\n\n<!-- milestone -->\n<!-- /milestone -->\n"
    )
    assert box.run("update").code == 0
    assert _words(box, "part/index.md", "book.md") == ["12", "12"]
    assert "| [index](part/index.md) |    12 | 88 words to finish chunk 1     |\n" in box.read("book.md")
    assert "| [a](part/a.md)         |     5 | 5 words to finish chunk 1 of 3 |\n" in box.read("book.md")
    assert box.run("update", "--check").code == 0


def test_a_formatter_that_knows_no_tables_is_not_fought(box: Sandbox) -> None:
    """`mdformat` without its plugin leaves one blank of each run: that is not stale, and goes with the next number."""
    box.note("part/a.md", 5)
    box.note("part/longer.md", 70)
    _index(box, "book.md", "'part/*.md'", body="x\n\n<!-- milestone -->\n<!-- /milestone -->\n")
    box.run("update")
    head, table = box.read("book.md").split("| Note", 1)
    formatted = f"{head}| Note" + re.sub(" +", " ", table)
    assert formatted != box.read("book.md")
    (box.root / "book.md").write_text(formatted)
    check = box.run("update", "--check")
    assert (check.code, check.err) == (0, "")
    box.note("part/a.md", 6)
    ran = box.run("update")
    assert ran.err == "part/a.md: 4 words to finish chunk 1 of 3\nbook.md: 24 words to finish chunk 1\n"
    assert "| [a](part/a.md)           |     6 |" in box.read("book.md")


def test_the_sum_follows_every_change(box: Sandbox) -> None:
    """A note that grows, comes, goes or opts in makes its index note stale."""
    box.note("ch/a.md", 5)
    box.note("ch/plain.md", 2, head="")
    _index(box, "book.md", "'ch/*.md'")
    box.run("update")
    assert _words(box, "book.md") == ["7"]
    box.note("ch/b.md", 3)
    check = box.run("update", "--check")
    assert "book.md: would change" in check.err
    box.run("update", "book.md")
    assert _words(box, "book.md") == ["10"]
    (box.root / "ch/a.md").unlink()
    box.note("ch/plain.md", 4)
    assert box.run("status", "--json").json["notes"][0]["words"] == 7
    box.run("update")
    assert _words(box, "book.md") == ["7"]


def test_index_notes_that_name_each_other_are_a_problem_on_both(box: Sandbox) -> None:
    """Both are told with the line of the key and left alone; the rest is served."""
    box.note("a.md")
    _index(box, "one.md", "[two.md, a.md]")
    _index(box, "two.md", "['*.md']")
    _index(box, "fine.md", "a.md")
    ran = box.run("update")
    assert ran.code == 1
    assert "one.md:3: this index note and two.md sum up each other" in ran.err
    assert "two.md:3: this index note and one.md sum up each other" in ran.err
    assert _words(box, "a.md", "fine.md") == ["3", "3"]
    assert "milestone-words" not in box.read("one.md") + box.read("two.md")
    problems = box.run("status", "--json").json["problems"]
    assert [(problem["path"], problem["line"]) for problem in problems] == [("one.md", 3), ("two.md", 3)]


def test_a_sum_of_what_cannot_be_counted_stays_as_it_was(box: Sandbox) -> None:
    """No number is made of half a book: not without a member that is no text, nor beyond the vault."""
    box.note("a.md")
    _index(box, "book.md", "'[ab].md'")
    box.run("update")
    before = box.read("book.md")
    box.write("b.md", b"\xff\n")
    ran = box.run("update")
    assert ran.code == 1
    assert "book.md:3: b.md cannot be counted" in ran.err
    assert box.read("book.md") == before
    (box.root / "b.md").unlink()
    outside = box.folder / "b.md"
    outside.write_text("not of this vault\n")
    (box.root / "b.md").symlink_to(outside)
    assert "book.md:3: b.md cannot be counted" in box.run("update").err


def test_no_matching_note_and_wrong_globs_are_problems(box: Sandbox) -> None:
    """The likely reason is a glob that is not relative to the note."""
    _index(box, "none.md", "'chapters/*.md'")
    _index(box, "out.md", "'../../*.md'")
    _index(box, "absolute.md", "/etc/*.md")
    _index(box, "itself.md", "itself.md")
    ran = box.run("status")
    assert ran.code == 1
    told = [line.removeprefix("milestoned: ") for line in ran.err.splitlines() if line[0] != " "]
    assert [line.split(":")[0] for line in told] == [
        "absolute.md",
        "itself.md",
        "none.md",
        "out.md",
    ]
    assert all(line.split(":")[1] == "3" for line in told)


def test_many_stars_do_not_take_for_ever(box: Sandbox) -> None:
    """A vault may come from somebody else: no glob may hang the program."""
    box.note("a" * 100 + ".md")
    box.note("/".join("abcdefghijklmnopqrst") + "/a.md")
    _index(box, "x.md", "['" + "*a" * 30 + "b.md', '" + "**/" * 30 + "x/b.md', '" + "**/*/" * 12 + "b.md']")
    assert box.run("status").code == 1
