"""What else uses a folder of notes: Obsidian, Zettlr, Hugo, Jekyll, git; and what that means for a configuration."""

from __future__ import annotations

import json

from milestoned.light.dataclasses import dataclass
from milestoned.light.typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_HUGO = ("hugo.toml", "hugo.yaml", "hugo.yml", "hugo.json")
_HUGO_FOLDERS = ("archetypes", "themes", "public", "resources")
_JEKYLL_FOLDERS = ("_site", "_layouts", "_includes", "vendor")


@dataclass(frozen=True, slots=True)
class Seen:
    """A program that was seen, folders of its that hold no writing, and the line about it."""

    program: str
    passed_over: tuple[str, ...]
    said: str


def look_around(folder: Path) -> list[Seen]:
    """Return which programs use a folder. Reads names, and Obsidian's setting of its templates; changes nothing."""
    found = [_obsidian(folder), _zettlr(folder), _hugo(folder), _jekyll(folder)]
    return [seen for seen in found if seen]


def is_under_git(folder: Path) -> bool:
    """Return True if git keeps the folder, or one above it."""
    return any((above / ".git").exists() for above in (folder, *folder.parents))


def _obsidian(folder: Path) -> Seen | None:
    if not (folder / ".obsidian").is_dir():
        return None
    return Seen(
        "Obsidian",
        _existing(folder, (_templates(folder),)),
        "an open note shows new progress once it has rested",
    )


def _templates(folder: Path) -> str:
    """Return the folder of Obsidian's templates, "" if it has none."""
    try:
        settings = json.loads((folder / ".obsidian" / "templates.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return ""
    named = settings.get("folder", "") if isinstance(settings, dict) else ""
    is_inside = isinstance(named, str) and ".." not in named.split("/")
    return named.strip("/") if is_inside else ""


def _zettlr(folder: Path) -> Seen | None:
    if not (folder / ".ztr-directory").is_file() and not any(folder.glob("*/.ztr-directory")):
        return None
    return Seen("Zettlr", (), "citations such as [@key] are not counted")


def _hugo(folder: Path) -> Seen | None:
    named = any((folder / name).is_file() for name in _HUGO)
    if not named and not ((folder / "config.toml").is_file() and (folder / "content").is_dir()):
        return None
    return Seen(
        "Hugo",
        _existing(folder, _HUGO_FOLDERS),
        "a post takes part with YAML front matter (---), not TOML (+++)",
    )


def _jekyll(folder: Path) -> Seen | None:
    if not (folder / "_config.yml").is_file():
        return None
    return Seen("Jekyll", _existing(folder, _JEKYLL_FOLDERS), "posts and drafts are notes like all others")


def _existing(folder: Path, names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name in names if name and (folder / name).is_dir())
