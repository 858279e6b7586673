"""What a command loads: nothing that it does not need. A name is taken from one of these lists only with a reason."""

from __future__ import annotations

import pytest

from tests.end_to_end.program import Sandbox

# Each takes from 1 to 20 ms to load.
_SLOW = frozenset(
    [
        "argparse",
        "ast",
        "asyncio",
        "click",
        "concurrent.futures",
        "csv",
        "ctypes",
        "dataclasses",
        "difflib",
        "dis",
        "email",
        "filelock",
        "gettext",
        "_hashlib",
        "hashlib",
        "http",
        "importlib.metadata",
        "importlib.resources",
        "inspect",
        "jinja2",
        "locale",
        "logging",
        "markdown_it",
        "multiprocessing",
        "platform",
        "platformdirs",
        "pygls",
        "random",
        "rich",
        "secrets",
        "shutil",
        "socket",
        "ssl",
        "statistics",
        "subprocess",
        "tempfile",
        "textwrap",
        "threading",
        "tokenize",
        "traceback",
        "uuid",
        "watchdog",
        "yaml",
        "zoneinfo",
    ]
)
_RECORD = frozenset({"milestoned.record.record", "milestoned.record.recorder.recorder"})
_PARSER = frozenset({"milestoned.note.note", "milestoned.note.chunk_reader"})
# What click loads.
_CLICK = frozenset(
    [
        "ast",
        "click",
        "dis",
        "gettext",
        "inspect",
        "locale",
        "platform",
        "shutil",
        "textwrap",
        "threading",
        "tokenize",
        "uuid",
    ]
)
# What is asked, and what it must not load.
_ASKED = (
    ("status", _SLOW | _PARSER),
    ("status --short", _SLOW | _PARSER),
    ("status --format {words}", _SLOW | _PARSER),
    ("status --json", _SLOW | _PARSER),
    ("count a.md", _SLOW | _RECORD | {"sqlite3", "json"}),
    ("count --json a.md", _SLOW | _RECORD | {"sqlite3"}),
    ("update --check", _SLOW | _RECORD | _PARSER),
    ("today", _SLOW | _PARSER | {"milestoned.vault.catalog", "milestoned.record.recorder.recorder"}),
    ("--version", _SLOW | _PARSER | {"re", "typing", "pathlib", "json", "datetime"}),
    ("--help", _SLOW - _CLICK | _PARSER | _RECORD | {"sqlite3", "pathlib"}),
)


def _loaded(box: Sandbox, *arguments: str) -> set[str]:
    err = box.run(*arguments, PYTHONPROFILEIMPORTTIME="1").err
    return {line.rpartition("|")[2].strip() for line in err.splitlines() if line.startswith("import time:")}


@pytest.fixture(scope="module")
def vault(tmp_path_factory: pytest.TempPathFactory) -> Sandbox:
    """Give a vault of one note, up to date and known."""
    box = Sandbox(tmp_path_factory.mktemp("start_up"))
    box.note("a.md", 120)
    box.run("update")
    box.run("status")
    return box


@pytest.mark.parametrize(("asked", "without"), _ASKED, ids=[asked for asked, _ in _ASKED])
def test_a_command_loads_nothing_that_it_does_not_need(
    vault: Sandbox, asked: str, without: frozenset[str]
) -> None:
    """Asked when everything is known but no answer is kept ready."""
    for kept in vault.cache.glob("milestoned/*/ready/*"):
        kept.unlink()
    loaded = _loaded(vault, *asked.split())
    assert not loaded & without
    assert ("milestoned.cli.run" in loaded) == (asked != "--version")
