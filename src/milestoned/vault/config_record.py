"""The settings of the writer's record (docs/record.md has the reason for each default)."""

from __future__ import annotations

import datetime
import re
import shlex
from typing import TYPE_CHECKING

import yaml

from milestoned.vault.config import nearest
from milestoned.vault.setting import seconds, whole_number, yes_or_no

if TYPE_CHECKING:
    from collections.abc import Callable

    from milestoned.vault.setting import Setting

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_TIME = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")
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


def _day_start(setting: Setting) -> dict[str, object]:
    match = _TIME.fullmatch(str(setting.value()).strip())
    if not match:
        raise setting.error(f"is `{setting.value()}`", 'write a time of day in quotes, like "04:00"')
    return {"record": {"day_start": datetime.time(int(match[1]), int(match[2]))}}


def _rest_days(setting: Setting) -> dict[str, object]:
    days = set()
    for item in setting.items():
        name = str(item.value()).lower()
        found = [number for number, day in enumerate(_WEEKDAYS) if len(name) > 2 and day.startswith(name)]
        if not found:
            raise item.error(f"holds `{name}`", nearest(name, list(_WEEKDAYS)))
        days.add(found[0])
    if len(days) == len(_WEEKDAYS):
        raise setting.error("names every day", "leave one day to write on")
    return {"record": {"rest_days": frozenset(days)}}


def _session_gap(setting: Setting) -> dict[str, object]:
    return {"record": {"session_gap_minutes": max(1, round(seconds(setting) / 60))}}


def _thresholds(setting: Setting) -> dict[str, object]:
    found: dict[str, object] = {}
    for name, item in setting.settings([*_WHOLE_NUMBERS, *_NUMBERS]).items():
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
