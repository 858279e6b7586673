"""What `today` costs over years of heavy use, as a ratio against the program's bare start. Nothing passes or fails."""

from __future__ import annotations

import json
import os
import resource
import statistics
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src"
SAVES_A_DAY = 200
_RUNS = 15


class Heavy:
    """A vault whose journal holds so many years of 200 saves a day, in 40 notes, and the program."""

    def __init__(self, folder: Path, years: int) -> None:
        self.vault = folder / f"vault-{years}"
        # As for a user: compiled modules are kept.
        kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        self.environment = kept | {
            "PYTHONPATH": str(SOURCE),
            "PYTHONPYCACHEPREFIX": str(folder / "compiled"),
            **{f"XDG_{name}_HOME": str(folder / name.lower()) for name in ("CACHE", "STATE", "CONFIG")},
        }
        _write_journal(self.vault / ".milestoned" / "journal", years)

    def costs(self, *commands: str, runs: int = _RUNS) -> list[float]:
        """Return the median processor time of each command, in seconds; they take turns, as the machine's load varies."""
        times = [[self._run(tuple(command.split())) for command in commands] for _ in range(runs)]
        return [statistics.median(column) for column in zip(*times, strict=True)]

    def _run(self, arguments: tuple[str, ...]) -> float:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        program = [sys.executable, "-m", "milestoned", *arguments]
        subprocess.run(program, env=self.environment, cwd=self.vault, capture_output=True, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _write_journal(folder: Path, years: int) -> None:
    folder.mkdir(parents=True)
    today = datetime.now(tz=UTC).date()
    counts = dict.fromkeys(range(40), 1000)
    seq = 0
    with (folder / "desk-000000.jsonl").open("w") as file:
        for back in range(365 * years, 0, -1):
            for save in range(SAVES_A_DAY):
                seq += 1
                note = (back + save // 50) % 40
                line = _edit(seq, today - timedelta(days=back), save, note, counts[note])
                counts[note] += 5
                file.write(json.dumps(line) + "\n")
                if counts[note] % 1000 == 0:
                    seq += 1
                    file.write(json.dumps(_earned(line, seq, counts[note])) + "\n")
            if back % 7 == 0:
                seq += 1
                file.write(json.dumps(_promise(line, seq)) + "\n")


def _edit(seq: int, day: date, save: int, note: int, words: int) -> dict[str, object]:
    return {
        "v": 1,
        "seq": seq,
        "at": f"{day}T{8 + save // 20:02}:{save % 20 * 2:02}:00.000Z",
        "zone": "+00:00",
        "day": str(day),
        "device": "desk-000000",
        "kind": "edit",
        "note": f"{note:012x}",
        "path": f"novel/chapter-{note:02}.md",
        "before": [words, words * 5, 0, 0],
        "after": [words + 5, words * 5 + 25, 0, 0],
        "was": f"{seq - 1:016x}",
        "now": f"{seq:016x}",
        "drafted": 5,
        "marks": [["words", 1000, words + 5, (words + 5) // 1000, None]],
    }


def _earned(edit: dict[str, object], seq: int, words: int) -> dict[str, object]:
    keys = ("v", "at", "zone", "day", "device", "note", "path")
    facts = {"number": words // 1000, "unit": "words", "size": 1000, "count": words}
    return {**{key: edit[key] for key in keys}, "seq": seq, "kind": "earned", "facts": facts}


def _promise(edit: dict[str, object], seq: int) -> dict[str, object]:
    by = str(date.fromisoformat(str(edit["day"])) + timedelta(days=6))
    facts = {"id": f"{seq:06x}", "what": "3000 words", "by": by, "unit": "words", "amount": 3000}
    keys = ("v", "at", "zone", "day", "device")
    return {**{key: edit[key] for key in keys}, "seq": seq, "kind": "commit", "facts": facts}


@pytest.mark.parametrize("years", [1, 10])
def test_today_over_years_of_heavy_use(tmp_path: Path, years: int) -> None:
    """`today` over 200 saves a day, against `--help`, which loads click and nothing else."""
    heavy = Heavy(tmp_path, years)
    (taken_in,) = heavy.costs("reindex", runs=1)
    commands = ("--help", "today", "today --json", "log --since yesterday", "milestones")
    bare, *costs = heavy.costs(*commands)
    print(f"\n{years} years of {SAVES_A_DAY} saves a day: journals read once in {taken_in:.1f} s")
    for command, cost in zip(commands[1:], costs, strict=True):
        print(f"{command}: {cost / bare:.2f} times --help ({cost * 1e3:.0f} ms, {bare * 1e3:.0f} ms)")
