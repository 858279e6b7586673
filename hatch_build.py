"""Puts the pages of docs/ into the wheel, so that `milestoned docs` has them after an install."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class ManualHook(BuildHookInterface):  # type: ignore[type-arg]
    """Adds each page; scripts, pictures and decisions stay out."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Name the pages. An editable install reads them from the source."""
        if version == "editable":
            return
        for page in sorted((Path(self.root) / "docs").glob("*.md")):
            build_data["force_include"][str(page)] = f"milestoned/manual/{page.name}"
