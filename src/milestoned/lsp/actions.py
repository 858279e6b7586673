"""What a writer may have done to a note, as the text that it would become."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from milestoned.milestone.edits import Edit, apply
from milestoned.milestone.opt_in import Choice
from milestoned.note.note import Note, parse
from milestoned.note.outline import STATUS_BLOCK_END, STATUS_BLOCK_START
from milestoned.note.problem import Problem
from milestoned.note.text import SourceText
from milestoned.vault.start import opted_in
from milestoned.vault.stop import opted_out

if TYPE_CHECKING:
    from collections.abc import Iterable

    from milestoned.lsp.vaults import Counted, OpenVault

Action = Callable[["Counted", int, "OpenVault"], bytes | None]

# So many places are tried for a status block behind the cursor; then it goes to the end.
_TRIES = 20
_LAST_WORDS = 6


def start(counted: Counted, _line: int, vault: OpenVault) -> bytes | None:
    """Return a note's bytes once it is opted in, with the program's keys at once; None where it cannot be."""
    data, entry = counted.document.data, counted.entry
    if data is None or entry is None or entry.spec or entry.problem:
        return None
    choice = Choice(f"{counted.settings.size.words} words")
    started = opted_in(vault.vault, entry.path, data, choice)
    return None if isinstance(started, Problem) else started


def stop(counted: Counted, _line: int, _vault: OpenVault) -> bytes | None:
    """Return a note's bytes once it is opted out; None where it takes no part or cannot be."""
    data, entry = counted.document.data, counted.entry
    if data is None or entry is None or not counted.takes_part:
        return None
    stopped = opted_out(counted.settings, entry.path, data)
    return None if isinstance(stopped, Problem) else stopped


def insert_word_count(counted: Counted, line: int, vault: OpenVault) -> bytes | None:
    """Return a note's bytes with a filled word count behind the heading that a line (from 0) is below.

    None without such a heading, where it has one, or where the result cannot be proved.
    """
    note = counted.note
    if note is None or not counted.takes_part:
        return None
    above = [heading for heading in note.outline.headings if note.body_line + heading.line <= line]
    if not above or any(cookie.line == above[-1].line for cookie in note.outline.cookies):
        return None
    number = note.body_line + above[-1].line
    cookie = f" [/{counted.settings.size.words} words]"
    places = _word_ends(note.source, number)
    return _first_proved(counted, vault, (Edit(place, place, cookie) for place in places), cookies=1)


def insert_status_block(counted: Counted, line: int, vault: OpenVault) -> bytes | None:
    """Return a note's bytes with a filled status block at the first place behind a line where it splits nothing.

    None where the note has one, takes no part, or no place can be proved.
    """
    note = counted.note
    if note is None or not counted.takes_part or note.outline.status_blocks:
        return None
    source = note.source
    ending = source.ending(0) or "\n"
    block = f"{STATUS_BLOCK_START}{ending}{STATUS_BLOCK_END}{ending}"
    last = len(source.line_starts) - 1
    blank = [at for at in range(max(line, note.body_line), last) if not source.line(at).strip()][:_TRIES]
    edits = [Edit(source.next_line(at), source.next_line(at), block + ending) for at in blank]
    gap = "" if not source.line(last).strip() and not source.line(max(last - 1, 0)).strip() else ending
    closed = "" if not source.line(last) else ending
    edits.append(Edit(len(source.text), len(source.text), closed + gap + block))
    return _first_proved(counted, vault, edits, blocks=1)


ACTIONS: dict[str, Action] = {
    "Start a milestone here": start,
    "Insert a word count for this section": insert_word_count,
    "Insert a status block": insert_status_block,
    "Stop": stop,
}


def _word_ends(source: SourceText, number: int) -> list[int]:
    """Return the ends of a line's last words, in order: what must itself be last may follow a cookie."""
    line, begin = source.line(number), source.line_starts[number]
    ends = [len(line.rstrip())]
    while len(ends) < _LAST_WORDS and (at := line[: ends[0]].rfind(" ")) > 0:
        ends.insert(0, len(line[:at].rstrip()))
    return [begin + end for end in ends]


def _first_proved(
    counted: Counted, vault: OpenVault, edits: Iterable[Edit], *, cookies: int = 0, blocks: int = 0
) -> bytes | None:
    """Return the note after the first edit that adds what it is to add, and changes nothing else of what is read."""
    note, entry = counted.note, counted.entry
    if note is None or entry is None:
        return None
    for edit in edits:
        data = SourceText(apply(note.source.text, [edit]), note.source.has_bom).encode()
        after = parse(data)
        if isinstance(after, Note) and _read(after) == _read(note, cookies, blocks):
            return vault.text_of(entry.path, data)
    return None


def _read(note: Note, cookies: int = 0, blocks: int = 0) -> tuple[object, ...]:
    found = note.outline
    return (
        len(found.cookies) + cookies,
        len(found.status_blocks) + blocks,
        [(heading.level, heading.title) for heading in found.headings],
        [(task.state, task.parent, task.has_children) for task in found.tasks],
        note.words(),
    )
