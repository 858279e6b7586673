"""A newcomer's whole way in a bare system that has Python and nothing else: nothing of ours is left behind."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BUILD = ROOT / "build"
_BODY = "\n".join(" ".join(["word"] * 67) for _ in range(35))
_NOTE = f"---\ntitle: Arrival\n---\n\n{_BODY}\n"


@pytest.fixture
def system(tmp_path: Path) -> Path:
    """Unpack a bare system, with a clone and a folder of notes in the home of its user."""
    subprocess.run(
        [ROOT / "tests/ground/newcomer_root"], env=os.environ | {"PYTHON": sys.executable}, check=True
    )
    if (missing := BUILD / "newcomer.missing").exists():
        pytest.skip(missing.read_text().strip())
    system = tmp_path / "system"
    system.mkdir()
    subprocess.run(["tar", "-xf", BUILD / "newcomer.tar", "-C", system], check=True)
    home = system / "home/ann"
    (home / "milestoned").mkdir(parents=True)
    clone = subprocess.run(["git", "archive", "HEAD"], cwd=ROOT, capture_output=True, check=True).stdout
    subprocess.run(["tar", "-x", "-C", home / "milestoned"], input=clone, check=True)
    (home / "notes/novel").mkdir(parents=True)
    (home / "notes/novel/01-arrival.md").write_text(_NOTE)
    return system


def _inside(system: Path, script: Path) -> subprocess.CompletedProcess[str]:
    """Run a script in the system, with processes of its own that end with it, and without a network."""
    mounts = f'mount --bind "{BUILD}/wheels" "{system}/mnt" && mount -t proc proc "{system}/proc"'
    environment = {
        "HOME": "/home/ann",
        "PATH": "/usr/bin:/bin:/usr/sbin:/sbin",
        "LANG": "C.UTF-8",
        "PIP_NO_INDEX": "1",
        "PIP_FIND_LINKS": "/mnt",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    return subprocess.run(
        ["unshare", "--mount", "--pid", "--fork", "--kill-child", "--net", "sh", "-ec",
         f'{mounts} && exec chroot "{system}" sh -s'],
        input=script.read_text(), env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip


def _files(system: Path) -> set[str]:
    found = set()
    for folder, folders, files in os.walk(system):
        here = Path(folder).relative_to(system)
        found |= {str(here / name) for name in (*folders, *files)}
    return found


def _is_said(path: str) -> bool:
    """Return True if docs/install.md and docs/files.md say that the path is left, or if it is a folder above one of those."""
    said = ("notes/.milestoned", ".config/milestoned", ".cache/milestoned", ".local/state/milestoned")
    home = [f"home/ann/{place}" for place in said]
    return any(f"{path}/".startswith(f"{place}/") or place.startswith(f"{path}/") for place in home)


def test_from_the_clone_to_the_uninstall(system: Path) -> None:
    """Each command of the README and the install page works there, and what is left is what that page and docs/files.md say."""
    before = _files(system)
    walked = _inside(system, ROOT / "tests/ground/newcomer")
    assert walked.returncode == 0, walked.stdout + walked.stderr
    parts = dict(part.partition("\n")[::2] for part in walked.stdout.split("== ")[1:])
    assert "milestone-progress:     655 words to finish chunk 3 of 5" in parts["start"]
    assert "955 words to finish chunk 4 of 5" in parts["service"]
    assert "945 words to finish chunk 4 of 5" in parts["status"]
    note = (system / "home/ann/notes/novel/01-arrival.md").read_text()
    assert note == _NOTE + " ".join(map(str, range(1, 701))) + "\n" + " ".join(map(str, range(1, 11))) + "\n"
    left = {path for path in _files(system) - before if not path.startswith("home/ann/milestoned/")}
    assert {path for path in left if not _is_said(path)} == {"home/ann/.local/share", "home/ann/.local/bin"}
