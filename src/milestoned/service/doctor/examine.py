"""All checks of a vault, in the order in which they are shown."""

from __future__ import annotations

from milestoned.errors import UsageError
from milestoned.light.typing import TYPE_CHECKING
from milestoned.service.doctor import access, disk, editors, journals, notes, surroundings
from milestoned.vault import config
from milestoned.vault.vault import Vault

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from milestoned.service.doctor.finding import Finding


def examine(root: Path) -> Iterator[Finding]:
    """Check one vault; nothing is changed. Raises UsageError if the vault itself cannot be listed."""
    vault = Vault(root, _settings(root))
    yield from surroundings.check_configuration(root)
    yield from access.check_notes(vault, vault.walk())
    yield from notes.check_warnings(vault)
    yield from access.check_own_folders(root)
    yield from disk.check_writing(root)
    yield from disk.check_watches(root)
    yield from journals.check_journals(root)
    yield from surroundings.check_daemon(root)
    yield from surroundings.check_time_zone()
    yield from editors.check_editors(root)


def _settings(root: Path) -> config.Config:
    """Return the settings; the defaults if they are wrong, so that all else is still checked."""
    try:
        return config.load(root)
    except UsageError:
        return config.Config()
