"""Checks that milestoned may read and write what it has to: the notes, their folders, and its own folders."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import stat

from milestoned.fileio import snapshot
from milestoned.light.typing import TYPE_CHECKING
from milestoned.service.doctor.finding import Finding, Level, some
from milestoned.vault import user_dirs

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from milestoned.vault.vault import Vault, Walk

_OPTED_IN = re.compile(rb"^milestone\s*:", re.MULTILINE)
_HEAD = 65536
# Bytes: the record of a long vault and the pre-image of a large note find room in that.
_ROOM = 4 * 1024 * 1024
_OTHERS_READ = stat.S_IRWXG | stat.S_IRWXO
_OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH


def check_notes(vault: Vault, walk: Walk) -> Iterator[Finding]:
    """Look for what cannot be read or written: notes, and folders."""
    paths = [path for path, found in walk.notes.items() if found.stamp]
    unreadable = [path for path in paths if not os.access(vault.absolute(path), os.R_OK)]
    readable = [path for path in paths if path not in set(unreadable)]
    read_only = [
        path
        for path in readable
        if not os.access(vault.absolute(path), os.W_OK) and _opted_in(vault.absolute(path))
    ]
    closed = sorted(
        {path.rpartition("/")[0] for path in readable if not _may_create(vault.absolute(path).parent)}
    )
    yield from _wrong("permissions", "folder that cannot be listed", "u+rwx", vault, list(walk.problems))
    yield from _wrong("permissions", "note that cannot be read", "u+rw", vault, unreadable)
    yield from _wrong("permissions", "note with a milestone that cannot be written", "u+w", vault, read_only)
    yield from _wrong("permissions", "folder in which nothing can be made", "u+w", vault, closed)
    if not (walk.problems or unreadable or read_only or closed):
        number = "1 note" if len(paths) == 1 else f"{len(paths):,} notes"
        message = f"{number}: all can be read, and those with a milestone written"
        yield Finding("permissions", Level.OK, message)
    yield from _strange(walk)


def check_own_folders(root: Path) -> Iterator[Finding]:
    """Look at the program's own folders: writable, and nobody else's to read or change."""
    secret = {"state": user_dirs.vault_state(root), "cache": user_dirs.vault_cache(root)}
    for name, folder in secret.items():
        yield from _own_folder(name, folder, _OTHERS_READ, "go-rwx")
    # The configuration may name commands to run: who can change it can run them.
    yield from _own_folder("config", user_dirs.user_config().parent, _OTHERS_WRITE, "go-w")


def _own_folder(check: str, folder: Path, forbidden: int, mode: str) -> Iterator[Finding]:
    nearest = next(path for path in (folder, *folder.parents) if path.exists())
    quoted = shlex.quote(str(nearest))
    if not nearest.is_dir():
        yield Finding(check, Level.WRONG, f"{nearest} is not a folder", f"remove it: `rm {quoted}`")
    elif not _may_create(nearest):
        recover = f"make it yours: `sudo chown -R $(id -u) {quoted} && chmod u+rwx {quoted}`"
        yield Finding(check, Level.WRONG, f"{nearest} cannot be written", recover)
    elif shutil.disk_usage(nearest).free < _ROOM:
        yield Finding(check, Level.WRONG, f"the disk of {nearest} is full", "free some space there")
    elif nearest == folder and os.name == "posix" and folder.stat().st_mode & forbidden:
        yield Finding(check, Level.WRONG, f"{folder} is open to other users", f"`chmod {mode} {quoted}`")
    else:
        yield Finding(
            check, Level.OK, f"{folder} can be written" if nearest == folder else f"{folder} can be made"
        )


def _wrong(check: str, what: str, mode: str, vault: Vault, paths: list[str]) -> Iterator[Finding]:
    if paths:
        names = [path or "." for path in paths]
        first = shlex.quote(str(vault.absolute(paths[0]) if paths[0] else vault.root))
        first_word, _, rest = what.partition(" ")
        number = f"1 {first_word}" if len(names) == 1 else f"{len(names):,} {first_word}s"
        yield Finding(check, Level.WRONG, f"{number} {rest}: {some(names)}", f"`chmod {mode} {first}`")


def _strange(walk: Walk) -> Iterator[Finding]:
    """Yield what the walk found that is named like a note and is none."""
    for path, found in walk.notes.items():
        if found.problem:
            yield Finding("notes", Level.WRONG, f"{path} {found.problem.message}", found.problem.hint)


def _opted_in(path: Path) -> bool:
    try:
        return bool(_OPTED_IN.search(snapshot.take(path).data[:_HEAD]))
    except OSError:
        return False


def _may_create(folder: Path) -> bool:
    return os.access(folder, os.W_OK | os.X_OK)
