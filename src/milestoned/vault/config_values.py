"""One setting of a configuration file: what it says, how it is read, and where it is, for errors."""

from __future__ import annotations

import re
from typing import TypeVar

import yaml

from milestoned.errors import UsageError
from milestoned.light.dataclasses import dataclass
from milestoned.light.patterns import lazy_pattern
from milestoned.light.typing import TYPE_CHECKING
from milestoned.note.yaml_core import core_value
from milestoned.vault.config import nearest

if TYPE_CHECKING:
    from enum import Enum
    from pathlib import Path

_Choice = TypeVar("_Choice", bound="Enum")
_DURATION = lazy_pattern(r"(\d+(?:\.\d+)?)\s*(ms|s|sec|seconds?|m|min|minutes?|h|hours?)?", re.IGNORECASE)
_SECONDS = {"ms": 0.001, "s": 1, "m": 60, "h": 3600}


@dataclass(frozen=True, slots=True)
class Setting:
    """A value in a file, and where it is, for errors."""

    path: Path
    name: str
    node: yaml.Node

    def error(self, message: str, hint: str) -> UsageError:
        """Return an error that names this setting's file and line."""
        return UsageError(f"{self.path}:{self.node.start_mark.line + 1}: `{self.name}` {message}", hint)

    def value(self) -> object:
        """Return a scalar's value by YAML 1.2's core schema. Raises UsageError for anything else."""
        if not isinstance(self.node, yaml.ScalarNode):
            raise self.error("takes one value", "write it on the same line")
        return (
            core_value(self.node.value)
            if self.node.style is None or self.node.style == ""
            else self.node.value
        )

    def items(self) -> list[Setting]:
        """Return a list's items; one value alone is a list of one."""
        nodes = self.node.value if isinstance(self.node, yaml.SequenceNode) else [self.node]
        return [Setting(self.path, self.name, node) for node in nodes]

    def settings(self, known: list[str] | None = None) -> dict[str, Setting]:
        """Return a mapping's settings by name. Raises UsageError for an unknown or doubled name."""
        if isinstance(self.node, yaml.ScalarNode) and self.value() is None:
            return {}
        if not isinstance(self.node, yaml.MappingNode):
            raise self.error("takes `name: value` lines", "indent them below it")
        found: dict[str, Setting] = {}
        for key, value in self.node.value:
            setting = Setting(self.path, str(getattr(key, "value", "")), value)
            at_key = Setting(self.path, setting.name, key)
            if known is not None and setting.name not in known:
                raise at_key.error("is not a setting", nearest(setting.name, known))
            if setting.name in found:
                raise at_key.error("is there twice", "remove one of the two")
            found[setting.name] = setting
        return found


def choice(setting: Setting, kind: type[_Choice]) -> _Choice:
    """Read one of an enum's values. Raises UsageError for another."""
    names = [str(member.value) for member in kind]
    value = setting.value()
    for member in kind:
        if member.value == value:
            return member
    raise setting.error(f"is `{value}`", nearest(str(value), names))


def whole_number(setting: Setting, least: int = 1) -> int:
    """Read a whole number; its digits may be grouped. Raises UsageError."""
    value = setting.value()
    if isinstance(value, str) and re.fullmatch(r"\d{1,3}([,_ ]\d{3})+", value):
        value = int(re.sub(r"\D", "", value))
    if not isinstance(value, int) or isinstance(value, bool) or value < least:
        raise setting.error(f"is `{value}`", f"write a whole number, {least} or more")
    return value


def yes_or_no(setting: Setting) -> bool:
    """Read `true` or `false`. Raises UsageError for anything else."""
    value = setting.value()
    if not isinstance(value, bool):
        raise setting.error(f"is `{value}`", "write true or false")
    return value


def seconds(setting: Setting) -> float:
    """Read a duration, in seconds: a number, or `300 ms`, `10 min`, `2 h`. Raises UsageError."""
    match = _DURATION.fullmatch(str(setting.value()).strip())
    if not match:
        raise setting.error(f"is `{setting.value()}`", "write seconds, or for example `300 ms` or `10 min`")
    unit = (match[2] or "s").lower()
    return float(match[1]) * _SECONDS["ms" if unit == "ms" else unit[0]]
