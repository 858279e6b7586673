"""How help is laid out: wrapped between words at any width, and readable at 40 columns."""

from __future__ import annotations

import textwrap

import click

from milestoned.cli.commands import COMMANDS
from milestoned.cli.examples import EXAMPLES
from milestoned.light.typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_WIDEST = 100
# Below this there is no room for a second column.
_TWO_COLUMNS = 60
_LONGEST_TERM = 26


class HelpFormatter(click.HelpFormatter):
    """Wraps text between words only: no word, option or command is ever cut in two."""

    def __init__(
        self,
        indent_increment: int = 2,
        width: int | None = None,
        max_width: int | None = None,  # noqa: ARG002 - click's signature
    ) -> None:
        import shutil  # noqa: PLC0415 - loads five compressors, and only help is laid out

        columns = width or min(shutil.get_terminal_size().columns, _WIDEST)
        super().__init__(indent_increment, width=columns)

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write the usage line; what does not fit goes below, indented."""
        self._lines(f"{prefix or 'Usage:'} {prog} {args}", "", " " * 7)

    def write_text(self, text: str) -> None:
        """Write paragraphs. A paragraph that begins with a backspace line keeps its lines, each wrapped where it must be."""
        paragraphs = text.split("\n\n")
        for number, paragraph in enumerate(paragraphs):
            lines = paragraph.split("\n")
            if lines[0].strip() == "\b":
                for line in lines[1:]:
                    self._kept_line(line)
            else:
                self._lines(" ".join(paragraph.split()), "", "")
            self.write("\n" * (number < len(paragraphs) - 1))

    def write_dl(
        self,
        rows: Iterable[tuple[str, str]],
        col_max: int = _LONGEST_TERM,
        col_spacing: int = 2,
    ) -> None:
        """Write terms and what they mean: side by side, or on a narrow screen one below the other."""
        rows = list(rows)
        if self.width < _TWO_COLUMNS:
            for term, text in rows:
                self._lines(term, "", "  ")
                self._lines(text, "    ", "    ")
            return
        widest = min(max((len(term) for term, _ in rows), default=0), col_max)
        for term, text in rows:
            gap = " " * (widest + col_spacing)
            if len(term) > widest:
                self._lines(term, "", "  ")
                self._lines(text, gap, gap)
            else:
                self._lines(text, term.ljust(widest + col_spacing), gap)

    def _kept_line(self, line: str) -> None:
        indent = line[: len(line) - len(line.lstrip())]
        if line.lstrip().startswith("milestoned "):
            wrapped = self._wrap(line.strip(), indent, indent + "  ", room=2)
            self._write_lines([f"{part} \\" for part in wrapped[:-1]] + wrapped[-1:])
        else:
            self._lines(line.strip(), indent, indent)

    def _lines(self, text: str, first: str, rest: str) -> None:
        self._write_lines(self._wrap(text, first, rest))

    def _write_lines(self, lines: list[str]) -> None:
        for line in lines:
            self.write(f"{' ' * self.current_indent}{line}".rstrip() + "\n")

    def _wrap(self, text: str, first: str, rest: str, room: int = 0) -> list[str]:
        width = max(self.width - self.current_indent - room, 12)
        return textwrap.wrap(
            text,
            width,
            initial_indent=first,
            subsequent_indent=rest,
            break_long_words=False,
            break_on_hyphens=False,
        ) or [first]


class HelpContext(click.Context):
    """The context of every command, whose help is laid out here."""

    formatter_class = HelpFormatter


def with_help(name: str, command: click.Command) -> click.Command:
    """Give a command, and those below it, this layout and its examples."""
    command.context_class = HelpContext
    command.short_help = COMMANDS.get(name, command.short_help)
    if name in EXAMPLES:
        lines = [f"  {text}:\n    {line}" for text, line in EXAMPLES[name]]
        command.epilog = "\b\n" + "\n".join(["Examples:", *lines])
    if isinstance(command, click.Group):
        for below in command.commands.values():
            # Or click cuts it off in the middle of a sentence.
            below.short_help = " ".join((below.help or "").split()).partition(". ")[0].rstrip(".") + "."
            with_help(f"{name} {below.name}", below)
    return command
