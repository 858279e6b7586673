"""Golden cases: a note before, the note after, and what `status --json` says of it.

`python -m tests.golden.cases` writes `after.md` and `status.json` anew from `before.md`, for a person to read in the diff.
"""

from __future__ import annotations

import json
from pathlib import Path

from milestoned.milestone.note_progress import note_progress
from milestoned.vault.config import Config
from milestoned.vault.examine import examine
from milestoned.vault.json_views import note_json, problem_json

CASES = Path(__file__).parent / "cases"


def names() -> list[str]:
    """Return the names of all cases."""
    return sorted(path.parent.name for path in CASES.glob("*/before.md"))


def run(name: str) -> tuple[bytes, str]:
    """Return what a case's note should hold and what is said of it, as the files should have them."""
    before = (CASES / name / "before.md").read_bytes()
    found = examine("before.md", before, Config())
    entry = found.entry
    said: dict[str, object] = {"note": None, "problem": None}
    if entry.problem:
        said["problem"] = problem_json(entry.path, entry.problem)
    elif entry.spec and entry.counts:
        said["note"] = note_json(entry, note_progress(entry.spec, entry.counts))
    return found.new or before, json.dumps(said, indent=2, ensure_ascii=False) + "\n"


def main() -> None:
    """Write all cases anew."""
    for name in names():
        after, status = run(name)
        (CASES / name / "after.md").write_bytes(after)
        (CASES / name / "status.json").write_text(status, encoding="utf-8")


if __name__ == "__main__":
    main()
