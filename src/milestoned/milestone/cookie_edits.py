"""Cookies at the end of headings and list items, in org-mode's manner (org manual, "Breaking Down Tasks")."""

from __future__ import annotations

from milestoned.light.typing import TYPE_CHECKING
from milestoned.milestone.edits import Edit, pad_left
from milestoned.note.counting import Sections

if TYPE_CHECKING:
    from milestoned.note.counts import CountRules
    from milestoned.note.note import Note
    from milestoned.note.outline import Cookie


def plan_cookies(note: Note, rules: CountRules) -> list[Edit]:
    """Plan the edits that bring each cookie up to date. One whose scope holds no task is left as it is."""
    if not note.outline.cookies:
        return []
    sections = Sections(note.outline, note.body, rules)
    edits = (_edit(note, cookie, _text(sections, cookie)) for cookie in note.outline.cookies)
    return [edit for edit in edits if edit is not None]


def _text(sections: Sections, cookie: Cookie) -> str | None:
    if cookie.words:
        return f"{sections.words(cookie)}{cookie.text[cookie.text.index('/') : -1]}"
    tasks = sections.tasks(cookie)
    if not tasks.total:
        return None
    if cookie.text.endswith("%]"):
        return f"{100 * tasks.done // tasks.total}%"
    return f"{tasks.done}/{tasks.total}"


def _edit(note: Note, cookie: Cookie, text: str | None) -> Edit | None:
    """Replace what is between the brackets, padded to the room it had."""
    if text is None:
        return None
    source = note.source
    number = note.body_line + cookie.line
    line = source.line(number)
    start = source.line_starts[number] + line.rindex(cookie.text)
    new = f"[{pad_left(text, len(cookie.text) - 2)}]"
    return None if new == cookie.text else Edit(start, start + len(cookie.text), new)
