"""The tables of docs/cli.md, docs/record.md and docs/service.md name every key that `--json` prints, and no other."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.end_to_end.running import Daemon, wait_until
from tests.end_to_end.writer import Writer

if TYPE_CHECKING:
    from collections.abc import Iterator

_DOCS = Path(__file__).parents[2] / "docs"
_LINK = re.compile(r"\]\(#([a-z-]+)\)")
_CODE = re.compile(r"`([^`]+)`")
# What each command prints: the table that says it, and what stands before its keys.
_PRINTS = {
    "status": [("", "the-vault"), ("notes[].", "a-note"), ("problems[].", "a-problem")],
    "count": [("", "a-count")],
    "today": [("", "today")],
    "log": [("[].", "a-day")],
    "milestones": [("[].", "a-milestone")],
    "stats": [("[].", "a-sum")],
    "commitments": [("[].", "a-commitment")],
    "commit": [("", "a-commitment")],
    "unstick": [("", "what-is-in-the-way")],
    "amend": [("", "a-day")],
    "credit": [("[].", "what-is-held"), ("[].", "a-decision"), ("", "a-decision")],
    "export": [("days[].", "a-day"), ("milestones[].", "a-milestone"), ("commitments[].", "a-commitment")],
    "service": [("", "what-service-status-prints")],
    "doctor": [("", "doctor")],
}
_IN_THE_TABLE_OF_COMMANDS = {"next": {"next"}, "reindex": {"events", "journals"}}


class Table:
    """The keys of one section: those in its table, and those of the tables it links to."""

    def __init__(self, text: str) -> None:
        lines = text.splitlines()
        self.whole = [
            link for line in lines if line.startswith("The keys of") for link in _LINK.findall(line)
        ]
        self.rows = [
            (key, meaning)
            for cells in (line.split(" | ", 1) for line in lines if line.startswith("| `"))
            for key in _CODE.findall(cells[0])
            for meaning in cells[1:]
        ]

    def keys(self, tables: dict[str, Table]) -> Iterator[tuple[str, bool]]:
        """Give each key as a path, and whether it may be null."""
        for link in self.whole:
            yield from tables[link].keys(tables)
        for key, meaning in self.rows:
            links = [link for link in _LINK.findall(meaning) if link in tables and tables[link].rows]
            nullable = "`null`" in meaning
            if not links or not (key.endswith("[]") or meaning.startswith("the [")):
                yield key, nullable
                continue
            yield from ((f"{key}.{below}", null) for below, null in tables[links[0]].keys(tables))
            if nullable:
                yield key, True


def _tables() -> dict[str, Table]:
    """Return the tables of keys by the anchors of their sections."""
    found = {}
    for page in ("cli.md", "record.md", "service.md"):
        for section in re.split(r"^#+ ", (_DOCS / page).read_text(), flags=re.MULTILINE)[1:]:
            title, _, text = section.partition("\n")
            table = text.partition("| key | meaning |")[2]
            intro = "".join(re.findall(r"^The keys of .*\n", text, re.MULTILINE))
            if table:
                found[re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-")] = Table(intro + table)
    return found


def _documented(command: str) -> dict[str, bool]:
    """Return the keys that a command's tables name, each with whether it may be null."""
    tables = _tables()
    keys: dict[str, bool] = dict.fromkeys(_IN_THE_TABLE_OF_COMMANDS.get(command, ()), False)
    for before, table in _PRINTS.get(command, []):
        for key, nullable in tables[table].keys(tables):
            keys[before + key] = keys.get(before + key, False) or nullable
    return keys


class Seen:
    """The keys that commands have printed, each with whether it was ever null."""

    def __init__(self) -> None:
        self.keys: dict[str, dict[str, bool]] = defaultdict(dict)

    def take(self, command: str, value: object, path: str = "") -> None:
        """Take in what a command has printed."""
        if isinstance(value, dict):
            for key, below in value.items():
                self.take(command, below, f"{path}.{key}".removeprefix("."))
        elif isinstance(value, list):
            for item in value:
                self.take(command, item, f"{path}[]")
        else:
            self.keys[command][path] = self.keys[command].get(path, False) or value is None


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Seen:
    """Live through all that the tables tell of, and give what the commands printed."""
    seen = Seen()
    folder = tmp_path_factory.mktemp("json")
    writer = Writer(folder / "desk", "2026-11-02 10:00")

    def ask(*arguments: str) -> Any:
        ran = writer.run(*arguments, "--json")
        assert ran.out, ran.err
        seen.take(arguments[0], ran.json)
        return ran.json

    for command in ("today", "unstick"):
        ask(command)
    _write_a_fortnight(writer, ask)
    _promise(writer, ask)
    _bring_in(writer, ask)
    for command in (*_PRINTS, *_IN_THE_TABLE_OF_COMMANDS):
        if command not in {"amend", "commit", "credit", "count", "service"}:
            ask(command)
    for by in ("day", "week", "month", "year", "project", "weekday", "hour"):
        ask("stats", "--by", by)
    ask("count", "a.md", "--explain")
    ask("service", "status")
    seen.take("status", _daemons_file(folder, with_note=False))
    seen.take("status", _daemons_file(folder, with_note=True))
    return seen


