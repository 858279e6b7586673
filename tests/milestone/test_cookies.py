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
                "█████████░░░░░░░░░░░ chunk 3 of 5, 655 words to go",
                "<!-- /milestone -->",
                "",
            ]
        )
        in data
    )


def test_a_status_block_keeps_its_size() -> None:
    """What stands between the comments is ours: it is replaced, and a shorter line fills the room of the old one."""
    text = "<!-- milestone -->\n██ chunk 1234 of 5678, 1000 words to go\n<!-- /milestone -->\n"
    new = body(text, keys="milestone: 1000 words\nmilestone-goal: 5000")
    assert len(new.encode()) >= len(text.encode())
    again = body(new + "word " * 4999, keys="milestone: 1000 words\nmilestone-goal: 5000")
    assert again.split("-->")[1].split() == [
        "█" * 19 + "░",
        "chunk",
        "5",
        "of",
        "5,",
        "1",
        "word",
        "to",
        "go",
        "<!--",
        "/milestone",
    ]
    assert len(again.split("\n")[1].encode()) == len(new.split("\n")[1].encode())


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
    text = f"{BLOCK}\none\n\n<!-- milestone -->\n- [ ] stale\n\n# stale [/]\n<!-- /milestone -->\n\ntwo\n"
    new = body(text)
    assert new.count("chunk 1, 998 words to go") == 2
    assert "stale" not in new
