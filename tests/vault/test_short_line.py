"""The line for a status bar."""

from __future__ import annotations

import pytest

from milestoned.errors import UsageError
from milestoned.vault.short_line import NAMES, filled, short_line
from tests.report.samples import note

_NOTE = note("a.md", "Arrival", 2345, 5000)


def test_names_in_braces_are_filled_in_with_plain_numbers() -> None:
    """Without a goal there is nothing to say of it."""
    text = "{title}: {words}/{goal}, {chunk} of {chunks}, {left_in_chunk} to go, {percent} %, {today} today"
    assert filled(text, _NOTE, 1200) == "Arrival: 2345/5000, 3 of 5, 655 to go, 46 %, 1200 today"
    assert filled("[{goal}|{due}]", note("b.md", "B", 5)) == "[|]"


def test_other_braces_stay_as_they_are() -> None:
    """A status bar may want JSON, and `{{words}}` says `{words}`."""
    assert filled('{"text": "{words}"} {{words}} {} {1}', _NOTE) == '{"text": "2345"} {words} {} {1}'


def test_an_unknown_name_is_an_error_that_names_the_right_ones() -> None:
    """Every one of them."""
    with pytest.raises(UsageError) as caught:
        filled("{wrods}", _NOTE)
    assert "`{wrods}`" in caught.value.message
    assert all(f"{{{name}}}" in caught.value.hint for name in NAMES)


def test_what_was_written_today_is_asked_for_only_where_it_is_shown() -> None:
    """The record need not be opened for a line without it."""
    asked: list[int] = []

    def today() -> int:
        asked.append(1)
        return 7

    assert filled("{words}", _NOTE, today) == "2345"
    assert not asked
    assert filled("{today}", _NOTE, today) == "7"


def test_every_name_can_be_filled_in_and_the_short_line_is_the_progress_line() -> None:
    """None of them is missing from a note."""
    assert filled(" ".join(f"{{{name}}}" for name in NAMES), _NOTE)
    assert short_line(_NOTE) == _NOTE["progress"]
