"""What happens when a milestone is earned: the log line, the writer's own command, the desktop."""

from __future__ import annotations

import shlex
import sys
from typing import TYPE_CHECKING

import pytest

from tests.end_to_end.writer import Writer

if TYPE_CHECKING:
    from pathlib import Path

_NOTING = "#!/bin/sh\nenv | grep ^MILESTONED_ | sort > {out}\nprintf '%s\\n' \"$@\" >> {out}\n"


@pytest.fixture
def writer(tmp_path: Path) -> Writer:
    """Give a writer who is 50 words before a milestone."""
    writer = Writer(tmp_path / "desk", "2026-11-23 10:00")
    writer.begins("a b.md", 950, head="milestone: 1000 words\nmilestone-why: $(touch ran)")
    writer.updates()
    return writer


def _program(writer: Writer, name: str, out: Path) -> Path:
    """Make a program that notes the facts it was given, and its arguments."""
    program = writer.box.folder / "bin" / name
    program.parent.mkdir(exist_ok=True)
    program.write_text(_NOTING.format(out=out))
    program.chmod(0o755)
    return program


def _own_configuration(writer: Writer, text: str) -> None:
    writer.box.user_config.parent.mkdir(parents=True, exist_ok=True)
    writer.box.user_config.write_text(text)


def test_the_writers_own_command_gets_the_facts(writer: Writer) -> None:
    """In its environment, with its arguments as they stand and through no shell; and one line in the log."""
    out = writer.box.folder / "said"
    program = _program(writer, "hook", out)
    _own_configuration(writer, f'on_milestone: ["{program}", "$HOME; touch ran", "*"]\n')
    ran = writer.writes("a b.md", 70, minutes=10)
    assert [line for line in ran.err.splitlines() if "reached" in line] == [
        "Chunk 1 reached: 1,020 words in a b.md"
    ]
    lines = out.read_text().splitlines()
    facts = dict(line.split("=", 1) for line in lines if line.startswith("MILESTONED_"))
    assert facts.pop("MILESTONED_DEVICE")
    assert facts == {
        "MILESTONED_NOTE": "a b.md",
        "MILESTONED_NUMBER": "1",
        "MILESTONED_UNIT": "words",
        "MILESTONED_SIZE": "1000",
        "MILESTONED_COUNT": "1020",
        "MILESTONED_AT": "2026-11-23T10:10:00+01:00",
        "MILESTONED_DAY": "2026-11-23",
        "MILESTONED_WHY": "$(touch ran)",
    }
    assert lines[-2:] == ["$HOME; touch ran", "*"]
    assert not (writer.box.root / "ran").exists()
    out.unlink()
    writer.cuts("a b.md", 100)
    writer.updates()
    writer.writes("a b.md", 100, minutes=5)
    assert not out.exists(), "a milestone is celebrated once"


def test_a_shell_is_used_when_the_writer_asks_for_one(writer: Writer) -> None:
    """`on_milestone: {shell: …}` is a line for a shell."""
    out = writer.box.folder / "said"
    _own_configuration(writer, f"on_milestone:\n  shell: echo $MILESTONED_COUNT | tr 0 o > '{out}'\n")
    writer.writes("a b.md", 70, minutes=10)
    assert out.read_text() == "1o2o\n"


@pytest.mark.parametrize("setting", ["on_milestone: touch ran\n", "on_milestone:\n  shell: touch ran\n"])
def test_a_vaults_own_command_is_refused(writer: Writer, setting: str) -> None:
    """A vault may come from somebody else: its command is an error of the configuration, and is not run."""
    writer.box.config(setting)
    writer.adds("a b.md", 70)
    for command in ("update", "today"):
        ran = writer.run(command)
        assert ran.code == 2
        assert "your own configuration only" in ran.err
    assert not (writer.box.root / "ran").exists()


def test_a_command_that_fails_is_told_and_stops_nothing(writer: Writer) -> None:
    """The note is written, the milestone recorded, and the trouble said in one line."""
    _own_configuration(
        writer, f"on_milestone: |\n  {shlex.quote(sys.executable)} -c 'import sys; sys.exit(3)'\n"
    )
    ran = writer.writes("a b.md", 70, minutes=10)
    assert "the on_milestone command failed with 3" in ran.err
    assert len(writer.asks("milestones")) == 1


@pytest.mark.parametrize(
    ("display", "settings", "told"), [(":7", "", True), ("", "", False), (":7", "notify: false", False)]
)
def test_the_desktop_is_told_where_there_is_one(
    writer: Writer, display: str, settings: str, *, told: bool
) -> None:
    """A notification, unless there is no desktop or the writer wants none."""
    out = writer.box.folder / "shown"
    _program(writer, "notify-send", out)
    writer.box.env |= {"PATH": f"{writer.box.folder / 'bin'}:{writer.box.env['PATH']}", "DISPLAY": display}
    writer.box.config(settings)
    writer.writes("a b.md", 70, minutes=10)
    assert out.exists() == told
    assert not told or "Chunk 1 reached: 1,020 words in a b.md" in out.read_text()
