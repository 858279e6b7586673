"""`milestoned init`: write a commented configuration into a vault."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from milestoned.errors import MilestonedError, UsageError
from milestoned.vault.root import CONFIG_FILE, FOLDER

if TYPE_CHECKING:
    from milestoned.cli.output import Output

TEMPLATE = """\
# milestoned's settings for this vault. Every line is optional; what is commented out shows the default.
# What each one does: docs/format.md, "Configuration".

# The bite that a bare unit means (`milestone: words`).
# size:
#   words: 1000
#   characters: 5000

# What is a word: prose (visible text), office (as LibreOffice counts), all (code, tags and math too), wc.
# Which tasks count: all, leaf (those without tasks below them), top (the outermost).
# count:
#   words: prose
#   tasks: all

# Keys that are written only on request: percent, chunks, left.
# write: [percent, chunks]

# Other names for milestoned's own keys.
# rename:
#   milestone-words: words

# Files and folders to pass over, beside hidden ones and what editors and sync tools leave.
# ignore:
#   - templates/
#   - "*.draft.md"

# Which notes count in the vault's record: opted-in or all.
# record: opted-in

# How long a note must have been quiet before it is counted, and how long that may take at the most.
# settle: 0.3 s
# settle_latest: 3 s

# A note that was edited on another device is written there; here only if it is still out of date after this time.
# remote_settle: 10 min

# When a note has rested this long, Obsidian is made to read it again (120 s in its vaults, never elsewhere).
# touch_at_rest: 120 s

# When your writing day begins, and the days of the week that are for rest.
# day_start: "04:00"
# rest_days: [sunday]

# How long a pause ends a session; and whether numbers are kept from you while one lasts.
# session_gap: 15 min
# quiet: false

# Whether a reached milestone is shown as a desktop notification. (A command of your own, on_milestone, is read
# from your own configuration only.)
# notify: true

# The largest note that is read.
# max_size: 16 MiB
"""


@click.command("init")
@click.argument("path", default=".", metavar="[PATH]")
@click.pass_obj
def command(output: Output, *, path: str) -> None:
    """Make a folder a vault, by writing a commented configuration into it. No note is changed.

    A vault needs no configuration; with one, milestoned finds the vault from any folder in it.
    """
    folder = Path(path)
    if not folder.is_dir():
        raise UsageError(f"{path}: no such folder", "name the folder that holds your notes")
    target = folder / FOLDER / CONFIG_FILE
    try:
        target.parent.mkdir(exist_ok=True)
        with target.open("x", encoding="utf-8") as file:
            file.write(TEMPLATE)
    except FileExistsError:
        raise MilestonedError(f"{target} exists already", "edit it, or remove it first") from None
    except OSError as error:
        raise MilestonedError(f"{target}: {error.strerror}", "make the folder writable") from None
    output.say(f"wrote {target}")
