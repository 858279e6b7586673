"""A real Chromium without a window, and what a page does in it."""

from __future__ import annotations

import json
import shutil
from contextlib import contextmanager
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from selenium.webdriver import Chrome

_FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-dev-shm-usage",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--hide-scrollbars",
)  # fmt: skip
PHONE, LAPTOP = 390, 1280
# Seconds. Less than the driver waits for an answer; axe needs two of them where nobody else wants the processor.
_SCRIPT_WITHIN = 110


@contextmanager
def chromium(folder: Path) -> Iterator[Browser]:
    """Start Chromium with an empty profile in a folder; skip the test where it is not installed."""
    program, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if not program or not driver:
        pytest.skip("Chromium and its driver are not installed (Debian: chromium chromium-driver)")
    from selenium.webdriver import Chrome, ChromeOptions
    from selenium.webdriver.chrome.service import Service

    options = ChromeOptions()
    options.binary_location = program
    for flag in (*_FLAGS, f"--user-data-dir={folder / 'profile'}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    chrome = Chrome(options=options, service=Service(driver))
    chrome.set_script_timeout(_SCRIPT_WITHIN)
    try:
        yield Browser(chrome)
    finally:
        chrome.quit()


class Browser:
    """One window of Chromium."""

    def __init__(self, chrome: Chrome) -> None:
        self.chrome = chrome

    def shows(self, page: Path, *, width: int = LAPTOP, dark: bool = False) -> None:
        """Load a page in a window of that width, by a reader who wants it light or dark."""
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.chrome.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [scheme]})
        size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width == PHONE}
        self.chrome.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        self.chrome.get(page.as_uri())

    def runs(self, script: str) -> Any:
        """Run a script in the page, and return what it returns."""
        return self.chrome.execute_script(script)

    def texts(self, selector: str) -> list[str]:
        """Return the texts of all elements that a selector finds, as one line each."""
        script = "return [...document.querySelectorAll(arguments[0])].map(e => e.textContent.replace(/\\s+/g, ' ').trim())"
        found: list[str] = self.chrome.execute_script(script, selector)
        return found

    def opens_everything(self) -> None:
        """Open all that is collapsed."""
        self.runs("document.querySelectorAll('details').forEach(one => { one.open = true })")

    def errors(self) -> list[str]:
        """Return what the console said since it was asked last."""
        return [entry["message"] for entry in self.chrome.get_log("browser")]  # type: ignore[no-untyped-call]

    def requests(self) -> set[str]:
        """Return the addresses that were asked for since it was asked last, without what follows a `#`.

        The browser's own pages are left out: an empty tab asks for its parts, and no page can ask for them.
        """
        log = self.chrome.get_log("performance")  # type: ignore[no-untyped-call]
        messages = [json.loads(entry["message"])["message"] for entry in log]
        sent = [one["params"] for one in messages if one["method"] == "Network.requestWillBeSent"]
        pages = [one for one in sent if not one["documentURL"].startswith("chrome://")]
        return {one["request"]["url"].partition("#")[0] for one in pages}

    def violations(self) -> list[str]:
        """Return what axe-core has to say against the page, of all its rules."""
        self.runs((files("axe_core_python") / "axe.min.js").read_text(encoding="utf-8"))
        script = "const done = arguments[0]; axe.run().then(found => done(found.violations))"
        found = self.chrome.execute_async_script(script)
        return [
            f"{one['id']}: {node['target']} {node['failureSummary']}"
            for one in found
            for node in one["nodes"]
        ]
