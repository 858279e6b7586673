"""Which vault this is, wherever its folder is and whatever it is called: a name of its own, kept inside it.

Without it, a renamed folder would be another vault: another device's journal, and nothing known of its notes. A copy
of a vault holds the same name; the first one is known by still being where it was, and goes by its place instead.
"""

from __future__ import annotations

import contextlib
import os
import re
from typing import TYPE_CHECKING

from milestoned.vault.root import FOLDER, is_vault

if TYPE_CHECKING:
    from pathlib import Path

_FILE = "id"
_FORM = re.compile(r"[0-9a-f]{32}")
_PLACES = "vaults"
_LONGEST = 64


def known_name(root: Path, home: Path, by_place: str) -> str:
    """Return the name of a vault's folders below the user's own: `by_place`, or the one it had before it was moved."""
    name = _read_id(root)
    place = _read_place(home, name) if name else None
    if place is None:
        return by_place
    folder, was = place
    if was == os.path.realpath(root) or folder == by_place:
        return folder
    is_copy = _read_id_at(was) == name
    return by_place if is_copy or (home / by_place).is_dir() else folder


def register(root: Path, home: Path, by_place: str) -> None:
    """Give a vault its name if it has none, and keep where it is now. A folder that cannot be written has its place."""
    if not is_vault(root):
        return
    name = _read_id(root) or _make_id(root)
    if not name:
        return
    folder = known_name(root, home, by_place)
    if _read_place(home, name) is None or folder != by_place:
        _keep_place(home, name, folder, os.path.realpath(root))


def _read_id(root: Path) -> str:
    return _read_id_at(str(root))


def _read_id_at(root: str) -> str:
    text = _read(os.path.join(root, FOLDER, _FILE)).strip()  # noqa: PTH118 - at every command's start
    return text if _FORM.fullmatch(text) else ""


def _make_id(root: Path) -> str:
    path = root / FOLDER / _FILE
    with contextlib.suppress(OSError):
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(os.urandom(16).hex() + "\n")
    return _read_id(root)


def _read_place(home: Path, name: str) -> tuple[str, str] | None:
    folder, _, place = _read(str(home / _PLACES / name)).partition("\n")
    return (folder, place) if folder and place and "/" not in folder else None


def _keep_place(home: Path, name: str, folder: str, place: str) -> None:
    path = home / _PLACES / name
    with contextlib.suppress(OSError):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh = path.with_name(f"{name}.{os.getpid()}")
        fresh.write_bytes(os.fsencode(f"{folder}\n{place}"))
        fresh.replace(path)


def _read(path: str) -> str:
    """Return what a small file holds; nothing for one that is none, a pipe or a link out of the vault among them."""
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    except OSError:
        return ""
    try:
        return os.fsdecode(os.read(descriptor, _LONGEST * 80))
    except OSError:
        return ""
    finally:
        os.close(descriptor)
