"""`milestoned doctor` on vaults that are well, and on vaults with one thing broken each."""

from __future__ import annotations

import os
import shlex
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.end_to_end.mounts import WHY_NOT, can_mount, mounted
from tests.end_to_end.program import can_be_others
from tests.end_to_end.running import Daemon, wait_until

if TYPE_CHECKING:
    from pathlib import Path

    from tests.end_to_end.program import Ran, Sandbox

_needs_other_rights = pytest.mark.skipif(
    not can_be_others(), reason="root reads everything, and setpriv is missing"
)


def _findings(ran: Ran, check: str) -> list[dict[str, str]]:
    findings: list[dict[str, str]] = [found for found in ran.json["findings"] if found["check"] == check]
    return findings


def _only(ran: Ran, check: str) -> dict[str, str]:
    (found,) = _findings(ran, check)
    return found


def _wrong(ran: Ran) -> dict[str, str]:
    """Return the one thing that is wrong, for which the program must have exited with 1."""
    assert ran.code == 1
    wrong: list[dict[str, str]] = [found for found in ran.json["findings"] if found["level"] == "wrong"]
    (found,) = wrong
    assert found["mend"]
    return found


def _command(found: dict[str, str]) -> list[str]:
    """Return the command that mends it: what is in backticks."""
    return shlex.split(found["mend"].partition("`")[2].rpartition("`")[0])


def test_a_healthy_vault_has_nothing_wrong_and_is_not_changed(box: Sandbox) -> None:
    """Every check says its line, exit code 0, no file of the vault is touched."""
    box.note("a.md")
    before = {path: data for path, data in box.stamps().items() if path.endswith(".md")}
    ran = box.run("doctor", "--json")
    assert ran.code == 0, ran.out
    assert ran.json["vault"] == str(box.root)
    checks = {found["check"] for found in ran.json["findings"] if found["level"] == "ok"}
    assert {"configuration", "permissions", "state", "cache", "config", "watches", "time zone"} <= checks
    assert box.stamps() == before


def test_each_finding_is_one_line_and_quiet_leaves_out_what_is_well(box: Sandbox) -> None:
    """As many lines as findings; with -q those that are not ok, each with its mend."""
    lines = box.run("doctor").out.splitlines()
    findings = box.run("doctor", "--json").json["findings"]
    assert [line.split()[0] for line in lines] == [found["level"] for found in findings]
    quiet = box.run("-q", "doctor").out.splitlines()
    assert quiet
    assert quiet == [line for line in lines if not line.startswith("ok")]
    assert all("to fix it: " in line for line in quiet)


def test_a_wrong_configuration_is_named_with_its_line_and_all_else_is_still_checked(box: Sandbox) -> None:
    """The hint gives the right name."""
    box.config("\nsetle: 1 s\n")
    ran = box.run("doctor", "--json")
    found = _wrong(ran)
    assert (found["check"], "config.yaml:2" in found["message"]) == ("configuration", True)
    assert "settle" in found["mend"]
    assert _only(ran, "permissions")["level"] == "ok"


@_needs_other_rights
@pytest.mark.parametrize(
    ("path", "mode", "message"),
    [
        ("part/a.md", 0o000, "1 note that cannot be read: part/a.md"),
        ("part/a.md", 0o444, "1 note with a milestone that cannot be written: part/a.md"),
        ("part", 0o555, "1 folder in which nothing can be made: part"),
        ("part", 0o000, "1 folder that cannot be listed: part"),
    ],
)
def test_what_cannot_be_read_or_written_is_found_and_the_mend_mends_it(
    box: Sandbox, path: str, mode: int, message: str
) -> None:
    """The command that is offered is run, and the finding is gone."""
    box.note("part/a.md")
    (box.root / path).chmod(mode)
    found = _wrong(box.run_as_others("doctor", "--json"))
    assert (found["check"], found["message"]) == ("permissions", message)
    subprocess.run(_command(found), check=True)
    assert box.run_as_others("doctor", "--json").code == 0


@_needs_other_rights
def test_a_read_only_note_without_a_milestone_is_nobodys_business(box: Sandbox) -> None:
    """Only notes that take part are ever written."""
    box.note("a.md", head="").chmod(0o444)
    assert box.run_as_others("doctor").code == 0


