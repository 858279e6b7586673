"""What is said of the PATHs that a command was given: notes that take no part, vaults inside, nothing recorded."""

from __future__ import annotations

from milestoned.cli.output import Output, shown
from milestoned.light.typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from milestoned.vault.catalog import Catalog
    from milestoned.vault.scope import Scope
    from milestoned.vault.vault import Vault

# More named notes than this that take no part are a number.
_MANY = 3


def say_scope(output: Output, target: Scope, catalog: Catalog) -> None:
    """Print which named notes take no part and why, and which folders are vaults of their own."""
    for folder in catalog.nested:
        say_nested(output, folder)
    say_out(output, notes_out(target, catalog))


def notes_out(target: Scope, catalog: Catalog) -> list[tuple[str, str, str]]:
    """Return the notes that were named and take no part, each with why and what to do."""
    out = [path for path in dict.fromkeys(target.scopes) if _takes_no_part(catalog, path)]
    return [(path, *reason_out(catalog.vault, path)) for path in out]


def say_out(output: Output, out: Sequence[tuple[str, str, str]]) -> None:
    """Print which named notes take no part and why; of many how many."""
    if len(out) > _MANY:
        output.say(f"{len(out):,} of the notes that were named take no part")
        return
    for path, reason, hint in out:
        output.say(f"{shown(path)}: takes no part: {reason}\n  {hint}")


def _takes_no_part(catalog: Catalog, path: str) -> bool:
    entry = catalog.entries.get(path)
    return entry is not None and not (entry.opted_in or entry.problem or entry.warnings)


def reason_out(vault: Vault, path: str) -> tuple[str, str]:
    """Return why a note takes no part, and what to do."""
    from milestoned.note.note import Note, parse  # noqa: PLC0415 - only here

    note = parse(vault.absolute(path).read_bytes())
    if isinstance(note, Note) and note.kept_out:
        return "`wordcount: false` keeps it out", "take that line away, then `milestoned start` it"
    if isinstance(note, Note) and note.declined:
        return "`milestone: none` keeps it out", "take that line away, then `milestoned start` it"
    return "it has no `milestone`", "`milestoned start` gives it one"


def say_nested(output: Output, folder: str) -> None:
    """Print that a folder inside a vault is not looked at."""
    output.say(f"{shown(folder)}: a vault of its own, passed over")


def say_unrecorded(output: Output, vaults: Sequence[Vault]) -> None:
    """Print that nothing is recorded of notes outside any vault, and what to do."""
    from milestoned.vault.root import is_vault  # noqa: PLC0415 - only here

    for vault in vaults:
        if not is_vault(vault.root):
            output.say(
                f"{shown(str(vault.root))}: not a vault, so nothing is recorded here\n"
                "  `milestoned init` in the folder of your notes makes it one"
            )
