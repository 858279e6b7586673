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
_NOT_FOR_PEOPLE = re.compile(
    r"\b(bites?|finish line|stale|no goal|waits for your word|anew|in vain|mend(s|ed)?|stands?)\b"
)
# Names in the journal and in JSON, which stay as they are.
_NAMES = {"too big a bite", "half bite", "quarter bite", "bite", "mend", "stale"}
_LONGEST = 25  # words


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


def _texts(module: ast.Module) -> Iterator[str]:
    """Yield the texts of a module, but for the docstrings of what is not a command."""
    docs = {id(node.value) for node in ast.walk(module) if isinstance(node, ast.Expr)}
    for node in ast.walk(module):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            yield node.value


@pytest.mark.parametrize("room", sorted(path.parent.name for path in SOURCE.glob("*/__init__.py")))
def test_texts_use_the_words_of_the_manual(room: str) -> None:
    """A chunk is a chunk, a note is out of date: the words that only JSON and the journal have are not shown."""
    for path in (SOURCE / room).rglob("*.py"):
        for text in _texts(ast.parse(path.read_text(encoding="utf-8"))):
            if text not in _NAMES and " " in text.strip() and not re.search(r"\bCREATE|\bSELECT", text):
                assert not _NOT_FOR_PEOPLE.search(text), f"{path.relative_to(SOURCE)}: {text}"


def test_the_help_uses_the_words_of_the_manual() -> None:
    """The same of help texts, which are docstrings."""
    for name, text in _help_texts():
        assert not _NOT_FOR_PEOPLE.search(text), name
