"""What a word is: every sentence of docs/format.md, "Word"."""

from __future__ import annotations

import unicodedata

import pytest

from milestoned.note.note import Note, parse
from milestoned.note.words import count, count_words

ONE_WORD = [
    "don't",
    "don’t",
    "state-of-the-art",
    "and/or",
    "10,000",
    "x@y.org",
    "3.14",
    "a",
    "7",
    "(word)",
    "“Word,”",
    "naïve",
    "snake_case",
    "½",
    "Straße",
    "한국어",
]


@pytest.mark.parametrize("text", ONE_WORD)
def test_a_run_with_a_letter_or_a_digit_is_one_word(text: str) -> None:
    assert count_words(text) == 1


@pytest.mark.parametrize("text", ["—", "–", "*", "--", "…", "!?", "_", "", " \t\n", "🙂", "—–--", "฿", "។"])
def test_a_run_without_letter_or_digit_is_none(text: str) -> None:
    assert count_words(text) == 0


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("word—word", 2),
        ("word–word", 2),
        ("word--word", 2),
        ("word---word", 2),
        ("1914–1918", 2),
        ("word\u2e3aword\u2e3bword", 3),
        ("word\u200bword", 2),
        ("word\u2012word", 1),
        ("word\u2015word", 1),
        ("word\u00a0word", 2),
        ("word\u3000word", 2),
        ("one\ttwo\nthree", 3),
        ("well-known", 1),
        ("a - b", 2),
    ],
)
def test_a_run_is_broken_at_blanks_and_dashes_and_nowhere_else(text: str, words: int) -> None:
    assert count_words(text) == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("日本語", 3),
        ("ひらがな", 4),
        ("カタカナ", 4),
        ("ｶﾀｶﾅ", 4),
        ("日本語とPython3です", 7),
        ("abc漢def", 3),
        ("人々", 2),
        ("〇", 1),
        ("ラーメン", 4),
        ("\U00020000\U0001b000", 2),
        ("你好，世界。", 4),
        ("한국어 문장입니다", 2),
    ],
)
def test_each_han_or_kana_character_is_a_word_and_hangul_counts_by_spaces(text: str, words: int) -> None:
    assert count_words(text) == words


@pytest.mark.parametrize(
    ("character", "length", "words"),
    [("ก", 403, 100), ("ก", 1, 1), ("ក", 500, 100), ("ກ", 35, 10), ("က", 35, 10), ("ก", 8, 2)],
)
def test_thai_khmer_lao_and_burmese_are_estimated_from_their_length(
    character: str, length: int, words: int
) -> None:
    assert count_words(character * length) == words


def test_a_zero_width_space_and_other_scripts_separate_thai_runs() -> None:
    """Two short Thai runs are two words where their lengths together would make one."""
    assert count_words("กา\u200bกา") == 2
    assert count_words("กาthaiกา") == 3
    assert count_words("฿100") == 1


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("https://example.org/a--b-c/d?e=f&g=h#i", 1),
        ("see https://example.org/a—and go", 4),
        ("(https://example.org/a).", 1),
        ("https://zh.wikipedia.org/wiki/中文", 1),
        ("见https://example.org。你好", 4),
        ("one--http://a.b/c--d", 2),
        ("git+ssh://a.b/c--d", 1),
        ("a:// b", 2),
    ],
)
def test_a_bare_url_is_one_word(text: str, words: int) -> None:
    assert count_words(text) == words


def test_office_counts_every_run() -> None:
    """As LibreOffice does: a lone dash, star or ellipsis between blanks is a word there."""
    assert count("a * b … ! 5", every_run=True).words == 6


def test_characters_are_composed_and_blanks_are_one() -> None:
    """Characters do not depend on how a text is wrapped, indented or normalised."""
    assert count("  two  \n words ").characters == len("two words")
    assert count("e\u0301te\u0301").characters == 3
    assert count("").characters == 0
    assert count("word—word").characters == 9


VARIED = "# Été à Paris\n\nL’ami — c’est *ça*.\n\n- [ ] が faire\n- [x] 日本\n\n> [!note] Où?\n> voilà #été\n"


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("bom", ["", "\ufeff"])
@pytest.mark.parametrize("head", ["", "---\nmilestone: words\n---\n"])
def test_all_encodings_of_a_text_count_alike(form: str, ending: str, bom: str, head: str) -> None:
    """NFC, NFD, CRLF, CR and BOM variants of a note have the same words, characters and tasks."""
    from milestoned.note.counts import CountRules

    def counts(text: str) -> object:
        note = parse(text.encode())
        assert isinstance(note, Note)
        return note.counts(CountRules())

    varied = bom + unicodedata.normalize(form, head + VARIED).replace("\n", ending)  # type: ignore[arg-type]
    assert counts(varied) == counts(VARIED)


@pytest.mark.parametrize(
    "text", ["", "# Head\n", "a list:\n\n- one\n", "> quote", "| a |\n|---|\n| b |", "[^1]: note", "Para"]
)
def test_one_more_paragraph_of_one_word_adds_exactly_one(text: str) -> None:
    from milestoned.note.counts import CountRules

    before, after = parse(text.encode()), parse((text + "\n\nmore").encode())
    assert isinstance(before, Note)
    assert isinstance(after, Note)
    assert after.counts(CountRules()).words == before.counts(CountRules()).words + 1
