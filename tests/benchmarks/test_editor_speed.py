"""From a key to the hint, and what a save waits, in a chapter and in a whole novel as one note. Nothing passes or fails."""

from __future__ import annotations

import asyncio
import statistics
import time
from typing import TYPE_CHECKING

from lsprotocol import types

from tests.lsp.session import Session, session

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

_PARAGRAPH = "She *never* asked what [the letter](a.md) said. " * 10 + "\n\n"
_WORDS_A_PARAGRAPH = 80
_RUNS = 15


def test_a_key_and_a_save(tmp_path: Path) -> None:
    """Report the times of a note of 600 words and of one of 120,000, and how many times longer the second takes."""
    measured = {words: asyncio.run(_measured(tmp_path / str(words), words)) for words in (600, 120_000)}
    for words, (key, save, nothing) in measured.items():
        print(
            f"\n{words:>7,} words: key to hint {key * 1000:.0f} ms, save {save * 1000:.0f} ms "
            f"(an empty answer: {nothing * 1000:.1f} ms)",
            end="",
        )
    small, large = measured.values()
    print(f"\n200 times the words: key {large[0] / small[0]:.0f} times, save {large[1] / small[1]:.0f} times")


async def _measured(folder: Path, words: int) -> tuple[float, float, float]:
    (folder / "vault/.milestoned").mkdir(parents=True)
    text = "---\nmilestone: 1000 words\n---\n# Title\n\n" + _PARAGRAPH * (words // _WORDS_A_PARAGRAPH)
    async with session(folder / "vault", folder / "home", "neovim") as the:
        uri = the.open("note.md", text)
        place = the.position(text, text.index("She"))
        assert await the.label(uri)
        nowhere = types.HoverParams(types.TextDocumentIdentifier("file:///none.md"), place)
        key = await _median(lambda: _key(the, uri, place))
        save = await _median(lambda: _save(the, uri, place))
        return key, save, await _median(lambda: the.client.text_document_hover_async(nowhere))


async def _key(the: Session, uri: str, place: types.Position) -> None:
    _type(the, uri, place)
    assert await the.label(uri)


async def _save(the: Session, uri: str, place: types.Position) -> None:
    _type(the, uri, place)
    assert await the.will_save(uri)


def _type(the: Session, uri: str, place: types.Position) -> None:
    the.change(uri, types.TextDocumentContentChangePartial(range=types.Range(place, place), text="a "))


async def _median(work: Callable[[], Awaitable[object]]) -> float:
    times = []
    for _ in range(_RUNS):
        begin = time.perf_counter()
        await work()
        times.append(time.perf_counter() - begin)
    return statistics.median(times)
