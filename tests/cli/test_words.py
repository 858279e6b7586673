"""The words of what people read: help texts, and every text in the code that has a sentence in it."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import TYPE_CHECKING

import click
import pytest

from milestoned.cli.app import cli

if TYPE_CHECKING:
    from collections.abc import Iterator

SOURCE = Path(__file__).parents[2] / "src/milestoned"
_OLD_WORDS = re.compile(r"\b(bites?|finish line|stale)\b", re.IGNORECASE)
_NOT_FOR_PEOPLE = re.compile(
    r"\b(bites?|finish line|stale|no goal|waits for your word|anew|in vain|mend(s|ed)?|stands?)\b"
)
# Names in the journal and in JSON, which stay as they are.
_NAMES = {"too big a bite", "half bite", "quarter bite", "bite", "mend", "stale"}
_LONGEST = 25  # words
_SQL = re.compile(r"\b(CREATE|SELECT|INSERT|UPDATE|DELETE|PRAGMA) ")


def _help_texts() -> Iterator[tuple[str, str]]:
    waiting: list[tuple[str, click.Command]] = [("milestoned", cli)]
    while waiting:
        name, command = waiting.pop()
        yield name, command.help or ""
        for parameter in command.params:
            yield name, getattr(parameter, "help", "") or ""
        if isinstance(command, click.Group):
            context = click.Context(command)
            below = ((each, command.get_command(context, each)) for each in command.list_commands(context))
            waiting += [(f"{name} {each}", found) for each, found in below if found]


def _sentences(text: str) -> Iterator[str]:
    for paragraph in text.split("\n\n"):
        # Behind \b click leaves a paragraph as it is: lines to type.
        if not paragraph.lstrip().startswith("\b"):
            yield from re.split(r"(?<=[.!?;:])\s+", " ".join(paragraph.split()))


def test_no_sentence_of_the_help_is_too_long() -> None:
    """At most 25 words up to the next point, colon or semicolon."""
    texts = list(_help_texts())
    assert len(texts) > 50
    for name, text in texts:
        for sentence in _sentences(text):
            assert len(sentence.split()) <= _LONGEST, name


def _texts(module: ast.AST) -> Iterator[str]:
    """Yield the texts of a piece of code, but for the docstrings of what is not a command; `…` is what is filled in."""
    left_out = {id(node.value) for node in ast.walk(module) if isinstance(node, ast.Expr)}
    for node in ast.walk(module):
        if isinstance(node, ast.JoinedStr):
            left_out |= {id(part) for part in node.values}
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "…" for part in node.values)
    for node in ast.walk(module):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in left_out:
            yield node.value


def _said(room: str) -> Iterator[tuple[Path, str]]:
    """Yield what may be read by people in a room's code: texts with a blank in them that are no SQL."""
    for path in (SOURCE / room).rglob("*.py"):
        for text in _texts(ast.parse(path.read_text(encoding="utf-8"))):
            if text not in _NAMES and " " in text.strip() and not _SQL.search(text):
                yield path.relative_to(SOURCE), text


_ROOMS = sorted(path.parent.name for path in SOURCE.glob("*/__init__.py"))


@pytest.mark.parametrize("room", _ROOMS)
def test_texts_use_the_words_of_the_manual(room: str) -> None:
    """A chunk is a chunk, a note is out of date: the words that only JSON and the journal have are not shown."""
    for path, text in _said(room):
        assert not _NOT_FOR_PEOPLE.search(text), f"{path}: {text}"


@pytest.mark.parametrize("room", _ROOMS)
def test_no_sentence_that_the_program_says_is_too_long(room: str) -> None:
    """At most 25 words up to the next point, colon or semicolon, or the line's end."""
    for path, text in _said(room):
        for line in text.splitlines():
            for sentence in _sentences(line):
                assert len(sentence.split()) <= _LONGEST, f"{path}: {sentence}"


def test_errors_have_one_form() -> None:
    """`milestoned: WHERE: what is wrong` and what to do: no capital to begin with, and no point at the end."""
    seen = 0
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {
                "UsageError",
                "MilestonedError",
            }:
                for text in (text for argument in node.args for text in _texts(argument)):
                    seen += 1
                    assert not re.match(r"[A-Z][a-z]", text) or text.startswith("Debian"), f"{path}: {text}"
                    assert not text.endswith("."), f"{path}: {text}"
    assert seen > 100


def test_the_help_uses_the_words_of_the_manual() -> None:
    """The same of help texts, which are docstrings."""
    for name, text in _help_texts():
        assert not _NOT_FOR_PEOPLE.search(text), name


def test_pages_and_documentation_use_the_words_of_the_manual() -> None:
    """Outside of code, where the names of JSON and of the journal are."""
    root = SOURCE.parents[1]
    pages = [
        *SOURCE.rglob("*.html"),
        *SOURCE.rglob("*.yaml"),
        *root.glob("*.md"),
        *(root / "docs").rglob("*.md"),
    ]
    assert len(pages) > 20
    for page in pages:
        prose = re.sub(r"```.*?```|`[^`\n]*`", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
        assert not _OLD_WORDS.search(prose), page
