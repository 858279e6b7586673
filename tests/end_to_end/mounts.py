"""Small file systems of the tests' own, where the one who runs them may mount."""

from __future__ import annotations

import shutil
import subprocess
from contextlib import contextmanager
from functools import cache
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from tests.end_to_end.running import wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

WHY_NOT = "only root, where mounting is allowed, can make a small file system"


@cache
def can_mount() -> bool:
    """Whether a tmpfs can be mounted here."""
    if shutil.which("mount") is None:
        return False
    with TemporaryDirectory() as folder:
        mounted = subprocess.run(["mount", "-t", "tmpfs", "tmpfs", folder], capture_output=True, check=False)
        if mounted.returncode == 0:
            subprocess.run(["umount", folder], check=True)
        return mounted.returncode == 0


@contextmanager
def mounted(folder: Path, options: str = "size=1m") -> Iterator[None]:
    """Mount a tmpfs on a folder, made if need be."""
    folder.mkdir(exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)], check=True)
    try:
        yield
    finally:
        # Whatever a failed test left running in it: nothing may stay mounted.
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def bind(source: Path, folder: Path) -> None:
    """Show a folder in another place."""
    subprocess.run(["mount", "--bind", str(source), str(folder)], check=True)


def unmount(folder: Path) -> None:
    """Unmount as soon as nobody uses it."""
    command = ["umount", str(folder)]
    wait_until(
        lambda: subprocess.run(command, capture_output=True, check=False).returncode == 0, "it is unmounted"
    )


def fill(folder: Path) -> Path:
    """Fill a file system to the last byte; return the file that does it."""
    filler = folder / ".filler"
    with filler.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4096))
        except OSError:
            return filler


def use_up_inodes(folder: Path) -> list[Path]:
    """Make files until there can be no more of them; return them."""
    made: list[Path] = []
    while True:
        try:
            (folder / f".filler-{len(made)}").touch()
        except OSError:
            return made
        made.append(folder / f".filler-{len(made)}")
