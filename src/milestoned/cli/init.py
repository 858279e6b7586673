"""`milestoned init`: make a folder a vault. Asks nothing, and writes what fits what is there."""

from __future__ import annotations

import json
from importlib import resources
from pathlib import Path

import click

from milestoned.cli.output import shown
from milestoned.errors import MilestonedError, UsageError
from milestoned.light.typing import TYPE_CHECKING
from milestoned.vault.root import CONFIG_FILE, FOLDER

if TYPE_CHECKING:
    from collections.abc import Sequence

    from milestoned.cli.output import Output

_NOTHING_IGNORED = '# ignore:\n#   - templates/\n#   - "*.draft.md"'
_GITIGNORE = """\
# The record of your writing grows with every save, so it stays out of git. `milestoned docs record` says more.
journal/
"""


@click.command("init")
@click.argument("path", default=".", metavar="[PATH]")
@click.pass_obj
def command(output: Output, *, path: str) -> None:
    """Make a folder a vault: write a commented configuration into it. No note is changed.

    milestoned looks for Obsidian, Zettlr, Hugo, Jekyll and git, and writes what fits them. It then finds the vault
    from any folder in it, and keeps its record there.
    """
    from milestoned.cli.surroundings import is_under_git, look_around  # noqa: PLC0415 - --help needs none of it

    folder = Path(path)
    if not folder.is_dir():
        raise UsageError(f"{path}: no such folder", "name the folder that holds your notes")
    seen = look_around(folder)
    own = folder / FOLDER
    _check(own)
    _write(output, own / CONFIG_FILE, template([name for one in seen for name in one.passed_over]))
    if is_under_git(folder.resolve()) and not (own / ".gitignore").exists():
        _write(output, own / ".gitignore", _GITIGNORE)
    for one in seen:
        over = f"; passed over: {', '.join(map(shown, one.passed_over))}" if one.passed_over else ""
        output.say(f"{one.program} seen: {one.said}{over}")
    output.say("next: `milestoned start NOTE`, then `milestoned watch`")


def template(passed_over: Sequence[str]) -> str:
    """Return the commented configuration, with folders to pass over."""
    text = (resources.files("milestoned.cli") / "config_template.yaml").read_text(encoding="utf-8")
    ignore = "\n".join(
        ["ignore:", *(f"  - {json.dumps(f'{name}/', ensure_ascii=False)}" for name in passed_over)]
    )
    return text.replace("{ignore}", ignore if passed_over else _NOTHING_IGNORED)


def _check(own: Path) -> None:
    """Make the folder of our own files. Raises MilestonedError where something else has its name."""
    if own.is_symlink() or (own.exists() and not own.is_dir()):
        raise MilestonedError(f"{own}: is not a folder of its own", "remove it, or give it another name")
    try:
        own.mkdir(exist_ok=True)
    except OSError as error:
        raise MilestonedError(f"{own}: {error.strerror}", "make the folder above it writable") from None


def _write(output: Output, file: Path, text: str) -> None:
    try:
        with file.open("x", encoding="utf-8") as new:
            new.write(text)
    except FileExistsError:
        raise MilestonedError(f"{file}: exists already", "edit it, or remove it first") from None
    except OSError as error:
        raise MilestonedError(f"{file}: {error.strerror}", "make the folder writable") from None
    output.say(f"wrote {shown(str(file))}")
