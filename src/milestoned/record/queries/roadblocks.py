"""Naming what is in the writer's way, as the record shows it, and offering one thing to try."""

from __future__ import annotations

import shlex
from enum import StrEnum

from milestoned.light.dataclasses import dataclass, field
from milestoned.light.typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from milestoned.record.options import RecordOptions
    from milestoned.record.queries.sessions import Session


class Roadblock(StrEnum):
    """What a writer may be stuck on."""

    TOO_BIG = "too big a bite"
    NOT_STARTING = "not starting"
    INTERRUPTED = "interrupted"
    REVISING = "revising"


REMEDIES: Mapping[Roadblock, Mapping[str, str]] = {
    Roadblock.TOO_BIG: {
        "half bite": "Take half of it, this once: `milestoned sprint {half} words {name}`. Your milestone stays as you set it.",
        "quarter bite": "Take a quarter of it, this once: `milestoned sprint {quarter} words {name}`. Your milestone stays as you set it.",
    },
    Roadblock.NOT_STARTING: {
        "50 words": "Write 50 words: `milestoned sprint 50 words {name}`. They count as a day kept, however they read.",
        "if-then plan": 'Say when and where: `milestoned next "If it is … and I am at …, I open {note} and write one sentence"`.',
    },
    Roadblock.INTERRUPTED: {
        "card": "Read the card, and go on from its last sentence: `milestoned sprint 15 min {name}`; {left} to go.",
        "last sentence": "Type your last sentence again, and let it run on: `milestoned sprint 10 min {name}`; {left} to go.",
    },
    Roadblock.REVISING: {
        "tasks": 'You are revising: count it as that. `milestoned commit "5 tasks" --by friday`, with a task for each scene to go over, shows the work that words cannot.',
        "two files": "Put what you cut into a note of its own: `milestoned start --new cuts.md`. Nothing is lost, and the page grows again.",
    },
}


@dataclass(frozen=True, slots=True)
class Signs:
    """What the record shows.

    `usual` is the median day in words, `percent` is of the chunk in work, `last_day` holds the sessions
    of the day that was written on last.
    """

    missed: int = 0
    run: int = 0
    rested_after_milestone: bool = False
    wrote_ever: bool = False
    waiting: bool = False
    left: int = 0
    percent: int = 0
    usual: int = 0
    sessions: Sequence[Session] = field(default_factory=tuple)
    last_day: Sequence[Session] = field(default_factory=tuple)


def name(signs: Signs, options: RecordOptions) -> tuple[Roadblock | None, list[str]]:
    """Name the roadblock and the evidence for it; the plainest sign first: absence, cutting, size, breaks."""
    for look in (_not_starting, _revising, _too_big, _interrupted):
        roadblock, evidence = look(signs, options)
        if roadblock:
            return roadblock, evidence
    return None, []


def _not_starting(signs: Signs, options: RecordOptions) -> tuple[Roadblock | None, list[str]]:
    if not (signs.wrote_ever or signs.waiting):
        return None, []
    if signs.missed >= options.missed_days:
        return Roadblock.NOT_STARTING, [f"the last {signs.missed} writing days went by without writing"]
    if signs.missed and signs.rested_after_milestone:
        return Roadblock.NOT_STARTING, ["a milestone was reached, and nothing was begun since"]
    return None, []


def _revising(signs: Signs, options: RecordOptions) -> tuple[Roadblock | None, list[str]]:
    last = signs.sessions[-options.revising_sessions :]
    if len(last) < options.revising_sessions or not all(one.cut > one.drafted for one in last):
        return None, []
    drafted, cut = sum(one.drafted for one in last), sum(one.cut for one in last)
    return Roadblock.REVISING, [
        f"more cut than drafted in {len(last)} sessions: {cut:,} words cut, {drafted:,} drafted"
    ]


def _interrupted(signs: Signs, options: RecordOptions) -> tuple[Roadblock | None, list[str]]:
    evidence = []
    if signs.sessions and options.interrupted_from <= signs.percent <= 99:
        evidence.append(f"the last session ended at {signs.percent} % of the chunk")
    short = [one for one in signs.last_day if one.seconds < options.fragment_minutes * 60]
    if len(short) >= options.fragments and 2 * len(short) > len(signs.last_day):
        evidence.append(
            f"{len(short)} of the day's {len(signs.last_day)} sessions were under {options.fragment_minutes} minutes"
        )
    if signs.missed and signs.run >= options.run_days:
        evidence.append(f"a gap after {signs.run} days in a row")
    return (Roadblock.INTERRUPTED if evidence else None), evidence


def _too_big(signs: Signs, options: RecordOptions) -> tuple[Roadblock | None, list[str]]:
    if not signs.usual or signs.left <= options.bite_days * signs.usual:
        return None, []
    days = -(-signs.left // signs.usual)
    return Roadblock.TOO_BIG, [
        f"{signs.left:,} words to the next milestone, {days:,} days at your usual {signs.usual:,}"
    ]


def choose(
    roadblock: Roadblock, helped: Mapping[str, tuple[int, int]], used_up: frozenset[str] = frozenset()
) -> str:
    """Pick the remedy that helps this writer most often: (helped, tried) with one of each added (Laplace).

    Untried ones count one half; of equals the first. `used_up` ones were offered for this chunk already.
    """
    remedies = [remedy for remedy in REMEDIES[roadblock] if remedy not in used_up] or list(
        REMEDIES[roadblock]
    )

    def rate(remedy: str) -> float:
        good, tried = helped.get(remedy, (0, 0))
        return (good + 1) / (tried + 2)

    return max(remedies, key=rate)


def wording(roadblock: Roadblock, remedy: str, *, note: str, left: int, unit: str) -> str:
    """Return a remedy with this author's note and numbers in it."""
    text = REMEDIES[roadblock][remedy]
    to_go = f"{left:,} {unit if left != 1 else unit.removesuffix('s')}"
    name = shlex.quote(note) if note else "NOTE"
    halves = {"half": -(-left // 2), "quarter": -(-left // 4)}
    return text.format(**halves, note=note or "your note", name=name, left=to_go)


def wordless(roadblock: Roadblock, remedy: str, *, note: str) -> str:
    """Return a remedy without a number, for an author who wants none while writing."""
    name = shlex.quote(note) if note else "NOTE"
    return QUIET_REMEDIES.get(remedy, REMEDIES[roadblock][remedy]).format(note=note or "your note", name=name)


QUIET_REMEDIES = {
    "half bite": "Take half of it, this once: `milestoned sprint {name}`. Your milestone stays as you set it.",
    "quarter bite": "Take a quarter of it, this once: `milestoned sprint {name}`. Your milestone stays as you set it.",
    "50 words": "Write a few words: `milestoned sprint {name}`. They count as a day kept, however they read.",
    "card": "Read the card, and go on from its last sentence: `milestoned sprint {name}`.",
    "last sentence": "Type your last sentence again, and let it run on: `milestoned sprint {name}`.",
    "tasks": "You are revising: count it as that. `milestoned commit WHAT --by DAY`, with a task for each scene to go over, shows the work that words cannot.",
}
