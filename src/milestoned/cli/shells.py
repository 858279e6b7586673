"""The completion of bash, zsh and fish: their scripts, and what milestoned answers them.

A path is completed by the shell's own means, notes before other files; bash, which has none for that, gets the names.
"""

from __future__ import annotations

from importlib import resources

from click.shell_completion import (
    BashComplete,
    CompletionItem,
    FishComplete,
    ShellComplete,
    ZshComplete,
    add_completion_class,
)

from milestoned.cli.completers import PATH, note_paths

_SCRIPTS = {"bash": "milestoned.bash", "zsh": "_milestoned", "fish": "milestoned.fish"}


def script(shell: str) -> str:
    """Return the script that a shell reads."""
    return (resources.files("milestoned.cli") / "completions" / _SCRIPTS[shell]).read_text(encoding="utf-8")


class _Bash(BashComplete):
    """Answers bash with a kind and a value a line."""

    def source(self) -> str:
        return script("bash")

    def get_completions(self, args: list[str], incomplete: str) -> list[CompletionItem]:
        items = super().get_completions(args, incomplete)
        if not any(item.type == PATH for item in items):
            return items
        return [CompletionItem(path, type=PATH) for path in note_paths(incomplete)] or [_DEFAULT]

    def format_completion(self, item: CompletionItem) -> str:
        kind = "default" if item.type in ("file", "dir") else item.type
        return f"{kind},{item.value}"


_DEFAULT = CompletionItem("", type="file")


class _Zsh(ZshComplete):
    """Answers zsh with a kind, a value and a help text, a line each."""

    def source(self) -> str:
        return script("zsh")

    def format_completion(self, item: CompletionItem) -> str:
        return f"{item.type}\n{item.value}\n{item.help or '_'}"


class _Fish(FishComplete):
    """Answers fish with a kind, a value and a help text on one line."""

    def source(self) -> str:
        return script("fish")


def register() -> None:
    """Put these classes into the place of click's own."""
    classes: dict[str, type[ShellComplete]] = {"bash": _Bash, "zsh": _Zsh, "fish": _Fish}
    for shell, cls in classes.items():
        add_completion_class(cls, shell)
