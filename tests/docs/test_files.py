"""docs/files.md names each file that the program makes, who can read it, and how to delete them all."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

from tests.end_to_end.running import Daemon, home_environment, wait_until, waits_for_words
from tests.end_to_end.tracing import NEEDS_TRACING

PAGE = (Path(__file__).parents[2] / "docs" / "files.md").read_text()
NOTE = b"# One\n\nA xylographer cuts\r\nwords in wood.\n"
# What this run does not come to, or by chance only: another platform, a full log, what is being written, your own files.
_NOT_HERE = {
    "VAULT/service.log.1",
    "VAULT/service.xml",
    ".milestoned-PROCESS-RANDOM.tmp",
    ".NAME.json.part",
    ".NAME.txt.part",
    "~/.config/milestoned/config.yaml",
    "~/.config/systemd/user/milestoned-VAULT.service",
    "~/Library/LaunchAgents/milestoned-VAULT.plist",
}
_WHOLE_NOTES = ("VAULT/rollback/*", "VAULT/kept/*")
_PLACEHOLDERS = re.compile(r"VAULT|NAME|DEVICE|ID|PROCESS|RANDOM|VERSION")


class House:
    """A vault, and a home of its own in which the program keeps its files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.home = folder / "home"
        self.vault = folder / "vault"
        self.vault.mkdir()
        (folder / "run").mkdir(mode=0o700)
        self.places = {
            "": self.vault,
            "State": self.home / ".local/state/milestoned",
            "Cache": self.home / ".cache/milestoned",
            "Run": folder / "run/milestoned",
        }
        self.seen: dict[str, set[str]] = {place: set() for place in self.places}
        self.texts: set[str] = set()

    @property
    def environment(self) -> dict[str, str]:
        """What the program runs with."""
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        return home_environment(self.home) | {"XDG_RUNTIME_DIR": str(self.folder / "run"), "PATH": path}

    def run(self, *arguments: str, prefix: tuple[str, ...] = ()) -> None:
        """Run the program, and look at what it left."""
        command = [*prefix, sys.executable, "-m", "milestoned", *arguments]
        subprocess.run(command, cwd=self.vault, env=self.environment, check=False, capture_output=True)
        self.look()

    def look(self) -> None:
        """Take in which files are there now; those outside of the vault must be private."""
        for place, folder in self.places.items():
            for file in folder.rglob("*"):
                if file.is_file() and ".git/" not in str(file):
                    self._take_in(place, folder, file)

    def _take_in(self, place: str, folder: Path, file: Path) -> None:
        name = str(file.relative_to(folder))
        above = [file, *file.parents[: len(file.parts) - len(self.folder.parts) - 1]]
        try:
            text, modes = file.read_bytes(), [path.stat().st_mode for path in above]
        except FileNotFoundError:
            return  # it was there only while another was written
        self.seen[place].add(name)
        if b"xylographer" in text:
            self.texts.add(name)
        assert not place or any(not mode & 0o077 for mode in modes), f"{file} is open to others"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    """Use the program in all the ways that leave files."""
    house = House(tmp_path_factory.mktemp("house"))
    note = house.vault / "one.md"
    note.write_bytes(NOTE)
    subprocess.run(["git", "init", "-q", house.vault], check=True)
    house.run("init")
    house.run("start", "one.md", "--why", "for the prize")
    _break_off_a_write(house, note)
    house.run("update")
    house.run("commit", "2 chunks", "--by", "in 3 days", "--why", "for Mother")
    house.run("status", "--short")
    house.run("report")
    _watch(house, note)
    for command in ("install", "logs", "uninstall"):
        house.run("service", command)
        house.look()
    return house


def _break_off_a_write(house: House, note: Path) -> None:
    """Kill the program in the middle of a write, and save another text before it is started again."""
    note.write_bytes(note.read_bytes() + b"More of it.\n")
    inject = ("-e", "trace=pwrite64", "-e", "inject=pwrite64:signal=KILL", "-o", os.devnull)
    house.run("update", prefix=("strace", "-f", "-qq", "-P", str(note), *inject))
    note.write_bytes(note.read_bytes().replace(b"More", b"Much more"))


def _watch(house: House, note: Path) -> None:
    """Watch, be killed, watch again and stop."""
    with Daemon(
        house.vault, house.home, environment={"XDG_RUNTIME_DIR": str(house.folder / "run")}
    ) as daemon:
        wait_until(lambda: any(house.places["Run"].glob("*.txt")), "the status files are there")
        note.write_bytes(note.read_bytes() + b"And so on.\n")
        waits_for_words(note, 14)
        house.look()
        daemon.kill()
        house.look()
        daemon.start()


def _named(heading: str) -> list[str]:
    section = re.search(rf"^## {heading}.*?\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL)
    assert section, heading
    rows = re.findall(r"^\| ([^|]*`[^|]*) \|", section[1], re.MULTILINE)
    return [name for row in rows for name in re.findall(r"`([^`]+)`", row) if " " not in name]


NAMED = {place: _named(heading) for place, heading in
         {"": "In the vault", "State": "State", "Cache": "Cache", "Run": "While the daemon runs"}.items()}  # fmt: skip


def _fits(name: str, form: str) -> bool:
    return fnmatchcase(re.sub(r"-(wal|shm|journal)$", "", name), _PLACEHOLDERS.sub("*", form))


@pytest.mark.daemon
@NEEDS_TRACING
def test_every_file_is_named(house: House) -> None:
    """None lies anywhere that the page does not know of, and the page invents none."""
    notes = {"one.md", "milestoned-report.html"}
    for place, names in house.seen.items():
        for name in names - notes:
            assert any(_fits(name, form) for form in NAMED[place]), f"{place or 'the vault'}: {name}"
        for form in set(NAMED[place]) - _NOT_HERE:
            assert any(_fits(name, form) for name in names), f"nothing is called {form}"


@pytest.mark.daemon
@NEEDS_TRACING
def test_text_of_notes_is_where_the_page_says(house: House) -> None:
    """No other file holds a word of a note."""
    for name in house.texts - {"one.md"}:
        assert any(_fits(name, form) for form in _WHOLE_NOTES), name
    for form in _WHOLE_NOTES:
        assert any(_fits(name, form) for name in house.texts), form


def test_nothing_is_left_where_all_is_deleted(tmp_path: Path) -> None:
    """The page's commands leave the note as it was before the program came, and no file of ours."""
    house = House(tmp_path)
    (house.vault / "one.md").write_bytes(NOTE)
    for command in (("init",), ("start", "one.md"), ("update",), ("commit", "2 chunks", "--by", "friday")):
        house.run(*command)
    assert all(house.seen[place] for place in ("", "State", "Cache"))
    blocks = "".join(re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL))
    subprocess.run(["sh", "-e", "-c", blocks], cwd=house.vault, env=house.environment, check=True)
    assert (house.vault / "one.md").read_bytes() == NOTE
    assert [str(path) for path in tmp_path.rglob("*") if path.is_file() and path.name != "one.md"] == []
