"""Every fast way of reading and counting, beside the full way, over as many made-up texts as one asks for."""

from __future__ import annotations

import unicodedata
from collections import Counter
from typing import TYPE_CHECKING

from milestoned.note import words
from milestoned.note.counting import Sections, measure
from milestoned.note.counts import CountRules, TaskRule, WordRule
from milestoned.note.fast_outline import scan
from milestoned.note.full_outline import outline as full_outline
from milestoned.note.inline_reader import read_inline
from milestoned.note.long_notes import LongNotes
from milestoned.note.note import Note, parse
from milestoned.note.visible_text import visible_inline
from tests.properties import prose
from tests.properties.edits import edited, made_up
from tests.properties.nasty import ENDINGS, dense_body, random_body

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Iterator

    from milestoned.note.outline import Outline

ALL_RULES = [CountRules(words, tasks) for words in WordRule for tasks in TaskRule]
_EDITS_OF_ONE_NOTE = 20


def said(found: Outline, body: str) -> dict[str, object]:
    """Return everything that anything is counted or written from."""
    sections = Sections(found, body, CountRules())
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
        "hidden": hidden_words(found.hidden),
        "counts": [measure(found, body, rules) for rules in ALL_RULES],
        "too dense": found.too_dense,
    }


def hidden_words(found: list[tuple[str, str]]) -> Counter[str]:
    """Return how many words each rule took away."""
    taken: Counter[str] = Counter()
    for rule, text in found:
        taken[rule] += words.count_words(text)
    return +taken


def count_slowly(text: str, *, every_run: bool) -> tuple[int, int]:
    """Count words and characters by the rule alone, each run looked at."""
    text = unicodedata.normalize("NFC", text)
    broken = words.break_at_dashes(words.URL.sub("url", text))
    extra, broken = words._count_unspaced(broken)
    runs = [run for run in broken.split() if every_run or words.LETTER_OR_DIGIT.search(run)]
    return extra + len(runs), len(" ".join(text.split()))


def documents(rng: random.Random, number: int) -> Iterator[str]:
    """Give the bodies that `scan` and the full parse read otherwise, of so many; they end their lines as files do."""
    makers: tuple[Callable[[random.Random], str], ...] = (
        prose.document,
        prose.document,
        random_body,
        dense_body,
        lambda rng: edited(made_up(rng), rng),
    )
    for _ in range(number):
        made = rng.choice(makers)(rng)
        owned = rng.random() < 0.5
        note = parse(f"\ufeff{made}".replace("\n", rng.choice(ENDINGS)).encode())
        assert isinstance(note, Note)
        body = note.body
        if said(scan(body, cookies=owned), body) != said(full_outline(body, cookies=owned), body):
            yield body


def paragraphs(rng: random.Random, number: int) -> Iterator[str]:
    """Give the paragraphs that `read_inline` and the parser read otherwise, of so many."""
    for _ in range(number):
        text = prose.paragraph(rng).strip()
        read = read_inline(text)
        visible = visible_inline(text, {}) if read else None
        if (
            read
            and visible
            and (
                read[0].split() != visible.text.split()
                or hidden_words(read[1]) != hidden_words(visible.hidden)
            )
        ):
            yield text


def counts(rng: random.Random, number: int) -> Iterator[str]:
    """Give the texts that are counted otherwise than by the rule alone, of so many."""
    signs = "ab-–— .é日ไ\u1000\x1c\x1f\u00b9_²'’“…ㅏ한0:/\n\t\v\x85\u200b\u3000*čΩя\u0301\xad½‹€🙂\u212a"
    for _ in range(number):
        few = rng.sample(signs, rng.randrange(2, 9))
        text = "".join(rng.choice(few) for _ in range(rng.randrange(30)))
        text += rng.choice(("", "", " http://a.b/c--d", " x://é–y"))
        every_run = rng.random() < 0.5
        if tuple(words.count(text, every_run=every_run)) != count_slowly(text, every_run=every_run):
            yield text


def edits(rng: random.Random, number: int) -> Iterator[str]:
    """Give the bodies that were read otherwise from an edit of them than by the full parse, of so many edits."""
    for _ in range(number // _EDITS_OF_ONE_NOTE):
        notes, owned = LongNotes(long=-1, alike=10), rng.random() < 0.5
        body = made_up(rng)
        for _ in range(_EDITS_OF_ONE_NOTE):
            found = notes.outline(body, cookies=owned)
            if said(found, body) != said(full_outline(body, cookies=owned), body):
                yield body
            body = edited(body, rng)
