"""The table of docs/performance.md: what the program costs over peers that run in the same minute.

Run `python -m tests.benchmarks.table [NOTES]`. Each figure is the median of whole processes, their children among
them: processor time first, wall time behind it. Nothing passes or fails.
"""

from __future__ import annotations

import random
import shutil
import sys
import tempfile
import time
from pathlib import Path

from tests.benchmarks import daemon_rows
from tests.benchmarks.corpus import prose_vault, shapes_vault
from tests.benchmarks.generate import note, vault, vocabulary
from tests.benchmarks.machine import Machine, row, words_of

STAT_WALK = """
import os, sys
for folder, _, files in os.walk(sys.argv[1]):
    for file in files:
        os.stat(os.path.join(folder, file))
"""


def scans(machine: Machine, root: Path, name: str) -> None:
    """Print what reading a whole vault costs, and the first pass that writes it."""
    wc = words_of(machine, root)
    check = machine.milestoned("update", "--check", str(root))
    row(
        f"{name}: `update --check`, nothing read yet",
        machine.cost(check, before=machine.forget),
        wc,
        "`wc -w`",
    )
    if shutil.which("cmark-gfm"):
        peer = ["sh", "-c", f"find {root} -name '*.md' -print0 | xargs -0 cat | cmark-gfm -e table"]
        row(f"{name}: cmark-gfm (a peer)", machine.cost(peer), wc, "`wc -w`")
    machine.forget()
    row(
        f"{name}: first `update`",
        machine.cost(machine.milestoned("-q", "update", str(root)), runs=1),
        wc,
        "`wc -w`",
    )
    statuses(machine, root, name)
    row(
        f"{name}: `update --check`, up to date, nothing read yet",
        machine.cost(check, before=machine.forget),
        wc,
        "`wc -w`",
    )


def statuses(machine: Machine, root: Path, name: str) -> None:
    """Print what `status` costs: at first, found again with nothing kept ready, and from the text kept ready."""
    status = machine.milestoned("status", str(root))
    walk = machine.cost([sys.executable, "-c", STAT_WALK, str(root)])
    row(f"{name}: first `status` after it", machine.cost(status, runs=1), walk, "a stat walk")
    found = machine.cost(status, before=machine.forget_ready)
    row(f"{name}: later `status`, nothing ready", found, walk, "a stat walk")
    time.sleep(0.1)
    machine.cost(status, runs=1)
    row(f"{name}: later `status`, ready", machine.cost(status, runs=5), walk, "a stat walk")


def starts(machine: Machine) -> None:
    """Print what a command costs where there is hardly anything to do."""
    bare = machine.cost([sys.executable, "-c", "pass"], runs=9)
    for notes in (1, 300):
        root = machine.folder / f"small-{notes}"
        vault(root, notes)
        machine.cost(machine.milestoned("-q", "update", str(root)), runs=1)
        status = [str(Path(sys.executable).with_name("milestoned")), "status", str(root)]
        found = machine.cost(status, runs=5, before=machine.forget_ready)
        row(f"`status`, {notes} notes, nothing ready", found, bare, "`python -c pass`")
        row(f"`status`, {notes} notes, ready", machine.cost(status, runs=9), bare, "`python -c pass`")
        short = [*status, "--short"]
        machine.cost(short, runs=1)
        row(f"`status --short`, {notes} notes, ready", machine.cost(short, runs=9), bare, "`python -c pass`")
    row("`--version`", machine.cost(machine.milestoned("--version"), runs=9), bare, "`python -c pass`")


def novel(machine: Machine) -> None:
    """Print what counting 120,000 words costs."""
    path = machine.folder / "novel.md"
    path.write_text(note(random.Random(2), vocabulary(), 120_000))
    wc = machine.cost(["wc", "-w", str(path)], runs=9)
    row("`count`, 120,000 words", machine.cost(machine.milestoned("count", str(path))), wc, "`wc -w`")


def main() -> None:
    """Print the table."""
    notes = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with tempfile.TemporaryDirectory() as name:
        machine = Machine(Path(name))
        print("| what | against | processor | wall | it took |\n| --- | --- | ---: | ---: | --- |")
        root = machine.folder / "vault"
        vault(root, notes)
        scans(machine, root, f"{notes:,} notes")
        daemon_rows.ready(machine, root, notes)
        daemon_rows.resident_and_burst(machine, root, notes)
        shapes = machine.folder / "shapes"
        shapes_vault(shapes, notes // 10)
        scans(machine, shapes, "all shapes")
        prose = machine.folder / "prose"
        if prose_vault(prose):
            scans(machine, prose, "real prose")
        starts(machine)
        novel(machine)
        daemon_rows.saves(machine)
        daemon_rows.index_note(machine)
        daemon_rows.checkouts(machine, notes)


if __name__ == "__main__":
    main()
