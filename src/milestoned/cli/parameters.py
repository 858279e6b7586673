"""What a command takes, said once: read from it without click, which takes longer to load than most answers to find.

Only what is plainly right is read here. All else (help, a mistake, an option that is spelt unusually) is left to click,
for which `click_commands` makes a command of the same table.
"""

from __future__ import annotations

from milestoned.light.dataclasses import dataclass
from milestoned.light.typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any


@dataclass(frozen=True, slots=True)
class Argument:
    """What is given without a dash: one, or none and the default; or, if `many`, any number of them."""

    name: str
    metavar: str
    default: str = ""
    many: bool = False
    required: bool = False


@dataclass(frozen=True, slots=True)
class Flag:
    """An option that is given or not: `--json`."""

    option: str
    name: str
    help: str


@dataclass(frozen=True, slots=True)
class Value:
    """An option with a value: `--sort nearest`. Without `choices` it may be any text."""

    option: str
    name: str
    help: str
    default: str | None = None
    metavar: str | None = None
    choices: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Command:
    """A command: what it takes, and what is called with it."""

    name: str
    argument: Argument
    options: Sequence[Flag | Value]
    call: Callable[..., None]

    def read(self, arguments: Sequence[str]) -> dict[str, Any] | None:
        """Read arguments as click does; None where click is to say what they mean, or what is wrong."""
        values: dict[str, Any] = {
            option.name: option.default if isinstance(option, Value) else False for option in self.options
        }
        known = {option.option: option for option in self.options}
        given, left = [], iter(arguments)
        for text in left:
            name, is_joined, value = text.partition("=")
            option = known.get(name)
            if isinstance(option, Flag) and not is_joined:
                values[option.name] = True
            elif isinstance(option, Value):
                value = value if is_joined else next(left, "-")
                if value.startswith("-") or (option.choices and value not in option.choices):
                    return None
                values[option.name] = value
            elif text.startswith("-") and text != "-":
                return None
            else:
                given.append(text)
        if len(given) < self.argument.required or (len(given) > 1 and not self.argument.many):
            return None
        values[self.argument.name] = (
            tuple(given) if self.argument.many else (*given, self.argument.default)[0]
        )
        return values


def takes(name: str, argument: Argument, *options: Flag | Value) -> Callable[[Callable[..., None]], Command]:
    """Make a command of a function, which is given an `Output` and what was read, by name."""

    def made(call: Callable[..., None]) -> Command:
        return Command(name, argument, options, call)

    return made
