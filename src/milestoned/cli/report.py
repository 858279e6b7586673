"""`milestoned report`: the book at a glance, as a page or as a picture."""

from __future__ import annotations

from pathlib import Path

import click

from milestoned.cli.output import shown
from milestoned.cli.record_answer import HUSH
from milestoned.cli.record_command import path_argument
from milestoned.errors import UsageError
from milestoned.light.typing import TYPE_CHECKING
from milestoned.vault.root import find_root

if TYPE_CHECKING:
    from milestoned.cli.output import Output

_DEFAULT = "milestoned-report.html"


@click.command("report")
@path_argument
@click.option("--open", "opens", is_flag=True, help="Show the page in the browser.")
@click.option(
    "-o",
    "--output",
    "file",
    default="",
    metavar="FILE",
    help=f"Where to; - is stdout.  [default: {_DEFAULT}]",
)
@click.option(
    "--watch",
    "watches",
    is_flag=True,
    help="Write it again whenever something changes; an open page follows.",
)
@click.option(
    "--card", default="", metavar="FILE", help="Draw a picture to share instead: FILE.svg or FILE.png."
)
@click.pass_obj
def command(output: Output, *, path: str, opens: bool, file: str, watches: bool, card: str) -> None:
    """Write the book and its record as one page: an HTML file that loads nothing from anywhere.

    It shows today, the standing goal, the year as a calendar of days, and each book with its chapters. Then the
    way to each due date, the chunks reached, when the words come, and promises kept. It says nothing that the
    commands would not.
    """
    if file == "-" and (opens or watches):
        raise UsageError("-o -: a page on stdout can be neither opened nor kept up to date", "name a file")
    path = path or str(find_root(Path()))
    if card:
        _draw_card(output, path, Path(card))
    if not card or file or opens or watches:
        _write_page(output, path, file, opens=opens, watches=watches)


def _write_page(output: Output, path: str, file: str, *, opens: bool, watches: bool) -> None:
    from milestoned.cli.report_page import Page  # noqa: PLC0415 - --help needs none of it

    page = Page(path, Path(file or _DEFAULT), live=watches)
    text = page.text()
    if text is None:
        output.data(HUSH)
    elif file == "-":
        output.data(text)
    else:
        page.write(text)
        output.data(shown(str(page.file)))
    if opens and text is not None:
        _open(output, page.file)
    if watches:
        page.keep(output)


def _draw_card(output: Output, path: str, file: Path) -> None:
    from milestoned.cli import report_card  # noqa: PLC0415 - as above

    if report_card.draw(path, file):
        output.data(shown(str(file)))
    else:
        output.data(HUSH)


def _open(output: Output, file: Path) -> None:
    if click.launch(file.absolute().as_uri()):
        output.say("no browser was found to open it with: open the file yourself")
