"""A pattern that is compiled late finds what `re.compile` finds, whichever of its methods is called first."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from milestoned.light.patterns import lazy_pattern

_TEXTS = (r"(?P<one>a+)|b", r"[^\W_]", r"(\d)?x", r"\Z", "ſ")
_CALLS = {
    "findall": (),
    "fullmatch": (),
    "match": (1,),
    "search": (0, 2),
    "split": (1,),
    "sub": (r"-\g<0>",),
    "subn": (r"-\g<0>",),
}


@given(
    st.sampled_from(_TEXTS), st.sampled_from((0, re.IGNORECASE)), st.text("abxſ1_ ", max_size=6), st.data()
)
def test_each_method_is_that_of_the_compiled_pattern(
    text: str, flags: int, subject: str, data: st.DataObject
) -> None:
    """At the first call as at the second."""
    late, compiled = lazy_pattern(text, flags), re.compile(text, flags)
    for name in data.draw(st.permutations([*_CALLS, *_CALLS])):
        given = (*_CALLS[name], subject) if name in ("sub", "subn") else (subject, *_CALLS[name])
        assert _plain(getattr(late, name)(*given)) == _plain(getattr(compiled, name)(*given))
    assert [_plain(found) for found in late.finditer(subject)] == [
        _plain(found) for found in compiled.finditer(subject)
    ]


def _plain(found: object) -> object:
    return (found.span(), found.groups()) if isinstance(found, re.Match) else found


def test_nothing_is_compiled_before_the_first_use() -> None:
    """Not even where another pattern is made of its text."""
    wrong = lazy_pattern("(")
    assert wrong.pattern == "("
    with pytest.raises(re.error):
        wrong.match("")
