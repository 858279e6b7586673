"""A fingerprint of everything that an answer about a vault hangs on: as long as it is the same, so is the answer.

It is taken before anything is loaded, so next to nothing is imported. It takes in more than the answer needs (folders
that `ignore:` names, too): what is taken in for nothing costs time, what is left out would be a wrong answer.
"""

import os
from marshal import dumps
from stat import S_ISREG
from time import time_ns

from milestoned.fileio.names import OWN_FOLDER
from milestoned.light.digests import blake2b
from milestoned.vault.places import NOTE_SUFFIXES, PASSED_OVER

_EVICTED = ".icloud"
# Without references: the same values are the same bytes.
_MARSHAL = 2
_MOST = 65_536

# What changed within the same tick of the file system's clock is not believed (as git does, "racy git"). Times in whole
# seconds are those of a file system that knows no finer ones: FAT has the coarsest, 2 seconds. In nanoseconds.
TICK = 20_000_000
_SECOND = 1_000_000_000
_COARSEST = 2 * _SECOND + TICK


class Fingerprint:
    """What is found, in the order it is looked at. Whatever cannot be looked at raises OSError.

    It has to be taken before what it stands for is read: then a later change can only show.
    """

    def __init__(self) -> None:
        self.began = time_ns()
        self._seen: list[object] = []
        self._times: list[int] = []

    def digest(self, *more: object) -> str:
        """Return the fingerprint: the same only if everything taken in is the same, and `more` is."""
        return blake2b(dumps((self._seen, self._times, list(more)), _MARSHAL), digest_size=32).hexdigest()

    def is_rested(self) -> bool:
        """Return True if nothing changed so lately that it may have changed again without a sign of it."""
        return not any(
            self.began - time < tick_of(time) for time in self._times if self.began - time < _COARSEST
        )

    def add(self, value: object) -> None:
        """Take in a value: text, numbers, tuples of them, None."""
        self._seen.append(value)

    def add_stamp(self, path: str) -> None:
        """Take in which file is at a path, and when it was changed; that there is none, too."""
        self._seen.append(path)
        try:
            found = os.stat(path)
        except (FileNotFoundError, NotADirectoryError):
            self._seen.append(None)
        else:
            self._add(found)

    def add_content(self, path: str, *, link: bool) -> None:
        """Take in what a small file holds; that there is none, too. Raises OSError for a link that is not wanted."""
        flags = os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK | (0 if link else os.O_NOFOLLOW)
        try:
            descriptor = os.open(path, flags)
        except (FileNotFoundError, NotADirectoryError):
            self._seen.append(None)
            return
        try:
            text = os.read(descriptor, _MOST)
            if not S_ISREG(os.fstat(descriptor).st_mode) or len(text) == _MOST:
                raise OSError(f"{path}: not a small file")
        finally:
            os.close(descriptor)
        self._seen.append(text)

    def add_files(self, folder: str, ending: str) -> None:
        """Take in the files of a folder by the end of their names; that there is no folder, too."""
        try:
            with os.scandir(folder) as scan:
                for entry in scan:
                    if entry.name.endswith(ending):
                        self._seen.append(entry.name)
                        self._add(entry.stat(follow_symlinks=False))
        except (FileNotFoundError, NotADirectoryError):
            self._seen.append(None)

    def add_notes(self, root: str) -> None:
        """Take in every note of a vault, and what decides whether it is one."""
        pending = [root]
        while pending:
            folder = pending.pop()
            self._seen.append(folder)
            below = self._add_folder(folder)
            if folder == root or OWN_FOLDER not in below:  # else a vault of its own
                pending += [f"{folder}/{name}" for name in below if name != OWN_FOLDER]

    def _add_folder(self, folder: str) -> list[str]:
        """Take in the notes of one folder; return the names of the folders in it, our own among them."""
        seen, times, below = self._seen, self._times, []
        descriptor = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
        try:
            with os.scandir(descriptor) as scan:
                for entry in scan:
                    name = entry.name
                    if name.endswith(NOTE_SUFFIXES) and entry.is_file(follow_symlinks=False):
                        found = entry.stat(follow_symlinks=False)
                        seen += (name, found[:7])
                        times += (found.st_mtime_ns, found.st_ctime_ns)
                    elif self._add_other(folder, entry, name):
                        below.append(name)
        finally:
            os.close(descriptor)
        return below

    def _add_other(self, folder: str, entry: "os.DirEntry[str]", name: str) -> bool:
        """Take in what is no plain note if it may matter; return True for a folder that is to be walked, or is ours."""
        if name == OWN_FOLDER:
            is_there = entry.is_dir()
            self._seen.append((name, is_there))
            return is_there
        if entry.is_dir(follow_symlinks=False):
            return name[0] != "." and name != PASSED_OVER
        lower = name.lower()
        if lower.endswith(NOTE_SUFFIXES) and name[0] != ".":
            self._seen.append(name)
            self._add(entry.stat(follow_symlinks=False))
            if entry.is_symlink():
                self._add_target(f"{folder}/{name}")
        elif lower.endswith(_EVICTED):
            self._seen.append(name)
        return False

    def _add_target(self, link: str) -> None:
        """Take in where a link leads, and what is there."""
        self._seen.append(os.path.realpath(link))
        self.add_stamp(link)

    def _add(self, found: os.stat_result) -> None:
        self._seen.append(found[:7])
        self._times += (found.st_mtime_ns, found.st_ctime_ns)


def tick_of(*times: int) -> int:
    """Return how long a file with these times may change again without a sign of it in them (nanoseconds)."""
    return _COARSEST if all(time % _SECOND == 0 for time in times) else TICK
