"""What a command is to work on: PATH arguments to a vault and the parts of it that are meant."""

from __future__ import annotations

from milestoned.light.dataclasses import dataclass
from milestoned.light.typing import TYPE_CHECKING
from milestoned.vault import config
from milestoned.vault.root import find_root, given_path, is_vault
from milestoned.vault.vault import Vault

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Scope:
    """A vault, and the paths in it that were named (relative, with `/`; "" is all of it)."""

    vault: Vault
    scopes: tuple[str, ...]

    @property
    def keeps_record(self) -> bool:
        """Whether what happens here is recorded: a note named alone does not make its folder a vault."""
        return is_vault(self.vault.root) or "" in self.scopes

    def passed_over(self) -> list[str]:
        """Return the paths that were named and hold no note that may be looked at."""
        return [scope for scope in self.scopes if scope and self.vault.passes_over(scope)]

    def names(self, path: str) -> bool:
        """Return True if a note was meant."""
        return any(not scope or path == scope or path.startswith(f"{scope}/") for scope in self.scopes)


def scopes(paths: Sequence[str]) -> list[Scope]:
    """Sort PATH arguments by vault. Raises UsageError for a path that is not there."""
    roots: dict[Path, list[Path]] = {}
    for given in paths or (".",):
        path = given_path(given)
        roots.setdefault(find_root(path), []).append(path)
    return [_scope(root, members) for root, members in roots.items()]


def _scope(root: Path, paths: list[Path]) -> Scope:
    vault = Vault(root, config.load(root))
    return Scope(vault, tuple(vault.relative(path) for path in paths))
