"""The page of `milestoned report` as a file: written once, or kept up to date."""

from __future__ import annotations

from milestoned import __version__
from milestoned.cli.report_source import gather
from milestoned.errors import MilestonedError
from milestoned.fileio.atomic import private_folder
from milestoned.fileio.own_file import write_own
from milestoned.light.typing import TYPE_CHECKING
from milestoned.report.page import MARK, render
from milestoned.vault import user_dirs
from milestoned.vault.root import find_root, given_path

if TYPE_CHECKING:
    from pathlib import Path

    from milestoned.cli.output import Output


class Page:
    """A page of one PATH, and the file that it is written to."""

    def __init__(self, path: str, file: Path, *, live: bool) -> None:
        self.file = file
        self._path = path
        self._live = live
        self._written = ""
        self._root = find_root(given_path(path))
        self._compiled = _folder_for_templates(self._root)

    def text(self) -> str | None:
        """Return the page as it is now; None while the writer writes and wants no numbers. Raises MilestonedError."""
        source = gather(self._path)
        return render(source, live=self._live, compiled=self._compiled) if source else None

    def write(self, text: str) -> None:
        """Write it, if it differs from what is there. Raises MilestonedError."""
        if text != self._written:
            write_own(self.file, text.encode(), MARK)
            self._written = text

    def keep(self, output: Output) -> None:
        """Write it again whenever something changes, until Ctrl-C."""
        from milestoned.cli.live import follow  # noqa: PLC0415 - few ask

        output.say("keeping it up to date; Ctrl-C ends it")
        follow(self._root, output.advise, lambda: self._again(output))

    def _again(self, output: Output) -> None:
        try:
            text = self.text()
            if text is not None:
                self.write(text)
        except MilestonedError as error:
            output.say(f"milestoned: {error.message}\n  {error.hint}")


def _folder_for_templates(root: Path) -> str:
    """Return where compiled templates are kept; "" where nothing can be kept."""
    folder = user_dirs.vault_cache(root) / f"templates-{__version__}"
    try:
        return str(private_folder(folder))
    except OSError:
        return ""
