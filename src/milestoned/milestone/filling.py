"""What the rules of a configuration say of a note: they fill in what the note itself leaves out."""

from __future__ import annotations

from types import MappingProxyType

from milestoned.light.dataclasses import dataclass, field
from milestoned.light.typing import TYPE_CHECKING
from milestoned.milestone import keys
from milestoned.milestone.spec import MilestoneSpec, Sizes, amount, milestone_spec
from milestoned.note.frontmatter import keeps_out
from milestoned.note.pairs import Value
from milestoned.note.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


@dataclass(frozen=True, slots=True)
class Filling:
    """The writer's keys as rules have them; `start` if a note without a milestone is to be opted in."""

    keys: Mapping[str, Value] = field(default_factory=lambda: MappingProxyType({}))
    start: bool = False

    @property
    def milestone(self) -> str | tuple[str, ...] | None:
        """The milestone to start a note with; None if it is not to be started."""
        value = self.keys.get(keys.MILESTONE)
        if not self.start or value is None:
            return None
        content = value.content
        return tuple(map(str, content)) if isinstance(content, tuple) else str(content)


def filling(rules: Iterable[tuple[Mapping[str, object], bool | None]]) -> Filling:
    """Lay the rules for a note over each other: later ones win, key by key. `start` is None where a rule has none."""
    said: dict[str, object] = {}
    starts = False
    for found, start in rules:
        if keys.MILESTONE in found:
            _name_goals_unit(said)
        said |= found
        starts = starts if start is None else start
    if keeps_out(said.get(keys.MILESTONE)):
        del said[keys.MILESTONE]
    _name_goals_unit(said)
    values = {key: _value(content) for key, content in said.items()}
    return Filling(MappingProxyType(values), starts and keys.MILESTONE in said)


def _name_goals_unit(said: dict[str, object]) -> None:
    """Give a goal the unit of the rules' own milestone: a note with another one is not to take it for its own."""
    goal, milestone = amount(said.get(keys.GOAL)), said.get(keys.MILESTONE)
    if goal is None or goal[1] is not None or milestone is None:
        return
    spec = milestone_spec(
        None, Sizes(), {keys.MILESTONE: _value(milestone), keys.GOAL: _value(said[keys.GOAL])}
    )
    if isinstance(spec, MilestoneSpec):
        unit = next(item.unit for item in spec.milestones if item.goal is not None)
        said[keys.GOAL] = f"{goal[0]} {unit.value}"


def _value(content: object) -> Value:
    return Value("list" if isinstance(content, tuple) else "scalar", content, 0, 0)


def wrong_in_rule(said: Mapping[str, object]) -> Problem | None:
    """Return what is wrong with the writer's keys of one rule; None if nothing is."""
    values = {key: _value(content) for key, content in said.items()}
    milestone = said.get(keys.MILESTONE)
    if milestone is None or keeps_out(milestone):
        values[keys.MILESTONE] = _value(("words", "characters", "tasks"))  # another rule's, or the note's own
    spec = milestone_spec(None, Sizes(), values)
    return spec if isinstance(spec, Problem) else None
