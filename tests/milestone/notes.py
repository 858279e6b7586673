"""Notes for tests: made from their frontmatter and body, examined as the program does."""

from __future__ import annotations

from milestoned.milestone.keys import OwnedKey
from milestoned.vault.config import Config
from milestoned.vault.examine import Examined, examine

DEFAULT = Config()


def note(keys: str, body: str = "", ending: str = "\n") -> bytes:
    """Make a note of frontmatter lines and a body."""
    return f"---\n{keys}\n---\n{body}".replace("\n", ending).encode()


def look(data: bytes, config: Config = DEFAULT) -> Examined:
    """Examine a note. A proof that fails is a test that fails."""
    found = examine("note.md", data, config)
    assert "bug" not in (found.entry.problem.hint if found.entry.problem else "")
    return found


def served(data: bytes, config: Config = DEFAULT) -> bytes:
    """Return what a note should hold, after seeing that a second pass plans nothing and the entry has no problem."""
    found = look(data, config)
    assert found.entry.problem is None
    if found.new is None:
        return data
    again = look(found.new, config)
    assert again.new is None
    assert again.entry.problem is None
    return found.new


def values(data: bytes, config: Config = DEFAULT) -> dict[str, object]:
    """Return the program's own keys and what they say, once a note is up to date."""
    parsed = look(served(data, config), config).note
    assert parsed is not None
    assert parsed.frontmatter is not None
    assert isinstance(parsed.frontmatter.pairs, list)
    owned = {config.keys.name(key) for key in OwnedKey}
    return {pair.key: pair.value.content for pair in parsed.frontmatter.pairs if pair.key in owned}
