"""The fast way to an outline and the full parse say the same of every body."""

from __future__ import annotations

import unicodedata
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from milestoned.note import words
from milestoned.note.counting import Sections, measure
from milestoned.note.counts import CountRules, TaskRule, WordRule
from milestoned.note.fast_outline import scan
from milestoned.note.full_outline import outline as full_outline
from milestoned.note.note import Note, parse
from milestoned.note.words import count_words
from tests.properties.nasty import SPANS, bodies

if TYPE_CHECKING:
    from milestoned.note.outline import Outline

VAULT = Path(__file__).parents[2] / "sample-vault"
NOTES = sorted(VAULT.rglob("*.md"))
ALL_RULES = [CountRules(words, tasks) for words in WordRule for tasks in TaskRule]


def _said(found: Outline, body: str) -> dict[str, object]:
    """Return everything that anything is counted or written from."""
    sections = Sections(found, body, CountRules())
    hidden: Counter[str] = Counter()
    for rule, text in found.hidden:
        hidden[rule] += count_words(text)
    return {
        "prose": [
            (item.line, item.text.split(), item.unseen.split())
            for item in found.prose
            if (item.text + item.unseen).strip()
        ],
        "headings": found.headings,
        "tasks": found.tasks,
        "cookies": [
            (item.line, item.text, item.level, sections.words(item) if item.words else sections.tasks(item))
            for item in found.cookies
        ],
        "status blocks": found.status_blocks,
        "hidden": +hidden,
        "counts": [measure(found, body, rules) for rules in ALL_RULES],
        "too dense": found.too_dense,
    }


def _assert_same(body: str, *, owned: bool) -> None:
    assert _said(scan(body, cookies=owned), body) == _said(full_outline(body, cookies=owned), body)


@given(bodies, st.booleans())
def test_on_documents_made_of_nasty_parts(body: str, owned: bool) -> None:  # noqa: FBT001 - Hypothesis gives it
    _assert_same(body, owned=owned)


@given(bodies, st.booleans())
def test_on_long_notes_whose_paragraphs_were_read_before(body: str, owned: bool) -> None:  # noqa: FBT001
    with pytest.MonkeyPatch.context() as patch:
        expected = _said(full_outline(body, cookies=owned), body)
        patch.setattr("milestoned.note.fast_outline._LONG", -1)
        for from_edit in (False, True):
            found = scan(body, cookies=owned)
            found.from_edit = from_edit
            assert _said(found, body) == expected


@given(st.text(alphabet="ab \n#*_`[]()%$<>!-+|~^&\\1.:=é\t"), st.booleans())
def test_on_noise(body: str, owned: bool) -> None:  # noqa: FBT001
    _assert_same(body, owned=owned)


@given(st.data())
def test_on_random_edits_of_prose(data: st.DataObject) -> None:
    """A paragraph of the sample vault with something typed, cut or broken anywhere in it."""
    note = parse(data.draw(st.sampled_from(NOTES)).read_bytes())
    assert isinstance(note, Note)
    body = note.body
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(body)))
        end = min(len(body), at + data.draw(st.integers(0, 60)))
        typed = data.draw(
            st.sampled_from(
                [*SPANS, "", "\n", "\n\n", "\n- ", "\n# ", "\n> ", "    ", "\n%%\n", "\n```\n", "\n---\n"]
            )
        )
        body = body[:at] + typed + body[end:]
    _assert_same(body, owned=note.opted_in)


def _list_words_slowly(text: str) -> list[str]:
    """List the words by the rule alone, each run cut and looked at."""
    urls = iter(words.URL.findall(text))
    runs = words.break_at_dashes(words.URL.sub(words._URL_MARK, text)).split()
    pieces = (piece for run in runs for piece in words._pieces(run))
    found = (
        piece.replace(words._URL_MARK, next(urls, "")) if words._URL_MARK in piece else piece
        for piece in pieces
    )
    return [word for word in found if words.LETTER_OR_DIGIT.search(word)]


@given(st.one_of(bodies, st.text(alphabet="ab-–— .é日ไ\u1000\x1c\u00b9_²'’ㅏ한0:/")))
def test_the_fast_way_to_list_words_lists_the_same(text: str) -> None:
    assert words.list_words(text) == _list_words_slowly(text)


def _count_slowly(text: str, *, every_run: bool) -> tuple[int, int]:
    """Count words and characters by the rule alone, each run looked at."""
    text = unicodedata.normalize("NFC", text)
    broken = words.break_at_dashes(words.URL.sub("url", text))
    extra, broken = words._count_unspaced(broken)
    runs = [run for run in broken.split() if every_run or words.LETTER_OR_DIGIT.search(run)]
    return extra + len(runs), len(" ".join(text.split()))


@given(
    st.one_of(
        bodies,
        st.text(alphabet="ab-–— .é日ไ\u1000\x1c\x1f\u00b9_²'’“…ㅏ한0:/\n\t\v\x85\u200b\u3000*"),
        st.text(alphabet="ab-. \n\t_'*"),
    ),
    st.booleans(),
)
def test_the_fast_way_to_count_counts_the_same(text: str, every_run: bool) -> None:  # noqa: FBT001
    found = words.count(text, every_run=every_run)
    assert (found.words, found.characters) == _count_slowly(text, every_run=every_run)


@pytest.mark.parametrize("path", NOTES, ids=lambda path: path.name)
def test_on_the_sample_vault(path: Path) -> None:
    note = parse(path.read_bytes())
    assert isinstance(note, Note)
    _assert_same(note.body, owned=True)
    _assert_same(note.body, owned=False)
