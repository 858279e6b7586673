"""What a configuration file may hold, and how each setting is read. Errors name file and line."""

from __future__ import annotations

import datetime
import re
import shlex

import yaml

from milestoned.errors import UsageError
from milestoned.light.patterns import lazy_pattern
from milestoned.light.typing import TYPE_CHECKING
from milestoned.milestone.filling import wrong_in_rule
from milestoned.milestone.keys import MILESTONE, ON_REQUEST, WRITER_KEYS, OwnedKey
from milestoned.milestone.weekdays import WEEKDAYS, weekday
from milestoned.note.counts import TaskRule, WordRule
from milestoned.vault.config import merge, nearest
from milestoned.vault.config_values import Setting, choice, seconds, whole_number, yes_or_no
from milestoned.vault.rules import Rule

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path


_SIZE = lazy_pattern(r"(\d+(?:\.\d+)?)\s*(B|KB|KiB|MB|MiB|GB|GiB)?", re.IGNORECASE)
_BYTES = {"b": 1, "kb": 10**3, "kib": 2**10, "mb": 10**6, "mib": 2**20, "gb": 10**9, "gib": 2**30}
_PLAIN_KEY = lazy_pattern(r"[^\W\d_](?:[\w .-]*[\w.-])?")


def read_settings(path: Path, text: str, *, users_own: bool) -> dict[str, object]:
    """Read a file's settings; those that have parts as mappings. Raises UsageError on the first that is wrong."""
    root = _compose(path, text)
    if root is None:
        return {}
    settings: dict[str, object] = {}
    for name, setting in Setting(path, "configuration", root).settings(list(_READERS)).items():
        if name in USERS_OWN and not users_own:
            raise setting.error(
                "is read from your own configuration only", "a vault may come from somebody else"
            )
        merge(settings, _READERS[name](setting))
    return settings


def _compose(path: Path, text: str) -> yaml.Node | None:
    try:
        return yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f":{mark.line + 1}" if mark else ""
        reason = getattr(error, "problem", None) or "it cannot be read"
        raise UsageError(f"{path}{line}: not valid YAML: {reason}", "correct that line") from None
    except RecursionError:
        raise UsageError(f"{path}: nested too deep", "it takes two levels at most") from None


def _count(setting: Setting) -> dict[str, object]:
    inner = setting.settings(["words", "tasks"])
    chosen: dict[str, object] = {}
    if "words" in inner:
        chosen["words"] = choice(inner["words"], WordRule)
    if "tasks" in inner:
        chosen["tasks"] = choice(inner["tasks"], TaskRule)
    return {"count": chosen}


def _size(setting: Setting) -> dict[str, object]:
    inner = setting.settings(["words", "characters"])
    return {"size": {name: whole_number(item) for name, item in inner.items()}}


def _write(setting: Setting) -> dict[str, object]:
    names = {key.value.removeprefix("milestone-"): key for key in ON_REQUEST}
    requested = set()
    for item in setting.items():
        name = str(item.value()).removeprefix("milestone-")
        if name not in names:
            raise item.error(f"holds `{name}`", nearest(name, list(names)))
        requested.add(names[name])
    return {"requested": frozenset(requested)}


def _rename(setting: Setting) -> dict[str, object]:
    owned = {key.value: key for key in OwnedKey}
    names = {}
    for old, new in setting.settings(list(owned)).items():
        name = new.value()
        if not isinstance(name, str) or not _PLAIN_KEY.fullmatch(name) or name in WRITER_KEYS:
            raise new.error(
                f"becomes `{name}`",
                "use a name of letters, digits, blanks, `-`, `_` or `.`, not a key of yours",
            )
        names[owned[old]] = name
    if twice := doubled_name(names):
        raise setting.error(f"gives two keys the name `{twice}`", "give each its own")
    return {"names": names}


def doubled_name(names: Mapping[OwnedKey, str]) -> str | None:
    """Return a name that two of the program's keys would go by; None if each has its own."""
    everything = [names.get(key, key.value) for key in OwnedKey]
    return next((name for name in names.values() if everything.count(name) > 1), None)


def _ignore(setting: Setting) -> dict[str, object]:
    return {"ignore": tuple(str(item.value()) for item in setting.items() if item.value() is not None)}


def _rules(setting: Setting) -> dict[str, object]:
    if not isinstance(setting.node, yaml.SequenceNode) and setting.node.value:
        raise setting.error("takes a list", "begin each rule with `- notes: folder/*.md`")
    return {"rules": tuple(_rule(item) for item in setting.items() if item.node.value)}


def _rule(setting: Setting) -> Rule:
    found = setting.settings(["notes", *WRITER_KEYS, "start", "imports"])
    if "notes" not in found:
        raise setting.error("has a rule without `notes`", "name notes by a glob from the vault's root")
    notes = tuple(str(item.value()).strip("/") for item in found["notes"].items() if item.value())
    if not notes:
        raise found["notes"].error("names no notes", "write a glob from the vault's root, like `novel/*.md`")
    said = {key: _said(found[key]) for key in WRITER_KEYS if key in found}
    for key, value in said.items():
        if wrong := wrong_in_rule({MILESTONE: said.get(MILESTONE), key: value}):
            raise found[key].error(wrong.message.removeprefix(f"`{key}` "), wrong.hint)
    start = yes_or_no(found["start"]) if "start" in found else None
    return Rule(notes, said, start, _imports(found["imports"]) if "imports" in found else "")


