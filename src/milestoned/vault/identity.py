"""Which vault this is, wherever its folder is and whatever it is called: a name of its own, kept inside it.

Without it, a renamed folder would be another vault: another device's journal, and nothing known of its notes. A copy
of a vault holds the same name; the first one is known by still being where it was, and goes by its place instead.
"""

from __future__ import annotations

import contextlib
import os

from milestoned.light.typing import TYPE_CHECKING
from milestoned.vault.places import ID_FILE, VAULTS, registered, vault_id
from milestoned.vault.root import FOLDER, is_vault

if TYPE_CHECKING:
    from pathlib import Path


def known_name(root: Path, home: Path, by_place: str) -> str:
    """Return the name of a vault's folders below the user's own: `by_place`, or the one it had before it was moved."""
    name = vault_id(str(root))
    place = registered(str(home), name) if name else None
    if place is None:
        return by_place
    folder, was = place
    if was == os.path.realpath(root) or folder == by_place:
        return folder
    is_copy = vault_id(was) == name
    return by_place if is_copy or (home / by_place).is_dir() else folder


def register(root: Path, home: Path, by_place: str) -> None:
    """Give a vault its name if it has none, and keep where it is now. A folder that cannot be written has its place."""
    if not is_vault(root):
        return
    name = vault_id(str(root)) or _make_id(root)
    if not name:
        return
    folder = known_name(root, home, by_place)
    if registered(str(home), name) is None or folder != by_place:
        _keep_place(home, name, folder, os.path.realpath(root))


def _make_id(root: Path) -> str:
    path = root / FOLDER / ID_FILE
    with contextlib.suppress(OSError):
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(os.urandom(16).hex() + "\n")
    return vault_id(str(root))


def _keep_place(home: Path, name: str, folder: str, place: str) -> None:
    path = home / VAULTS / name
    with contextlib.suppress(OSError):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh = path.with_name(f"{name}.{os.getpid()}")
        fresh.write_bytes(os.fsencode(f"{folder}\n{place}"))
        fresh.replace(path)
