"""Emacs asks at the next key after a note has changed its size, and swallows keys: it is never made to ask."""

from __future__ import annotations

import shutil
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.editors import test_editors as story
from tests.editors.programs import EDITORS
from tests.end_to_end.running import PATIENCE, Daemon, waits_for_words, words_in

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.editors.programs import Editor
    from tests.editors.terminal import Terminal

_EMACS = replace(next(editor for editor in EDITORS if editor.name == "emacs"), shows=r"end\.", ends=r"end\.$")
# Reverting is what its user has asked for: that it says so when it does, after seconds of rest, is no question.
_QUIET_REVERTING = "(progn (setq auto-revert-verbose nil) (global-auto-revert-mode 1))"
_AUTO_REVERT = replace(
    _EMACS,
    name="emacs-auto-revert",
    command=("emacs", "-nw", "--eval", _QUIET_REVERTING, "+{line}", "{note}"),
)
_HEAD = "---\nmilestone: 2000 words\n---\n"
_BOTH = [_EMACS, _AUTO_REVERT]
_WAITS = "waits: Emacs has it open"

pytestmark = [
    pytest.mark.editor,
    pytest.mark.skipif(not shutil.which("emacs"), reason="emacs is not installed"),
]


@pytest.fixture
def vault() -> Iterator[Path]:
    """Give a vault outside of the temporary folder: Emacs saves otherwise there."""
    place = story._PLACE.with_name(story._PLACE.name + "-emacs")
    shutil.rmtree(place, ignore_errors=True)
    vault = place / "vault"
    (vault / ".milestoned").mkdir(parents=True)
    yield vault
    shutil.rmtree(place, ignore_errors=True)


def _text(words: int) -> str:
    """Return a note of so many words in short lines, so that its end fits on a screen."""
    return _HEAD + ("word " * 19 + "word\n") * (words // 20) + "word " * (words % 20 - 1) + "end.\n"


def _type_lines(editor: Editor, terminal: Terminal, path: Path, numbers: range) -> None:
    for number in numbers:
        story._type_and_save(terminal, editor, path, story._line(number))


def _quit(editor: Editor, terminal: Terminal) -> None:
    terminal.command(*editor.quit)
    assert terminal.ends(PATIENCE), terminal.text
    assert terminal.alarms == []


def _lines(path: Path) -> list[str]:
    return [line.strip() for line in path.read_text().splitlines() if line.startswith("Line ")]


@pytest.mark.parametrize("editor", _BOTH, ids=lambda editor: editor.name)
def test_an_emacs_that_was_there_first_keeps_the_note_as_it_is(editor: Editor, vault: Path) -> None:
    """The daemon starts while a note without the program's keys is open: no key is lost, they come when Emacs ends."""
    path = vault / "a.md"
    path.write_text(_text(21))
    with story._open(editor, path) as terminal:
        story._go_to_the_end(terminal, editor, path)
        _type_lines(editor, terminal, path, range(1))
        with Daemon(vault, vault.parent / "home") as daemon:
            assert terminal.wait(lambda: _WAITS in daemon.log, PATIENCE), daemon.log
            _type_lines(editor, terminal, path, range(1, 3))
            terminal.rest()
            assert words_in(path) is None
            _quit(editor, terminal)
            waits_for_words(path, 21 + 3 * story._WORDS_A_LINE)
    assert _lines(path) == [story._line(number) for number in range(3)]


@pytest.mark.parametrize("editor", _BOTH, ids=lambda editor: editor.name)
def test_a_milestone_typed_in_emacs_loses_no_key(editor: Editor, vault: Path) -> None:
    """The writer types the frontmatter, saves, and goes on: the first insertion waits until Emacs ends."""
    path = vault / "a.md"
    path.write_text("end.\n")
    with Daemon(vault, vault.parent / "home") as daemon, story._open(editor, path) as terminal:
        story._go_to_the_end(terminal, editor, path)
        terminal.command("\x1b<")
        for line in _HEAD.splitlines():
            terminal.type(line)
            terminal.command("\r")
        terminal.command(*editor.save)
        assert terminal.wait(lambda: _WAITS in daemon.log, PATIENCE), daemon.log
        terminal.command("\x1b>")
        _type_lines(editor, terminal, path, range(3))
        terminal.rest()
        assert words_in(path) is None
        _quit(editor, terminal)
        waits_for_words(path, 1 + 3 * story._WORDS_A_LINE)
    assert _lines(path) == [story._line(number) for number in range(3)]


@pytest.mark.parametrize("at_first", [99, 999])
@pytest.mark.parametrize("editor", _BOTH, ids=lambda editor: editor.name)
def test_a_number_that_gets_a_digit_more_is_written_under_emacs(
    editor: Editor, at_first: int, vault: Path
) -> None:
    """The slots have room: the note says its count while it is open, and no key is lost."""
    path = vault / "a.md"
    path.write_text(_text(at_first))
    with Daemon(vault, vault.parent / "home"):
        waits_for_words(path, at_first)
        with story._open(editor, path) as terminal:
            story._go_to_the_end(terminal, editor, path)
            for number in range(3):
                _type_lines(editor, terminal, path, range(number, number + 1))
                words = at_first + (number + 1) * story._WORDS_A_LINE
                assert terminal.wait(lambda words=words: words_in(path) == words, PATIENCE)  # type: ignore[misc]
                terminal.rest()
            _quit(editor, terminal)
    assert _lines(path) == [story._line(number) for number in range(3)]