IMPORTS = ("ask", "credit", "ignore")


def _imports(setting: Setting) -> str:
    value = str(setting.value())
    if value not in IMPORTS:
        raise setting.error(f"is `{value}`", nearest(value, list(IMPORTS)))
    return value


def _said(setting: Setting) -> object:
    if isinstance(setting.node, yaml.SequenceNode):
        return tuple(item.value() for item in setting.items())
    return setting.value()


def _record(setting: Setting) -> dict[str, object]:
    value = setting.value()
    if value not in ("all", "opted-in"):
        raise setting.error(f"is `{value}`", nearest(str(value), ["all", "opted-in"]))
    return {"record_all": value == "all"}


def _seconds(name: str) -> Callable[[Setting], dict[str, object]]:
    return lambda setting: {name: seconds(setting)}


def _touch_at_rest(setting: Setting) -> dict[str, object]:
    if setting.value() == "never":
        return {"touch_at_rest": 0.0}
    return {"touch_at_rest": seconds(setting)}


def _max_size(setting: Setting) -> dict[str, object]:
    match = _SIZE.fullmatch(str(setting.value()).strip())
    if not match or float(match[1]) <= 0:
        raise setting.error(f"is `{setting.value()}`", "write for example `16 MiB`")
    return {"max_size": int(float(match[1]) * _BYTES[(match[2] or "B").lower()])}


_TIME = lazy_pattern(r"([01]?\d|2[0-3]):([0-5]\d)")
_WHOLE_NUMBERS = (
    "reserve_every",
    "reserve_most",
    "missed_days",
    "interrupted_from",
    "fragments",
    "run_days",
    "revising_sessions",
    "fragment_minutes",
)
_NUMBERS = ("pace_limit", "bite_days")
THRESHOLDS = (*_WHOLE_NUMBERS, *_NUMBERS)


def _day_start(setting: Setting) -> dict[str, object]:
    match = _TIME.fullmatch(str(setting.value()).strip())
    if not match:
        raise setting.error(f"is `{setting.value()}`", 'write a time of day in quotes, like "04:00"')
    return {"record": {"day_start": datetime.time(int(match[1]), int(match[2]))}}


def _rest_days(setting: Setting) -> dict[str, object]:
    days = set()
    for item in setting.items():
        name = str(item.value()).lower()
        found = weekday(name)
        if found is None:
            raise item.error(f"holds `{name}`", nearest(name, list(WEEKDAYS)))
        days.add(found)
    if len(days) == len(WEEKDAYS):
        raise setting.error("names every day", "leave one day to write on")
    return {"record": {"rest_days": frozenset(days)}}


def _session_gap(setting: Setting) -> dict[str, object]:
    return {"record": {"session_gap_minutes": max(1, round(seconds(setting) / 60))}}


def _thresholds(setting: Setting) -> dict[str, object]:
    found: dict[str, object] = {}
    for name, item in setting.settings(list(THRESHOLDS)).items():
        found[name] = whole_number(item, 0) if name in _WHOLE_NUMBERS else _number(item)
    return {"record": found}


def _number(setting: Setting) -> float:
    value = setting.value()
    if isinstance(value, bool) or not isinstance(value, int | float) or value <= 0:
        raise setting.error(f"is `{value}`", "write a number above 0")
    return float(value)


def _on_milestone(setting: Setting) -> dict[str, object]:
    """Read a command: one line or a list of arguments, run as it is; `shell:` below it asks for a shell."""
    if isinstance(setting.node, yaml.MappingNode):
        shell = setting.settings(["shell"]).get("shell")
        return {"on_milestone": str(shell.value()) if shell else ()}
    if isinstance(setting.node, yaml.SequenceNode):
        return {"on_milestone": tuple(str(item.value()) for item in setting.items())}
    try:
        return {"on_milestone": tuple(shlex.split(str(setting.value() or "")))}
    except ValueError:
        raise setting.error(
            "has a quote that is not closed", "close it, or write a list of arguments"
        ) from None


def _flag(name: str) -> Callable[[Setting], dict[str, object]]:
    return lambda setting: {name: yes_or_no(setting)}


RECORD_READERS: dict[str, Callable[[Setting], dict[str, object]]] = {
    "day_start": _day_start,
    "rest_days": _rest_days,
    "session_gap": _session_gap,
    "thresholds": _thresholds,
    "on_milestone": _on_milestone,
    "notify": _flag("notify"),
    "quiet": _flag("quiet"),
}


# What runs a command, names a path outside of the vault or opens a port.
USERS_OWN = frozenset({"on_milestone"})

_READERS: dict[str, Callable[[Setting], dict[str, object]]] = {
    "size": _size,
    "count": _count,
    "write": _write,
    "rename": _rename,
    "ignore": _ignore,
    "rules": _rules,
    "record": _record,
    "imports": lambda setting: {"imports": _imports(setting)},
    "settle": _seconds("settle"),
    "settle_latest": _seconds("settle_latest"),
    "remote_settle": _seconds("remote_settle"),
    "touch_at_rest": _touch_at_rest,
    "max_size": _max_size,
    **RECORD_READERS,
}


def known_settings() -> list[str]:
    """Return the names of all settings."""
    return list(_READERS)
