"""Where a vault is and where its own files are, as text: what is looked at before anything else is loaded.

Next to nothing is imported that Python has not loaded at its start.
"""

import os
import sys
from stat import S_IFDIR, S_IFMT, S_IFREG

from milestoned.fileio.names import OWN_FOLDER

OBSIDIAN_FOLDER = ".obsidian"
NOTE_SUFFIXES = (".md", ".markdown")
PASSED_OVER = "node_modules"
"""A folder that never holds a note, whatever the configuration says."""
_APP = "milestoned"
# As the XDG Base Directory Specification has it.
_XDG = {"cache": "~/.cache", "config": "~/.config", "state": "~/.local/state"}
ID_FILE = "id"
_ID_LENGTH = 32
_HEX = "0123456789abcdef"
VAULTS = "vaults"
_MOST = 5120
_READ = (
    os.O_RDONLY
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_BINARY", 0)
)


def own_folder(kind: str) -> str:
    """Return the program's folder of a kind (`cache`, `config`, `state`); "" where platformdirs has to be asked."""
    if sys.platform != "linux" or "ANDROID_DATA" in os.environ:
        return ""
    chosen = os.environ.get(f"XDG_{kind.upper()}_HOME", "")
    folder = chosen if chosen.startswith("/") else os.path.expanduser(_XDG[kind])
    return f"{folder}/{_APP}" if folder.startswith("/") else ""


def vault_id(root: str) -> str:
    """Return the name that a vault keeps inside it; "" where it has none."""
    text = read_small(os.path.join(root, OWN_FOLDER, ID_FILE)).strip()
    return text if len(text) == _ID_LENGTH and not text.strip(_HEX) else ""


def registered(state: str, name: str) -> tuple[str, str] | None:
    """Return the folders' name that belongs to a vault's id, and where the vault was when it was registered."""
    folder, _, place = read_small(f"{state}/{VAULTS}/{name}").partition("\n")
    return (folder, place) if folder and place and "/" not in folder else None


def name_by_place(root: str) -> str:
    """Return a name for a vault by where it is; the readable half is for whoever looks into the folder."""
    from milestoned.light.digests import sha256  # noqa: PLC0415 - a registered vault has a name already

    readable = "".join(c if c.isalnum() or c in "-_" else "-" for c in os.path.basename(root))[:40]
    return f"{readable}-{sha256(os.fsencode(os.path.realpath(root)))[:16]}"


def settled_name(root: str, state: str) -> str:
    """Return the name of a vault's folders; "" for a vault that is not where it was registered."""
    name = vault_id(root)
    place = registered(state, name) if name else None
    if place is None:
        return name_by_place(root)
    return place[0] if place[1] == root else ""


def plain_root(folder: str) -> str:
    """Return the vault of a folder (a real path), as `vault.root.find_root` does; "" where a link needs a closer look.

    Raises OSError.
    """
    obsidian, at = "", folder
    while True:
        mode = _mode(f"{at}/{OWN_FOLDER}")
        if mode == S_IFDIR:
            return at
        if mode not in (None, S_IFREG):
            return ""
        if not obsidian and os.path.isdir(f"{at}/{OBSIDIAN_FOLDER}"):
            obsidian = at
        above = os.path.dirname(at)
        if above == at:
            return obsidian or folder
        at = above


def _mode(path: str) -> int | None:
    try:
        return S_IFMT(os.lstat(path).st_mode)
    except (FileNotFoundError, NotADirectoryError):
        return None


def read_small(path: str) -> str:
    """Return what a small file holds; nothing for one that is none, a pipe or a link among them."""
    try:
        descriptor = os.open(path, _READ)
    except OSError:
        return ""
    try:
        return os.fsdecode(os.read(descriptor, _MOST))
    except OSError:
        return ""
    finally:
        os.close(descriptor)
