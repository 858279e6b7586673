"""A writer types and saves in a real editor while the daemon writes into the same note."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.editors.programs import ALARM, EDITORS, Editor
from tests.editors.terminal import Terminal
from tests.end_to_end.running import (
    PATIENCE,
    Daemon,
    home_environment,
    text_of,
    wait_until,
    waits_for_words,
    words_in,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# Editors save otherwise below the temporary folder than elsewhere (vim's `backupskip`).
# A place for each process of the tests: two of them share no vault.
_PLACE = Path(__file__).parents[2] / "build" / "editors" / os.environ.get("PYTEST_XDIST_WORKER", "alone")
_WORDS_AT_FIRST = 7
_HEAD = "---\nmilestone: 20 words\n---\n"
_TEXT = "A beginning that somebody has written before.\n"
_WORDS_A_LINE = 5
_SETTLES_WITHIN = 0.6
_TRIES = 20
_QUESTIONERS = ("vim", "nano", "emacs", "nvi", "micro")


@pytest.fixture(scope="module")
def daemon() -> Iterator[Daemon]:
    """Run a daemon that watches a vault outside of the temporary folder."""
    shutil.rmtree(_PLACE, ignore_errors=True)
    vault = _PLACE / "vault"
    (vault / ".milestoned").mkdir(parents=True)
    with Daemon(vault, _PLACE / "home") as running:
        yield running


@pytest.mark.editor
@pytest.mark.parametrize("editor", EDITORS, ids=lambda editor: editor.name)
def test_typing_and_saving_is_never_disturbed(editor: Editor, daemon: Daemon) -> None:
    """Every keystroke is in the file, the editor never asks, and the status is right in the end."""
    _write_a_story(editor, daemon, editor.rounds)


@pytest.mark.editor
@pytest.mark.soak
@pytest.mark.parametrize("editor", EDITORS, ids=lambda editor: editor.name)
def test_twenty_saves_are_never_disturbed(editor: Editor, daemon: Daemon) -> None:
    """The same, twenty saves long."""
    _write_a_story(editor, daemon, 20)


@pytest.mark.editor
@pytest.mark.parametrize(
    "editor", [one for one in EDITORS if one.name in _QUESTIONERS], ids=lambda editor: editor.name
)
def test_what_an_editor_asks_is_seen(editor: Editor) -> None:
    """A note that is replaced in the usual way, with a new time, makes the editor ask: the harness sees it."""
    _skip_if_missing(editor)
    folder = _PLACE / "unwatched" / editor.name
    # The swap file of an editor that was killed here in an earlier run would make it ask at its start.
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    path = folder / f"{editor.name}.md"
    path.write_text(_HEAD + _TEXT)
    with _open(editor, path) as terminal:
        _go_to_the_end(terminal, editor, path)
        terminal.alarms.clear()
        replacement = path.with_suffix(".new")
        replacement.write_text(_HEAD + _TEXT + "A line of another program.\n")
        replacement.replace(path)
        terminal.command(*editor.open_line)
        terminal.type("A line.")
        terminal.command(*editor.close_line, *editor.save)
        assert terminal.wait(lambda: terminal.alarms != [], PATIENCE), terminal.text


def _skip_if_missing(editor: Editor) -> None:
    if not shutil.which(editor.command[0]):
        pytest.skip(f"{editor.command[0]} is not installed")


def _write_a_story(editor: Editor, daemon: Daemon, rounds: int) -> None:
    _skip_if_missing(editor)
    path = _begin(daemon.vault / f"{editor.name}.md")
    with _open(editor, path) as terminal:
        _go_to_the_end(terminal, editor, path)
        lines = [_line(number) for number in range(rounds)]
        for number, line in enumerate(lines):
            _type_and_save(terminal, editor, path, line)
            if number % 2 == 0:  # else the next line is begun at once, and our write falls into it
                _wait_a_moment(terminal, path, _words(number + 1))
        if not editor.keeps_it_open:
            _wait(terminal, path, lambda: words_in(path) == _words(rounds), "the status is right")
            _wait_for_quiet(terminal, daemon, path)
        terminal.command(*editor.quit)
        assert terminal.ends(PATIENCE), f"the editor does not end; its screen:\n{terminal.text}"
        assert terminal.alarms == []
    waits_for_words(path, _words(rounds))
    _check(path, lines)


def _begin(path: Path) -> Path:
    """Make the note the editor opens: its status is on disk already."""
    path.write_text(_HEAD + _TEXT)
    wait_until(lambda: words_in(path) == _WORDS_AT_FIRST, "the status is there at first")
    return path


def _open(editor: Editor, path: Path) -> Terminal:
    home = path.parent.parent / "home"
    configuration = _configuration(editor, home / ".config")
    environment = home_environment(home) | configuration | {"TERM": "linux", "ESCDELAY": "25"}
    last_line = path.read_text().count("\n")
    command = [part.format(note=path.name, line=last_line) for part in editor.command]
    return Terminal(command, path.parent, environment, ALARM)


def _configuration(editor: Editor, folder: Path) -> dict[str, str]:
    """Keep the editor away from what the user of this machine has configured, and write what it wants to be told."""
    if editor.settings:
        name, text = editor.settings
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return {"XDG_CONFIG_HOME": str(folder)}


def _go_to_the_end(terminal: Terminal, editor: Editor, path: Path) -> None:
    """Wait until the note is shown, and go where its text ends."""
    _wait(
        terminal,
        path,
        lambda: bool(re.search(editor.shows, terminal.text, re.MULTILINE)),
        "the note is shown",
    )
    terminal.alarms.clear()  # what an editor says of itself when it starts
    terminal.rest()
    terminal.alarms.clear()
    terminal.command(*editor.begin)
    # An editor that has just started may drop the first key: a writer sees it, and presses it once more.
    for _ in range(_TRIES):
        if re.search(editor.ends, terminal.before_cursor):
            return
        terminal.command(*editor.begin)
    pytest.fail(f"the cursor is not where the text ends; the screen:\n{terminal.text}")


def _type_and_save(terminal: Terminal, editor: Editor, path: Path, line: str) -> None:
    terminal.command(*editor.open_line)
    terminal.type(line)
    terminal.command(*editor.close_line)
    terminal.command(*editor.save)
    _wait(terminal, path, lambda: line in text_of(path), f"{line!r} is saved")


def _line(number: int) -> str:
    return f"Line {number} is written now."


def _words(lines: int) -> int:
    return _WORDS_AT_FIRST + lines * _WORDS_A_LINE


def _check(path: Path, lines: list[str]) -> None:
    text = path.read_text()
    written = [line.strip() for line in text.split("---\n")[2].splitlines()]
    assert [line for line in written if line] == [_TEXT.strip(), *lines]
    left = 20 - _words(len(lines)) % 20
    progress = re.search(r"^milestone-progress: +(.*)$", text, re.MULTILINE)
    assert progress
    assert progress[1].strip() == f"{left} words to finish chunk {_words(len(lines)) // 20 + 1}"


def _wait_a_moment(terminal: Terminal, path: Path, words: int) -> None:
    terminal.wait(lambda: words_in(path) == words, _SETTLES_WITHIN)


def _wait_for_quiet(terminal: Terminal, daemon: Daemon, path: Path) -> None:
    """Wait until the daemon has looked at its own write, and the editor has had the time to notice it."""
    _wait(
        terminal,
        path,
        lambda: f"{path.name}: unchanged" in daemon.said_since_writing(path.name),
        "the daemon has looked at its own write",
    )
    terminal.rest()


def _wait(terminal: Terminal, path: Path, condition: Callable[[], bool], what: str) -> None:
    assert terminal.wait(condition, PATIENCE), (
        f"{what}: not within {PATIENCE:g} s; asked: {terminal.alarms}; the screen:\n{terminal.text}"
        f"\n\nthe note:\n{path.read_text()}"
    )
