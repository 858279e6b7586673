"""The recipes for status bars, run as they are printed: each shows the short line of the daemon's file."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

from milestoned.cli.editor import text_for
from tests.editors.terminal import Terminal
from tests.end_to_end.running import PATIENCE, home_environment

_PAGE = Path(__file__).parents[2] / "docs/editors.md"
LINE = "655 words to finish chunk 3 of 5"


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Return an environment in which a daemon has written its files."""
    (tmp_path / "run/milestoned").mkdir(parents=True)
    (tmp_path / "run/milestoned/vault.txt").write_text(f"{LINE}\n")
    own = {"XDG_RUNTIME_DIR": str(tmp_path / "run"), "TERM": "linux"}
    return home_environment(tmp_path / "home") | own


@pytest.mark.editor
def test_tmux_shows_the_line(environment: dict[str, str], tmp_path: Path) -> None:
    """It is at the right end of tmux's own status line."""
    if not shutil.which("tmux"):
        pytest.skip("tmux is not installed")
    settings = tmp_path / "tmux.conf"
    settings.write_text(text_for("tmux"))
    command = ["tmux", "-S", str(tmp_path / "socket"), "-f", str(settings), "new-session", "sleep 1000"]
    with Terminal(command, tmp_path, environment, "never") as tmux:
        shown = tmux.wait(lambda: LINE in tmux.text, PATIENCE)
        subprocess.run(["tmux", "-S", str(tmp_path / "socket"), "kill-server"], check=True)
        assert shown, tmux.text


@pytest.mark.editor
def test_zsh_shows_the_line(environment: dict[str, str], tmp_path: Path) -> None:
    """The lines of docs/editors.md put it at the right of the prompt; without the daemon's file there is nothing."""
    if not shutil.which("zsh"):
        pytest.skip("zsh is not installed")
    (lines,) = re.findall(r"```zsh\n(.*?)```", _PAGE.read_text(), re.DOTALL)
    (tmp_path / ".zshrc").write_text(f"{lines}PS1='ready> '\n")
    own = environment | {"ZDOTDIR": str(tmp_path)}
    with Terminal(["zsh", "-d", "-i"], tmp_path, own, "no matches|not found") as zsh:
        assert zsh.wait(lambda: "ready>" in zsh.text and LINE in zsh.text, 60), zsh.text
        zsh.command("rm run/milestoned/vault.txt\r", "clear\r")
        assert zsh.wait(lambda: "ready>" in zsh.text and LINE not in zsh.text, 60), zsh.text
        assert zsh.alarms == []


def test_starship_and_waybar_are_given_the_line(environment: dict[str, str]) -> None:
    """What each would run prints the line, and nothing once the daemon has gone."""
    starship = tomllib.loads(text_for("starship"))["custom"]["milestoned"]
    waybar = json.loads("{" + re.sub(r"^//.*$", "", text_for("waybar"), flags=re.MULTILINE) + "}")
    commands = (starship["command"], waybar["custom/milestoned"]["exec"])
    for command in commands:
        assert _run(command, environment) == f"{LINE}\n"
    assert subprocess.run(starship["when"], shell=True, env=environment, capture_output=True, check=True)  # noqa: S602
    for command in commands:
        assert _run(command, environment | {"XDG_RUNTIME_DIR": "/nonexistent"}) == ""


def _run(command: str, environment: dict[str, str]) -> str:
    done = subprocess.run(  # noqa: S602 - as the status bar does
        command, shell=True, env=environment, capture_output=True, check=False
    )
    return done.stdout.decode()
