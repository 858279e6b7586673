"""Cookies at the end of headings and list items, and the status block."""

from __future__ import annotations

import pytest

from milestoned.note.counts import CountRules, TaskRule, WordRule
from milestoned.vault.config import Config
from tests.milestone.notes import look, note, served

KEYS = "milestone: words"


def body(text: str, config: Config | None = None, keys: str = KEYS) -> str:
    """Return the body once a note is up to date."""
    return served(note(keys, text), config or Config()).decode().split("\n---\n", 1)[1]


LIST = "\n\n- [x] a\n- [ ] b\n  - [x] c\n- [-] d\n"


@pytest.mark.parametrize(
    ("cookie", "shown"),
    [
        ("[/]", "[2/3]"),
        ("[%]", "[66%]"),
        ("[0/9]", "[2/3]"),
        ("[ 9%]", "[66%]"),
        ("[100%]", "[ 66%]"),
        ("[10/12]", "[  2/3]"),
        ("[  2/3]", "[  2/3]"),
        ("[2/3]", "[2/3]"),
    ],
)
@pytest.mark.parametrize("place", ["# A {}", "## A {} ##", "A {}\n===", "# {}", "# *A* {}  "])
def test_a_task_cookie_in_a_heading(cookie: str, shown: str, place: str) -> None:
    assert body(place.format(cookie) + LIST) == place.format(shown) + LIST


@pytest.mark.parametrize("item", ["- {}", "- [ ] a {}", "1. a {}", "* *a* {}", "- a {}\n  and on"])
def test_a_task_cookie_in_a_list_item(item: str) -> None:
    """It counts the tasks below the item, not the item itself, and not the next item's."""
    below = "\n  - [x] b\n  - [ ] c\n- [ ] d\n" if item[0] != "1" else "\n   - [x] b\n   - [ ] c\n2. [ ] d\n"
    if item == "- {}":
        assert (
            body(item.format("[/]") + below) == item.format("[/]") + below
        )  # that is a task with the mark `/`
    else:
        assert body(item.format("[/]") + below) == item.format("[1/2]") + below


def test_a_mark_may_look_like_a_cookie() -> None:
    """`- [/] a [/]` is a task that is under way, with a cookie."""
    assert body("- [/] a [/]\n  - [x] b\n") == "- [/] a [1/1]\n  - [x] b\n"


def test_a_section_runs_to_the_next_heading_of_the_same_or_a_higher_level() -> None:
    text = "# One [/]\n\n- [x] a\n\n## Two [/]\n\n- [ ] b\n\n### Three [/]\n\n- [ ] c\n\n## Four [/]\n\n- [x] d\n\n# Five [/]\n"
    shown = (
        text.replace("One [/]", "One [2/4]")
        .replace("Two [/]", "Two [0/2]")
        .replace("Three [/]", "Three [0/1]")
        .replace("Four [/]", "Four [1/1]")
    )
    assert body(text) == shown


def test_a_words_cookie_counts_its_section_with_its_heading() -> None:
    text = "# Title [/50 words]\n\none two\n\n## First part [/1000 words]\n\nthree\n\n## Second [7/1,000 words]\n\nfour five\n"
    assert body(text) == (
        "# Title [9/50 words]\n\none two\n\n## First part [3/1000 words]\n\nthree\n\n## Second [3/1,000 words]\n\nfour five\n"
    )


LINE_ENDS = [
    "^blk", "{#id}", "{#id .class key=v}", "#tag", "#tag #two/three", "[due:: 2026-12-01]", "(due:: 2026-12-01)", "📅 2026-12-01",
    "📅2026-12-01", "📆 2026-12-01", "🗓️ 2026-12-01", "⏳ 2026-12-01", "⌛ 2026-12-01", "🛫 2026-12-01", "➕ 2026-12-01", "✅ 2026-12-01",
    "❌ 2026-12-01", "🔁 every week", "🔁 every 2 weeks on Monday, Friday when done", "🔼", "⏫", "🏁 delete", "🆔 abc12", "⛔ abc1,de",
    "🔼 🔁 every day ⏳ 2026-12-01 📅 2026-12-02 #tag ^blk", "📅 2026-12-01 #tag", "[p:: 1] {#id} ^blk",
]  # fmt: skip


