"""One reader of numbers, for every option and argument that takes one."""

from __future__ import annotations

import pytest

from milestoned.milestone.numbers import read_amount, read_number


@pytest.mark.parametrize(
    ("text", "number"),
    [("5000", 5000), ("5,000", 5000), ("5_000", 5000), ("5 000", 5000), ("5k", 5000), ("1.5k", 1500), ("1,5 K", 1500),
     ("12,345,678", 12345678), ("0", 0), (" 7 ", 7), ("0.25k", 250)],
)  # fmt: skip
def test_a_number_is_read_as_people_write_it(text: str, number: int) -> None:
    assert read_number(text) == number


@pytest.mark.parametrize(
    "text", ["", "k", "-5", "1.5", "5,00", "50,00k0", "1.2345k", "five", "5m", "1.500", "٣"]
)
def test_what_is_no_whole_number_is_not_guessed_at(text: str) -> None:
    assert read_number(text) is None


@pytest.mark.parametrize(
    ("text", "amount"),
    [("5k words", (5000, "words")), ("1.5k", (1500, "")), ("words", (None, "words")), ("1,000 Words", (1000, "words")),
     ("1 000 words", (1000, "words")), ("2 chunks", (2, "chunks")), ("750 words a day", (750, "words a day")),
     ("5tasks", (5, "tasks")), ("5 kilos", (5, "kilos"))],
)  # fmt: skip
def test_an_amount_is_a_number_and_a_unit(text: str, amount: tuple[int | None, str]) -> None:
    assert read_amount(text) == amount


@pytest.mark.parametrize("text", ["", "-1 words", "1.5 words", "words 5", "5 words!"])
def test_what_is_no_amount_is_not_guessed_at(text: str) -> None:
    assert read_amount(text) is None
