"""The extension in a real Visual Studio Code: its server from npm, its workbench in Chromium."""

from __future__ import annotations

import json
import re
import shutil
import socket
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

from milestoned.cli.editor import program
from tests.end_to_end.running import PATIENCE, home_environment, wait_until, words_in
from tests.report.browser import chromium

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from selenium.webdriver import Chrome

_BUILD = Path(__file__).parents[2] / "build"
_SERVER = _BUILD / "code-server/node_modules/code-server/out/node/entry.js"
_EXTENSION = _BUILD / "milestoned.vsix"
_NOTE = "---\nmilestone: 20 words\n---\n# One 😀\n\ntwo three four five\n"
_TEXT = "return document.querySelector('.view-lines').innerText.replace(/\\u00a0/g, ' ')"

pytestmark = [pytest.mark.editor, pytest.mark.soak]


def test_the_progress_is_seen_and_saved_with_the_text(tmp_path: Path) -> None:
    """The hint counts unsaved words; the save has the status; one undo takes it back, and the next save is right."""
    vault, note = tmp_path / "vault", tmp_path / "vault/note.md"
    (vault / ".milestoned").mkdir(parents=True)
    note.write_text(_NOTE)
    with _served(vault, tmp_path / "home") as address, chromium(tmp_path) as browser:
        opened = json.dumps([["openFile", f"vscode-remote://{address}{note}"]])
        browser.chrome.set_window_size(1200, 800)
        browser.chrome.get(f"http://{address}/?folder={vault}&payload={quote(opened)}")
        window = _Window(browser.chrome)
        window.waits(lambda: "15 words to" in window.text, "the first hint")
        window.press("end", control=True)
        window.type("six seven eight")
        window.waits(lambda: "12 words to" in window.text, "the hint counts what is not saved")
        assert note.read_text() == _NOTE
        window.press("s", control=True)
        wait_until(lambda: "eight" in note.read_text(), "the text is saved")
        assert words_in(note) == 8, "the first bytes with the new words have the new status"
        window.waits(lambda: re.search(r"milestone-words: +8\b", window.text), "the buffer shows it")
        window.press("z", control=True)
        window.waits(lambda: "milestone-words" not in window.text, "one undo takes it back")
        assert "six seven eight" in window.text
        window.press("s", control=True)
        window.waits(lambda: "milestone-words" in window.text, "the next save is right, too")
        assert browser.chrome.find_elements("css selector", ".notification-toast .codicon-error") == []


class _Window:
    """The workbench, as a writer's eyes and hands have it."""

    def __init__(self, chrome: Chrome) -> None:
        self._chrome = chrome

    @property
    def text(self) -> str:
        """What the editor shows, hints included."""
        return str(self._chrome.execute_script(_TEXT))

    def press(self, key: str, *, control: bool = False) -> None:
        """Press one key."""
        from selenium.webdriver.common.action_chains import ActionChains
        from selenium.webdriver.common.keys import Keys

        keys = ActionChains(self._chrome)
        name = getattr(Keys, key.upper(), key)
        if control:
            keys.key_down(Keys.CONTROL).send_keys(name).key_up(Keys.CONTROL).perform()
        else:
            keys.send_keys(name).perform()

    def type(self, text: str) -> None:
        """Type a text, each key when the last one is shown."""
        for number, key in enumerate(text, 1):
            self.press(key)
            self.waits(lambda: text[:number].rstrip() in self.text, f"{text[:number]!r} is shown")  # noqa: B023 - called at once

    def waits(self, condition: Callable[[], object], what: str) -> None:
        """Wait for a condition."""
        from selenium.common.exceptions import JavascriptException

        end = time.monotonic() + PATIENCE
        while True:
            try:
                if condition():
                    return
            except JavascriptException:  # the workbench is not there yet
                pass
            assert time.monotonic() < end, what
            time.sleep(0.1)


@contextmanager
def _served(vault: Path, home: Path) -> Iterator[str]:
    """Serve a vault on a free port of this machine, with the extension installed."""
    if not _SERVER.exists() or not _EXTENSION.exists():
        pytest.skip("run `tests/editors/code_server` and `make vscode` first")
    environment = home_environment(home)
    node = [shutil.which("node") or "node", str(_SERVER)]
    subprocess.run(
        [*node, "--install-extension", str(_EXTENSION)], env=environment, check=True, capture_output=True
    )
    settings = home / ".local/share/code-server/User/settings.json"
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_text(json.dumps({"milestoned.command": str(program()), "window.dialogStyle": "custom"}))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    options = ("--auth=none", "--disable-telemetry", "--disable-update-check", "--disable-workspace-trust")
    with (home / "log").open("wb") as log:
        server = subprocess.Popen(
            [*node, *options, "--bind-addr", address, str(vault)], env=environment, stdout=log, stderr=log
        )
        try:
            wait_until(lambda: "HTTP server listening" in (home / "log").read_text(), "the server listens")
            yield address
        finally:
            server.terminate()
            server.wait(30)
