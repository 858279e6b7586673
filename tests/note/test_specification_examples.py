"""The examples of the CommonMark and GFM specifications, each as the body of an opted-in note."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path

import pytest

from milestoned.note.counting import measure
from milestoned.note.counts import CountRules
from milestoned.note.fast_outline import scan
from milestoned.note.full_outline import outline
from milestoned.note.outline import TaskState
from tests.milestone.notes import served

DATA = Path(__file__).parents[1] / "data"
EXAMPLES = [item["markdown"] for item in json.loads((DATA / "commonmark.json").read_text())]
HEAD = "---\nmilestone: [words, tasks]\n---\n"
_TASK_LISTS = re.findall(
    r"^(\S.*)\n\.\n((?s:.*?))\n\.\n((?s:.*?))\n?^\.$", (DATA / "tasklists.md").read_text(), re.MULTILINE
)
_BOX = re.compile(r'<input class="task-list-item-checkbox"[^>]*?( checked="")?>')
# Text of the rendered example that a reader of the note does not see, or that this program reads otherwise on purpose.
_UNLIKE_HTML = re.compile(r"[\[$#%^<`~|]|!\[|&|\\")


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_no_example_of_commonmark_loses_or_gains_a_byte(ending: str) -> None:
    for body in EXAMPLES:
        data = (HEAD + body).replace("\n", ending).encode()
        assert served(data).endswith(body.replace("\n", ending).encode())


def test_both_ways_count_every_example_alike() -> None:
    for body in EXAMPLES:
        assert measure(scan(body, cookies=True), body, CountRules()) == measure(
            outline(body, cookies=True), body, CountRules()
        )


def test_examples_without_special_markup_count_the_words_of_their_html() -> None:
    """What the reference implementation shows a reader, its code blocks left out, is what is counted."""
    compared = 0
    for item in json.loads((DATA / "commonmark.json").read_text()):
        if _UNLIKE_HTML.search(item["markdown"]):
            continue
        shown = re.sub(r"<pre>.*?</pre>", " ", item["html"], flags=re.DOTALL)
        shown = html.unescape(re.sub(r"</?(?:p|li|ul|ol|h\d|blockquote|hr|br)\b[^>]*>", " ", shown))
        shown = re.sub(r"<[^>]*>", "", shown)
        assert (
            " ".join(prose.text for prose in outline(item["markdown"], cookies=False).prose).split()
            == shown.split()
        )
        compared += 1
    assert compared > 250


@pytest.mark.parametrize(
    ("title", "markdown", "shown"), _TASK_LISTS, ids=[title for title, _, _ in _TASK_LISTS]
)
def test_tasks_are_those_of_gfm(title: str, markdown: str, shown: str) -> None:
    """Each box that GitHub draws is a task, with its state. Other marks than x are this program's own tasks."""
    assert title
    found = scan(markdown, cookies=True).tasks
    boxes = [bool(checked) for checked in _BOX.findall(shown)]
    lines = markdown.split("\n")
    ours = [task.state is TaskState.DONE for task in found if re.search(r"\[[ xX]\]", lines[task.line])]
    assert ours == boxes
    assert served((HEAD + markdown).encode()).endswith(markdown.encode())
