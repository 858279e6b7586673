"""A lock that is no complete closure is found by `make check`."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from packaging.requirements import Requirement

from requirements import check_lock
from requirements.check_lock import Installed

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

DEV = (check_lock.ROOT / "requirements" / "dev.txt").read_text()
RUN = (check_lock.ROOT / "requirements" / "run.txt").read_text()
HASH = "--hash=sha256:" + "0" * 64


def _without(text: str, name: str) -> str:
    """Return a lock without one package: its line, its hashes and its comments."""
    return re.sub(rf"^{re.escape(name)}(\[\w+\])?==.*\n(?:[ #].*\n)*", "", text, flags=re.MULTILINE)


def _defects(dev: str) -> list[str]:
    """Return what is wrong with a `dev.txt`, by what is installed here."""
    lock, defects = check_lock.read("dev.txt", dev)
    roots = check_lock.needed(check_lock.ROOT / "pyproject.toml", check_lock.LOCKS["dev.txt"])
    return defects + check_lock.missing(lock, roots, check_lock.installed())


def test_the_locks_are_complete() -> None:
    """Every package that is needed anywhere is pinned, with its extras and a hash."""
    project, folder = check_lock.ROOT / "pyproject.toml", check_lock.ROOT / "requirements"
    assert check_lock.check(project, folder, check_lock.installed()) == []


@pytest.mark.parametrize(
    ("spoil", "expected"),
    [
        pytest.param(
            lambda text: _without(text, "mdurl"),
            "`mdurl` is not pinned, and `markdown-it-py` needs it",
            id="a package that another one needs",
        ),
        pytest.param(
            lambda text: _without(text, "hypothesis"),
            "`hypothesis` is not pinned, and pyproject.toml needs it",
            id="a package that the project names",
        ),
        pytest.param(
            lambda text: _without(text, "pywin32-ctypes"),
            "`pywin32-ctypes` is not pinned, and `keyring` needs it",
            id="a package that only another platform needs",
        ),
        pytest.param(
            lambda text: text.replace("coverage[toml]==", "coverage=="),
            "`coverage` is pinned without its extra: `pytest-cov` needs `coverage[toml]`",
            id="an extra pinned by its bare name",
        ),
        pytest.param(
            lambda text: _without(text, "pysocks"),
            "`pysocks` is not pinned, and `urllib3` needs it",
            id="a package that only an extra needs",
        ),
        pytest.param(
            lambda text: re.sub(
                r"^iniconfig==.*\n(?: +--hash.*\n)+", "iniconfig==2.3.1\n", text, flags=re.MULTILINE
            ),
            "`iniconfig` has no hash",
            id="no hash",
        ),
        pytest.param(
            lambda text: text.replace("iniconfig==", "iniconfig>="),
            "`iniconfig` is not pinned to one version with `==`",
            id="no single version",
        ),
        pytest.param(
            lambda text: re.sub(r"^pluggy==\S+", "pluggy==0.1", text, flags=re.MULTILINE),
            "`pluggy` is pinned to 0.1, and `pytest` needs ",
            id="a version that does not fit",
        ),
        pytest.param(
            lambda text: "--index-url=https://packages.example.org/simple\n" + text,
            "names a host: `--index-url=https://packages.example.org/simple`",
            id="an index",
        ),
        pytest.param(
            lambda text: text.replace("    # via pytest\n", "    # from https://packages.example.org\n", 1),
            "names a host: `# from https://packages.example.org`",
            id="a host in a comment",
        ),
        pytest.param(
            lambda text: text + "six @ https://packages.example.org/six.whl\n",
            "names a host: `six @ https://packages.example.org/six.whl`",
            id="a package by its address",
        ),
        pytest.param(
            lambda text: text + "what is this?\n", "cannot be read: `what is this?`", id="no requirement"
        ),
    ],
)
def test_a_spoilt_lock_is_found(spoil: Callable[[str], str], expected: str) -> None:
    """Each way in which a lock was or could be wrong has a defect of its own."""
    spoilt = spoil(DEV)
    assert spoilt != DEV
    assert any(defect.startswith(expected) for defect in _defects(spoilt))


def test_what_an_extra_needs_is_followed() -> None:
    """With an extra's own package missing, naming the extra does not help."""
    lock, _ = check_lock.read("dev.txt", f"tool[fast]==1.0 {HASH}\n")
    metadata = {"tool": Installed("1.0", (Requirement('speed>=2; extra == "fast"'),))}
    assert check_lock.missing(lock, [Requirement("tool[fast]")], metadata) == [
        "`speed` is not pinned, and `tool` needs it"
    ]


def test_a_newer_python_has_needs_of_its_own() -> None:
    """A package that only Python 3.13 needs is looked for, whatever Python runs the check."""
    lock, _ = check_lock.read("run.txt", f"tool==1.0 {HASH}\n")
    metadata = {"tool": Installed("1.0", (Requirement('later; python_version >= "3.13"'),))}
    assert check_lock.missing(lock, [Requirement("tool")], metadata) == [
        "`later` is not pinned, and `tool` needs it"
    ]


def test_a_pin_may_differ_by_python() -> None:
    """Two pins of one package, each for its own Python, are both right."""
    text = f"tool==1.0 ; python_version < '3.13' {HASH}\ntool==2.0 ; python_version >= '3.13' {HASH}\n"
    lock, defects = check_lock.read("run.txt", text)
    here = str(lock.pin("tool", next(check_lock.environments())).specifier).removeprefix("==")  # type: ignore[union-attr]
    assert defects == []
    assert check_lock.missing(lock, [Requirement("tool")], {"tool": Installed(here, ())}) == []


def test_what_is_not_installed_is_not_taken_on_trust() -> None:
    """What a package needs is unknown where it is not installed, or in another version."""
    lock, _ = check_lock.read("run.txt", f"tool==1.0 {HASH}\n")
    assert check_lock.missing(lock, [Requirement("tool")], {}) == [
        "`tool` is not installed, so what 1.0 needs is unknown"
    ]
    assert check_lock.missing(lock, [Requirement("tool")], {"tool": Installed("0.9", ())}) == [
        "`tool` is installed in version 0.9, so what 1.0 needs is unknown"
    ]


def test_the_locks_agree() -> None:
    """The tests run with the versions that the program is installed with."""
    run, _ = check_lock.read("run.txt", RUN)
    dev, _ = check_lock.read("dev.txt", re.sub(r"^click==\S+", "click==8.2", DEV, flags=re.MULTILINE))
    assert check_lock.disagreements(run, dev) == ["`click` is pinned otherwise than in run.txt"]


def test_make_check_fails_on_a_spoilt_lock(tmp_path: Path) -> None:
    """The command that `make check` runs names the file, the defect and what to do."""
    rules = subprocess.run(
        ["make", "-n", "check"], cwd=check_lock.ROOT, capture_output=True, text=True, check=True
    )
    assert "requirements/check_lock.py" in rules.stdout
    shutil.copytree(check_lock.ROOT / "requirements", tmp_path / "requirements")
    shutil.copy(check_lock.ROOT / "pyproject.toml", tmp_path)
    (tmp_path / "requirements" / "run.txt").write_text(_without(RUN, "mdurl"))
    run = subprocess.run(
        [sys.executable, tmp_path / "requirements" / "check_lock.py"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 1
    assert run.stderr == (
        "milestoned: requirements/run.txt: `mdurl` is not pinned, and `markdown-it-py` needs it\n"
        "  run `make lock`, then try again\n"
    )