def _write_a_fortnight(writer: Writer, ask: Any) -> None:
    """Keep seven days, miss one, which takes the emergency day that they earned, and keep the next."""
    writer.box.config("rest_days: [sunday]\n")
    writer.box.write("misspelt.md", "---\nmilestones: 1000 words\n---\nText.\n")
    writer.begins("a.md", 900, "milestone: 1000 words\nmilestone-goal: 5000\nmilestone-due: 2026-12-31")
    writer.begins("b.md", 10)
    writer.begins("over.md", 10, "milestone: 1000 words\nmilestone-goal: 20\nmilestone-due: 2026-11-01")
    writer.updates()
    ask("commit", "20 words", "--by", "tomorrow")
    writer.notes["a.md"].append("\n\n- [ ] ask her mother\n\n")
    for day in (2, 3, 4, 5, 6, 7, 9, 11):
        writer.at(f"2026-11-{day:02} 20:00")
        writer.writes("a.md", 200)
    writer.writes("a.md", 100, minutes=5)
    writer.run("next", "She opens the letter.")
    ask("amend", "today", "--drafted", "300", "--kept", "--why", "by hand")
    writer.box.write("bad.md", "---\nmilestone: lots\n---\n")


def _promise(writer: Writer, ask: Any) -> None:
    ask("commit", "20 chunks a month")
    first = ask("commit", "90000 words", "--by", "friday")
    moved = ask("commit", "95000 words", "--by", "friday", "--renegotiate", first["id"])
    ask("today")
    ask("commit", "3 chunks", "--by", "2026-12-20")
    ask("commit", "--withdraw", moved["id"])
    ask("commit", "90000 words", "--by", "saturday")
    writer.at("2026-11-15 20:00")
    ask("commit", "500 words", "--by", "today")
    ask("unstick")


def _bring_in(writer: Writer, ask: Any) -> None:
    writer.run("update")
    for name in ("whole.md", "more.md"):
        writer.begins(name, 6000)
    writer.run("update")
    ask("credit")
    ask("credit", "whole.md")
    ask("credit", "--all")


def _daemons_file(folder: Path, *, with_note: bool) -> Any:
    """Return what the daemon keeps for status bars."""
    vault = folder / f"vault-{with_note}"
    (vault / ".milestoned").mkdir(parents=True)
    if with_note:
        (vault / "a.md").write_text("---\nmilestone: 10 words\n---\n\none\n")
    home = folder / f"home-{with_note}"
    file = home / f".cache/milestoned/run/{vault.name}.json"
    with Daemon(vault, home):
        wait_until(file.is_file, "the daemon's file")
        return json.loads(file.read_text())


@pytest.mark.parametrize("command", sorted({*_PRINTS, *_IN_THE_TABLE_OF_COMMANDS}))
def test_what_a_command_prints_is_in_its_tables(seen: Seen, command: str) -> None:
    """Each key, and where it was null the table says when it is."""
    documented = _documented(command)
    printed = seen.keys[command]
    assert sorted(printed.keys() - documented) == []
    assert sorted(key for key in printed if printed[key] and not documented[key]) == []


def test_what_a_table_names_is_printed(seen: Seen) -> None:
    """By some command that prints the table; so is each null."""
    tables = _tables()
    missing = {
        (name, key, null)
        for name in {name for shapes in _PRINTS.values() for _, name in shapes}
        for key, meaning in tables[name].rows
        for null in {False, "`null`" in meaning}
        if not _was_seen(seen, name, key, null=null)
    }
    assert missing == set()


def _was_seen(seen: Seen, table: str, key: str, *, null: bool) -> bool:
    """Return True if a command printed that key of a table, or what is below it, and null where that may be."""
    found = [
        (printed, ever)
        for command, shapes in _PRINTS.items()
        for before, name in shapes
        if name == table
        for printed, ever in seen.keys[command].items()
        if printed == before + key or printed.startswith((f"{before}{key}.", f"{before}{key}["))
    ]
    return any(ever or not null for _, ever in found)
