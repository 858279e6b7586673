"""`milestoned count`: words, characters and tasks, like wc."""

from __future__ import annotations

import sys
from pathlib import Path

from milestoned.cli.output import Output, finish, shown
from milestoned.cli.parameters import Argument, Flag, takes
from milestoned.light.dataclasses import dataclass
from milestoned.light.typing import TYPE_CHECKING
from milestoned.note.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from milestoned.note.counts import CountRules, Counts
    from milestoned.note.note import Note
    from milestoned.vault.config import Config
    from milestoned.vault.vault import Vault


@dataclass(frozen=True, slots=True)
class _Counted:
    path: str
    note: Note
    rules: CountRules
    counts: Counts


@takes(
    "count",
    Argument("files", "FILE…", many=True, required=True),
    Flag("--json", "as_json", "Print JSON (docs/cli.md describes it)."),
    Flag("--explain", "explain", "Show what each rule took away."),
)
def command(output: Output, *, files: tuple[str, ...], as_json: bool, explain: bool) -> None:
    """Count words, characters and tasks of notes, per file and in total.

    Counts visible prose: no frontmatter, code, comments, link targets or tags. A folder means all notes in it, and
    `-` the standard input.
    """
    from milestoned.note.counts import Counts  # noqa: PLC0415 - --help needs none of it

    counted: list[_Counted] = []
    refused = False
    for path, result in _read_all(files):
        if isinstance(result, Problem):
            output.problem(path, result)
            refused = True
        else:
            counted.append(result)
    total = sum((item.counts for item in counted), Counts())
    if as_json:
        rows = [{"path": item.path, **_as_json(item.counts), **_account(item, explain)} for item in counted]
        output.json({"files": rows, "total": _as_json(total)})
    elif explain:
        _explain(output, counted)
    else:
        _print(output, counted, total)
    finish(fine=not refused)


def _as_json(counts: Counts) -> dict[str, object]:
    from milestoned.vault.json_views import tasks_json  # noqa: PLC0415

    return {"words": counts.words, "characters": counts.characters, "tasks": tasks_json(counts.tasks)}


def _account(item: _Counted, explain: bool) -> dict[str, object]:  # noqa: FBT001 - the option as it was given
    from milestoned.note.note import account  # noqa: PLC0415

    lines = account(item.note, item.rules) if explain else []
    return {"explain": [{"what": what, "words": words} for what, words in lines]} if explain else {}


def _read_all(files: tuple[str, ...]) -> Iterator[tuple[str, _Counted | Problem]]:
    from milestoned.vault import config  # noqa: PLC0415
    from milestoned.vault.vault import Vault, find_root  # noqa: PLC0415

    vaults: dict[Path, Vault] = {}
    for given in files:
        path = Path() if given == "-" else Path(given)
        root = find_root(path)
        vault = vaults.get(root) or Vault(root, config.load(root))
        vaults[root] = vault
        if given == "-":
            yield given, _count(given, sys.stdin.buffer.read(), vault.config)
        elif path.is_dir():
            yield from _read_folder(path, vault)
        else:
            yield given, _read(path, given, vault.config)


def _read_folder(path: Path, vault: Vault) -> Iterator[tuple[str, _Counted | Problem]]:
    walk = vault.walk(vault.relative(path))
    real = path.resolve()
    found = dict(walk.problems) | {note: seen.problem for note, seen in walk.notes.items()}
    for note, problem in sorted(found.items()):
        full = path / (vault.root / note).relative_to(real)
        yield full.as_posix(), problem or _read(full, full.as_posix(), vault.config)


def _read(path: Path, name: str, settings: Config) -> _Counted | Problem:
    from milestoned.fileio.snapshot import take  # noqa: PLC0415

    try:
        if path.exists() and not path.is_file():
            return Problem(
                0, "is not a regular file", "give it to `milestoned count -` on the standard input"
            )
        return _count(name, take(path).data, settings)
    except FileNotFoundError:
        return Problem(0, "no such file or folder", "name notes or folders, or `-` for the standard input")
    except OSError as error:
        return Problem(0, f"cannot be read: {error.strerror}", "check the path")


def _count(name: str, data: bytes, settings: Config) -> _Counted | Problem:
    from milestoned.note.note import parse  # noqa: PLC0415

    if len(data) > settings.max_size:
        return Problem(0, "is larger than `max_size`", "split it, or raise `max_size` in the configuration")
    note = parse(data)
    if isinstance(note, Problem):
        return note
    return _Counted(name, note, settings.count, note.counts(settings.count))


def _print(output: Output, counted: list[_Counted], total: Counts) -> None:
    lines = [(item.counts, item.path) for item in counted]
    if len(lines) > 1:
        lines.append((total, "total"))
    if output.draws:
        output.data(_drawn(lines))
        return
    cells = [
        (str(c.words), str(c.characters), f"{c.tasks.done}/{c.tasks.total}", shown(name)) for c, name in lines
    ]
    widths = [max((len(row[column]) for row in cells), default=0) for column in range(3)]
    for row in cells:
        output.data(" ".join(row[column].rjust(widths[column]) for column in range(3)) + f" {row[3]}")


def _drawn(lines: list[tuple[Counts, str]]) -> str:
    """Return the counts as a table for a terminal."""
    from milestoned.cli.wording import table  # noqa: PLC0415 - as above

    rows = [
        (shown(name), f"{c.words:,}", f"{c.characters:,}", f"{c.tasks.done:,}/{c.tasks.total:,}")
        for c, name in lines
    ]
    return table([("", "words", "characters", "tasks"), *rows], "lrrr", headed=True) if rows else ""


def _explain(output: Output, counted: list[_Counted]) -> None:
    from milestoned.note.note import account  # noqa: PLC0415

    for item in counted:
        lines = account(item.note, item.rules)
        width = max(len(str(words)) for _, words in lines)
        output.data(shown(item.path))
        for what, words in lines:
            output.data(f"  {words:>{width}}  {what}")
