"""The cache is believed by the program that made it, and not by one that reads notes otherwise."""

from __future__ import annotations

import shutil
import time
from typing import TYPE_CHECKING

from tests.end_to_end.program import OPTED_IN
from tests.end_to_end.running import SOURCE

if TYPE_CHECKING:
    from pathlib import Path

    from tests.end_to_end.program import Sandbox


def _replace(file: Path, old: str, new: str) -> None:
    """Change a source file as a checkout or an installer does: by another file of its name."""
    text = file.read_text()
    assert old in text
    other = file.with_suffix(".new")
    other.write_text(text.replace(old, new))
    other.replace(file)


def test_a_changed_program_counts_again(box: Sandbox) -> None:
    """A program whose rules were changed, and whose version was not, shows what it counts itself."""
    package = box.folder / "program" / "milestoned"
    shutil.copytree(SOURCE / "milestoned", package, ignore=shutil.ignore_patterns("__pycache__"))
    box.env["PYTHONPATH"] = str(package.parent)
    (box.root / "a.md").write_text(f"{OPTED_IN}one_two three\n")
    time.sleep(0.05)  # a note that has just changed is not believed at once
    for ask in (["status", "--json"], ["status", "--format", "{words}"]):
        box.run(*ask)
    assert box.run("status", "--json").json["notes"][0]["words"] == 2
    _replace(package / "note" / "words.py", 'signs.replace(b"--", b" ")', 'signs.replace(b"_", b" ")')
    assert box.run("status", "--json").json["notes"][0]["words"] == 3
    assert box.run("status", "--format", "{words}").out == "3\n"
