"""What the tests of the page share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.report.browser import Browser, chromium

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """Give a Chromium for a module's tests."""
    with chromium(tmp_path_factory.mktemp("chromium")) as found:
        yield found