@pytest.mark.parametrize("mark", LINE_ENDS)
def test_a_cookie_stands_before_what_must_itself_be_last(mark: str) -> None:
    text = f"## A [/] {mark}\n\n- [x] a\n\n## B [%] {mark} ##\n\n- [ ] b [/] {mark}\n  - [x] c\n"
    assert body(text) == (
        f"## A [1/1] {mark}\n\n- [x] a\n\n## B [50%] {mark} ##\n\n- [ ] b [1/1] {mark}\n  - [x] c\n"
    )


@pytest.mark.parametrize("rule", list(WordRule))
def test_the_sections_add_up_to_the_note(rule: WordRule) -> None:
    config = Config(count=CountRules(rule))
    text = "# A [/9 words]\n\none #tag\n\n```\ncode here\n```\n\n# B\nTwo [/9 words]\n---\n\n$x y$ * [[z|two words]]\n\n- [x] task\n"
    found = look(served(note(KEYS, text), config), config)
    assert found.note is not None
    assert found.entry.counts is not None
    words = [int(cookie.text[1:].split("/")[0]) for cookie in found.note.outline.cookies]
    assert len(words) == 2
    outside = {WordRule.WC: 2}.get(rule, 1)  # `# B` has no cookie
    assert sum(words) == found.entry.counts.words - outside


@pytest.mark.parametrize(
    "text",
    [
        "# A `[/]`\n\n- [ ] b\n",
        "# A [x [/]](url)\n\n- [ ] b\n",
        "# A \\[/]\n\n- [ ] b\n",
        "# A [/] and on\n\n- [ ] b\n",
        "# A [3/]\n\n- [ ] b\n",
        "# A [/7]\n\n- [ ] b\n",
        "# A [/ 7]\n\n- [ ] b\n",
        "# A [/ words]\n\n- [ ] b\n",
        "# A [1/2][r]\n\n- [ ] b\n\n[r]: /x\n",
        "# A [[x|[/]]]\n\n- [ ] b\n",
        "A paragraph [/]\n\n- [ ] b\n",
        "```\n# A [/]\n```\n\n- [ ] b\n",
        "> # A [/]\n\n- [ ] b\n",
        "# A [/]\n\nno tasks\n",
        "# A [1/2]\n\nno tasks\n",
        "# A [50%]\n\n- [-] given up\n",
        "- a [/]\n- [ ] b\n",
        "- a\n  b [/]\n  - [ ] c\n",
        "- a [/100 words]\n",
        "# A <!-- [/] -->\n\n- [ ] b\n",
        "# A %%[/]\n\n- [ ] b %%\n",
        "# A $x [/]$\n\n- [ ] b\n",
    ],
)
def test_anything_else_is_left_as_it_is(text: str) -> None:
    assert body(text) == text


@pytest.mark.parametrize(
    ("rule", "shown"), [(TaskRule.ALL, "[1/3]"), (TaskRule.LEAF, "[1/2]"), (TaskRule.TOP, "[0/1]")]
)
def test_cookies_count_tasks_as_the_vault_does(rule: TaskRule, shown: str) -> None:
    text = "# A {}\n\n- [ ] b\n  - [x] c\n  - [ ] d\n"
    assert body(text.format("[/]"), Config(count=CountRules(tasks=rule))) == text.format(shown)


def test_a_note_that_did_not_opt_in_keeps_its_brackets() -> None:
    assert look(b"# A [/]\n\n- [ ] b\n").new is None


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_cookies_stand_on_lines_of_any_ending(ending: str) -> None:
    data = served(note(KEYS, "# A [/]\n\n- [x] b\n", ending))
    assert data.endswith(f"# A [1/1]{ending}{ending}- [x] b{ending}".encode())


BLOCK = "<!-- milestone -->\n<!-- /milestone -->\n"


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_a_status_block_is_filled(ending: str) -> None:
    data = served(
        note("milestone: 1000 words\nmilestone-goal: 5000", f"{BLOCK}\n{'word ' * 2345}\n", ending)
    ).decode()
    assert (
        ending.join(
            [
                "<!-- milestone -->",
                "",
                "█████████░░░░░░░░░░░ 655 words to finish chunk 3 of 5",
                "",
                "<!-- /milestone -->",
                "",
            ]
        )
        in data
    )


