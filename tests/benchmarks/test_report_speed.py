"""What the page costs over years of heavy use: its size, and its time as a ratio against `log`. Nothing passes or fails."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.benchmarks.test_record_speed import Heavy

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("years", [3, 10])
def test_the_page_over_years_of_heavy_use(tmp_path: Path, years: int) -> None:
    """`report` over 200 saves a day, against `log`, which prints a line a day."""
    heavy = Heavy(tmp_path, years)
    page = tmp_path / "page.html"
    heavy.costs("reindex", f"report -o {page}", runs=1)
    log, log_json, report = heavy.costs("log", "log --json", f"report -o {page}")
    size = page.stat().st_size
    print(f"\n{years} years: a page of {size / 1000:.0f} KB in {report * 1e3:.0f} ms:", end=" ")
    print(f"{report / log:.2f} times log, {report / log_json:.2f} times log --json")
