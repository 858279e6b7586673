"""What comes over the wire that is no protocol: an answer where there is one to give, a line in the log, and it goes on."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

import pytest

from tests.end_to_end.running import PATIENCE, home_environment

if TYPE_CHECKING:
    from pathlib import Path

_INITIALIZE: dict[str, object] = {"processId": None, "rootUri": None, "capabilities": {}}
_NOTE = "---\nmilestone: 10 words\n---\n# One\n\ntwo three four five\n"
_EVERYWHERE = {"start": {"line": 0, "character": 0}, "end": {"line": 99, "character": 0}}


@dataclass
class Wire:
    """The server as a process, and bytes to it and from it."""

    home: Path
    process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        command = [sys.executable, "-m", "milestoned", "lsp"]
        with (self.home / "log").open("wb") as log:
            self.process = subprocess.Popen(
                command, stdin=-1, stdout=-1, stderr=log, env=home_environment(self.home)
            )
        return self

    def __exit__(self, *_exception: object) -> None:
        assert self.process
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.close()
        try:
            self.process.wait(PATIENCE)
        finally:
            self.process.kill()
            self.process.wait()
            self.process.stdout.close()
        assert "Traceback" not in self.log
        assert len(max(self.log.splitlines(), default="", key=len)) < 400

    @property
    def log(self) -> str:
        """What it has logged."""
        return (self.home / "log").read_text()

    def send(self, body: bytes) -> None:
        """Send the body of a message."""
        assert self.process
        assert self.process.stdin
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self.process.stdin.flush()

    def receive(self) -> dict[str, Any]:
        """Return the next message."""
        assert self.process
        assert self.process.stdout
        length = 0
        while (line := self.process.stdout.readline().strip()) or not length:
            name, _, value = line.partition(b": ")
            assert name, self.log
            length = int(value) if name == b"Content-Length" else length
        message = json.loads(self.process.stdout.read(length))
        assert isinstance(message, dict)
        return message

    def ask(self, method: str, params: object = None, number: object = 1) -> dict[str, Any]:
        """Send a request, and return what comes next."""
        self.tell(method, params, number)
        return self.receive()

    def tell(self, method: str, params: object = None, number: object = None) -> None:
        """Send a request without waiting for its answer; without a number it is a notification."""
        message = {"jsonrpc": "2.0", "method": method, "params": params}
        self.send(json.dumps(message | ({} if number is None else {"id": number})).encode())

    def begin(self) -> None:
        """Do what an editor does first."""
        assert "capabilities" in self.ask("initialize", _INITIALIZE)["result"]


@pytest.fixture
def wire_home(home: Path) -> Path:
    """Return a home that is there."""
    home.mkdir()
    return home


WRONG = [
    (b"{", -32700),
    (b"\xff\xfe", -32700),
    (b"[" * 100_000, -32700),
    (b"[]", -32600),
    (b"17", -32600),
    (b"{}", -32600),
    (b'{"id": 3, "method": "textDocument/hover"}', -32600),
    (b'{"jsonrpc": "2.0", "id": 3, "method": "textDocument/hover", "params": {"x": 1}}', -32602),
    (b'{"jsonrpc": "2.0", "id": 3, "method": "textDocument/hover"}', -32602),
    (b'{"jsonrpc": "2.0", "id": 3, "method": "no/such", "params": {}}', -32601),
]


def test_a_wrong_message_is_answered(wire_home: Path) -> None:
    """Each is an error with the code of JSON-RPC, and the next message is served."""
    with Wire(wire_home) as the:
        the.begin()
        for body, code in WRONG:
            the.send(body)
            answer = the.receive()
            assert answer["error"]["code"] == code, body[:80]
            assert answer["id"] == (3 if b'"id": 3' in body else None)
        assert the.ask("shutdown")["result"] is None


def test_the_order_of_a_session_is_kept(wire_home: Path) -> None:
    """Before `initialize` nothing is served, after `shutdown` nothing more; `exit` then ends it with 0."""
    with Wire(wire_home) as the:
        assert the.ask("textDocument/hover", {})["error"]["code"] in (-32002, -32602)
        assert the.ask("shutdown")["error"]["code"] == -32002
        the.send(b'{"jsonrpc": "2.0", "method": "textDocument/didSave", "params": null}')
        the.begin()
        the.send(b'{"jsonrpc": "2.0", "method": "textDocument/didChange", "params": {"textDocument": 1}}')
        the.send(b'{"jsonrpc": "2.0", "id": "what", "result": 3}')
        the.send(b'{"jsonrpc": "2.0", "method": "$/cancelRequest", "params": {"id": 99}}')
        assert the.ask("shutdown")["result"] is None
        assert the.ask("shutdown", number="again")["error"]["code"] == -32600
        the.send(b'{"jsonrpc": "2.0", "method": "exit"}')
        assert the.process
        assert the.process.wait(PATIENCE) == 0


def test_it_ends_when_the_editor_is_gone(wire_home: Path) -> None:
    """A closed pipe ends it; so does the end of the process that it was started for."""
    editor = subprocess.Popen(["sleep", "1000"])
    with Wire(wire_home) as the:
        assert the.process
        the.ask("initialize", {**_INITIALIZE, "processId": editor.pid})
        editor.kill()
        editor.wait()
        assert the.process.wait(PATIENCE) == 1


def test_an_editor_that_never_answers_is_served_on(wire_home: Path, root: Path) -> None:
    """What the server asks stays open for ever; what the editor asks is answered all the same."""
    uri = (root / "note.md").as_uri()
    document = {"uri": uri, "languageId": "markdown", "version": 1, "text": _NOTE}
    able = {"workspace": {"applyEdit": True, "inlayHint": {"refreshSupport": True}}}
    with Wire(wire_home) as the:
        the.ask("initialize", {**_INITIALIZE, "capabilities": able})
        the.tell("textDocument/didOpen", {"textDocument": document})
        update = {"command": "milestoned.update", "arguments": [uri]}
        for number in range(5):
            the.tell("workspace/executeCommand", update, number=f"update {number}")
        hint = {"textDocument": {"uri": uri}, "range": _EVERYWHERE}
        the.tell("textDocument/inlayHint", hint, number="hint")
        asked = 0
        while (message := the.receive()).get("id") != "hint":
            asked += message.get("method") == "workspace/applyEdit"
        assert "5 words to" in message["result"][0]["label"]
        the.tell("shutdown", number="end")
        while (message := the.receive()).get("id") != "end":
            asked += message.get("method") == "workspace/applyEdit"
        assert message["result"] is None
        assert asked
