"""What `update` leaves ready for `status` is what would be found now, whatever happened to the vault while it ran."""

from __future__ import annotations

import random
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from milestoned.cli import keep_ready, status_answer
from milestoned.cli.app import cli
from milestoned.cli.ready_text import ReadyText, read_arguments, ready
from milestoned.fileio.writer import Writer
from milestoned.record.recorder.vault_recorder import VaultRecorder
from milestoned.vault.catalog import Catalog
from tests.properties.test_ready_text import HEADS, Place, fresh_cache

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ASKED: tuple[tuple[str, ...], ...] = ((), ("--short",))
MOMENTS: tuple[tuple[object, str], ...] = (
    (Writer, "write_all"),
    (Catalog, "check_index_notes"),
    (VaultRecorder, "close"),
    (Catalog, "save"),
    (keep_ready, "keepers_of"),
    (ReadyText, "fingerprint"),
    (status_answer, "look_at"),
    (keep_ready.Keeper, "keep"),
)
EDITS = ("same_size", "mtime_kept", "new", "rename", "delete", "config", "conflict", "nested", "evicted")


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    """Give a vault, and the user's own folders beside it."""
    for kind in ("CACHE", "STATE", "CONFIG"):
        monkeypatch.setenv(f"XDG_{kind}_HOME", str(tmp_path / kind.lower()))
    return Place(tmp_path, random.Random(7), HEADS[:3])


def _ready(place: Place, *options: str) -> tuple[bytes, bytes] | None:
    question = read_arguments([str(place.root), *options])
    assert question is not None
    with suppress(OSError, ValueError):
        return ready(question)
    return None


def _status(place: Place, *options: str) -> tuple[bytes, bytes]:
    ran = CliRunner().invoke(cli, ["status", str(place.root), *options])
    return ran.stdout_bytes, ran.stderr_bytes


def test_update_leaves_the_next_answer(place: Place) -> None:
    """The first one after it is ready, to the byte, and so after a further save and pass."""
    for _ in range(2):
        place.note("one.md")
        place.update()
        for options in ASKED:
            found = _ready(place, *options)
            with fresh_cache():
                assert found == _status(place, *options)
        place.rest()


def test_a_pass_over_a_part_leaves_the_answer_for_that_part(place: Place) -> None:
    """Of several PATHs none is left: `status` takes one."""
    note = place.root / "one.md"
    CliRunner().invoke(cli, ["-q", "update", str(note)])
    question = read_arguments([str(note)])
    assert question
    assert ready(question)
    assert _ready(place) is None
    CliRunner().invoke(cli, ["-q", "update", str(place.root), str(place.root / "part")])
    assert _ready(place) is None


def test_a_pass_with_a_problem_or_without_news_leaves_nothing(place: Place, monkeypatch: Any) -> None:
    """A problem hangs on more than files; where nothing is new the last answer holds still."""
    (place.root / "one.md").write_text(HEADS[5])
    place.update()
    assert _ready(place) is None
    (place.root / "one.md").unlink()
    place.update()
    place.rest()
    asked: list[str] = []
    monkeypatch.setattr(status_answer, "leave_ready", asked.append)
    place.update()
    assert asked == []


@pytest.mark.parametrize("edit", EDITS)
@pytest.mark.parametrize(("where", "name"), MOMENTS, ids=[name for _, name in MOMENTS])
def test_an_edit_at_an_awkward_moment_is_never_missed(
    where: object, name: str, edit: str, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Just before or after a step of the pass, in another program: what is ready is what would be found."""
    for comes_before in (True, False):
        place.note("one.md")
        with monkeypatch.context() as patched:
            _disturb(patched, where, name, getattr(place, edit), comes_before=comes_before)
            place.update()
        for options in ASKED:
            if found := _ready(place, *options):
                assert found == _unprepared(place, options, is_hidden=edit == "mtime_kept")
        place.rest()


def _unprepared(place: Place, options: tuple[str, ...], *, is_hidden: bool) -> tuple[bytes, bytes]:
    """Return what is found with nothing ready, and unless the edit is hidden with nothing known.

    One that follows our own write within a tick, and sets the note's time back, is seen by nobody who knows its stamp.
    """
    if not is_hidden:
        with fresh_cache():
            return _status(place, *options)
    for file in place.folder.glob("cache/milestoned/*/ready/*"):
        file.unlink()
    return _status(place, *options)


def _disturb(
    patched: pytest.MonkeyPatch, where: object, name: str, act: Callable[[], None], *, comes_before: bool
) -> None:
    """Let something happen once, before or after a function is called for the first time."""
    original, left = getattr(where, name), [act]

    def disturbed(*args: Any, **kwargs: Any) -> Any:
        if comes_before and left:
            left.pop()()
        result = original(*args, **kwargs)
        if left:
            left.pop()()
        return result

    patched.setattr(where, name, disturbed)
