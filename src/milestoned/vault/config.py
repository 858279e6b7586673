"""The configuration: `.milestoned/config.yaml` in the vault over the user's own, all of it optional."""

from __future__ import annotations

from types import MappingProxyType

from milestoned.errors import UsageError
from milestoned.fileio.plain_file import leads_out, read_plain
from milestoned.light.dataclasses import dataclass, field
from milestoned.light.digests import sha256
from milestoned.light.typing import TYPE_CHECKING
from milestoned.milestone.keys import KeyStyle
from milestoned.milestone.spec import Sizes
from milestoned.note.counts import RULES_VERSION, CountRules
from milestoned.vault import user_dirs
from milestoned.vault.root import CONFIG_FILE, FOLDER, check_own_folder

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from typing import Any

    from milestoned.vault.rules import Rule

DEFAULT_SETTLE = 0.3


@dataclass(frozen=True, slots=True)
class Config:
    """Every setting with its default. Durations are in seconds, `max_size` in bytes.

    `record` holds what the writer chose of the record's settings; `on_milestone` is a list of arguments, or one text
    for a shell. `settle` and `touch_at_rest` are None where the writer has not chosen: then the kind of vault decides.
    """

    count: CountRules = field(default_factory=CountRules)
    size: Sizes = field(default_factory=Sizes)
    keys: KeyStyle = field(default_factory=KeyStyle)
    ignore: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = ()
    record_all: bool = False
    imports: str = "ask"
    settle: float | None = None
    settle_latest: float = 3.0
    remote_settle: float = 600.0
    touch_at_rest: float | None = None
    max_size: int = 16 * 1024 * 1024
    record: Mapping[str, Any] = field(default_factory=dict)
    on_milestone: tuple[str, ...] | str = ()
    notify: bool = True
    quiet: bool = False
    digest: str = ""


def load(root: Path) -> Config:
    """Load a vault's configuration. Raises UsageError with file, line, what is wrong and the nearest right name."""
    check_own_folder(root)
    _refuse_link_out(root)
    sources = [
        (path, text)
        for path in (user_dirs.user_config(), root / FOLDER / CONFIG_FILE)
        if (text := _read(path))
    ]
    if not sources:
        return Config(digest=_digest([]))
    from milestoned.vault.config_schema import read_settings  # noqa: PLC0415 - it needs YAML, and most vaults do not

    own = user_dirs.user_config()
    settings: dict[str, object] = {}
    for path, text in sources:
        merge(settings, read_settings(path, text, users_own=path == own))
    return _config(settings, sources[-1][0], _digest([text for _, text in sources]))


def _refuse_link_out(root: Path) -> None:
    path = root / FOLDER / CONFIG_FILE
    if path.is_symlink() and leads_out(path, root):
        raise UsageError(f"{path}: is a link that leads out of the vault", "remove it, or make it a file")


def merge(settings: dict[str, object], over: dict[str, object]) -> None:
    """Lay one file's settings over another's; of a setting with parts, part by part."""
    for name, value in over.items():
        below = settings.get(name)
        settings[name] = {**below, **value} if isinstance(below, dict) and isinstance(value, dict) else value


def _config(settings: dict[str, Any], last: Path, digest: str) -> Config:
    from milestoned.vault.config_schema import doubled_name  # noqa: PLC0415

    names = settings.pop("names", {})
    if twice := doubled_name(names):
        raise UsageError(
            f"{last}: `rename`, with your own configuration, gives two keys the name `{twice}`",
            "give each its own",
        )
    return Config(
        count=CountRules(**settings.pop("count", {})),
        size=Sizes(**settings.pop("size", {})),
        keys=KeyStyle(settings.pop("requested", frozenset()), MappingProxyType(names)),
        digest=digest,
        **settings,
    )


def _read(path: Path) -> str:
    try:
        return read_plain(path).decode("utf-8-sig")
    except (FileNotFoundError, NotADirectoryError):
        return ""
    except UnicodeDecodeError:
        raise UsageError(f"{path}: the configuration is not UTF-8", "save it as UTF-8") from None
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}", "make the file readable") from None


def _digest(texts: list[str]) -> str:
    """Digest what counts depend on beside a note's text: the rules' version and the configuration."""
    return sha256("\0".join([str(RULES_VERSION), *texts]).encode())


def nearest(name: str, names: list[str]) -> str:
    """Return a hint for a wrong name: the nearest of the right ones, or all of them if none is near."""
    import difflib  # noqa: PLC0415 - only a wrong name needs it

    close = difflib.get_close_matches(name, names, n=1, cutoff=0.5)
    return f"did you mean `{close[0]}`?" if close else f"the names are: {', '.join(names)}"
