"""The recorded week is what the program says today."""

from __future__ import annotations

import html
import re

import pytest

from docs import make_week

# A commitment's id is made from the device's name, which is made at random.
_ID = re.compile(r"\b[0-9a-f]{6}\b")


def _text_of(svg: str) -> list[str]:
    texts = re.findall(r"<text [^>]*>([^<]*)<", svg)
    return [_ID.sub("id", html.unescape(text).replace("\xa0", " ").strip()) for text in texts]


def test_the_week_is_what_happens() -> None:
    """If not, run `python -m docs.make_week`."""
    if make_week.library() is None:
        pytest.skip("libfaketime is not installed (Debian: faketime)")
    drawn = make_week.draw(make_week.shown())
    assert _text_of(make_week.PICTURE.read_text()) == _text_of(drawn)