@pytest.mark.parametrize("command", ["update", "status", "count"])
def test_no_command_leaves_a_folder_that_others_can_read(box: Sandbox, command: str) -> None:
    """State and cache, and the program's folders in them, are their owner's alone from the beginning."""
    note = box.note("a.md")
    box.run(command, str(note))
    made = [path for kind in ("state", "cache") for path in (box.folder / kind).glob("milestoned/**/")]
    assert [path for path in made if path.is_dir() and path.stat().st_mode & 0o077] == []
    assert box.run("doctor").code == 0


@pytest.mark.parametrize("kind", ["state", "cache"])
def test_own_folders_that_others_can_read_are_found_and_the_mend_mends_it(box: Sandbox, kind: str) -> None:
    """They hold what the notes say."""
    box.note("a.md")
    box.run("update")
    folder = next((box.folder / kind / "milestoned").glob("vault-*"))
    folder.chmod(0o755)
    found = _wrong(box.run("doctor", "--json"))
    assert (found["check"], found["message"]) == (kind, f"{folder} is open to other users")
    subprocess.run(_command(found), check=True)
    assert box.run("doctor").code == 0


def test_a_configuration_that_others_can_change_is_found(box: Sandbox) -> None:
    """It may name commands to run."""
    box.user_config.parent.mkdir(parents=True)
    box.user_config.parent.chmod(0o777)
    assert _wrong(box.run("doctor", "--json"))["check"] == "config"


@_needs_other_rights
def test_a_state_folder_that_cannot_be_written_is_found(box: Sandbox) -> None:
    """Without it nothing is written at all."""
    box.note("a.md")
    (box.folder / "state").mkdir(mode=0o555)
    found = _wrong(box.run_as_others("doctor", "--json"))
    assert (found["check"], found["message"]) == ("state", f"{box.folder / 'state'} cannot be written")


def test_a_named_pipe_for_a_note_is_told_and_not_opened(box: Sandbox) -> None:
    """Whoever opened it would wait for ever."""
    os.mkfifo(box.root / "pipe.md")
    found = _wrong(box.run("doctor", "--json"))
    assert (found["check"], found["message"]) == ("notes", "pipe.md is not a regular file")


def test_a_time_zone_that_is_none_is_found(box: Sandbox) -> None:
    """The C library would silently take UTC."""
    assert _wrong(box.run("doctor", "--json", TZ="Europe/Veinna"))["check"] == "time zone"
    for zone in ("Europe/Vienna", "CET-1CEST", ":UTC"):
        assert _only(box.run("doctor", "--json", TZ=zone), "time zone")["level"] == "ok"


def test_a_running_daemon_is_told_with_the_folders_it_watches(box: Sandbox) -> None:
    """The watches are those of that process, compared with the folders there are."""
    box.note("one/two/a.md")
    home = box.folder / "home"
    box.env |= {f"XDG_{kind}_HOME": "" for kind in ("STATE", "CACHE", "CONFIG")}
    with Daemon(box.root, home) as daemon:
        journal = box.root / ".milestoned" / "journal"
        wait_until(journal.is_dir, "the record has begun, and with it two more folders")
        ran = box.run("doctor", "--json")
        assert _only(ran, "daemon")["message"] == f"process {daemon.pid} watches, started in a terminal"
        folders = sum(1 for _ in os.walk(box.root))
        said = f"process {daemon.pid} watches all {folders} folders"
        wait_until(lambda: said in _only(box.run("doctor", "--json"), "watches")["message"], said)


def test_an_installed_service_that_does_not_run_is_wrong(box: Sandbox) -> None:
    """Nothing watching is worth knowing; a service that should and does not is to be mended."""
    box.env["XDG_RUNTIME_DIR"] = str(box.folder / "no-manager-here")
    assert _only(box.run("doctor", "--json"), "daemon")["level"] == "note"
    assert box.run("service", "install", "--no-start").code == 0
    assert "service start" in _wrong(box.run("doctor", "--json"))["mend"]
    assert box.run("service", "uninstall").code == 0


