"""A name that is passed for plain at first sight is none that the patterns know for a copy in conflict."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from milestoned.vault import conflict_copies
from milestoned.vault.conflict_copies import is_conflict_copy
from milestoned.vault.globs import canonical

_PIECES = (
    *("note", " ", "(", ")", "[", "]", "conflict", "Conflicted", "copy", ".sync-conflict-", "_conflict", "-"),
    *(
        "-DESKTOP-",
        "-LAPTOP-",
        "-WIN-",
        "-win-",
        "ABC1234",
        "2024-01-01",
        "20240101-101010",
        "Konflikt",
        "競合",
    ),
    *("コピー", "ſ", "K", "ıconflıct", ".md", ".MD", "_", "1"),
)


@settings(max_examples=500)
@given(st.lists(st.sampled_from(_PIECES), max_size=8).map("".join))
def test_what_is_plain_is_no_copy_in_conflict(name: str) -> None:
    """Letters that only look like ASCII in lower case, too."""
    stem = conflict_copies._SUFFIX.sub("", canonical(name))
    marked = conflict_copies._MARKED.search(stem.lower()) or conflict_copies._COMPUTER.search(stem)
    assert is_conflict_copy(name) == bool(marked)
