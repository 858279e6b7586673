"""The locks install on a fresh machine: with the oldest pip and the newest, and what is in the way is said clearly."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
OLDEST_PIP = "23.2.1"  # the one that Python 3.11 brings


def _environment(**more: str) -> dict[str, str]:
    """Return an environment in which nothing points at the virtual environment of this test run."""
    kept = {k: v for k, v in os.environ.items() if k not in {"VIRTUAL_ENV", "PYTHONPATH", "PYTHONHOME"}}
    return kept | {"PYTHON": sys.executable} | more


def _install(venv: Path, lock: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["requirements/install", venv, f"requirements/{lock}"],
        cwd=ROOT,
        env=_environment(**more),
        capture_output=True,
        text=True,
        check=False,
    )


def _pip(venv: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [str(venv / "bin" / "python"), "-m", "pip", "--disable-pip-version-check", *arguments]
    return subprocess.run(command, env=_environment(), capture_output=True, text=True, check=False)


@pytest.mark.parametrize("wanted", [f"pip=={OLDEST_PIP}", "pip"], ids=["oldest pip", "newest pip"])
def test_the_lock_installs_whole(tmp_path: Path, wanted: str) -> None:
    """Nothing is missing after it, whatever was published since the lock was made.

    From then on no network is needed: what is there is not asked for again, and no home that can be written is needed.
    """
    venv = tmp_path / "a venv"
    subprocess.run([sys.executable, "-m", "venv", venv], env=_environment(), check=True)
    if (got := _pip(venv, "install", "--upgrade", "--retries", "1", wanted)).returncode:
        pytest.skip(f"no package index can be reached: {got.stderr.strip().splitlines()[-1]}")

    installed = _install(venv, "dev.txt")
    assert installed.returncode == 0, installed.stderr
    assert (checked := _pip(venv, "check")).returncode == 0, checked.stdout
    said = subprocess.run(
        [venv / "bin" / "milestoned", "--version"], capture_output=True, text=True, check=True
    )
    assert said.stdout.startswith("milestoned")
    again = _install(venv, "dev.txt", PIP_NO_INDEX="1", PIP_FIND_LINKS=str(tmp_path), HOME="/proc")
    assert (again.returncode, again.stderr) == (0, "")
    version = tuple(map(int, _pip(venv, "--version").stdout.split()[1].split(".")[:2]))
    assert version == (23, 2) if OLDEST_PIP in wanted else version >= (26, 0)


def test_without_a_network_it_says_so(tmp_path: Path) -> None:
    """A first install that finds no packages names the lock and what it takes."""
    failed = _install(tmp_path / "venv", "run.txt", PIP_NO_INDEX="1", PIP_FIND_LINKS=str(tmp_path))
    assert failed.returncode == 1
    assert failed.stderr.endswith(
        "milestoned: what `requirements/run.txt` pins could not be installed\n"
        "  see above; a first run needs the network, later runs need it only when the lock has changed\n"
    )


def test_no_python_at_all(tmp_path: Path) -> None:
    """A Python that is not there is named."""
    failed = _install(tmp_path / "venv", "run.txt", PYTHON="python-that-is-not-there")
    assert failed.returncode == 1
    assert failed.stderr == (
        "milestoned: `python-that-is-not-there` is not on the PATH\n"
        "  install Python 3.11 or newer, or name one: make test PYTHON=python3.12\n"
    )


def test_a_python_that_is_too_old(tmp_path: Path) -> None:
    """An old Python is named with its version, and nothing is made."""
    old = tmp_path / "python3"
    old.write_text('#!/bin/sh\n[ "$1" = --version ] && echo Python 3.9.2 && exit\nexit 1\n')
    old.chmod(0o755)
    failed = _install(tmp_path / "venv", "run.txt", PYTHON=str(old))
    assert failed.returncode == 1
    assert failed.stderr == (
        "milestoned: Python 3.9.2 is too old, milestoned needs Python 3.11 or newer\n"
        "  name a newer one: make test PYTHON=python3.12\n"
    )
    assert not (tmp_path / "venv").exists()


def test_a_python_without_venv(tmp_path: Path) -> None:
    """On a Debian without `python3-venv` that package is named, and no half environment is left behind."""
    (tmp_path / "ensurepip.py").write_text('raise ImportError("not shipped")\n')
    failed = _install(tmp_path / "venv", "run.txt", PYTHONPATH=str(tmp_path))
    assert failed.returncode == 1
    assert failed.stderr == (
        "milestoned: this Python cannot make virtual environments (`venv` or `ensurepip` is missing)\n"
        "  on Debian and Ubuntu install the package `python3-venv`\n"
    )
    assert not (tmp_path / "venv").exists()


def test_a_half_made_environment_is_made_again(tmp_path: Path) -> None:
    """An environment without pip, as an interrupted install leaves it, is not taken for a whole one."""
    venv = tmp_path / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", venv], check=True)
    (venv / "left-behind").touch()
    _install(venv, "run.txt", PIP_NO_INDEX="1", PIP_FIND_LINKS=str(tmp_path))
    assert _pip(venv, "--version").returncode == 0
    assert not (venv / "left-behind").exists()


def test_system_packages_never_stop_a_run(tmp_path: Path) -> None:
    """Where there is no `apt-get`, the missing packages are named and the run goes on."""
    for tool in ("sh", "id"):
        (tmp_path / tool).symlink_to(str(shutil.which(tool)))
    asked = subprocess.run(
        [ROOT / "tests" / "install-packages", "vim", "no-such-editor"],
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (asked.returncode, asked.stderr) == (0, "")
    assert asked.stdout.startswith("not installed: vim no-such-editor (no apt-get here: ")
