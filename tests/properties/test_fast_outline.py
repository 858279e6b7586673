"""The fast way to an outline and the full parse say the same of every body."""

from __future__ import annotations

import os
import random
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from milestoned.note import words
from milestoned.note.fast_outline import scan
from milestoned.note.full_outline import outline as full_outline
from milestoned.note.note import Note, parse
from milestoned.note.simple_markup import SIMPLE_PARAGRAPH
from tests.properties import agreement, prose
from tests.properties.agreement import count_slowly, said
from tests.properties.nasty import SPANS, bodies

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

VAULT = Path(__file__).parents[2] / "sample-vault"
NOTES = sorted(VAULT.rglob("*.md"))


def _assert_same(body: str, *, owned: bool) -> None:
    assert said(scan(body, cookies=owned), body) == said(full_outline(body, cookies=owned), body)


@given(bodies, st.booleans())
def test_on_documents_made_of_nasty_parts(body: str, owned: bool) -> None:  # noqa: FBT001 - Hypothesis gives it
    _assert_same(body, owned=owned)


@given(bodies, st.booleans())
def test_on_long_notes_whose_paragraphs_were_read_before(body: str, owned: bool) -> None:  # noqa: FBT001
    with pytest.MonkeyPatch.context() as patch:
        expected = said(full_outline(body, cookies=owned), body)
        patch.setattr("milestoned.note.fast_outline._LONG", -1)
        for from_edit in (False, True):
            found = scan(body, cookies=owned)
            found.from_edit = from_edit
            assert said(found, body) == expected


@given(st.text(alphabet="ab \n#*_`[]()%$<>!-+|~^&\\1.:=é\t"), st.booleans())
def test_on_noise(body: str, owned: bool) -> None:  # noqa: FBT001
    _assert_same(body, owned=owned)


@pytest.mark.parametrize("compare", [agreement.documents, agreement.paragraphs, agreement.counts])
def test_on_a_great_many_random_texts(compare: Callable[[random.Random, int], Iterator[str]]) -> None:
    """Some hundreds of each kind; `python -m tests.properties 100000` takes more."""
    source = random.Random(int(os.environ.get("MILESTONED_SEED", "9")))
    assert list(compare(source, int(os.environ.get("MILESTONED_MANY", "500")))) == []


def test_much_of_what_is_made_up_is_read_in_the_fastest_way() -> None:
    """Otherwise the test above would show little of it."""
    texts = [prose.paragraph(random.Random(seed)).strip() for seed in range(1000)]
    marked = [text for text in texts if set(text) & set("*_[")]
    assert sum(1 for text in marked if SIMPLE_PARAGRAPH.fullmatch(text)) > len(marked) / 8


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
    assert (found.words, found.characters) == count_slowly(text, every_run=every_run)


@pytest.mark.parametrize("sign", ["]", "&", "^", "*a*", "%", ":"])
def test_on_a_paragraph_of_more_signs_than_are_read_in_time(sign: str) -> None:
    """Only of some of them the parser takes note."""
    _assert_same(f"{sign} a " * 100_001, owned=True)


@pytest.mark.parametrize("body", ["- [ ]\xa0", "- [ ]\x0c\n- [x] b", "a\n\n[[k|k|s]] b", "[[nk|aa|]]"])
def test_on_what_was_read_otherwise_once(body: str) -> None:
    """A task before a blank that is neither space nor tab; an alias with a bar in it."""
    _assert_same(body, owned=True)


@pytest.mark.parametrize("path", NOTES, ids=lambda path: path.name)
def test_on_the_sample_vault(path: Path) -> None:
    note = parse(path.read_bytes())
    assert isinstance(note, Note)
    _assert_same(note.body, owned=True)
    _assert_same(note.body, owned=False)