def test_a_status_block_keeps_its_size() -> None:
    """A shorter line fills the room of the old one, with blanks that no formatter takes for two in a row."""
    keys = "milestone: 1000 words\nmilestone-goal: 5000"
    new = body(BLOCK, keys=keys)
    for written in (1, 991, 4999, 5000, 5100):
        again = body(new + "word " * written, keys=keys).removesuffix("word " * written)
        assert len(again.encode()) >= len(new.encode())
        assert "  " not in again
        longest = written == 5100
        assert longest or len(again.encode()) == len(new.encode())


def test_a_status_block_grows_where_it_must_and_shrinks_by_a_row() -> None:
    found = look(note("milestone: 5 words", f"{BLOCK}\none\n"))
    assert found.new is not None
    long = found.new.replace("░ ".encode(), "░".encode() + "\u00a0".encode() * 40)
    assert served(long).count("\u00a0".encode()) == 0


OLDER = [
    "██████░░░░░░░░░░░░░░ chunk 3 of 5, 655 words to go",
    "██████░░░░░░░░░░░░░░    chunk 3, 1 word to go · 3 of 7 tasks, 4 to go",
    (
        "██████░░░░░░░░░░░░░░ no tasks yet\n\n| Note | Words | Tasks | Progress |\n| --- | ---: | ---: | --- |\n"
        "| [A \\& B](a.md) | 12 | 1/2 |   chunk 3, 1 word to go |\n| [B](<b c.md>) | 9 | 0/0 | |\n"
    ),
    "\n\n\n",
]


@pytest.mark.parametrize("old", OLDER)
def test_what_an_older_version_wrote_is_replaced(old: str) -> None:
    new = body(f"<!-- milestone -->\n{old}\n<!-- /milestone -->\n\none\n")
    assert "999 words to finish chunk 1" in new
    assert old.strip("\n") == "" or old not in new


WRITERS = [
    ("my evening of work", 5),
    ("\n- [ ] a task\n", 6),
    ("██████░░░░░░░░░░░░░░ my own bar", 5),
    ("██████░░░░░░░░░░░░░░ 9 words to finish chunk 1\n\nand text below it", 7),
    ("██████░░░░░░░░░░░░░░ 9 words to finish chunk 1\nand text right below it", 6),
    ("| Note | Words | Progress |\n| --- | --- | --- |\n| [A](a.md) | 3 | my remark |", 7),
    ("| Mine | Words | Progress |\n| --- | --- | --- |", 5),
    ("| [A](a.md) | 3 | no tasks yet |", 5),
    ("# a chapter", 5),
    ("<!-- a remark -->", 5),
]


@pytest.mark.parametrize(("text", "line"), WRITERS)
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_text_of_the_writers_between_the_comments_stays(text: str, line: int, ending: str) -> None:
    """Nothing between them is touched; it is a warning with its line, and the rest of the note is served."""
    block = f"<!-- milestone -->\n{text}\n<!-- /milestone -->\n"
    data = note("milestone: 1000 words", f"{block}# A [/]\n\n- [x] b\n", ending)
    found = look(data)
    assert found.new is not None
    assert block.replace("\n", ending).encode() in found.new
    assert f"# A [1/1]{ending}".encode() in found.new
    assert [(item.line, item.message) for item in found.entry.warnings] == [
        (line, "there is text of yours between the comments: move it out")
    ]


@pytest.mark.parametrize(
    "text",
    [
        "<!-- milestone -->\n",
        "<!-- /milestone -->\n<!-- milestone -->\n",
        "```\n<!-- milestone -->\n<!-- /milestone -->\n```\n",
        "    <!-- milestone -->\n    <!-- /milestone -->\n",
        "> <!-- milestone -->\n> <!-- /milestone -->\n",
        "- <!-- milestone -->\n  <!-- /milestone -->\n",
        "<!-- milestones -->\n<!-- /milestones -->\n",
        "a <!-- milestone -->\n<!-- /milestone --> b\n",
        "<div>\n<!-- milestone -->\n<!-- /milestone -->\n</div>\n",
    ],
)
def test_no_block_is_made_where_the_writer_placed_none(text: str) -> None:
    assert body(text) == text


def test_every_block_of_a_note_is_kept_and_what_is_in_it_is_not_counted() -> None:
    text = f"{BLOCK}\none\n\n<!-- milestone -->\n███████ no tasks yet\n<!-- /milestone -->\n\ntwo\n"
    new = body(text)
    assert new.count("998 words to finish chunk 1") == 2
    assert "no tasks" not in new