@pytest.mark.parametrize(
    ("check", "file", "asks", "content"),
    [
        ("vim", "home/.vimrc", "set number\n", "set autoread\n"),
        ("vim", "home/.vimrc", "set autoread\nset backupcopy=no\n", "set ar\n"),
        ("neovim", "config/nvim/init.vim", "set noautoread\n", "set number\n"),
        ("neovim", "config/nvim/init.lua", "vim.opt.autoread = false\n", "vim.opt.autoread = true\n"),
        ("vs code", "vault/.vscode/settings.json", "{}", '{\n  "files.autoSave": "afterDelay"\n}'),
    ],
)
def test_editors_settings_worth_knowing_are_noted(
    box: Sandbox, check: str, file: str, asks: str, content: str
) -> None:
    """A setting that surprises is noted with its mend, one that does not is passed over; neither is wrong."""
    path = box.folder / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(asks)
    ran = box.run("doctor", "--json")
    assert (ran.code, _only(ran, check)["level"]) == (0, "note")
    path.write_text(content)
    assert _findings(box.run("doctor", "--json"), check) == []


def test_an_obsidian_vault_is_known(box: Sandbox) -> None:
    """What is different there is said."""
    assert _findings(box.run("doctor", "--json"), "obsidian") == []
    (box.root / ".obsidian").mkdir()
    assert "Obsidian vault" in _only(box.run("doctor", "--json"), "obsidian")["message"]


def test_the_file_system_is_found_out_by_trying_and_nothing_is_left(box: Sandbox) -> None:
    """It names the file system and the way notes are written."""
    found = _only(box.run("doctor", "--json"), "file system")
    assert "notes are written" in found["message"]
    assert list(box.root.iterdir()) == []


def test_conflict_copies_and_near_misses_are_noted(box: Sandbox) -> None:
    """With the notes' names and what to do; nothing is wrong for that."""
    box.note("a.md")
    assert _findings(box.run("doctor", "--json"), "conflicts") == []
    box.note("a (conflicted copy 2026-01-01).md")
    box.note("near.md", head="---\nmilestones: 5 words\n---\n")
    ran = box.run("doctor", "--json")
    copy, near = _only(ran, "conflicts"), _only(ran, "notes")
    assert (ran.code, copy["level"], near["level"]) == (0, "note", "note")
    assert copy["message"] == "1 conflict copy takes no part: a (conflicted copy 2026-01-01).md"
    assert near["message"].startswith("near.md:2: ")
    assert "milestone" in near["mend"]


def test_lines_of_a_journal_that_cannot_be_read_are_counted(box: Sandbox) -> None:
    """A note, with the journal's name: all other lines count."""
    box.note("a.md")
    box.run("update")
    assert _only(box.run("doctor", "--json"), "record")["level"] == "ok"
    box.write(".milestoned/journal/other-1.jsonl", "{no line of ours\n")
    found = _only(box.run("doctor", "--json"), "record")
    assert (found["level"], found["message"].split(" of ")[0]) == ("note", "1 line")


@pytest.mark.skipif(not can_mount(), reason=WHY_NOT)
@pytest.mark.parametrize("kind", ["state", "cache"])
def test_a_full_state_or_cache_is_found(box: Sandbox, kind: str) -> None:
    """Nothing could be recorded, or kept for the next time."""
    box.note("a.md")
    with mounted(box.folder / kind, "size=2m"):
        found = _wrong(box.run("doctor", "--json"))
    assert (found["check"], found["message"]) == (kind, f"the disk of {box.folder / kind} is full")


def test_a_daemon_of_another_version_is_noted(box: Sandbox) -> None:
    """It was started before the program was changed."""
    box.env |= {f"XDG_{kind}_HOME": "" for kind in ("STATE", "CACHE", "CONFIG")}
    with Daemon(box.root, box.folder / "home"):
        assert _findings(box.run("doctor", "--json"), "version") == []
        (written,) = (box.folder / "home").rglob("daemon.version")
        written.write_text("0.0.1\n")
        found = _only(box.run("doctor", "--json"), "version")
        assert (found["level"], "version 0.0.1" in found["message"]) == ("note", True)
        status = box.run("service", "status")
        assert "0.0.1" in status.out


def test_a_path_that_is_not_there_is_wrong_usage(box: Sandbox, tmp_path: Path) -> None:
    """Exit code 2."""
    ran = box.run("doctor", str(tmp_path / "nowhere"))
    assert (ran.code, ran.out) == (2, "")
