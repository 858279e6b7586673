"""Every file and every name that docs/architecture.md speaks of is there."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

_ROOT = Path(__file__).parents[2]
_SOURCE = _ROOT / "src" / "milestoned"
_PAGE = (_ROOT / "docs" / "architecture.md").read_text()
_CODE = re.compile(r"`([^`\n]+)`")
_FILE = re.compile(r"[\w./-]+\.(?:py|md|txt)|[\w-]+/[\w/-]*")
_CLASS = re.compile(r"\b[A-Z][a-z]\w+")
# Libraries' names, errors of Python's, and what stands for any name.
_OTHERS = {"RecursionError", "ValueError", "PermissionError", "Path", "Hypothesis", "NAME"}


def _names(file: Path) -> set[str]:
    """Return what a module defines: classes, functions and methods, values."""
    names = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.ClassDef | ast.FunctionDef):
            names.add(node.name)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names.update(target.id for target in targets if isinstance(target, ast.Name))
    return names


def _found(path: str, room: str = "") -> Path | None:
    """Return the file or folder that a path of the page means."""
    stem = path.removesuffix("/")
    places = (_SOURCE / room, _SOURCE, _SOURCE / "record", _ROOT, _ROOT / "docs")
    named = (place / f"{stem}{suffix}" for place in places for suffix in ("", ".py"))
    return next((candidate for candidate in named if candidate.exists()), None)


def _rows(section: str) -> list[str]:
    text = _PAGE.partition(f"## {section}\n")[2].partition("\n## ")[0]
    return [line for line in text.splitlines() if line.startswith("| ")][2:]


def test_every_path_is_there() -> None:
    """In the table of rooms a file is one of that room's."""
    rooms = {line: _CODE.findall(line)[0] for line in _rows("Rooms")}
    for line in _PAGE.splitlines():
        for code in _CODE.findall(line):
            if _FILE.fullmatch(code) and "NAME" not in code and code != "x.md":
                assert _found(code, rooms.get(line, "")), code


def test_every_class_is_there() -> None:
    """Also those that are written with a method."""
    defined = set().union(*(_names(file) for file in _SOURCE.rglob("*.py")))
    for code in _CODE.findall(_PAGE):
        for name in _CLASS.findall(re.sub(r"[\w./-]+\.(?:py|md)\b", "", code)):
            assert name in defined | _OTHERS or not re.fullmatch(r"[\w.]+(?:\(.*\))?(?: ->.*)?", code), name


@pytest.mark.parametrize("row", _rows("Where to change what"), ids=lambda row: row.split("|")[1].strip())
def test_what_to_look_for_is_in_the_file_that_is_named(row: str) -> None:
    """In each row a name in brackets belongs to the file before it."""
    named = 0
    for path, inside in re.findall(r"`([\w./]+\.py)`(?:[^`(]*\(([^)]*)\))?", row):
        if path == "cli/NAME.py":
            continue
        file = _found(path)
        assert file, path
        for name in _CODE.findall(inside):
            if name.isidentifier():
                assert name in _names(file), f"{name} in {path}"
                named += 1
    assert named or "`cli/wording.py`" in row
