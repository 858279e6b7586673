"""What a writer should hear of a note, although it keeps nothing from being served."""

from __future__ import annotations

import re
from functools import lru_cache

from milestoned.light.patterns import lazy_pattern
from milestoned.light.typing import TYPE_CHECKING
from milestoned.milestone.keys import MILESTONE, WRITER_KEYS, KeyStyle, OwnedKey
from milestoned.milestone.status_block_edits import block_warnings
from milestoned.note.problem import Problem
from milestoned.note.words import count_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from milestoned.note.frontmatter import Frontmatter
    from milestoned.note.note import Note

# A key that may be meant for one of ours: as good as none in other notes, whose YAML is then not read.
_MAY_BE_MEANT = lazy_pattern(r"^[ \t]*[\"']?m[\w -]{6,24}[\"']?[ \t]*:", re.IGNORECASE | re.MULTILINE)
_CLOSE = 0.85
# Characters. A shorter key cannot be as close as that to `milestone`, our shortest.
_SHORTEST = 7
_KNOWN = (*WRITER_KEYS, *(key.value for key in OwnedKey))
# Words of indented text beside visible text from which on they are taken for a writer's.
_WORDS_OF_CODE = 100


def note_warnings(note: Note, style: KeyStyle) -> tuple[Problem, ...]:
    """Return every warning, as a Problem with its line, about a note that is served."""
    if note.kept_out:
        return ()
    if note.frontmatter is None:
        from milestoned.note.near_misses import missed_frontmatter  # noqa: PLC0415 - most notes have frontmatter

        missed = missed_frontmatter(note.source)
        return (missed,) if missed else ()
    found = list(_misspelt_keys(note.frontmatter, style))
    if not (found or note.opted_in or note.declined):
        found += _without_milestone(note.frontmatter)
    if note.opted_in:
        found += [*block_warnings(note), *_taken_for_code(note)]
    return tuple(found)


def _misspelt_keys(block: Frontmatter, style: KeyStyle) -> Iterator[Problem]:
    """Find keys that look like ours and are none of them."""
    pairs = block.pairs if _MAY_BE_MEANT.search(block.inner) else []
    renamed = {name.lower() for name in style.names.values()}
    for pair in pairs if isinstance(pairs, list) else ():
        name = pair.key.lower()
        if name not in _KNOWN and name not in renamed and (hint := _meant(pair.key)):
            yield Problem(block.line_of(pair), f"`{pair.key}` is not a key that milestoned reads", hint)


# The notes of a vault have the same few keys.
@lru_cache(maxsize=512)
def _meant(written: str) -> str | None:
    """Return what to do about a key that may be meant for one of ours; None if it is not."""
    if len(written) < _SHORTEST:
        return None
    import difflib  # noqa: PLC0415 - most notes have our keys and short ones only

    key = re.sub(r"[\W_]+", "-", written.lower()).strip("-")
    close = [key] if key in _KNOWN else difflib.get_close_matches(key, _KNOWN, 1, _CLOSE)
    if close:
        return f"did you mean `{close[0]}`?"
    if re.match(rf"{MILESTONE}[-_ .]", written, re.IGNORECASE):
        return f"the keys are: {', '.join(WRITER_KEYS)}"
    return None


def _without_milestone(block: Frontmatter) -> Iterator[Problem]:
    """Find the first of the writer's keys in a note that takes no part, since `milestone` is not among them."""
    pairs = block.pairs if _MAY_BE_MEANT.search(block.inner) else []
    for pair in pairs if isinstance(pairs, list) else ():
        if pair.key.lower() in WRITER_KEYS:
            message = f"`{pair.key}` has no effect: the note has no `{MILESTONE}`"
            yield Problem(
                block.line_of(pair), message, f"add a line `{MILESTONE}: words`, or take this one away"
            )
            return


def _taken_for_code(note: Note) -> Iterator[Problem]:
    """Find text that is indented as code is: a novel whose paragraphs begin with a tab counts nothing."""
    blocks = note.outline.indented
    if not blocks:
        return
    code = sum(count_words(block.text) for block in blocks)
    visible = sum(count_words(prose.text) for prose in note.outline.prose)
    if code and (not visible or code > max(visible, _WORDS_OF_CODE)):
        message = f"{code} words are taken for code, because their lines are indented by a tab or four blanks"
        hint = "remove the indentation; to count them as they are, set `count.words: all`"
        yield Problem(note.body_line + blocks[0].line + 1, message, hint)
