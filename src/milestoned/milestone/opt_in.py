"""Opting a note in: the writer's own keys, and nothing else, added to its frontmatter.

The program's keys follow by the rewrite that `update` does, too: `vault.start` joins the two into one write.
"""

from __future__ import annotations

from milestoned.light.dataclasses import dataclass
from milestoned.light.typing import TYPE_CHECKING
from milestoned.milestone import keys
from milestoned.milestone.edits import Edit, apply
from milestoned.milestone.spec import Sizes, milestone_spec
from milestoned.note.frontmatter import foreign_block
from milestoned.note.note import Note, parse
from milestoned.note.problem import Problem
from milestoned.note.text import SourceText
from milestoned.note.yaml_core import core_value

if TYPE_CHECKING:
    from milestoned.note.frontmatter import Frontmatter


@dataclass(frozen=True, slots=True)
class Choice:
    """What the writer chose; all but `every` may be empty. `notes` makes it an index note."""

    every: str | tuple[str, ...]
    goal: str = ""
    due: str = ""
    why: str = ""
    notes: tuple[str, ...] = ()

    def lines(self) -> list[str]:
        """Return the keys as lines of YAML."""
        lines = [f"{key}: {_scalar(value)}" for key, value in self._values() if value]
        if len(self.notes) > 1:
            lines += [f"{keys.NOTES}:", *(f"  - {_scalar(glob)}" for glob in self.notes)]
        return lines

    def names(self) -> list[str]:
        """Return the names of the keys."""
        return [key for key, value in self._values() if value] + [keys.NOTES] * (len(self.notes) > 1)

    def _values(self) -> list[tuple[str, str | tuple[str, ...]]]:
        return [
            (keys.MILESTONE, self.every),
            (keys.GOAL, self.goal),
            (keys.DUE, self.due),
            (keys.WHY, self.why),
            (keys.NOTES, self.notes[0] if len(self.notes) == 1 else ""),
        ]


_NO_SAFE_PLACE = Problem(
    1,
    "the frontmatter leaves no safe place for a milestone",
    "add a line `milestone: 1000 words` to it yourself",
)


def start_text(data: bytes, choice: Choice, sizes: Sizes) -> bytes | Problem:
    """Return the bytes of the note once it is opted in, or the Problem that keeps it out.

    They are proved to hold the same body and the milestone that was chosen.
    """
    note = parse(data)
    if isinstance(note, Problem):
        return note
    edit = plan_start(note, choice)
    if isinstance(edit, Problem):
        return edit
    new = SourceText(apply(note.source.text, [edit]), note.source.has_bom).encode()
    after = parse(new)
    if isinstance(after, Problem) or after.problem or not after.opted_in or after.frontmatter is None:
        return _NO_SAFE_PLACE
    chosen = milestone_spec(after.frontmatter, sizes)
    if isinstance(chosen, Problem):
        return chosen
    return new if note.body == after.body else _NO_SAFE_PLACE


def reason_to_pass_over(note: Note) -> str:
    """Return why a folder's `start` passes a note over: it takes part already, or keeps itself out; else ""."""
    if note.kept_out or note.declined:
        return "kept out"
    return "with a milestone already" if note.frontmatter and note.frontmatter.pair(keys.MILESTONE) else ""


def plan_start(note: Note, choice: Choice) -> Edit | Problem:
    """Return the edit that opts a note in, or the Problem that keeps it out."""
    block = note.frontmatter
    if note.problem:
        return note.problem
    if block is None:
        return _new_block(note, choice)
    if isinstance(block.pairs, Problem):
        return block.pairs
    return _refusal(note, block, choice) or _added(block, choice)


def _new_block(note: Note, choice: Choice) -> Edit | Problem:
    foreign = foreign_block(note.source.text)
    if foreign:
        return Problem(
            1, f"the note has {foreign}", "milestoned keeps its keys in YAML frontmatter, from line 1 on"
        )
    ending = note.source.ending(0) or "\n"
    return Edit(0, 0, ending.join(["---", *choice.lines(), "---", ""]))


def _refusal(note: Note, block: Frontmatter, choice: Choice) -> Problem | None:
    if note.kept_out or note.declined:
        line = _kept_out_by(block)
        return Problem(1, f"`{line}` keeps the note out", "take that line away first")
    if pair := block.pair(keys.MILESTONE):
        return Problem(block.line_of(pair), "the note has a milestone already", "change it in your editor")
    for key in choice.names():
        if pair := block.pair(key):
            return Problem(
                block.line_of(pair),
                f"the note has `{key}` already",
                "remove that line, or leave the option out",
            )
    return None


def _kept_out_by(block: Frontmatter) -> str:
    return (
        "wordcount: false"
        if block.get("wordcount") is False
        else f"milestone: {block.get(keys.MILESTONE)}".lower()
    )


def _added(block: Frontmatter, choice: Choice) -> Edit | Problem:
    pairs = block.pairs if isinstance(block.pairs, list) else []
    if block.in_braces:
        return Problem(
            block.line_of(pairs[0]),
            "the frontmatter is written in braces",
            "write one `key: value` on a line",
        )
    before = block.inner[: pairs[0].key_start] if pairs else ""
    indent = before[len(before.rstrip(" ")) :]
    return Edit(
        block.inner_end, block.inner_end, "".join(f"{indent}{line}{block.ending}" for line in choice.lines())
    )


def _scalar(text: str | tuple[str, ...]) -> str:
    """Write a text as one line of YAML: plain where it reads back as itself, else in double quotes; or a list."""
    if isinstance(text, tuple):
        return f"[{', '.join(map(_scalar, text))}]"
    if _reads_back(text):
        return text
    import yaml  # noqa: PLC0415 - most notes are read without YAML

    return yaml.dump(text, default_style='"', width=10**9, allow_unicode=True).strip()


def _reads_back(text: str) -> bool:
    is_number = text.isascii() and text.isdigit()
    if (
        " ".join(text.split()) != text
        or not text.isprintable()
        or (core_value(text) != text and not is_number)
    ):
        return False
    from milestoned.note.yaml_events import read_pairs  # noqa: PLC0415 - most notes are read without YAML

    pairs = read_pairs(f"k: {text}\n", first_line=1)
    return isinstance(pairs, list) and len(pairs) == 1 and pairs[0].value.content in (text, core_value(text))
