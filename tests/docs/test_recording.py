"""The README's first picture: a chapter in a real Neovim, as the program and the editor show it now."""

from __future__ import annotations

import html
import re

import pytest

from docs import make_recording, terminal_film

_LARGEST = 150_000


@pytest.mark.editor
def test_the_recording_is_what_the_editor_shows() -> None:
    """If not, run `python -m docs.make_recording`."""
    if not make_recording.has_editor():
        pytest.skip("no Neovim 0.10 in build/clients: run tests/editors/clients_root")
    drawn = make_recording.draw(make_recording.shown())
    assert _lines_of(make_recording.PICTURE.read_text()) == _lines_of(drawn)


def test_the_recording_moves_by_itself_and_is_small() -> None:
    """No script, nothing from elsewhere; what stands still shows the milestone; all of it in 150 KB."""
    svg = make_recording.PICTURE.read_text()
    assert len(svg) < _LARGEST
    assert not re.search(r"<script|<image|href|url\(|@import", svg)
    assert "@media(prefers-reduced-motion:no-preference)" in svg
    assert ".m{visibility:hidden}" in svg
    at_rest = "\n".join(line for line in _lines_of(svg) if not line.startswith('<g class="m"'))
    assert "Chunk 2 reached" in at_rest
    assert "497 words to finish chunk 3 of 3" in at_rest
    assert "INSERT" not in at_rest


def test_a_line_is_drawn_once_for_each_text_it_shows() -> None:
    """Shown again later, it is the same drawing with another moment; what never changes does not move."""
    film = [
        terminal_film.Picture(100, ("<a/>", "<still/>")),
        terminal_film.Picture(300, ("<b/>", "<still/>")),
        terminal_film.Picture(600, ("<a/>", "<still/>")),
    ]
    svg = terminal_film.draw(film, 10, "title")
    assert re.findall(r'<g class="(.)" style="animation-name:(\w+)">(<\w+/>)</g>', svg) == [
        ("l", "a0", "<a/>"),
        ("m", "a1", "<b/>"),
    ]
    assert "\n<still/>\n" in svg
    assert "@keyframes a0{0%{visibility:visible}10%{visibility:hidden}40%{visibility:visible}}" in svg
    assert "@keyframes a1{10%{visibility:visible}40%{visibility:hidden}}" in svg
    assert "animation:1s step-end infinite" in svg


def _lines_of(svg: str) -> list[str]:
    """Return what is drawn, and when, without the colours."""
    return [html.unescape(line) for line in re.sub(r' fill="[^"]*"', "", svg).splitlines()]
