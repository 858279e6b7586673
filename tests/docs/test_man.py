"""The man pages are what the commands say, and `man` reads each of them without a word of complaint."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from docs import make_man

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.filterwarnings("ignore:'click.utils.make_default_short_help:DeprecationWarning")
def test_the_man_pages_are_what_the_commands_say() -> None:
    """If not, run `python docs/make_man.py`."""
    assert {path.name: path.read_text() for path in make_man.FOLDER.iterdir()} == make_man.pages()


@pytest.mark.skipif(shutil.which("groff") is None, reason="needs groff")
def test_every_man_page_is_sound() -> None:
    for path in sorted(make_man.FOLDER.iterdir()):
        _assert_sound(path)


def _assert_sound(path: Path) -> None:
    shown = subprocess.run(
        ["groff", "-ww", "-k", "-man", "-Tutf8", "-P-cbou", str(path)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert shown.stderr == ""
    assert "NAME" in shown.stdout
